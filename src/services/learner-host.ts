// The learner worker's service: trains one run at a time, keeps every update, and says how far it is. What computes and what
// stores is handed in, so it runs in tests without a worker, a GPU or jax-js; those are loaded when a first run wants them.
//
// A run outlives its device: after a lost GPU or too little memory it goes on from its last update, on WASM or with fewer
// rows at once, and says so.

import { LabError } from '../lab-error.ts';
import type { LoadReport } from './agent-host.ts';
import { CommandEar } from './command-ear.ts';
import { EventStream, type Unnumbered } from './event-stream.ts';
import { inMemory } from './keeping.ts';
import type {
  ImportedFile,
  KeptResult,
  LearnerEvent,
  LearnerService,
  OpenTraining,
  RlFigures,
  StoredTraining,
  TrainingOptions,
  TrainingSample,
  TrainingSetup,
  TrainingStage,
} from './learner-service.ts';
import { type FoundStart, findStart } from './learner-start.ts';
import { newId } from './new-id.ts';
import { OneByOne } from './one-by-one.ts';
import type {
  LearnedFile,
  SampleOrder,
  Trainer,
  TrainerSource,
  TrainingStart,
  TrainingState,
} from './trainer.ts';
import type { HeldTraining, TrainingBase, TrainingKeeper } from './training-keeper.ts';
import { checkTraining } from './training-setup.ts';

/** Ms between two `stage` events, and between two looks at what was commanded. */
const STAGE_MS = 150;
const LISTEN_MS = 40;
/** Without evaluations a sample is played after the first update and then so often. */
const SAMPLE_EVERY = 5;
/** The world of the samples (Play's own), and their steps at the most. */
const SAMPLE = { seed: 8, steps: 200 } as const;
/** Fewest rows at once that are worth trying. */
const LEAST_MICRO_ROWS = 9;
/** Worlds of an evaluation where a checkpoint from a file goes on. */
const IMPORT_VALIDATED = 8;
/** A GPU that is lost again and again is left alone. */
const MOST_LOSSES = 3;

/** A run in training. */
interface Session {
  readonly held: HeldTraining;
  readonly abort: AbortController;
  options: TrainingOptions;
  /** The last whole update; null before the first. */
  state: TrainingState | null;
  /** A stored checkpoint to read `state` from, once there is a trainer. */
  readonly checkpoint: Uint8Array | null;
  /** What it starts from, if that is more than its model. */
  readonly from: TrainingStart | null;
  readonly figures: RlFigures[];
  sample: TrainingSample | null;
  /** Newest checkpoint, where nothing is stored. */
  bytes: Uint8Array<ArrayBuffer> | null;
  microRows: number;
  losses: number;
  readonly created: number;
}

export class LearnerHost implements LearnerService {
  readonly #events = new EventStream<LearnerEvent>();
  readonly #source: TrainerSource;
  readonly #keeper: TrainingKeeper;
  readonly #ear = new CommandEar();
  /** The run in training, or the last one: it may be in memory alone. */
  #session: Session | null = null;
  /** Ends when nothing is trained any more. */
  #training: Promise<void> = Promise.resolve();
  readonly #commands = new OneByOne();
  #told = 0;

  constructor(source: TrainerSource, keeper: TrainingKeeper) {
    this.#source = source;
    this.#keeper = keeper;
    keeper.store.onChange((id) => this.#send({ type: 'changed', id }));
  }

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  start(given: TrainingSetup, options: TrainingOptions): Promise<string> {
    return this.#commands.run(async () => {
      const checked = checkTraining(given);
      const { setup, base, from } = await this.#startOf(checked);
      await this.stop();
      const id = newId();
      const held = await this.#keeper.create(id, setup, base, (error) => this.#tellTrouble(error));
      this.#begin({ held, options, from, checkpoint: null });
      return id;
    });
  }

  resume(id: string, options: TrainingOptions): Promise<void> {
    return this.#commands.run(async () => {
      await this.stop();
      const last = this.#inMemory(id);
      if (last) {
        this.#begin({ ...last, options });
        return;
      }
      const { held, opened, checkpoint } = await this.#keeper.reopen(id, (error) => this.#tellTrouble(error));
      try {
        const from = await this.#startAgain(held.setup, opened);
        this.#begin({ held, options, from, checkpoint, ...opened });
      } catch (error) {
        await held.release();
        throw error;
      }
    });
  }

  async stop(): Promise<void> {
    this.#session?.abort.abort(new LabError('aborted', 'The training was stopped.'));
    await this.#training;
  }

  list(): Promise<StoredTraining[]> {
    return this.#keeper.list();
  }

  async open(id: string): Promise<OpenTraining> {
    const session = this.#inMemory(id);
    if (!session) return this.#keeper.open(id);
    const { held, state, created, figures, sample } = session;
    const now = Date.now();
    const { setup, base } = held;
    const stored: StoredTraining = {
      id,
      setup,
      model: base.model,
      startWeights: base.weights,
      ...(state ? standOf(state) : { updates: 0, steps: 0, best: null }),
      bytes: session.bytes?.length ?? 0,
      busy: !session.abort.signal.aborted,
      created,
      updated: now,
    };
    return { stored, figures, sample };
  }

  rename(id: string, name: string): Promise<void> {
    return this.#keeper.rename(id, name);
  }

  delete(id: string): Promise<void> {
    return this.#keeper.delete(id);
  }

  restore(id: string): Promise<void> {
    return this.#keeper.restore(id);
  }

  async export(id: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#inMemory(id)?.bytes ?? this.#keeper.store.checkpoint(id);
  }

  async import(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ImportedFile> {
    const file = await this.#source.check(bytes);
    if (file.kind !== 'checkpoint') return this.#keepFile({ kind: file.kind, bytes }, name);
    const { training, base, state } = file;
    const setup = checkTraining({ ...training, name, start: base.model, validated: IMPORT_VALIDATED });
    const id = newId();
    await this.#keeper.store.create({ id, setup, ...base });
    await this.#keeper.store.addUpdate(id, { figures: [], ...standOf(state), checkpoint: bytes });
    return { kind: 'training', id };
  }

  async keep(id: string): Promise<KeptResult> {
    const [checkpoint, { stored }] = await Promise.all([this.export(id), this.open(id)]);
    const { name } = stored.setup;
    return this.#keepFile(await this.#source.learned(checkpoint, name), name);
  }

  /** @param name of a gate or a whole model; an adapter's file has its own */
  async #keepFile({ kind, bytes }: LearnedFile, name: string): Promise<KeptResult> {
    if (kind === 'gate') return { kind, id: await this.#keeper.keepGate(bytes, name) };
    if (kind === 'model') return { kind, id: await this.#keeper.keepModel(bytes, name) };
    return { kind: 'model', id: await this.#keeper.keepAdapter(bytes) };
  }

  #inMemory(id: string): Session | null {
    return inMemory(this.#session, id);
  }

  #startOf(setup: TrainingSetup): Promise<FoundStart> {
    return findStart(setup, this.#keeper, this.#source);
  }

  /**
   * A training that has a checkpoint needs its start for the first sample alone, and goes on without it where it is gone.
   * @throws LabError model-missing, not-found for one that has none
   */
  async #startAgain(setup: TrainingSetup, { stored, sample }: OpenTraining): Promise<TrainingStart | null> {
    if (sample) return null;
    const { from } = await this.#startOf(setup).catch((error: unknown) => {
      if (stored.bytes === 0) throw error;
      return { from: null };
    });
    return from;
  }

  #begin(
    given: Pick<Session, 'held' | 'options' | 'from' | 'checkpoint'> &
      Partial<Omit<Session, 'figures'>> & { readonly figures?: readonly RlFigures[] },
  ): void {
    const session: Session = {
      state: null,
      sample: null,
      bytes: null,
      created: Date.now(),
      ...given,
      figures: [...(given.figures ?? [])],
      abort: new AbortController(),
      microRows: microRowsFor(given.held.setup),
      losses: 0,
    };
    const { id, setup, isStored } = session.held;
    this.#session = session;
    this.#send({ type: 'started', id, setup, stored: isStored });
    this.#training = this.#train(session);
  }

  /** Never rejects: what goes wrong is an `error` event. */
  async #train(session: Session): Promise<void> {
    const { held, abort } = session;
    try {
      while (!(await this.#trainOnce(session)));
      this.#send({ type: 'finished', id: held.id, stopped: false });
    } catch (error) {
      if (abort.signal.aborted) this.#send({ type: 'finished', id: held.id, stopped: true });
      else this.#send({ type: 'error', id: held.id, error: LabError.from(error).toData() });
    } finally {
      abort.abort();
      await held.release();
    }
  }

  /** @returns false where it is to be tried again: on another device, or with fewer rows at once */
  async #trainOnce(session: Session): Promise<boolean> {
    const { signal } = session.abort;
    let trainer: Trainer | null = null;
    try {
      const { setup, base } = session.held;
      trainer = await this.#source.open(setup, base, session.options, this.#report(), signal);
      this.#send({ type: 'runtime', ...trainer.runtime });
      await this.#run(session, trainer);
      signal.throwIfAborted();
      return true;
    } catch (error) {
      if (signal.aborted || !this.#mayGoOn(session, LabError.from(error))) throw error;
      return false;
    } finally {
      await trainer?.dispose().catch(() => {});
    }
  }

  async #run(session: Session, trainer: Trainer): Promise<void> {
    const { held, abort, from, checkpoint } = session;
    if (trainer.base.weights !== held.base.weights) throw otherWeights(held.base);
    const begun = from && trainer.startFrom(from);
    session.state ??= checkpoint ? trainer.read(checkpoint) : begun;
    session.state = await trainer.train({
      resume: session.state,
      microRows: session.microRows,
      signal: abort.signal,
      onStage: (stage) => this.#stage(stage),
      onUpdate: async (figures, state, { episodes, memory }) => {
        session.state = state;
        session.figures.push(figures);
        await this.#keep(session, trainer, figures, state);
        this.#send({ type: 'update', id: held.id, figures, episodes });
        this.#send({ type: 'memory', ...memory });
        if (!isSampled(session, figures)) return;
        const before = session.sample?.before ?? (await this.#sample(trainer, session, 'start'));
        const after = await this.#sample(trainer, session, 'policy');
        session.sample = { update: figures.update, before, after };
        await held.saveSample(session.sample);
        this.#send({ type: 'sample', id: held.id, sample: session.sample });
      },
    });
  }

  async #keep(session: Session, trainer: Trainer, figures: RlFigures, state: TrainingState): Promise<void> {
    const { held } = session;
    const checkpoint = trainer.write(state);
    session.bytes = held.isStored ? null : checkpoint;
    await held.save({ figures, ...standOf(state), checkpoint });
  }

  #sample(trainer: Trainer, { held, abort }: Session, who: SampleOrder['who']) {
    return trainer.sample({
      seed: SAMPLE.seed,
      steps: Math.min(SAMPLE.steps, held.setup.plan.maxSteps),
      who,
      signal: abort.signal,
      onStage: (stage) => this.#stage(stage),
    });
  }

  /** Sets the run up for another try, where one makes sense. */
  #mayGoOn(session: Session, { code, message }: LabError): boolean {
    const { held, state } = session;
    const from = state && state.learner.updates > 0 ? `update ${state.learner.updates}` : 'its start';
    if (code === 'device-lost' && session.losses++ < MOST_LOSSES) {
      session.options = { ...session.options, device: 'wasm' };
      this.#send({ type: 'notice', text: `${message} Learning goes on from ${from}, on WASM.` });
      this.#send({ type: 'gpu-lost', id: held.id, stored: held.isStored });
      return true;
    }
    if (code !== 'out-of-memory' || session.microRows <= LEAST_MICRO_ROWS) return false;
    const before = session.microRows;
    session.microRows = fewerRows(before);
    const how = `with ${session.microRows} rows at once instead of ${before}`;
    this.#send({ type: 'notice', text: `${message} Learning goes on from ${from}, ${how}.` });
    return true;
  }

  async #stage(stage: TrainingStage): Promise<void> {
    const now = performance.now();
    if (now - this.#told >= STAGE_MS) {
      this.#told = now;
      this.#send({ type: 'stage', ...stage });
    }
    await this.#ear.listenEvery(LISTEN_MS);
  }

  #report(): LoadReport {
    return {
      progress: (what, loaded, total) => this.#send({ type: 'loading', what, loaded, total }),
      notice: (text) => this.#send({ type: 'notice', text }),
    };
  }

  #tellTrouble({ message, hint }: LabError): void {
    this.#send({
      type: 'notice',
      text: `${message} ${hint} Until then the training is kept in memory only.`,
    });
  }

  #send(event: Unnumbered<LearnerEvent>): void {
    this.#events.send(event);
  }
}

/** Where a run stands, for its row in the list. */
function standOf({ learner, globalStep: steps, best }: TrainingState) {
  return { updates: learner.updates, steps, best: best && { score: best.score, update: best.update } };
}

/**
 * Rows computed at once; odd numbers compute fastest. Each kind of row fills its last ones up, so a small rollout wants fewer
 * (first update on two cores: 18 s of processor time with 33, 22 s with 65).
 * A gate's minibatches are never split.
 */
function microRowsFor({ kind, plan }: TrainingSetup): number {
  const { lanes, horizon } = plan.hyper;
  if (kind === 'gate') return 0;
  return lanes * horizon <= 1024 ? 33 : 65;
}

/** Half as many, and odd. */
function fewerRows(rows: number): number {
  return ((rows - 1) >> 1) | 1;
}

function isSampled({ held, state }: Session, { update, evaluation, global_step }: RlFigures): boolean {
  const { evaluateEvery, steps } = held.setup.plan;
  const isLast = (state?.globalStep ?? global_step) >= steps;
  return isLast || (evaluateEvery > 0 ? evaluation !== undefined : update % SAMPLE_EVERY === 1);
}

function otherWeights({ model, weights }: TrainingBase): LabError {
  return new LabError(
    'wrong-version',
    `This training began with other weights of ${model} (${weights}) than are here.`,
    'It cannot go on with these; start a new one.',
  );
}
