// The agent worker's service: draws the world first, then loads the model, then plays, records and stores. Everything
// that changes a run goes through one queue, so a person's action, a pause and the agent's decision never interleave.
// What it needs from outside (agents, storage) is handed in, so it runs in tests without a worker.

import type { PlanningAgent } from '../agents/agent.ts';
import { makeCoach } from '../agents/coach/registry.ts';
import { LanguageAgent } from '../agents/language-agent.ts';
import { type PlanHold, parseHold } from '../agents/plan-hold.ts';
import { LabError } from '../lab-error.ts';
import { weightsOfModel } from '../language/pocket/shipped.ts';
import type { RunConfig } from '../records/record.ts';
import type { WriterReports } from '../records/store/run-writer.ts';
import type {
  AgentService,
  RunPhase,
  RuntimeKind,
  RuntimePreference,
  StartOptions,
} from './agent-service.ts';
import { EventStream, type UnnumberedEvent } from './event-stream.ts';
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
}

export interface AgentSource {
  load(
    config: RunConfig,
    runtime: RuntimePreference,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<LoadedAgent>;
}

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
  readonly #pacer = new Pacer(0);
  readonly #source: AgentSource;
  readonly #keeper: RunKeeper;
  #session: RunSession | null = null;
  #loaded: LoadedAgent | null = null;
  #loading: AbortController | null = null;
  #phase: RunPhase = 'idle';
  /** Counts the runs that were begun: what belongs to an earlier one no longer speaks. */
  #turn = 0;
  #looping = false;
  #takeOver = false;
  #sendPrompts = false;
  #queue: Promise<unknown> = Promise.resolve();
  #lastFrame = 0;
  #frameSent = true;
  #runtimeTold = '';

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
    if (this.#phase !== 'paused' || this.#takeOver || !this.#loaded) return;
    this.#setPhase('playing');
    void this.#loop();
  }

  async pause(): Promise<void> {
    if (this.#phase === 'playing') this.#setPhase('paused');
    this.#pacer.interrupt();
    await this.#exclusive(() => this.#settle());
  }

  async step(count = 1): Promise<void> {
    await this.pause();
    await this.#exclusive(async () => {
      for (let i = 0; i < count && this.#phase === 'paused' && this.#loaded; i++) await this.#decide();
      await this.#settle();
    });
  }

  async setSpeed(decisionsPerSecond: number): Promise<void> {
    this.#pacer.speed = Math.max(0, decisionsPerSecond);
    this.#pacer.interrupt();
  }

  async act(action: number): Promise<void> {
    await this.#exclusive(async () => {
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
    await this.#exclusive(async () => {
      this.#running().writePlan(text, parseHold(hold));
    });
    // However slow the run is, the decision that follows the plan does not wait.
    this.#pacer.interrupt();
  }

  async setCoach(name: string): Promise<void> {
    await this.#exclusive(async () => {
      this.#running().setCoach(name === '' ? null : makeCoach(name));
    });
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
    this.#loading?.abort(new LabError('aborted', 'Another run was started.'));
    await this.pause();
    const session = await this.#exclusive(async () => {
      if (turn !== this.#turn) return null;
      await this.#letGo();
      this.#pacer.speed = options.speed;
      this.#sendPrompts = options.prompts;
      this.#takeOver = false;
      const opened = await this.#orError(open);
      this.#session = opened.session;
      this.#announce(opened.session, opened.runId);
      if (keep) await this.#tryKeeping(opened.session, opened.runId);
      return opened.session;
    });
    if (session) await this.#load(session, options, turn);
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
    this.#setPhase('loading');
    this.#loading = new AbortController();
    const report = this.#loadReport();
    try {
      const { signal } = this.#loading;
      const loaded = await this.#source.load(session.config, options.runtime, report, signal);
      if (turn !== this.#turn) return;
      this.#loaded = loaded;
      session.attach(loaded.agent);
      this.#tellRuntime();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#setPhase('paused');
      this.#sendError(error);
      throw error;
    }
    this.#setPhase('paused');
    if (!options.paused) await this.play();
  }

  /** Decides until something pauses the run; a second call while it goes on adds nothing. */
  async #loop(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    while (this.#phase === 'playing') {
      await this.#pacer.wait();
      await this.#exclusive(async () => {
        if (this.#phase === 'playing') await this.#decide();
      });
    }
    this.#looping = false;
    await this.#exclusive(() => this.#settle());
  }

  async #decide(): Promise<void> {
    const session = this.#running();
    try {
      this.#report(session, await session.decide());
    } catch (error) {
      this.#fail(error);
    }
    this.#tellRuntime();
  }

  /** Says where the model runs, whenever that changed. */
  #tellRuntime(): void {
    const runtime = this.#loaded?.runtime();
    if (!runtime || runtime.why === this.#runtimeTold) return;
    this.#runtimeTold = runtime.why;
    this.#send({ type: 'runtime', ...runtime });
  }

  #fail(error: unknown): void {
    this.#setPhase('paused');
    this.#sendError(error);
  }

  #report(session: RunSession, taken: TakenStep): void {
    const agent = this.#loaded?.agent;
    if (
      this.#sendPrompts &&
      taken.record.by === 'agent' &&
      agent instanceof LanguageAgent &&
      agent.lastExchange
    ) {
      this.#send({ type: 'prompt', ...agent.lastExchange });
    }
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
    this.#loaded = null;
    this.#runtimeTold = '';
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

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }

  #loadReport(): LoadReport {
    return {
      progress: (what, loaded, total) => this.#send({ type: 'progress', what, loaded, total }),
      notice: (text) => this.#send({ type: 'notice', text }),
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
