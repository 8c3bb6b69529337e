// Runs one deployment, stage by stage: opens the model, keeps every stage, reports, and goes on after a lost GPU from the last
// stage with the learner on WASM.

import { isChatModel } from '../agents/chat-models.ts';
import { type AnyState, isEpisodes } from '../deployment/any-deployment.ts';
import { type EpisodeState, runEpisodes } from '../deployment/crafter/episode-run.ts';
import { type DeploymentState, runDeployment, type StageProgress } from '../deployment/deployment-run.ts';
import type { RunOptions } from '../deployment/loop.ts';
import type { GradientReport } from '../deployment/pocket-gradient.ts';
import { LabError } from '../lab-error.ts';
import { CommandEar } from './command-ear.ts';
import { KeptAnswers, listeningChat } from './deployment-chat.ts';
import {
  listening,
  listeningPlayer,
  type OpenPlanner,
  type PlannerSource,
  type PlayerSource,
  stageTotal,
} from './deployment-planner.ts';
import {
  type DeploymentEvent,
  type DeploymentOptions,
  type Ending,
  NO_DECISIONS,
} from './deployment-service.ts';
import { isWaiting, openedOf, type Session } from './deployment-session.ts';
import type { Unnumbered } from './event-stream.ts';

/** Ms between two `progress` events, and between two looks at what was commanded. */
const PROGRESS_MS = 150;
const LISTEN_MS = 40;

type Step = Pick<StageProgress, 'done'> & Partial<StageProgress>;
type Send = (event: Unnumbered<DeploymentEvent>) => void;

export class DeploymentRunner {
  readonly #source: PlannerSource;
  readonly #player: PlayerSource | null;
  readonly #send: Send;
  readonly #ear = new CommandEar();
  readonly #answers = new KeptAnswers();
  #told = 0;
  #late: ReturnType<typeof setTimeout> | undefined;

  constructor(source: PlannerSource, send: Send, player: PlayerSource | null = null) {
    this.#source = source;
    this.#player = player;
    this.#send = send;
  }

  /** Until it is done, waits for a person, was stopped or failed, all of which are events. Never rejects. */
  async run(session: Session): Promise<void> {
    const { held, abort } = session;
    this.#tellState(session);
    let last = await this.#advance(session).then(
      (how): Unnumbered<DeploymentEvent> => ({ type: 'finished', id: held.id, how }),
      (error) => this.#endingBy(session, LabError.from(error)),
    );
    clearTimeout(this.#late);
    abort.abort();
    await held.release().catch((error: unknown) => {
      last = this.#endingBy(session, LabError.from(error));
    });
    this.#send(last);
  }

  /** On a stored state, while nothing runs. @throws LabError as `OpenPlanner.checkGradient` and `PlannerSource.open` */
  async checkGradient(
    state: DeploymentState,
    options: DeploymentOptions,
    signal: AbortSignal,
  ): Promise<GradientReport> {
    const open = await this.#source.open(state.plan, options, this.#report(), signal);
    this.#send({ type: 'runtime', ...open.runtime });
    try {
      return await open.checkGradient(state, signal);
    } finally {
      await open.dispose().catch(() => {});
    }
  }

  #endingBy({ held: { id }, abort }: Session, error: LabError): Unnumbered<DeploymentEvent> {
    if (abort.signal.aborted && error.code === 'aborted') return { type: 'finished', id, how: 'stopped' };
    return { type: 'error', id, error: error.toData() };
  }

  async #advance(session: Session): Promise<Ending> {
    for (;;) {
      if (isWaiting(session)) return 'waits';
      if (session.state.stage === 'done') return 'done';
      try {
        await this.#runStages(session);
      } catch (error) {
        session.abort.signal.throwIfAborted();
        if (!this.#mayGoOn(session, LabError.from(error))) throw error;
      }
    }
  }

  async #runStages(session: Session): Promise<void> {
    const { state } = session;
    if (isEpisodes(state)) await this.#play(session, state);
    else await this.#plan(session, state);
  }

  async #plan(session: Session, state: DeploymentState): Promise<void> {
    const { signal } = session.abort;
    const open = await this.#source.open(state.plan, session.options, this.#report(), signal);
    try {
      this.#send({ type: 'runtime', ...open.runtime });
      const listener = this.#listener(session, open.usage);
      const around = isChatModel(state.plan.model)
        ? listeningChat(open.around, listener, this.#answers.of(session.held.id))
        : listening(open.around, listener);
      const save = (after: DeploymentState) => this.#keep(session, after);
      await runDeployment(state, { ...around, signal, save }, pauseOf(state));
    } finally {
      clearTimeout(this.#late);
      await open.dispose().catch(() => {});
      // What was stopped is paid for as well.
      this.#tellUsage(session, open.usage);
    }
  }

  async #play(session: Session, state: EpisodeState): Promise<void> {
    const { signal } = session.abort;
    if (!this.#player) throw new LabError('model-missing', 'Nothing here plays worlds.');
    const listener = this.#listener(session);
    const open = await this.#player.open(state.plan, session.options, this.#report(), listener.hear, signal);
    try {
      this.#send({ type: 'runtime', ...open.runtime });
      const around = listeningPlayer(open.around, listener);
      const save = (after: EpisodeState) => this.#keep(session, after);
      await runEpisodes(state, { ...around, signal, save }, pauseOf(state));
    } finally {
      await open.dispose().catch(() => {});
    }
  }

  #listener(session: Session, usage?: OpenPlanner['usage']) {
    return {
      hear: () => this.#ear.listenEvery(LISTEN_MS),
      onStep: (step: Step) => this.#progress(session, step, usage),
    };
  }

  async #keep(session: Session, state: AnyState): Promise<void> {
    clearTimeout(this.#late);
    Object.assign(session, { state, decisions: NO_DECISIONS, isDecided: false });
    await session.held.save(state);
    this.#answers.clear();
    this.#tellState(session);
    await this.#ear.listen();
    session.abort.signal.throwIfAborted();
  }

  #progress(session: Session, step: Step, usage?: OpenPlanner['usage']): void {
    const { held, state } = session;
    clearTimeout(this.#late);
    const early = this.#told + PROGRESS_MS - performance.now();
    if (early > 0) {
      // The next answer may take a minute: until then the latest one counts.
      this.#late = setTimeout(() => this.#progress(session, step, usage), early);
      return;
    }
    this.#told = performance.now();
    const { stage } = state;
    const generation = stage === 'fine-tune' ? state.generation + 1 : state.generation;
    const progress = { total: stageTotal(state), ...step, stage, generation };
    this.#send({ type: 'progress', id: held.id, progress });
    this.#tellUsage(session, usage);
  }

  #tellUsage({ held: { id } }: Session, counted?: OpenPlanner['usage']): void {
    const usage = counted?.();
    if (usage && usage.requests > 0) this.#send({ type: 'usage', id, usage });
  }

  /** A lost GPU: the stage is begun again, once, with the learner on WASM. */
  #mayGoOn(session: Session, { code, message }: LabError): boolean {
    if (code !== 'device-lost' || session.options.device === 'wasm') return false;
    session.options = { ...session.options, device: 'wasm' };
    const how = isChatModel(session.state.plan.model)
      ? 'with the model opened anew'
      : 'with the learner on WASM';
    const text = `${message} The stage is begun again, ${how}.`;
    this.#send({ type: 'notice', text });
    return true;
  }

  #report() {
    return {
      progress: (what: string, loaded: number, total: number) =>
        this.#send({ type: 'loading', what, loaded, total }),
      notice: (text: string) => this.#send({ type: 'notice', text }),
      learner: (why: string) => this.#send({ type: 'learner', why }),
    };
  }

  #tellState(session: Session): void {
    this.#send({ type: 'state', opened: openedOf(session, true) });
  }
}

/** A person decides before every curation. */
function pauseOf({ plan }: AnyState): RunOptions {
  return plan.curation.by === 'person' ? { pauseBefore: 'curate' } : {};
}
