// The experiment on the page, whether it plays, was stored or came by a link: what the events of the worker make of it.
// It outlives the page element, so that an experiment goes on while its viewer watches an episode.

import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import type { SweepProgress } from '../../experiments/sweep-progress.ts';
import { LabError } from '../../lab-error.ts';
import type { RunRecord } from '../../records/record.ts';
import type { RuntimePreference } from '../../services/agent-service.ts';
import type { ExperimentEvent, SweepOptions } from '../../services/experiment-service.ts';
import { RUNTIME_LABELS } from '../labels.ts';
import { WorkerRun } from '../worker-run.ts';
import { type ConnectSweeps, connectSweeps, type SweepClient } from './sweep-client.ts';

/**
 * `empty`: nothing yet. `loading`, `running`: it plays. `finished`: all jobs are done, or its time is up. `stopped`: some
 * jobs are done, and it can go on. `failed`: it stopped by an error. `shared`: figures from a link, without runs.
 */
export type SweepPhase = 'empty' | 'loading' | 'running' | 'finished' | 'stopped' | 'failed' | 'shared';

/** Sends `change` whenever something is new, `notice` (a string) and `failure` (a LabError). */
export class SweepRun extends WorkerRun {
  phase: SweepPhase = 'empty';
  id = '';
  sweep: Sweep | null = null;
  progress: SweepProgress | null = null;
  /** What each model runs on, as a sentence. */
  runtimes: ReadonlyMap<string, string> = new Map();
  /** Raised when another experiment takes the page. */
  generation = 0;
  /** When the last world may begin, in ms since 1970; 0 = no limit. */
  deadline = 0;
  /** When this sitting began, in ms since 1970. */
  began = 0;
  readonly client: SweepClient;
  #jobs = new Map<number, JobFigures>();
  #runtime: RuntimePreference = 'auto';

  constructor(connect: ConnectSweeps = connectSweeps) {
    super();
    this.client = connect({
      onEvent: (event) => this.#receive(event),
      onDeath: (reason) => this.revive(reason),
    });
  }

  /** Figures of the jobs that are done. */
  get jobs(): readonly JobFigures[] {
    return [...this.#jobs.values()];
  }

  get done(): number {
    return this.#jobs.size;
  }

  get total(): number {
    return this.sweep ? this.sweep.configurations.length * this.sweep.seeds.length : 0;
  }

  /**
   * @param maxMs no new world begins after this time; 0 = no limit
   * @throws LabError bad-argument, too-large, model-missing
   */
  async start(sweep: Sweep, runtime: RuntimePreference, maxMs = 0): Promise<void> {
    this.#runtime = runtime;
    this.#limit(maxMs);
    this.#show(sweep, 'loading');
    await this.orFail(async () => {
      this.id = await this.client.service.start(sweep, this.#options);
    });
  }

  /** Plays what a stored experiment lacks. @throws LabError not-found, run-busy, wrong-version */
  async resume(id: string, runtime: RuntimePreference, maxMs = 0): Promise<void> {
    this.#runtime = runtime;
    this.#limit(maxMs);
    await this.open(id);
    if (this.phase === 'finished') return;
    this.phase = 'loading';
    this.changed();
    await this.orFail(() => this.client.service.resume(id, this.#options));
  }

  /** Shows a stored experiment as far as it is. @throws LabError not-found */
  async open(id: string): Promise<void> {
    if (this.running && this.id === id) return;
    if (this.running) await this.cancel();
    const { stored, jobs } = await this.client.service.open(id);
    this.#show(stored.sweep, jobs.length === stored.total ? 'finished' : 'stopped', jobs);
    this.id = id;
    this.changed();
  }

  /** Shows figures from a link; an experiment in play is stopped (it stays stored). */
  async showShared(sweep: Sweep, jobs: readonly JobFigures[]): Promise<void> {
    if (this.running) await this.cancel();
    this.#show(sweep, 'shared', jobs);
  }

  cancel(): Promise<void> {
    return this.client.service.cancel();
  }

  /** @throws LabError not-found, bad-argument */
  async rename(id: string, name: string): Promise<void> {
    await this.client.service.rename(id, name);
    if (id !== this.id || !this.sweep) return;
    this.sweep = { ...this.sweep, name };
    this.changed();
  }

  /** Nothing is shown any more; what is stored stays. */
  clear(): void {
    this.#show(null, 'empty');
  }

  /** The run of one job. @throws LabError not-found (figures from a link have no runs) */
  record(job: number): Promise<RunRecord> {
    return this.client.service.record(this.id, job);
  }

  #limit(maxMs: number): void {
    this.began = Date.now();
    this.deadline = maxMs === 0 ? 0 : this.began + maxMs;
  }

  get #options(): SweepOptions {
    const maxMs = this.deadline === 0 ? 0 : Math.max(1, this.deadline - Date.now());
    return { runtime: this.#runtime, lanes: 0, store: true, maxMs };
  }

  #show(sweep: Sweep | null, phase: SweepPhase, jobs: readonly JobFigures[] = []): void {
    this.generation++;
    this.sweep = sweep;
    this.phase = phase;
    this.id = '';
    this.progress = null;
    this.loading = null;
    this.error = null;
    this.runtimes = new Map();
    this.#jobs = new Map(jobs.map((figures) => [figures.job.index, figures]));
    this.changed();
  }

  #receive(event: ExperimentEvent): void {
    switch (event.type) {
      case 'started':
        this.id = event.id;
        this.sweep = event.sweep;
        this.phase = 'loading';
        break;
      case 'loading':
        this.loading = event;
        break;
      case 'runtime':
        this.runtimes = new Map(this.runtimes).set(
          event.model,
          `${RUNTIME_LABELS[event.kind]}. ${event.why}`,
        );
        break;
      case 'notice':
        this.say(event.text);
        return;
      default:
        if (event.id !== this.id) return;
        this.#receiveOwn(event);
    }
    this.changed();
  }

  #receiveOwn(event: Extract<ExperimentEvent, { type: 'job' | 'progress' | 'finished' | 'error' }>): void {
    if (event.type === 'job') {
      this.#jobs.set(event.job.index, { job: event.job, metrics: event.metrics });
      this.gotOn();
    } else if (event.type === 'progress') {
      this.progress = event;
      if (event.active > 0) this.phase = 'running';
      this.loading = event.active > 0 ? null : this.loading;
    } else if (event.type === 'finished') {
      this.end(event.cancelled ? 'stopped' : 'finished');
    } else this.fail(LabError.from(event.error));
  }

  protected override end(phase: SweepPhase): void {
    this.phase = phase;
    this.loading = null;
  }

  protected override get isKept(): boolean {
    return this.id !== '';
  }

  protected override again(): Promise<void> {
    return this.client.service.resume(this.id, this.#options);
  }
}

let shared: SweepRun | undefined;

/** The page's one experiment. */
export function sweepRun(): SweepRun {
  shared ??= new SweepRun();
  return shared;
}
