// What a run of reinforcement learning is, as plain data: the page's form and address, a checkpoint's header and the command
// line all say it in these words. Nothing here computes, so nothing of jax-js is loaded with it.

import * as z from 'zod/mini';
import type { Schedule } from '../../agents/agent.ts';
import { PPO_HYPERPARAMETERS, type PpoHyperparameters } from '../../learning/ppo/hyperparameters.ts';

/** When the agent may plan while it learns: its own choice, never, or before every action. */
export type RlVariant = Extract<Schedule, 'dynamic' | 'never' | 'always'>;
export const RL_VARIANTS: readonly RlVariant[] = ['dynamic', 'never', 'always'];

/** What a run is. */
export interface RlPlan {
  readonly variant: RlVariant;
  readonly seed: number;
  readonly hyper: PpoHyperparameters;
  /** World steps to learn from; the learning rate falls over them. */
  readonly steps: number;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
  /** Updates between evaluations; 0 for none. */
  readonly evaluateEvery: number;
}

/** Seeds whose worlds a run is evaluated on, away from those that results are reported on. */
export const VALIDATION_SEEDS = { first: 10_000, most: 1_000 } as const;

/** What a dial may be. */
export interface DialRange {
  readonly min: number;
  readonly max: number;
  /** 1 for whole numbers. */
  readonly step: number;
}

export type DialName = keyof PpoHyperparameters;

/** Bounds that keep a run from a link or a file on this machine; a dial without an entry goes up to a hundred defaults. */
const RANGES: Partial<Record<DialName, DialRange>> = {
  price: { min: 0, max: 10, step: 0.001 },
  lanes: { min: 1, max: 64, step: 1 },
  horizon: { min: 2, max: 1024, step: 1 },
  gamma: { min: 0, max: 1, step: 0.001 },
  lambda: { min: 0, max: 1, step: 0.01 },
  epochs: { min: 1, max: 16, step: 1 },
  minibatches: { min: 1, max: 64, step: 1 },
  learningRate: { min: 0, max: 1, step: 0.0001 },
  clip: { min: 0.01, max: 1, step: 0.01 },
  entropy: { min: 0, max: 1, step: 0.001 },
  kl: { min: 0, max: 10, step: 0.01 },
  valueWeight: { min: 0, max: 10, step: 0.1 },
  targetKl: { min: 0.0001, max: 100, step: 0.01 },
  clipNorm: { min: 0.001, max: 1000, step: 0.1 },
  weightDecay: { min: 0, max: 1, step: 0.01 },
  rank: { min: 0, max: 64, step: 1 },
  alpha: { min: 1, max: 256, step: 1 },
};

export function dialRange(name: DialName): DialRange {
  const { default: usual } = PPO_HYPERPARAMETERS[name];
  const step = Number.isInteger(usual) ? 1 : 10 ** Math.floor(Math.log10(Math.abs(usual)) - 1);
  return RANGES[name] ?? { min: 0, max: Math.max(1, 100 * usual), step };
}

export const DIAL_NAMES = Object.keys(PPO_HYPERPARAMETERS) as DialName[];

const whole = (most: number) => z.int().check(z.minimum(0), z.maximum(most));
const dial = (name: DialName) => {
  const { min, max, step } = dialRange(name);
  return (step === 1 ? z.int() : z.number()).check(z.minimum(min), z.maximum(max));
};

/** Steps, updates, seeds. */
export const COUNT = whole(1e12);
/** Every run has a million worlds of its own, and a draw's key, a world's seed · 65,536 + step, has to stay below 2^53. */
export const MOST_SEED = 100_000;
/** A dial that a file of an older version does not name is at its default. */
const HYPER = z.object(
  Object.fromEntries(
    DIAL_NAMES.map((name) => [name, z._default(dial(name), PPO_HYPERPARAMETERS[name].default)]),
  ),
);
export const RL_PLAN = z.object({
  variant: z.enum(RL_VARIANTS as [RlVariant]),
  seed: whole(MOST_SEED),
  hyper: HYPER,
  steps: COUNT,
  maxSteps: z.int().check(z.minimum(1), z.maximum(10_000)),
  evaluateEvery: whole(1e6),
});
/** An evaluation's outcome. */
export const SCORE = z.object({
  mean: z.number(),
  ci95: z.nullable(z.tuple([z.number(), z.number()])),
  episodes: whole(1e6),
});
