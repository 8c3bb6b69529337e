// Figures with their uncertainty. IQM and bootstrap intervals follow Agarwal et al. 2021 (arXiv 2108.13264); Crafter's
// own score is Hafner 2021 (arXiv 2109.06780): exp of the mean log(1 + success %) over the achievements, minus one.

import { LabError } from '../lab-error.ts';
import { Random } from '../random.ts';

export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Population standard deviation / √n, as BALROG reports it. */
  readonly se: number;
  /** Mean of the middle half. */
  readonly iqm: number;
  /** 95 % percentile bootstrap interval of the mean. */
  readonly ci95: readonly [number, number];
}

const RESAMPLES = 2000;

/** @throws LabError bad-argument for no values */
export function summarise(values: readonly number[], seed = 0): Summary {
  if (values.length === 0) throw new LabError('bad-argument', 'There is nothing to summarise.');
  const average = mean(values);
  const variance = mean(values.map((value) => (value - average) ** 2));
  return {
    n: values.length,
    mean: average,
    se: Math.sqrt(variance / values.length),
    iqm: interquartileMean(values),
    ci95: bootstrapInterval(values, mean, seed),
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the values between the 25th and the 75th percentile; edge values count by the share that lies inside. */
export function interquartileMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = sorted.length / 4;
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) {
    const inside = Math.min(i + 1, sorted.length - cut) - Math.max(i, cut);
    sum += Math.max(0, inside) * sorted[i];
  }
  return sum / (sorted.length - 2 * cut);
}

/** 95 % percentile interval of a statistic under resampling with replacement. */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  seed = 0,
): [number, number] {
  const random = new Random(seed, values.length);
  const draws = Array.from({ length: RESAMPLES }, () => statistic(values.map(() => random.pick(values))));
  draws.sort((a, b) => a - b);
  return [draws[Math.floor(0.025 * RESAMPLES)], draws[Math.ceil(0.975 * RESAMPLES) - 1]];
}

/** Crafter's score in %, from success rates in % (one per achievement). */
export function crafterScore(ratesPercent: readonly number[]): number {
  return Math.exp(mean(ratesPercent.map((rate) => Math.log(1 + rate)))) - 1;
}
