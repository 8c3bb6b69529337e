import { expect, test } from 'vitest';
import { readAdapter } from '../../src/language/pocket/adapter-file.ts';
import { loadModelFiles, type ModelFiles } from '../../src/language/pocket/model-files.ts';
import { exportOnnx } from '../../src/language/pocket/onnx-export.ts';
import { readOwnModel } from '../../src/language/pocket/own-model.ts';
import { dequantize } from '../../src/language/pocket/quantize.ts';
import { weightsOfModel } from '../../src/language/pocket/shipped.ts';
import { ppoHyperparameters } from '../../src/learning/ppo/hyperparameters.ts';
import { trainedSpecs } from '../../src/learning/ppo/policy.ts';
import { Random } from '../../src/random.ts';
import {
  adapterFileOf,
  bestPolicy,
  identityOf,
  presentPolicy,
  wholeModelOf,
} from '../../src/services/learned-policy.ts';
import { shapeOf } from '../../src/services/training-base.ts';
import type { RlPlan } from '../../src/training/rl/rl-plan.ts';
import type { RlState } from '../../src/training/rl/rl-run.ts';
import { memoryReader, tinyModel } from '../language/pocket/tiny-files.ts';

const files: ModelFiles = await loadModelFiles(memoryReader(tinyModel()));
const planOf = (rank: number): RlPlan => ({
  variant: 'dynamic',
  seed: 1,
  hyper: ppoHyperparameters({ rank, alpha: 8, lanes: 2, horizon: 8 }),
  steps: 1000,
  maxSteps: 50,
  evaluateEvery: 2,
});
const SCORE = { mean: 12, ci95: [10, 14], episodes: 4 } as const;

function trainedOf(plan: RlPlan, seed: number): Map<string, Float32Array> {
  const random = new Random(seed);
  return new Map(
    trainedSpecs(shapeOf(files, plan)).map(({ name, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length }, () => random.uniform() - 0.5)];
    }),
  );
}

/** After four updates; the best of them was the second. */
function stateOf(plan: RlPlan): RlState {
  const trained = trainedOf(plan, 4);
  return {
    learner: { trained, mean: trained, square: trained, updates: 4, steps: 16, shapes: [] },
    collector: { nextSeed: 0, lanes: [] },
    globalStep: 64,
    best: { trained: trainedOf(plan, 2), score: SCORE, update: 2 },
  };
}

test('a policy is named after the adapter that keeping it makes', () => {
  const plan = planOf(4);
  const state = stateOf(plan);
  const kept = readAdapter(adapterFileOf(files, plan, bestPolicy(state), 'mine'));
  expect(kept.header.training).toMatchObject({ update: 2, steps: 32, score: { mean: 12 } });
  const { learner, best } = state;
  const then = { ...state, learner: { ...learner, trained: best!.trained, updates: 2 }, globalStep: 32 };
  const played = identityOf(files, plan, presentPolicy(then), 'mine');
  expect(played).toEqual({ model: `adapter-${kept.weights}`, weights: kept.weights });
  expect(weightsOfModel(played.model)).toBe(played.weights);
});

test('another update, another name; what was never evaluated is kept as it is now', () => {
  const plan = planOf(4);
  const state = stateOf(plan);
  const now = identityOf(files, plan, presentPolicy(state), 'mine');
  expect(now.weights).not.toBe(identityOf(files, plan, bestPolicy(state), 'mine').weights);
  const plain = { ...state, best: null };
  expect(bestPolicy(plain)).toEqual(presentPolicy(plain));
  expect(bestPolicy(plain)).toMatchObject({ update: 4, score: null });
});

test('where all weights are trained the name is their hash, and there is no adapter to keep', () => {
  const plan = planOf(0);
  const state = stateOf(plan);
  const now = identityOf(files, plan, presentPolicy(state), 'mine');
  expect(now.model).toBe(`policy-${now.weights}`);
  expect(now.weights).toMatch(/^[0-9a-f]{16}$/);
  expect(identityOf(files, plan, bestPolicy(state), 'mine').weights).not.toBe(now.weights);
  expect(identityOf(files, plan, presentPolicy(state), 'renamed')).toEqual(now);
  expect(() => adapterFileOf(files, plan, bestPolicy(state), 'mine')).toThrow(
    expect.objectContaining({ code: 'bad-argument' }),
  );
});

test('where all weights are trained they are kept as a model of its own, in eight bits, that can be imported', () => {
  const plan = planOf(0);
  const policy = bestPolicy(stateOf(plan));
  const whole = wholeModelOf(files, plan, policy);
  const { card } = readOwnModel([exportOnnx(whole)]);
  expect(card.id).toBe('tiny-trained');
  expect(card.training).toMatchObject({ base: { model: 'tiny' }, update: 2, steps: 32, score: { mean: 12 } });
  const { config } = card;
  const kept = dequantize(config, whole.weights);
  const off = (name: string) =>
    Math.max(...kept.get(name)!.map((value, i) => Math.abs(value - policy.trained.get(name)![i])));
  // One step of eight bits over numbers from -0.5 to 0.5.
  for (const name of ['embedding', 'layers.1.down']) expect(off(name)).toBeLessThan(0.004);
  expect(off('final_norm')).toBe(0);
});
