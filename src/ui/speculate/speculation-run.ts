// The run and the study on the page: what the events of the worker make of them. It outlives the page element, so both go on
// while their viewer looks at another page.

import { LabError } from '../../lab-error.ts';
import type {
  LosslessCheck,
  PredictorFigures,
  RunOptions,
  SpeculationServiceEvent,
  StudyProgress,
  TaskResult,
} from '../../services/speculation-service.ts';
import type { SpeculationSetup } from '../../speculation/setup.ts';
import { RUNTIME_LABELS } from '../labels.ts';
import { type KeptStudy, keepStudy, keptStudy } from './last-study.ts';
import { INITIAL_PAGE, type PageSetup } from './setup.ts';
import { type ConnectSpeculation, connectSpeculation, type SpeculationClient } from './speculation-client.ts';
import { TaskLog } from './task-log.ts';

/** `empty`: nothing was played yet. `stopped`: by its viewer. `failed`: by an error. */
export type RunPhase = 'empty' | 'loading' | 'running' | 'finished' | 'stopped' | 'failed';

/** Calls that are kept of a run; beyond, the first tasks keep their results alone. */
const MOST_CALLS = 100_000;

interface Loading {
  readonly what: string;
  readonly loaded: number;
  readonly total: number;
}

/** Sends `change` whenever something is new, and `notice` (a string). */
export class SpeculationRun extends EventTarget {
  phase: RunPhase = 'empty';
  /** What is played; null before the first run. */
  setup: SpeculationSetup | null = null;
  setting = '';
  /** Raised when another run takes the page. */
  generation = 0;
  /** By their numbers: those that were begun. */
  logs: TaskLog[] = [];
  learned: PredictorFigures[] = [];
  checks: ReadonlyMap<number, LosslessCheck> = new Map();
  /** The worker still has the run's tasks: a study takes their place. */
  canCheck = false;
  /** Tasks that T plays alone right now. */
  checking: ReadonlySet<number> = new Set();
  loading: Loading | null = null;
  /** What the models run on, as sentences by their ids. */
  runtimes: ReadonlyMap<string, string> = new Map();
  error: LabError | null = null;
  /** Progress of the study that is played; null without one. */
  studying: StudyProgress | null = null;
  study: KeptStudy | null = keptStudy();
  /** What the page was set to when it was last seen: it comes back to that. */
  page: PageSetup = INITIAL_PAGE;
  readonly client: SpeculationClient;
  #calls = 0;
  /** First task that still has its calls. */
  #oldest = 0;

  constructor(connect: ConnectSpeculation = connectSpeculation) {
    super();
    this.client = connect({
      onEvent: (event) => this.#receive(event),
      onDeath: (reason) => this.#fail(reason),
    });
  }

  get playing(): boolean {
    return this.phase === 'loading' || this.phase === 'running';
  }

  get busy(): boolean {
    return this.playing || this.studying !== null;
  }

  /** Tasks that are over. */
  get results(): TaskResult[] {
    return this.logs.flatMap(({ result }) => (result ? [result] : []));
  }

  /** @throws LabError bad-argument, model-missing, run-busy */
  async start(setup: SpeculationSetup, setting: string, options: RunOptions): Promise<void> {
    this.#mustBeIdle();
    this.generation++;
    Object.assign(this, {
      setup,
      setting,
      phase: 'loading',
      logs: [],
      learned: [],
      error: null,
      loading: null,
    });
    Object.assign(this, { checks: new Map(), checking: new Set(), canCheck: true, runtimes: new Map() });
    this.#calls = 0;
    this.#oldest = 0;
    this.#changed();
    try {
      await this.client.service.run(setup, setting, options);
    } catch (error) {
      this.#failToStart(LabError.from(error));
    }
  }

  /** Plays all tasks under all settings; its rows are `study`. @throws LabError bad-argument, model-missing, aborted, run-busy */
  async startStudy(setup: SpeculationSetup, settings: readonly string[], options: RunOptions): Promise<void> {
    this.#mustBeIdle();
    this.canCheck = false;
    this.studying = { done: 0, total: 0, elapsed: 0 };
    this.#changed();
    try {
      const rows = await this.client.service.study(setup, settings, options);
      this.study = { setup, rows };
      keepStudy(this.study);
    } finally {
      this.studying = null;
      this.loading = null;
      this.#changed();
    }
  }

  stop(): Promise<void> {
    return this.client.service.stop();
  }

  /** T alone on a task that was played. @throws LabError not-found */
  async check(task: number): Promise<void> {
    const { logs } = this;
    this.checking = new Set(this.checking).add(task);
    this.#changed();
    try {
      const check = await this.client.service.check(task);
      // Another run may have begun meanwhile.
      if (logs === this.logs) this.checks = new Map(this.checks).set(task, check);
    } finally {
      this.checking = new Set([...this.checking].filter((each) => each !== task));
      this.#changed();
    }
  }

  #receive(event: SpeculationServiceEvent): void {
    switch (event.type) {
      case 'loading':
        this.loading = event;
        break;
      case 'runtime':
        this.runtimes = new Map(this.runtimes).set(
          event.model,
          `${RUNTIME_LABELS[event.kind]}. ${event.why}`,
        );
        break;
      case 'progress':
        if (this.studying) this.studying = event;
        this.loading = null;
        break;
      case 'notice':
        this.dispatchEvent(new CustomEvent('notice', { detail: event.text }));
        return;
      default:
        if (this.playing) this.#receiveOwn(event);
    }
    this.#changed();
  }

  #receiveOwn(
    event: Extract<
      SpeculationServiceEvent,
      { type: 'task' | 'happened' | 'task-done' | 'learned' | 'finished' | 'error' }
    >,
  ): void {
    if (event.type === 'task') this.#begin(event.task, event.title);
    else if (event.type === 'happened') this.logs[event.task]?.receive(event.event);
    else if (event.type === 'task-done') this.#endTask(event.result);
    else if (event.type === 'learned') this.learned.push(event.figures);
    else if (event.type === 'finished') this.#end(event.stopped ? 'stopped' : 'finished');
    else this.#fail(LabError.from(event.error));
  }

  #begin(task: number, title: string): void {
    this.logs[task] = new TaskLog(task, title);
    this.phase = 'running';
    this.loading = null;
  }

  #endTask(result: TaskResult): void {
    const log = this.logs[result.task];
    if (!log) return;
    log.result = result;
    this.#calls += log.bars.length;
    while (this.#calls > MOST_CALLS && this.#oldest < result.task) {
      const old = this.logs[this.#oldest++];
      this.#calls -= old?.bars.length ?? 0;
      old?.forgetCalls();
    }
  }

  #end(phase: RunPhase): void {
    this.phase = phase;
    this.loading = null;
    // A task that was stopped in the middle is no result.
    this.logs = this.logs.filter(({ result }) => phase === 'failed' || result !== null);
  }

  /** The last event of an old run cannot be told from the new one's. */
  #mustBeIdle(): void {
    if (this.busy) throw new LabError('run-busy', 'Something is played already.', 'Stop it first.');
  }

  #failToStart(error: LabError): void {
    if (error.code === 'aborted') {
      this.#end('stopped');
      this.#changed();
      return;
    }
    this.#fail(error);
    throw error;
  }

  #fail(error: LabError): void {
    if (!this.playing) return;
    this.error = error;
    this.#end('failed');
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

let shared: SpeculationRun | undefined;

/** The page's one run. */
export function speculationRun(): SpeculationRun {
  shared ??= new SpeculationRun();
  return shared;
}
