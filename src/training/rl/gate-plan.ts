// What a run of training a gate is, as plain data: the counterpart of rl-plan.ts. Nothing here computes, so nothing of jax-js is
// loaded with it.

import * as z from 'zod/mini';
import { MAX_GATE_UNITS } from '../../agents/gate-file.ts';
import { GATE_HYPERPARAMETERS, type GateHyperparameters } from '../../learning/gate/hyperparameters.ts';
import { COUNT, type DialName, type DialRange, dialRange, MOST_SEED } from './rl-plan.ts';

/** What a run is. */
export interface GatePlan {
  readonly seed: number;
  readonly hyper: GateHyperparameters;
  /** World steps to learn from; the learning rate falls over them. */
  readonly steps: number;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
  /** Updates between evaluations; 0 for none. */
  readonly evaluateEvery: number;
}

export type GateDialName = keyof GateHyperparameters;
export const GATE_DIAL_NAMES = Object.keys(GATE_HYPERPARAMETERS) as GateDialName[];

/** Bounds of the dials that only a gate has; a rate of 0 or 1 would have no log-odds. */
const OWN_RANGES: Partial<Record<GateDialName, DialRange>> = {
  units: { min: 1, max: MAX_GATE_UNITS, step: 1 },
  startRate: { min: 0.001, max: 0.999, step: 0.01 },
};

/** Of dials that PPO has as well, its range. */
export function gateDialRange(name: GateDialName): DialRange {
  return OWN_RANGES[name] ?? dialRange(name as DialName);
}

const dial = (name: GateDialName) => {
  const { min, max, step } = gateDialRange(name);
  return (step === 1 ? z.int() : z.number()).check(z.minimum(min), z.maximum(max));
};
/** A dial that a file of an older version does not name is at its default. */
const HYPER = z.strictObject(
  Object.fromEntries(
    GATE_DIAL_NAMES.map((name) => [name, z._default(dial(name), GATE_HYPERPARAMETERS[name].default)]),
  ),
);
export const GATE_PLAN = z.strictObject({
  seed: z.int().check(z.minimum(0), z.maximum(MOST_SEED)),
  hyper: HYPER,
  steps: COUNT,
  maxSteps: z.int().check(z.minimum(1), z.maximum(10_000)),
  evaluateEvery: z.int().check(z.minimum(0), z.maximum(1_000_000)),
});
