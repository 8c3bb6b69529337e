// A bootstrap for any statistic of grouped observations: whole groups (a run with all its measured steps) are drawn with
// replacement, because what happened in one run is alike. Also Spearman's rank correlation, and how much of it noise eats.

import { Random } from '../random.ts';
import { type Interval, middle95 } from './statistics.ts';

const RESAMPLES = 2000;

/**
 * 95 % percentile interval of a statistic. Resamples on which it is not defined (NaN) are left out.
 * @returns null where there are fewer than two groups, or the statistic is defined on less than half of the resamples
 */
export function groupBootstrap<T>(
  groups: readonly (readonly T[])[],
  statistic: (values: readonly T[]) => number,
  seed = 0,
): Interval | null {
  if (groups.length < 2) return null;
  const random = new Random(seed, groups.length);
  const draws: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const value = statistic(groups.flatMap(() => random.pick(groups)));
    if (!Number.isNaN(value)) draws.push(value);
  }
  if (draws.length < RESAMPLES / 2) return null;
  return middle95(draws);
}

/** A ratio of two sums over the same tasks, with a 95 % interval. */
export interface Ratio {
  readonly ratio: number;
  /** Null for fewer than two tasks. */
  readonly ci95: Interval | null;
}

/** Σ a / Σ b; whole tasks are drawn anew for the interval (percentile bootstrap). */
export function ratioOfSums(a: readonly number[], b: readonly number[], seed = 0): Ratio {
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const ratio = total(a) / total(b);
  if (a.length < 2) return { ratio, ci95: null };
  const random = new Random(seed, a.length);
  const draws = new Float64Array(RESAMPLES);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    let [above, below] = [0, 0];
    for (let i = 0; i < a.length; i++) {
      const task = random.int(a.length);
      above += a[task];
      below += b[task];
    }
    draws[draw] = above / below;
  }
  return { ratio, ci95: middle95(draws) };
}

/** Spearman's rho: Pearson's correlation of the ranks, equal values sharing the mean of theirs; NaN without variation. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  return correlation(ranks(x), ranks(y));
}

/** Pearson's correlation; NaN without variation. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const [meanX, meanY] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / n);
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy);
}

/**
 * Reliability of a mean of two halves from the correlation of the halves (Spearman 1910, Brown 1910), drawn into 0..1. A
 * correlation with a measure of reliability r cannot be expected above √r.
 */
export function splitHalfReliability(halves: readonly (readonly [number, number])[]): number {
  const r = correlation(
    halves.map(([first]) => first),
    halves.map(([, second]) => second),
  );
  return Number.isNaN(r) ? 0 : Math.min(1, Math.max(0, (2 * r) / (1 + r)));
}

/** Ranks 1..n. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) result[order[i]] = (from + to + 1) / 2;
    from = to;
  }
  return result;
}
