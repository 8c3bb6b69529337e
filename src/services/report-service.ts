// Reports beside the page's own thread: thousands of resamples per figure would make a large experiment's page stutter.

import { type Report, reportOf } from '../experiments/report.ts';
import type { JobFigures, Sweep } from '../experiments/sweep.ts';

export interface ReportService {
  /** The report over the jobs that are done, in any order. */
  report(sweep: Sweep, jobs: readonly JobFigures[]): Report;
}

export const reportService: ReportService = { report: reportOf };
