// A chain of rooms whose true values are known: room i is matched with probability CHAIN[i], the last one never.

import type { MatchRun } from '../../../src/learning/k-predictor/match-run.ts';
import type { Prefix } from '../../../src/learning/k-predictor/prefix-encoder.ts';
import type { Random } from '../../../src/random.ts';

export const CHAIN = [0.95, 0.9, 0.95, 0.7, 0.9, 0.95, 0.9, 0.8, 0.95, 0.9, 0.95, 0];

/** V_i = p_i (1 + V_{i+1}): [rooms] */
export const CHAIN_VALUES: readonly number[] = CHAIN.map((_, from) =>
  CHAIN.slice(from).reduceRight((value, p) => p * (1 + value), 0),
);

export function room(index: number): Prefix {
  return { task: 'walk the chain', steps: Array.from({ length: index }, (_, i) => `room ${i}`) };
}

/** A run from a room at random to the first mismatch. */
export function chainRun(random: Random): MatchRun {
  const prefixes: Prefix[] = [];
  for (let i = random.int(CHAIN.length); ; i++) {
    prefixes.push(room(i));
    if (random.uniform() >= CHAIN[i]) return { prefixes, mismatched: true };
  }
}

/** Root of the mean squared error over all rooms. */
export function chainError(value: (prefix: Prefix) => number): number {
  const squares = CHAIN_VALUES.map((truth, i) => (value(room(i)) - truth) ** 2);
  return Math.sqrt(squares.reduce((a, b) => a + b) / squares.length);
}
