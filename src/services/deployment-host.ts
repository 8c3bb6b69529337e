// The deployment worker's service: one deployment runs at a time, all are kept. What writes plans, learns and stores is handed
// in, so it runs in tests without a worker, a GPU or jax-js.

import {
  type AnyState,
  beginAny,
  isEpisodes,
  withPoolFile,
  writeAny,
  writeAnyPool,
} from '../deployment/any-deployment.ts';
import { inTurns } from '../deployment/pieces.ts';
import type { GradientReport } from '../deployment/pocket-gradient.ts';
import { LabError } from '../lab-error.ts';
import { checkAnySetup, readAnyForeign } from './any-check.ts';
import { checkDecisions, checkName } from './deployment-check.ts';
import type { DeploymentKeeper } from './deployment-keeper.ts';
import type { PlannerSource, PlayerSource } from './deployment-planner.ts';
import { DeploymentRunner } from './deployment-runner.ts';
import {
  type AnyOpened,
  type AnySetup,
  type Decisions,
  type DeploymentEvent,
  type DeploymentOptions,
  type DeploymentService,
  type MergedPool,
  NO_DECISIONS,
  type StoredDeployment,
} from './deployment-service.ts';
import { decided, openedOf, openedWith, type Session, type TakenDeployment } from './deployment-session.ts';
import { EventStream, type Unnumbered } from './event-stream.ts';
import { inMemory } from './keeping.ts';
import { newId } from './new-id.ts';
import { OneByOne } from './one-by-one.ts';

/** Between two `judged` events. */
const JUDGED_MS = 150;

export class DeploymentHost implements DeploymentService {
  readonly #events = new EventStream<DeploymentEvent>();
  readonly #runner: DeploymentRunner;
  readonly #keeper: DeploymentKeeper;
  #session: Session | null = null;
  /** Ends when nothing goes on any more; never fails. */
  #running: Promise<void> = Promise.resolve();
  readonly #commands = new OneByOne();
  /** Stops the gradient check, and the judging of a file. */
  #checking = new AbortController();
  #judging = new AbortController();
  #judged = 0;

  /** @param player of worlds; without one only planners are deployed */
  constructor(source: PlannerSource, keeper: DeploymentKeeper, player: PlayerSource | null = null) {
    this.#runner = new DeploymentRunner(source, (event) => this.#events.send(event), player);
    this.#keeper = keeper;
    keeper.store.onChange((id) => this.#send({ type: 'changed', id }));
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  start(given: AnySetup, options: DeploymentOptions): Promise<string> {
    return this.#commands.run(async () => {
      const { name, plan } = checkAnySetup(given);
      await this.stop();
      const state = beginAny(plan);
      const held = await this.#keeper.create(newId(), name, state, this.#onTrouble);
      this.#begin({ held, name, options, state, decisions: NO_DECISIONS, isDecided: false });
      return held.id;
    });
  }

  resume(id: string, options: DeploymentOptions): Promise<void> {
    return this.#commands.run(async () => {
      await this.stop();
      this.#begin({ ...(await this.#take(id)), options, isDecided: false });
    });
  }

  async stop(): Promise<void> {
    this.#session?.abort.abort(new LabError('aborted', 'The deployment was stopped.'));
    this.#checking.abort(new LabError('aborted', 'The check was stopped.'));
    await this.#running;
  }

  async decide(id: string, given: Decisions): Promise<void> {
    const decisions = checkDecisions(given);
    const session = this.#inMemory(id);
    if (session) session.decisions = decisions;
    else await this.#keeper.store.change(id, { decisions });
  }

  curate(id: string, given: Decisions, options: DeploymentOptions): Promise<void> {
    return this.#commands.run(async () => {
      const decisions = checkDecisions(given);
      await this.stop();
      // A tab that is closed before the stage is stored has them still.
      await this.decide(id, decisions);
      const taken = await this.#take(id);
      try {
        const state = decided(taken.state, decisions);
        this.#begin({ ...taken, state, decisions, options, isDecided: true });
      } catch (error) {
        await taken.held.release();
        throw error;
      }
    });
  }

  list(): Promise<StoredDeployment[]> {
    return this.#keeper.list();
  }

  async open(id: string): Promise<AnyOpened> {
    const session = this.#inMemory(id);
    if (session) return openedOf(session, !session.abort.signal.aborted);
    const { state, ...about } = await this.#keeper.read(id);
    return openedWith({ id, ...about, stored: true }, state);
  }

  async rename(id: string, given: string): Promise<void> {
    const name = checkName(given);
    if (this.#session?.held.id === id) this.#session.name = name;
    if (!this.#inMemory(id)) await this.#keeper.store.change(id, { name });
  }

  delete(id: string): Promise<void> {
    return this.#keeper.delete(id);
  }

  restore(id: string): Promise<void> {
    return this.#keeper.restore(id);
  }

  async forget(): Promise<number> {
    const idle = (await this.#keeper.store.list()).map(({ id }) => id);
    let forgotten = 0;
    for (const id of idle) {
      if (await this.#keeper.isBusy(id)) continue;
      await this.#keeper.store.delete(id);
      forgotten++;
    }
    return forgotten;
  }

  checkGradient(id: string, options: DeploymentOptions): Promise<GradientReport> {
    return this.#commands.run(async () => {
      if (this.#session && !this.#session.abort.signal.aborted)
        throw new LabError('run-busy', 'A deployment goes on.', 'Pause it, or check when it is done.');
      const state = await this.#stateOf(id);
      if (isEpisodes(state))
        throw new LabError('bad-argument', 'Only plans of problems are checked so far, not episodes.');
      this.#checking = new AbortController();
      return this.#runner.checkGradient(state, options, this.#checking.signal);
    });
  }

  async export(id: string): Promise<Uint8Array<ArrayBuffer>> {
    return writeAny(await this.#stateOf(id));
  }

  async import(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
    const state = await inTurns(readAnyForeign(bytes), {
      signal: this.#judging.signal,
      onProgress: (done, total) => this.#tellJudged(done, total),
    });
    const id = newId();
    const trouble: LabError[] = [];
    const held = await this.#keeper.create(id, checkName(name), state, (error) => trouble.push(error));
    await held.release();
    if (trouble.length > 0) throw trouble[0];
    return id;
  }

  async stopImport(): Promise<void> {
    this.#judging.abort(new LabError('aborted', 'The import was cancelled.', 'Nothing of it is kept.'));
    this.#judging = new AbortController();
  }

  async exportPool(id: string): Promise<Uint8Array<ArrayBuffer>> {
    return writeAnyPool(await this.#stateOf(id));
  }

  importPool(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<MergedPool> {
    return this.#commands.run(async () => {
      this.#mustBeIdle(id);
      const { held, name, state: before, decisions } = await this.#take(id);
      try {
        const { state, changed, invalid } = withPoolFile(before, bytes);
        await held.save(state);
        if (held.isStored) await this.#keeper.store.change(id, { decisions });
        if (this.#session?.held.id === id) this.#session.state = state;
        this.#send({ type: 'state', opened: openedOf({ held, name, state, decisions }, false) });
        return { changed, invalid };
      } finally {
        await held.release();
      }
    });
  }

  #inMemory(id: string): Session | null {
    return inMemory(this.#session, id);
  }

  #mustBeIdle(id: string): void {
    const session = this.#session;
    if (session?.held.id === id && !session.abort.signal.aborted)
      throw new LabError('run-busy', 'This deployment goes on.', 'Stop it first; nothing of it is lost.');
  }

  async #stateOf(id: string): Promise<AnyState> {
    return this.#inMemory(id)?.state ?? (await this.#keeper.read(id)).state;
  }

  /** A deployment and the right to run it. @throws LabError not-found, run-busy, bad-record */
  async #take(id: string): Promise<TakenDeployment> {
    const inMemory = this.#inMemory(id);
    if (inMemory) return inMemory;
    const held = await this.#keeper.hold(id, this.#onTrouble);
    try {
      const { name, state, decisions } = await this.#keeper.read(id);
      return { held, name, state, decisions };
    } catch (error) {
      await held.release();
      throw error;
    }
  }

  #begin(given: Omit<Session, 'abort'>): void {
    const session: Session = { ...given, abort: new AbortController() };
    this.#session = session;
    this.#running = this.#runner.run(session);
  }

  /** Not more often than a page draws it. */
  #tellJudged(done: number, total: number): void {
    if (performance.now() - this.#judged < JUDGED_MS) return;
    this.#judged = performance.now();
    this.#send({ type: 'judged', done, total });
  }

  readonly #onTrouble = ({ message, hint }: LabError): void => {
    const text = `${message} ${hint} Until then the deployment is kept in memory only.`;
    this.#send({ type: 'notice', text });
  };

  #send(event: Unnumbered<DeploymentEvent>): void {
    this.#events.send(event);
  }
}
