// What a benchmark reports: the median of several runs with its unit, in the form of `lab bench --json`.

import type { Arguments } from '../cli/arguments.ts';

/** One measured figure. */
export interface Figure {
  readonly median: number;
  /** `steps/s`, `ms`, `bytes`, ... */
  readonly unit: string;
  /** Each run's value, in order. */
  readonly runs: readonly number[];
}

export type Figures = Readonly<Record<string, Figure>>;

/** A module of bench/: measures and returns named figures. */
export interface Benchmark {
  /**
   * @param quick fewer and shorter runs, for trying the benchmark itself
   * @param args options of its own, if it has any
   */
  run(options: { readonly quick: boolean; readonly args: Arguments }): Promise<Figures>;
}

/** Runs a measurement several times, once more before that for the compiler to warm up. */
export function measure(unit: string, runs: number, once: () => number): Figure {
  once();
  const values = Array.from({ length: runs }, once);
  return { median: median(values), unit, runs: values };
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
