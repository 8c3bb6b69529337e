// The page's end of the experiment worker (a new one takes the place of one that died) and of the report worker. Both start
// when they are first needed.

import type { Report } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import type { ExperimentEvent, ExperimentService } from '../../services/experiment-service.ts';
import type { ReportService } from '../../services/report-service.ts';
import { connectService, type Remote } from '../../services/rpc.ts';
import { WorkerLink, type WorkerListener } from '../worker-link.ts';

export type SweepListener = WorkerListener<ExperimentEvent>;

/** What the page needs of the two workers; tests bring their own. */
export interface SweepClient {
  readonly service: Remote<ExperimentService>;
  report(sweep: Sweep, jobs: readonly JobFigures[]): Promise<Report>;
}

export type ConnectSweeps = (listener: SweepListener) => SweepClient;

export const connectSweeps: ConnectSweeps = (listener) => new WorkerClient(listener);

class WorkerClient implements SweepClient {
  readonly #link: WorkerLink<ExperimentService, ExperimentEvent>;
  #reports: Remote<ReportService> | null = null;

  constructor(listener: SweepListener) {
    const newWorker = () =>
      new Worker(new URL('../../../workers/experiment.ts', import.meta.url), { type: 'module' });
    this.#link = new WorkerLink('experiment', newWorker, listener);
  }

  get service(): Remote<ExperimentService> {
    return this.#link.service;
  }

  report(sweep: Sweep, jobs: readonly JobFigures[]): Promise<Report> {
    this.#reports ??= connectService<ReportService>(
      new Worker(new URL('../../../workers/report.ts', import.meta.url), { type: 'module' }),
    );
    return this.#reports.report(sweep, jobs);
  }
}
