import { numpy as np } from '@jax-js/jax';
import { expect, test } from 'vitest';
import { initialOptimizerState, makeAdamW } from '../../../src/learning/adamw.ts';
import { sftHyperparameters } from '../../../src/learning/hyperparameters.ts';
import type { Parameters } from '../../../src/learning/transformer.ts';
import golden from './golden/golden.json';

const { adamw: wanted } = golden;
type Numbers = { readonly matrix: readonly (readonly number[])[]; readonly vector: readonly number[] };

function upload({ matrix, vector }: Numbers): Parameters {
  return {
    matrix: np.array(Float32Array.from(matrix.flat())).reshape([matrix.length, matrix[0].length]),
    vector: np.array(Float32Array.from(vector)),
  };
}

async function expectClose(actual: Parameters, expected: Numbers): Promise<void> {
  for (const name of ['matrix', 'vector'] as const) {
    const numbers = await actual[name].ref.data();
    for (const [i, value] of expected[name].flat().entries())
      expect(numbers[i], `${name} ${i}`).toBeCloseTo(value, 5);
  }
}

test('three steps of AdamW are those of numpy: bias correction, clip by the global norm, decay of matrices alone', async () => {
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = wanted;
  const optimizer = makeAdamW({
    ...sftHyperparameters({ muon: 0 }),
    beta1,
    beta2,
    epsilon,
    weightDecay,
    clipNorm,
  });
  let parameters = upload(wanted.start);
  let state = initialOptimizerState(parameters);
  for (const [step, { learningRate, divisor, gradients, norm, ...after }] of wanted.steps.entries()) {
    const scalars = { learningRate, divisor, step };
    const out = await optimizer.update(parameters, state, [upload(gradients)], scalars);
    parameters = out.parameters;
    state = { mean: out.mean, square: out.square };
    expect((await out.norm.data())[0]).toBeCloseTo(norm, 5);
    await expectClose(parameters, after.parameters);
    await expectClose(state.mean, after.mean);
    await expectClose(state.square, after.square);
  }
  expect(wanted.steps.map(({ norm }) => norm > clipNorm)).toEqual([true, true, false]);
  optimizer.dispose();
});

test('the betas and epsilon that PPO steps with are those of the golden run', () => {
  const { beta1, beta2, epsilon } = sftHyperparameters({ muon: 0 });
  expect({ beta1, beta2, epsilon }).toEqual({
    beta1: wanted.beta1,
    beta2: wanted.beta2,
    epsilon: wanted.epsilon,
  });
});
