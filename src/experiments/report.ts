// A sweep's results as tables: one row a configuration (or group of trainings), and comparisons on the seeds that two
// rows have both played. What `lab sweep` prints and the Plan page draws.

import {
  type Evaluation,
  evaluationOfStrata,
  type MetricSummaries,
  metricSummaries,
  ONE_ACHIEVEMENT,
  valuesOf,
} from './evaluate.ts';
import { type EpisodeMetrics, METRICS, type MetricName } from './metrics.ts';
import {
  type Improvement,
  type Interval,
  mean,
  pairsNeeded,
  probabilityOfImprovement,
  type Summary,
  summariseStrata,
  weakness,
} from './statistics.ts';
import type { JobFigures, Sweep } from './sweep.ts';

/** One configuration, or several of one group, over the seeds that are done. */
export interface ReportRow extends Evaluation {
  /** The configuration's label, or its group's. */
  readonly label: string;
  /** Positions of its configurations in the sweep: the strata of its intervals. */
  readonly configurations: readonly number[];
  /** Every metric of METRICS with its interval. */
  readonly metrics: MetricSummaries;
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
  /** a − b over the pairs, in the metric's unit. */
  readonly difference: Summary;
  /** Probability that an episode of `a` has more than one of `b`. */
  readonly improvement: Improvement;
  /** What may be said from this, in a sentence. */
  readonly finding: string;
  /** The same, and what n is too small for. */
  readonly verdict: string;
}

export interface Report {
  readonly name: string;
  /** Jobs of the sweep. */
  readonly jobs: number;
  /** Of them, played. */
  readonly done: number;
  /** In the order of the sweep's configurations; those without a finished episode are left out. */
  readonly rows: readonly ReportRow[];
}

/** Some of a row: its label and, stratum by stratum, its episodes. */
export interface RowEpisodes {
  readonly label: string;
  readonly configurations: readonly number[];
  /** [configuration of the row][episode], episodes in the order of the sweep's seeds. */
  readonly strata: readonly (readonly EpisodeMetrics[])[];
}

/** @param jobs those that are done, in any order */
export function reportOf(sweep: Sweep, jobs: readonly JobFigures[]): Report {
  const rows = rowsOf(sweep, jobs).filter(({ strata }) => strata.some(({ length }) => length > 0));
  const comparisons = comparisonsOf(rows);
  return {
    name: sweep.name,
    jobs: sweep.configurations.length * sweep.seeds.length,
    done: jobs.length,
    rows: rows.map((row) => ({
      label: row.label,
      configurations: row.configurations,
      ...evaluationOfStrata(row.strata),
      metrics: metricSummaries(row.strata),
      comparisons: comparisons.filter(({ a }) => a === row.label),
    })),
  };
}

/** Every row against every other, in the order of rows. Half of them are the other half seen from the other side. */
function comparisonsOf(rows: readonly RowEpisodes[]): Comparison[] {
  const known = new Map<string, Comparison>();
  return rows.flatMap((a, i) =>
    rows.flatMap((b, j) => {
      if (i === j) return [];
      const other = known.get(`${j} ${i}`);
      const comparison = other ? mirrored(other) : compareRows(a, b, 'progress');
      if (comparison) known.set(`${i} ${j}`, comparison);
      return comparison ?? [];
    }),
  );
}

function mirrored({ a, b, metric, pairs, difference, improvement }: Comparison): Comparison {
  const negated = (interval: Interval | null, sum = 0): Interval | null =>
    interval && [sum - interval[1], sum - interval[0]];
  return said({
    a: b,
    b: a,
    metric,
    pairs,
    difference: {
      ...difference,
      mean: -difference.mean,
      iqm: -difference.iqm,
      ci95: negated(difference.ci95),
      iqmCi95: negated(difference.iqmCi95),
    },
    improvement: { probability: 1 - improvement.probability, ci95: negated(improvement.ci95, 1) },
  });
}

/** The episodes of every row: a configuration's own, or all of its group's. */
export function rowsOf({ configurations, seeds }: Sweep, jobs: readonly JobFigures[]): RowEpisodes[] {
  const order = new Map(seeds.map((seed, i) => [seed, i]));
  const sorted = jobs.toSorted((a, b) => order.get(a.job.seed)! - order.get(b.job.seed)!);
  const played = configurations.map((_, i) =>
    sorted.filter(({ job }) => job.configuration === i).map(({ metrics }) => metrics),
  );
  const labels = [...new Set(configurations.map(rowLabel))];
  return labels.map((label) => {
    const members = configurations.flatMap((one, i) => (rowLabel(one) === label ? [i] : []));
    return { label, configurations: members, strata: members.map((i) => played[i]) };
  });
}

/** Two rows on one metric; null where they share no seed that says something about it. */
export function compareRows(a: RowEpisodes, b: RowEpisodes, metric: MetricName): Comparison | null {
  const differences = pairedDifferences(a.strata, b.strata, metric);
  if (differences.flat().length === 0) return null;
  const difference = summariseStrata(differences);
  const improvement = probabilityOfImprovement(
    a.strata.map((episodes) => valuesOf(episodes, metric)),
    b.strata.map((episodes) => valuesOf(episodes, metric)),
  );
  const pairs = difference.n;
  return said({ a: a.label, b: b.label, metric, pairs, difference, improvement });
}

/**
 * a − b, seed by seed. Rows of equally many configurations are paired one by one (the same training under two
 * schedules), others by the mean of a seed.
 */
function pairedDifferences(
  a: readonly (readonly EpisodeMetrics[])[],
  b: readonly (readonly EpisodeMetrics[])[],
  metric: MetricName,
): number[][] {
  if (a.length !== b.length) return [differencesOf(a, b, metric)];
  return a.map((stratum, i) => differencesOf([stratum], [b[i]], metric)).filter(({ length }) => length > 0);
}

type Strata = readonly (readonly EpisodeMetrics[])[];

function differencesOf(a: Strata, b: Strata, metric: MetricName): number[] {
  const others = meansBySeed(b, metric);
  return [...meansBySeed(a, metric)].flatMap(([seed, value]) => {
    const other = others.get(seed);
    return other === undefined ? [] : [value - other];
  });
}

function meansBySeed(strata: Strata, metric: MetricName): Map<number, number> {
  const values = Map.groupBy(
    strata.flat().filter((episode) => episode[metric] !== null),
    ({ seed }) => seed,
  );
  return new Map([...values].map(([seed, same]) => [seed, mean(same.map((episode) => episode[metric]!))]));
}

function rowLabel({ label, group }: Sweep['configurations'][number]): string {
  return group ?? label;
}

type Unsaid = Omit<Comparison, 'finding' | 'verdict'>;

function said(unsaid: Unsaid): Comparison {
  const finding = findingOf(unsaid);
  return { ...unsaid, finding, verdict: withCaveat(finding, unsaid) };
}

function findingOf({ a, b, metric, difference }: Unsaid): string {
  const { mean: average, ci95 } = difference;
  const { label, unit } = METRICS[metric];
  const size = `${Math.abs(average).toFixed(1)}${unit === '%' ? ' points' : ''}`;
  return ci95 === null || (ci95[0] <= 0 && ci95[1] >= 0)
    ? `${label}: no difference between ${a} and ${b} can be told.`
    : `${label}: ${a} has ${size} ${average > 0 ? 'more' : 'less'} than ${b}.`;
}

function withCaveat(finding: string, { metric, difference }: Unsaid): string {
  const needed = metric === 'progress' ? pairsNeeded(difference.sd, ONE_ACHIEVEMENT) : undefined;
  const caveat = weakness(difference.n, needed);
  return caveat === null ? finding : `${finding} ${caveat}`;
}
