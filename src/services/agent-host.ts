// The agent worker's service: draws the world first, then loads the model, then plays, records and stores. Everything
// that changes a run goes through one queue, so a person's action, a pause and the agent's decision never interleave.
// What it needs from outside (agents, storage) is handed in, so it runs in tests without a worker.

import type { PlanningAgent } from '../agents/agent.ts';
import { makeCoach } from '../agents/coach/registry.ts';
import { type PlanHold, parseHold } from '../agents/plan-hold.ts';
import { type ErrorCode, LabError } from '../lab-error.ts';
import { weightsOfModel } from '../language/pocket/shipped.ts';
import type { Usage } from '../language/remote/usage.ts';
import type { RunConfig } from '../records/record.ts';
import type { WriterReports } from '../records/store/run-writer.ts';
import { BalrogPlayer } from './agent-balrog.ts';
import type { ChatModel } from './agent-chat.ts';
import { PresentAgent } from './agent-present.ts';
import type { AgentService, RunPhase, RuntimeKind, StartOptions } from './agent-service.ts';
import { EventStream, type UnnumberedEvent } from './event-stream.ts';
import { OneByOne } from './one-by-one.ts';
import { Pacer } from './pacer.ts';
import { RunSession, type TakenStep } from './run-session.ts';

/** What an agent source reports while it loads or recovers. */
export interface LoadReport {
  progress(what: string, loaded: number, total: number): void;
  notice(text: string): void;
}

/** An agent ready to play. Its runtime may change in mid-run: a model that loses its GPU goes on elsewhere by itself. */
export interface LoadedAgent {
  readonly agent: PlanningAgent;
  readonly runtime: () => { readonly kind: RuntimeKind; readonly why: string };
  /** What its model was asked since it was loaded, where that is counted. */
  readonly usage?: () => Usage | null;
  /** A decision may take many seconds: a pause does not wait for it. */
  readonly slow?: boolean;
  /** A chat model, to be asked for more than this run. */
  readonly chat?: ChatModel;
}

/** What loading an agent takes from a run's options. */
export type LoadOptions = Pick<StartOptions, 'runtime' | 'endpoints'>;

export interface AgentSource {
  load(
    config: RunConfig,
    options: LoadOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<LoadedAgent>;
  /** Lets go of models that are of no use any more; the next `load` opens them anew. */
  discard?(): Promise<void>;
}

/** A model that failed so is gone, and is loaded again before the run goes on. */
const FATAL: readonly ErrorCode[] = ['device-lost', 'out-of-memory'];

/** Keeps a run while it goes on; every method may fail without harm to the run. */
export interface RunKeeper {
  /** An id no other run has. */
  newId(): string;
  /** Begins keeping a run under that id. @throws LabError storage-full, storage-refused */
  begin(session: RunSession, runId: string): Promise<void>;
  /** A stored, unfinished run. @throws LabError not-found, run-busy */
  reopen(runId: string): Promise<RunSession>;
  /** Says that a step was taken; it is written within a second. */
  stepped(): void;
  /** Writes all that is unwritten. */
  flush(): Promise<void>;
  /** Writes, and lets go of the run (another tab may take it). */
  release(): Promise<void>;
  reports: WriterReports;
}

/** Frames faster than the screen would only cost time. */
const FRAME_MS = 15;

export class AgentHost implements AgentService {
  readonly #events = new EventStream();
  readonly #present = new PresentAgent((event) => this.#send(event));
  readonly #balrog = new BalrogPlayer((event) => this.#send(event));
  readonly #pacer = new Pacer(0);
  readonly #source: AgentSource;
  readonly #keeper: RunKeeper;
  #session: RunSession | null = null;
  #options: StartOptions | null = null;
  #loading: AbortController | null = null;
  #deciding: AbortController | null = null;
  #phase: RunPhase = 'idle';
  /** Counts the runs that were begun: what belongs to an earlier one no longer speaks. */
  #turn = 0;
  #looping = false;
  #takeOver = false;
  readonly #commands = new OneByOne();
  #lastFrame = 0;
  #frameSent = true;

  constructor(source: AgentSource, keeper: RunKeeper) {
    this.#source = source;
    this.#keeper = keeper;
    keeper.reports = {
      onSaved: (steps) => this.#send({ type: 'saved', steps }),
      onTrouble: (error) => this.#send({ type: 'notice', text: `${error.message} ${error.hint}`.trim() }),
    };
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  start(config: RunConfig, options: StartOptions): Promise<void> {
    const exact = this.#withWeights(config);
    return this.#begin(
      options,
      async () => ({ session: new RunSession(exact), runId: options.store ? this.#keeper.newId() : '' }),
      options.store,
    );
  }

  resumeStored(runId: string, options: StartOptions): Promise<void> {
    return this.#begin(options, async () => ({ session: await this.#keeper.reopen(runId), runId }));
  }

  async play(): Promise<void> {
    if (this.#phase !== 'paused' || this.#takeOver) return;
    if (!this.#present.loaded) return this.#loadAgain(false);
    this.#setPhase('playing');
    void this.#loop();
  }

  async renew(options: StartOptions): Promise<void> {
    const turn = ++this.#turn;
    this.#pacer.speed = options.speed;
    this.#balrog.stop();
    this.#loading?.abort(new LabError('aborted', 'The model is loaded anew.'));
    await this.pause();
    const session = this.#session;
    if (!session || turn !== this.#turn) return;
    this.#present.unload();
    await this.#load(session, options, turn);
  }

  async pause(): Promise<void> {
    this.#halt();
    if (this.#present.loaded?.slow) this.#deciding?.abort();
    await this.#commands.run(() => this.#settle());
  }

  async step(count = 1): Promise<void> {
    // The decision on its way is one that was wanted: it is waited for.
    this.#halt();
    if (!this.#present.loaded && this.#phase === 'paused') await this.#loadAgain(true);
    await this.#commands.run(async () => {
      let taken = true;
      for (let i = 0; i < count && taken && this.#phase === 'paused' && this.#present.loaded; i++)
        taken = await this.#decide();
      await this.#settle();
    });
  }

  async setSpeed(decisionsPerSecond: number): Promise<void> {
    this.#pacer.speed = Math.max(0, decisionsPerSecond);
    this.#pacer.interrupt();
  }

  async act(action: number): Promise<void> {
    await this.#commands.run(async () => {
      const session = this.#running();
      this.#report(session, session.act(action));
      await this.#settle();
    });
  }

  async setTakeOver(on: boolean): Promise<void> {
    this.#takeOver = on;
    if (on) await this.pause();
    else await this.play();
  }

  async writePlan(text: string, hold: PlanHold = 'pinned'): Promise<void> {
    await this.#commands.run(async () => {
      this.#running().writePlan(text, parseHold(hold));
    });
    // However slow the run is, the decision that follows the plan does not wait.
    this.#pacer.interrupt();
  }

  async setCoach(name: string): Promise<void> {
    await this.#commands.run(async () => {
      this.#running().setCoach(name === '' ? null : makeCoach(name));
    });
  }

  async playBalrog(seeds: readonly number[], maxSteps: number): Promise<void> {
    const { chat } = this.#present.loaded ?? {};
    if (!this.#session || !chat)
      throw new LabError('model-missing', 'No chat model is open.', 'Start a run with one first.');
    const { agent } = this.#session.config;
    const turn = this.#turn;
    await this.pause();
    // Another run, or another model, has stopped these before they began.
    if (turn !== this.#turn) return;
    await this.#balrog.play(agent, chat, seeds, maxSteps).finally(() => this.#present.tell());
  }

  async stopBalrog(): Promise<void> {
    this.#balrog.stop();
  }

  async cancelLoading(): Promise<void> {
    this.#loading?.abort(
      new LabError('aborted', 'Loading the model was cancelled.', 'Press restart to load it again.'),
    );
  }

  /** Replaces the run: stop the old one, show the new world at once, then load its agent, then play. */
  async #begin(
    options: StartOptions,
    open: () => Promise<{ session: RunSession; runId: string }>,
    keep = false,
  ): Promise<void> {
    const turn = ++this.#turn;
    // Now, and not once the agent is there: a speed that is chosen in the meantime is the newer one.
    this.#pacer.speed = options.speed;
    this.#balrog.stop();
    this.#loading?.abort(new LabError('aborted', 'Another run was started.'));
    await this.pause();
    const session = await this.#commands.run(async () => {
      if (turn !== this.#turn) return null;
      await this.#letGo();
      this.#takeOver = false;
      const opened = await this.#orError(open);
      this.#session = opened.session;
      this.#announce(opened.session, opened.runId);
      if (keep) await this.#tryKeeping(opened.session, opened.runId);
      return opened.session;
    });
    if (session && turn === this.#turn) await this.#load(session, options, turn);
  }

  #announce(session: RunSession, runId: string): void {
    const { held } = session.recorder;
    const hold = held ? { hold: parseHold(held.hold) } : {};
    this.#send({ type: 'started', runId, config: session.config, resumedAt: session.steps, ...hold });
    let episodeReturn = 0;
    for (const { record, reward, unlocked, step } of session.restored) {
      episodeReturn += reward;
      this.#send({ type: 'step', step, ...record, reward, episodeReturn, unlocked });
    }
    this.#sendFrame(session);
    if (session.over) this.#finish(session);
  }

  async #load(session: RunSession, options: StartOptions, turn: number): Promise<void> {
    if (session.over) return;
    this.#options = options;
    this.#setPhase('loading');
    this.#loading = new AbortController();
    const report = this.#loadReport(turn);
    try {
      const { signal } = this.#loading;
      const loaded = await this.#source.load(session.config, options, report, signal);
      if (turn !== this.#turn) return;
      this.#present.loaded = loaded;
      session.attach(loaded.agent);
      this.#present.tell();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#setPhase('paused');
      this.#sendError(error);
      throw error;
    }
    this.#setPhase('paused');
    if (!options.paused) await this.play();
  }

  async #loadAgain(paused: boolean): Promise<void> {
    const session = this.#session;
    if (session && this.#options) await this.#load(session, { ...this.#options, paused }, this.#turn);
  }

  /** Decides until something pauses the run; a second call while it goes on adds nothing. */
  async #loop(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    while (this.#phase === 'playing') {
      await this.#pacer.wait();
      await this.#commands.run(async () => {
        if (this.#phase === 'playing') await this.#decide();
      });
    }
    this.#looping = false;
    await this.#commands.run(() => this.#settle());
  }

  /** No decision begins by itself from now on. */
  #halt(): void {
    if (this.#phase === 'playing') this.#setPhase('paused');
    this.#pacer.interrupt();
  }

  /** @returns whether a step was taken */
  async #decide(): Promise<boolean> {
    const session = this.#running();
    this.#deciding = new AbortController();
    const { signal } = this.#deciding;
    try {
      this.#report(session, await session.decide(signal));
      return true;
    } catch (error) {
      // What a pause has stopped was not taken: it is decided when the run goes on.
      if (!signal.aborted) await this.#fail(error);
      return false;
    } finally {
      this.#present.tell();
    }
  }

  async #fail(error: unknown): Promise<void> {
    this.#setPhase('paused');
    this.#sendError(error);
    if (!FATAL.includes(LabError.from(error).code)) return;
    this.#present.unload();
    await this.#source.discard?.();
  }

  #report(session: RunSession, taken: TakenStep): void {
    if (this.#options?.prompts && taken.record.by === 'agent') this.#present.tellPrompt(taken.step);
    const now = performance.now();
    const draw = now - this.#lastFrame >= FRAME_MS || session.over;
    this.#frameSent = draw;
    if (draw) this.#lastFrame = now;
    const { step, record, reward, unlocked, planProbability } = taken;
    const { episodeReturn } = session;
    const drawn = draw ? { frame: session.frame() } : {};
    this.#send({ type: 'step', step, ...record, planProbability, reward, episodeReturn, unlocked, ...drawn });
    this.#keeper.stepped();
    if (session.over) this.#finish(session);
  }

  #finish(session: RunSession): void {
    const { outcome, digest } = session.record();
    this.#setPhase('over');
    this.#send({ type: 'over', outcome, digest });
    void this.#keeper.flush();
  }

  /** At rest the page shows the last state, and storage holds it. */
  async #settle(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    if (!this.#frameSent) this.#sendFrame(session);
    await this.#keeper.flush();
  }

  async #letGo(): Promise<void> {
    await this.#keeper.release();
    this.#session = null;
    this.#present.forget();
  }

  /** Records name the weights they were played with; a link may name others than are here. */
  #withWeights(config: RunConfig): RunConfig {
    const { agent } = config;
    const weights = weightsOfModel(agent.model) ?? '';
    if (agent.weights !== '' && agent.weights !== weights) {
      const text = `${agent.model} has other weights here (${weights}) than this set-up was made with (${agent.weights}).`;
      this.#send({ type: 'notice', text });
    }
    return { ...config, agent: { ...agent, weights } };
  }

  /** Storage may be full or refused: the run then goes on in memory, and the page is told. */
  async #tryKeeping(session: RunSession, runId: string): Promise<void> {
    try {
      await this.#keeper.begin(session, runId);
    } catch (error) {
      const { message, hint } = LabError.from(error);
      this.#send({ type: 'notice', text: `${message} ${hint} This run is kept in memory only.` });
    }
  }

  async #orError<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#setPhase('idle');
      this.#sendError(error);
      throw error;
    }
  }

  #running(): RunSession {
    if (!this.#session) throw new LabError('not-found', 'No run is open.', 'Press restart to begin one.');
    if (this.#session.over)
      throw new LabError('episode-over', 'This run is over.', 'Press restart to begin another.');
    return this.#session;
  }

  #loadReport(turn: number): LoadReport {
    const send = (event: UnnumberedEvent) => {
      if (turn === this.#turn) this.#send(event);
    };
    return {
      progress: (what, loaded, total) => send({ type: 'progress', what, loaded, total }),
      notice: (text) => send({ type: 'notice', text }),
    };
  }

  #sendFrame(session: RunSession): void {
    this.#frameSent = true;
    this.#lastFrame = performance.now();
    this.#send({ type: 'frame', frame: session.frame() });
  }

  #setPhase(phase: RunPhase): void {
    this.#phase = phase;
    this.#send({ type: 'phase', phase, stepsPerSecond: this.#pacer.speed });
  }

  #sendError(error: unknown): void {
    this.#send({ type: 'error', error: LabError.from(error).toData() });
  }

  #send(event: UnnumberedEvent): void {
    this.#events.send(event);
  }
}
