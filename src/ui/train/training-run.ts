// The training on the page, whether it goes on here, in another tab, or was stored: what the events of the worker make of it.
// It outlives the page element, so that a training goes on while its viewer looks at another page.

import { LabError } from '../../lab-error.ts';
import type {
  LearnerEvent,
  OpenTraining,
  RlFigures,
  StoredTraining,
  TrainingOptions,
  TrainingSample,
  TrainingSetup,
  TrainingStage,
} from '../../services/learner-service.ts';
import { WorkerRun } from '../worker-run.ts';
import { Pace } from './pace.ts';
import { type ConnectLearner, connectLearner, type TrainClient } from './train-client.ts';

/**
 * `empty`: nothing yet. `loading`, `running`: it goes on here. `watching`: it goes on in another tab. `finished`: all steps
 * are made. `stopped`: it can go on. `failed`: it stopped by an error.
 */
export type TrainPhase = 'empty' | 'loading' | 'running' | 'watching' | 'finished' | 'stopped' | 'failed';

type OwnEvent = Extract<LearnerEvent, { type: 'update' | 'sample' | 'gpu-lost' | 'finished' | 'error' }>;

/** Sends `change`, `listed` and `notice`. A lost GPU counts as a death of the worker: only a new one opens it again. */
export class TrainingRun extends WorkerRun {
  phase: TrainPhase = 'empty';
  id = '';
  setup: TrainingSetup | null = null;
  /** Made in all; a checkpoint from a file has no figures of them. */
  updates = 0;
  steps = 0;
  figures: RlFigures[] = [];
  sample: TrainingSample | null = null;
  best: StoredTraining['best'] = null;
  /** A reload finds it again. */
  isStored = true;
  stage: TrainingStage | null = null;
  /** Where it plays and where it learns, as sentences. */
  runtime = '';
  memory: { readonly arrays: number; readonly bytes: number } | null = null;
  readonly pace = new Pace();
  readonly client: TrainClient;
  #options: TrainingOptions = { runtime: 'auto', device: 'auto' };

  constructor(connect: ConnectLearner = connectLearner) {
    super();
    this.client = connect({
      onEvent: (event) => this.#receive(event),
      onDeath: (reason) => this.revive(reason),
    });
  }

  /** @throws LabError bad-argument, model-missing, run-busy */
  async start(setup: TrainingSetup, options: TrainingOptions): Promise<void> {
    this.#options = options;
    this.#show({ setup, phase: 'loading' });
    await this.orFail(async () => {
      this.id = await this.client.service.start(setup, options);
    });
  }

  /** Goes on with a stored training. @throws LabError not-found, run-busy, model-missing */
  async resume(id: string, options: TrainingOptions): Promise<void> {
    this.#options = options;
    if (this.id !== id) await this.open(id);
    this.phase = 'loading';
    this.error = null;
    this.changed();
    await this.orFail(() => this.client.service.resume(id, options));
  }

  /** Shows a stored training as far as it is. @throws LabError not-found */
  async open(id: string): Promise<void> {
    if (this.running && this.id === id) return;
    if (this.running) await this.stop();
    this.#showStored(await this.client.service.open(id));
  }

  stop(): Promise<void> {
    return this.client.service.stop();
  }

  /** @throws LabError not-found, bad-argument */
  async rename(id: string, name: string): Promise<void> {
    await this.client.service.rename(id, name);
    if (id !== this.id || !this.setup) return;
    this.setup = { ...this.setup, name };
    this.changed();
  }

  /** Nothing is shown any more; what is stored stays. */
  clear(): void {
    this.#show({ setup: null, phase: 'empty' });
  }

  #showStored({ stored, figures, sample }: OpenTraining): void {
    const { id, setup, best, updates, steps, busy } = stored;
    const isDone = steps >= setup.plan.steps;
    this.#show({ setup, phase: busy ? 'watching' : isDone ? 'finished' : 'stopped' });
    Object.assign(this, { id, best, updates, steps, sample, figures: [...figures] });
    this.changed();
  }

  #show({ setup, phase }: { setup: TrainingSetup | null; phase: TrainPhase }): void {
    Object.assign(this, { setup, phase, id: '', figures: [], sample: null, best: null, isStored: true });
    Object.assign(this, { updates: 0, steps: 0 });
    Object.assign(this, { stage: null, loading: null, runtime: '', memory: null, error: null });
    this.pace.reset();
    this.changed();
  }

  #receive(event: LearnerEvent): void {
    switch (event.type) {
      case 'started':
        Object.assign(this, { id: event.id, setup: event.setup, isStored: event.stored, phase: 'loading' });
        this.pace.reset();
        this.listed();
        break;
      case 'loading':
        this.loading = event;
        break;
      case 'runtime':
        this.runtime = `It plays by ${event.why} ${event.learner}`;
        break;
      case 'stage':
        Object.assign(this, { stage: event, loading: null, phase: 'running' });
        break;
      case 'memory':
        this.memory = event;
        break;
      case 'notice':
        this.say(event.text);
        return;
      case 'changed':
        this.onElsewhere(event.id, this.client.service, (opened) => this.#showStored(opened));
        return;
      default:
        if (event.id !== this.id) return;
        this.#receiveOwn(event);
    }
    this.changed();
  }

  #receiveOwn(event: OwnEvent): void {
    if (event.type === 'update') {
      const { figures } = event;
      this.figures = [...this.figures.filter(({ update }) => update < figures.update), figures];
      this.updates = figures.update;
      this.steps = figures.global_step;
      this.pace.note(performance.now(), figures.global_step);
      this.gotOn();
      const score = figures.evaluation;
      if (score && score.mean > (this.best?.score.mean ?? Number.NEGATIVE_INFINITY))
        this.best = { score, update: figures.update };
      this.listed();
    } else if (event.type === 'sample') this.sample = event.sample;
    else if (event.type === 'gpu-lost') this.#reopenGpu(event.stored);
    else if (event.type === 'finished') this.end(event.stopped ? 'stopped' : 'finished');
    else this.fail(LabError.from(event.error));
  }

  protected override end(phase: TrainPhase): void {
    Object.assign(this, { phase, loading: null, stage: null });
    this.listed();
  }

  protected override get isKept(): boolean {
    return this.id !== '' && this.isStored;
  }

  protected override again(): Promise<void> {
    return this.client.service.resume(this.id, this.#options);
  }

  /** Only a new worker opens a lost GPU again; a run that is kept nowhere stays where it is, on WASM. */
  #reopenGpu(stored: boolean): void {
    if (!stored || this.isGivenUp) return;
    this.client.close();
    this.revive(new LabError('device-lost', 'The GPU was lost.'), 'The GPU is opened again in a new worker.');
  }
}

let shared: TrainingRun | undefined;

/** The page's one training. */
export function trainingRun(): TrainingRun {
  shared ??= new TrainingRun();
  return shared;
}
