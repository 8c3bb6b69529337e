// What can be trained over an imported model: a gate, which leaves it as it is, and nothing else.

import { expect, test } from 'vitest';
import { ownModelId } from '../../src/language/pocket/shipped.ts';
import { gateHyperparameters } from '../../src/learning/gate/hyperparameters.ts';
import { ppoHyperparameters } from '../../src/learning/ppo/hyperparameters.ts';
import type { TrainingSetup } from '../../src/services/learner-service.ts';
import { findStart } from '../../src/services/learner-start.ts';
import { isStartFor } from '../../src/ui/train/setup.ts';

const WEIGHTS = '0123456789abcdef';
const start = ownModelId(WEIGHTS);
const plan = { seed: 1, steps: 100, maxSteps: 50, evaluateEvery: 0 };
const common = { name: 'x', start, validated: 0 };
/** Neither is asked: an id of an imported model says all that is needed. */
const nothing = null as never;

test('a gate starts from an imported model, by the weights that its id names', async () => {
  const setup: TrainingSetup = { ...common, kind: 'gate', plan: { ...plan, hyper: gateHyperparameters({}) } };
  expect(await findStart(setup, nothing, nothing)).toEqual({
    setup,
    base: { model: start, weights: WEIGHTS },
    from: null,
  });
  expect(isStartFor('gate', start)).toBe(true);
});

test('an adapter and all weights do not', async () => {
  const hyper = ppoHyperparameters({});
  const setup: TrainingSetup = { ...common, kind: 'policy', plan: { ...plan, variant: 'dynamic', hyper } };
  await expect(findStart(setup, nothing, nothing)).rejects.toMatchObject({ code: 'bad-argument' });
  expect([isStartFor('adapter', start), isStartFor('weights', start)]).toEqual([false, false]);
});
