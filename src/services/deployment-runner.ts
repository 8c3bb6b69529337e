// Runs one deployment, stage by stage: opens the model, keeps every stage, reports, and goes on after a lost GPU from the last
// stage with the learner on WASM.

import { type DeploymentState, runDeployment, type StageProgress } from '../deployment/deployment-run.ts';
import { LabError } from '../lab-error.ts';
import { CommandEar } from './command-ear.ts';
import { listening, type PlannerSource, stageTotal } from './deployment-planner.ts';
import { type DeploymentEvent, type Ending, NO_DECISIONS } from './deployment-service.ts';
import { isWaiting, openedOf, type Session } from './deployment-session.ts';
import type { Unnumbered } from './event-stream.ts';

/** Ms between two `progress` events, and between two looks at what was commanded. */
const PROGRESS_MS = 150;
const LISTEN_MS = 40;

type Send = (event: Unnumbered<DeploymentEvent>) => void;

export class DeploymentRunner {
  readonly #source: PlannerSource;
  readonly #send: Send;
  readonly #ear = new CommandEar();
  #told = 0;

  constructor(source: PlannerSource, send: Send) {
    this.#source = source;
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
    abort.abort();
    await held.release().catch((error: unknown) => {
      last = this.#endingBy(session, LabError.from(error));
    });
    this.#send(last);
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
    const { plan } = session.state;
    const { signal } = session.abort;
    const open = await this.#source.open(plan, session.options, this.#report(), signal);
    try {
      this.#send({ type: 'runtime', ...open.runtime });
      const around = listening(open.around, {
        hear: () => this.#ear.listenEvery(LISTEN_MS),
        onStep: (step) => this.#progress(session, step),
      });
      const save = (state: DeploymentState) => this.#keep(session, state);
      const byPerson = plan.curation.by === 'person';
      await runDeployment(
        session.state,
        { ...around, signal, save },
        byPerson ? { pauseBefore: 'curate' } : {},
      );
    } finally {
      await open.dispose().catch(() => {});
    }
  }

  async #keep(session: Session, state: DeploymentState): Promise<void> {
    Object.assign(session, { state, decisions: NO_DECISIONS, isDecided: false });
    await session.held.save(state);
    this.#tellState(session);
    await this.#ear.listen();
    session.abort.signal.throwIfAborted();
  }

  #progress({ held, state }: Session, step: Pick<StageProgress, 'done'> & Partial<StageProgress>): void {
    const now = performance.now();
    if (now - this.#told < PROGRESS_MS) return;
    this.#told = now;
    const { stage } = state;
    const generation = stage === 'fine-tune' ? state.generation + 1 : state.generation;
    const progress = { total: stageTotal(state), ...step, stage, generation };
    this.#send({ type: 'progress', id: held.id, progress });
  }

  /** A lost GPU: the stage is begun again, with the learner on WASM. */
  #mayGoOn(session: Session, { code, message }: LabError): boolean {
    if (code !== 'device-lost' || session.options.device === 'wasm') return false;
    session.options = { ...session.options, device: 'wasm' };
    const text = `${message} The stage is begun again, with the learner on WASM.`;
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
