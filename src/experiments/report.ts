// A sweep's results as tables: one row a configuration (or group of trainings), and comparisons on the seeds that two
// rows have both played. What `lab sweep` prints and the Plan page draws.

import type { Evaluation } from './evaluate.ts';
import type { MetricName } from './metrics.ts';
import type { Summary } from './statistics.ts';

/** One configuration, or several of one group, over the seeds that are done. */
export interface ReportRow extends Evaluation {
  /** The configuration's label, or its group's. */
  readonly label: string;
  /** Positions of its configurations in the sweep: the strata of its intervals. */
  readonly configurations: readonly number[];
  /** This row against each other row, on progress. */
  readonly comparisons: readonly Comparison[];
}

/** `a` against `b`, on the seeds that both have played. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  readonly metric: MetricName;
  /** Pairs of episodes on the same seed. */
  readonly pairs: number;
  /** Mean of a − b over the pairs, in the metric's unit. */
  readonly difference: Summary;
  /** Probability that an episode of `a` beats one of `b` (more is a win, a tie half a win), with its 95 % interval. */
  readonly improvement: { readonly probability: number; readonly ci95: readonly [number, number] };
  /** What may be said from this, in one sentence; says so where n is too small. */
  readonly verdict: string;
}

export interface Report {
  readonly name: string;
  /** Jobs of the sweep. */
  readonly jobs: number;
  /** Of them, played. */
  readonly done: number;
  readonly rows: readonly ReportRow[];
}
