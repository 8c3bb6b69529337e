import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { PPO_HYPERPARAMETERS, ppoHyperparameters } from '../../src/learning/ppo/hyperparameters.ts';
import { DIAL_NAMES, dialRange, RL_PLAN } from '../../src/training/rl/rl-plan.ts';

const plan = {
  variant: 'dynamic',
  seed: 1,
  hyper: ppoHyperparameters(),
  steps: 1000,
  maxSteps: 500,
  evaluateEvery: 0,
};

test('every dial has a range around its default, and whole numbers stay whole', () => {
  for (const name of DIAL_NAMES) {
    const { min, max, step } = dialRange(name);
    const { default: usual } = PPO_HYPERPARAMETERS[name];
    expect(min, name).toBeLessThanOrEqual(usual);
    expect(max, name).toBeGreaterThanOrEqual(Math.max(usual, min + step));
    expect(step, name).toBeGreaterThan(0);
  }
  expect(dialRange('lanes')).toEqual({ min: 1, max: 64, step: 1 });
});

test('a plan from a file may lack dials of a newer version, and keeps none that this one does not know', () => {
  const read = z.parse(RL_PLAN, { ...plan, hyper: { price: 0.5, warp: 9 } });
  expect(read.hyper).toEqual(ppoHyperparameters({ price: 0.5 }));
});

test.each([
  ['lanes beyond the runtime', { hyper: { ...plan.hyper, lanes: 65 } }],
  ['a horizon without end', { hyper: { ...plan.hyper, horizon: 1e9 } }],
  ['half a lane', { hyper: { ...plan.hyper, lanes: 1.5 } }],
  ['a price that is no number', { hyper: { ...plan.hyper, price: Number.NaN } }],
  ['a negative price', { hyper: { ...plan.hyper, price: -1 } }],
  ['a variant that is none', { variant: 'sometimes' }],
  ['no steps of an episode', { maxSteps: 0 }],
])('%s is refused', (_what, part) => {
  expect(z.safeParse(RL_PLAN, plan).success).toBe(true);
  expect(z.safeParse(RL_PLAN, { ...plan, ...part }).success).toBe(false);
});
