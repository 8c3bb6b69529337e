// Keeps a report up to date while episodes arrive: at most two a second, one at a time, and never so often that the
// resampling takes the machine's time from the play it reports on.

import type { Report } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';

const LEAST_MS = 500;
/** Pauses of this many times as long as the last report took to make. */
const REST = 2;

export type MakeReport = (sweep: Sweep, jobs: readonly JobFigures[]) => Promise<Report>;

export interface FedReport {
  readonly sweep: Sweep;
  readonly jobs: readonly JobFigures[];
  readonly report: Report;
}

export class ReportFeed {
  readonly #make: MakeReport;
  readonly #onReport: (fed: FedReport) => void;
  readonly #onError: (error: unknown) => void;
  #wanted: { sweep: Sweep; jobs: readonly JobFigures[] } | null = null;
  #working = false;
  #stopped = false;
  /** Raised when another experiment is shown: reports over the one before come too late. */
  #epoch = 0;

  constructor(make: MakeReport, onReport: (fed: FedReport) => void, onError: (error: unknown) => void) {
    this.#make = make;
    this.#onReport = onReport;
    this.#onError = onError;
  }

  /** Asks for a report over these jobs; of several requests while one is made, the last counts. */
  want(sweep: Sweep, jobs: readonly JobFigures[]): void {
    if (jobs.length === 0) return;
    this.#wanted = { sweep, jobs };
    if (!this.#working) void this.#work();
  }

  /** Forgets what was asked for and what is being made: another experiment comes. */
  reset(): void {
    this.#epoch++;
    this.#wanted = null;
  }

  stop(): void {
    this.#stopped = true;
    this.#wanted = null;
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#wanted && !this.#stopped) {
      const { sweep, jobs } = this.#wanted;
      this.#wanted = null;
      const [began, epoch] = [performance.now(), this.#epoch];
      try {
        const report = await this.#make(sweep, jobs);
        if (!this.#stopped && epoch === this.#epoch) this.#onReport({ sweep, jobs, report });
      } catch (error) {
        this.#onError(error);
      }
      const took = performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, Math.max(LEAST_MS, REST * took)));
    }
    this.#working = false;
  }
}
