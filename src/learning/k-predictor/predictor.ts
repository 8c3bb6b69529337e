// The port of whatever says how many further matches to expect, and the figures it reports.

import { type MatchRun, matchesFrom } from './match-run.ts';
import type { Prefix } from './prefix-encoder.ts';

/** What one finished run taught. */
export interface LearnFigures {
  /** Mean of |V − matches that came| over the run's places, before it was learned from. */
  readonly 'predictor/error': number;
  /** Mean of V − matches that came: above 0, too hopeful. */
  readonly 'predictor/bias': number;
  /** Mean loss of the update's minibatches, each before its step; absent where there is no loss. */
  readonly 'losses/expectile'?: number;
}

/** Null where there was nothing to learn from. A promise where it is learned elsewhere: nobody has to wait for it. */
export type Learned = LearnFigures | null | Promise<LearnFigures | null>;

export interface Predictor<P extends Prefix = Prefix> {
  /** Expected number of further matches, at once. */
  value(prefix: P): number;
  learn(run: MatchRun<P>): Learned;
}

/** How wrong values were. @param values of the run's latest places */
export function surpriseOf(run: MatchRun, values: readonly number[]): LearnFigures {
  const first = run.prefixes.length - values.length;
  const errors = values.map((value, i) => value - matchesFrom(run, first + i));
  const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return { 'predictor/error': mean(errors.map(Math.abs)), 'predictor/bias': mean(errors) };
}
