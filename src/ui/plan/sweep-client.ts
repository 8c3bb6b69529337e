// The page's end of the experiment worker (one port for its numbered events, a new worker in the place of one that died)
// and of the report worker. Both start when they are first needed.

import type { Report } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { LabError } from '../../lab-error.ts';
import { receiveEvents } from '../../services/event-stream.ts';
import type { ExperimentEvent, ExperimentService } from '../../services/experiment-service.ts';
import type { ReportService } from '../../services/report-service.ts';
import { connectService, type Remote } from '../../services/rpc.ts';

export interface SweepListener {
  /** Every event once, in order. */
  onEvent(event: ExperimentEvent): void;
  /** The worker died; the next command starts a new one, with no sweep in it. */
  onDeath(reason: LabError): void;
}

/** What the page needs of the two workers; tests bring their own. */
export interface SweepClient {
  readonly service: Remote<ExperimentService>;
  report(sweep: Sweep, jobs: readonly JobFigures[]): Promise<Report>;
}

export type ConnectSweeps = (listener: SweepListener) => SweepClient;

export const connectSweeps: ConnectSweeps = (listener) => new WorkerClient(listener);

class WorkerClient implements SweepClient {
  #experiment: { worker: Worker; service: Remote<ExperimentService> } | null = null;
  #reports: Remote<ReportService> | null = null;
  readonly #listener: SweepListener;

  constructor(listener: SweepListener) {
    this.#listener = listener;
  }

  get service(): Remote<ExperimentService> {
    this.#experiment ??= this.#start();
    return this.#experiment.service;
  }

  report(sweep: Sweep, jobs: readonly JobFigures[]): Promise<Report> {
    this.#reports ??= connectService<ReportService>(
      new Worker(new URL('../../../workers/report.ts', import.meta.url), { type: 'module' }),
    );
    return this.#reports.report(sweep, jobs);
  }

  #start() {
    const worker = new Worker(new URL('../../../workers/experiment.ts', import.meta.url), { type: 'module' });
    const service = connectService<ExperimentService>(worker);
    const events = receiveEvents<ExperimentEvent>(service, (event) => this.#listener.onEvent(event));
    worker.addEventListener('error', ({ message }) => {
      worker.terminate();
      events.close();
      this.#experiment = null;
      const why = message || 'unknown reason';
      this.#listener.onDeath(new LabError('internal', `The experiment’s worker stopped: ${why}.`));
    });
    return { worker, service };
  }
}
