// Figures with their uncertainty. Mean, interquartile mean (IQM), stratified bootstrap intervals and the probability of
// improvement follow Agarwal et al. 2021 (arXiv 2108.13264): resamples are drawn within each stratum (a training) and
// pooled. Crafter's own score is Hafner 2021 (arXiv 2109.06780): exp of the mean log(1 + success %), minus one.
//
// Resampling draws from a seeded generator, so an interval repeats from its values. A resample is a count for each
// sorted value, so neither the mean nor the IQM of one has to sort.

import { LabError } from '../lab-error.ts';
import { Random } from '../random.ts';

/** 95 % interval, [low, high]. */
export type Interval = readonly [low: number, high: number];

export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Population standard deviation / √n, as BALROG reports it; null for n = 1. */
  readonly se: number | null;
  /** Standard deviation of the population. */
  readonly sd: number;
  /** Mean of the middle half. */
  readonly iqm: number;
  /** 95 % percentile bootstrap interval of the mean; null for n = 1. */
  readonly ci95: Interval | null;
  /** The same of the IQM. */
  readonly iqmCi95: Interval | null;
}

const RESAMPLES = 2000;

/** @throws LabError bad-argument for no values */
export function summarise(values: readonly number[], seed = 0): Summary {
  return summariseStrata([values], seed);
}

/** Figures over all values; intervals resample within each stratum. @throws LabError bad-argument for no values */
export function summariseStrata(strata: readonly (readonly number[])[], seed = 0): Summary {
  const values = strata.flat();
  const n = values.length;
  if (n === 0) throw new LabError('bad-argument', 'There is nothing to summarise.');
  const average = mean(values);
  const sd = Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
  const sorted = Float64Array.from(values).sort();
  const point = {
    n,
    mean: average,
    se: n > 1 ? sd / Math.sqrt(n) : null,
    sd,
    iqm: interquartileMean(values),
  };
  if (n === 1) return { ...point, ci95: null, iqmCi95: null };
  const means: number[] = [];
  const iqms: number[] = [];
  for (const counts of resamples(strata, sorted, seed)) {
    means.push(meanOfCounts(sorted, counts, n));
    iqms.push(iqmOfCounts(sorted, counts, n));
  }
  return { ...point, ci95: middle95(means), iqmCi95: middle95(iqms) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the values between the 25th and the 75th percentile; edge values count by the share that lies inside. */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return iqmOfCounts(sorted, new Uint32Array(sorted.length).fill(1), sorted.length);
}

/** P(a > b) for one value drawn from each side, a tie counted half, with its 95 % interval. */
export interface Improvement {
  readonly probability: number;
  /** null where both sides have one value. */
  readonly ci95: Interval | null;
}

/**
 * Probability of improvement (Mann–Whitney's U / nm); resamples are drawn on either side, within its strata.
 * @throws LabError bad-argument for no values on either side
 */
export function probabilityOfImprovement(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  seed = 0,
): Improvement {
  const sorted = Float64Array.from([...a.flat(), ...b.flat()]).sort();
  const [n, m] = [a.flat().length, b.flat().length];
  if (n === 0 || m === 0) throw new LabError('bad-argument', 'There is nothing to compare.');
  const probability = winsOf(sorted, countsOf(a, sorted), countsOf(b, sorted)) / (n * m);
  if (n === 1 && m === 1) return { probability, ci95: null };
  const others = resamples(b, sorted, seed + 1);
  const draws: number[] = [];
  for (const counts of resamples(a, sorted, seed))
    draws.push(winsOf(sorted, counts, others.next().value!) / (n * m));
  return { probability, ci95: middle95(draws) };
}

/** Crafter's score in %, from success rates in % (one per achievement). */
export function crafterScore(ratesPercent: readonly number[]): number {
  return Math.exp(mean(ratesPercent.map((rate) => Math.log(1 + rate)))) - 1;
}

/**
 * 95 % interval of Crafter's score: whole episodes are resampled. null for one episode.
 * @param strata per stratum, per episode: the indices of the achievements unlocked, of `kinds`
 */
export function crafterScoreInterval(
  strata: readonly (readonly (readonly number[])[])[],
  kinds: number,
  seed = 0,
): Interval | null {
  const n = strata.reduce((sum, episodes) => sum + episodes.length, 0);
  if (n < 2) return null;
  const random = new Random(seed, n);
  const rates = new Array<number>(kinds);
  const draws = Array.from({ length: RESAMPLES }, () => {
    rates.fill(0);
    for (const episodes of strata)
      for (let i = 0; i < episodes.length; i++)
        for (const kind of episodes[random.int(episodes.length)]) rates[kind] += 100 / n;
    return crafterScore(rates);
  });
  return middle95(draws);
}

/** Two-sided 5 % test with a power of 80 %: z(0.975) + z(0.8). */
const DETECTION = 1.959964 + 0.841621;

/**
 * Pairs of episodes (one a side, on the same seed) that show a difference of that size four times out of five.
 * @param sd standard deviation of the paired differences
 */
export function pairsNeeded(sd: number, difference: number): number {
  return Math.max(2, Math.ceil(((DETECTION * sd) / difference) ** 2));
}

/** Below this many episodes an interval is rough: resampling cannot show what was never drawn. */
export const FEW = 30;

/**
 * What n is too small for, in words; null where nothing has to be said.
 * @param needed episodes that a difference of one achievement takes, if it can be told
 */
export function weakness(n: number, needed?: number): string | null {
  if (n === 0) return 'No episode is finished yet.';
  if (n === 1) return 'n = 1: one episode is an anecdote; no interval can be given.';
  const more =
    needed !== undefined && needed > n
      ? ` To tell a difference of 1 achievement takes about ${needed} episodes each.`
      : '';
  if (n < FEW) return `n = ${n}: fewer than ${FEW} episodes, so the intervals are rough.${more}`;
  return more === '' ? null : `n = ${n}.${more}`;
}

/** Counts of one resample after another, per sorted value. The array is reused. */
function* resamples(
  strata: readonly (readonly number[])[],
  sorted: Float64Array,
  seed: number,
): Generator<Uint32Array, void> {
  const ranks = strata.map((stratum) => Uint32Array.from(stratum, (value) => rankOf(sorted, value)));
  const random = new Random(seed, sorted.length);
  const counts = new Uint32Array(sorted.length);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    counts.fill(0);
    for (const stratum of ranks)
      for (let i = 0; i < stratum.length; i++) counts[stratum[random.int(stratum.length)]]++;
    yield counts;
  }
}

function countsOf(strata: readonly (readonly number[])[], sorted: Float64Array): Uint32Array {
  const counts = new Uint32Array(sorted.length);
  for (const value of strata.flat()) counts[rankOf(sorted, value)]++;
  return counts;
}

/** Position of the first value that is not smaller. */
function rankOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const half = (low + high) >>> 1;
    if (sorted[half] < value) low = half + 1;
    else high = half;
  }
  return low;
}

function meanOfCounts(sorted: Float64Array, counts: Uint32Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += counts[i] * sorted[i];
  return sum / n;
}

function iqmOfCounts(sorted: Float64Array, counts: Uint32Array, n: number): number {
  const cut = n / 4;
  let [sum, before] = [0, 0];
  for (let i = 0; i < sorted.length; i++) {
    const after = before + counts[i];
    const inside = Math.min(after, n - cut) - Math.max(before, cut);
    if (inside > 0) sum += inside * sorted[i];
    before = after;
  }
  return sum / (n - 2 * cut);
}

/** Pairs that side a wins, a tie half: every value of a against all smaller and half of the equal ones of b. */
function winsOf(sorted: Float64Array, a: Uint32Array, b: Uint32Array): number {
  let [wins, below] = [0, 0];
  for (let i = 0; i < sorted.length; i++) {
    wins += a[i] * (below + b[i] / 2);
    below += b[i];
  }
  return wins;
}

/** The middle 95 % of the draws of a bootstrap: its percentile interval. */
export function middle95(draws: ArrayLike<number>): Interval {
  const sorted = Float64Array.from(draws).sort();
  const { length } = sorted;
  return [sorted[Math.floor(0.025 * length)], sorted[Math.ceil(0.975 * length) - 1]];
}
