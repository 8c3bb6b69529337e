import { numpy as np } from '@jax-js/jax';
import { expect, test } from 'vitest';
import { initialOptimizerState, makeAdamW } from '../../src/learning/adamw.ts';
import { learningRateAt, sftHyperparameters } from '../../src/learning/hyperparameters.ts';
import { Random } from '../../src/random.ts';

/** The textbook's update of one number, decoupled decay. */
function reference(
  p: number,
  gradients: readonly number[],
  rate: number,
  decay: number,
  h: ReturnType<typeof sftHyperparameters>,
) {
  let [mean, square, value] = [0, 0, p];
  gradients.forEach((g, i) => {
    mean = h.beta1 * mean + (1 - h.beta1) * g;
    square = h.beta2 * square + (1 - h.beta2) * g * g;
    const step = mean / (1 - h.beta1 ** (i + 1)) / (Math.sqrt(square / (1 - h.beta2 ** (i + 1))) + h.epsilon);
    value -= rate * (step + decay * value);
  });
  return value;
}

test('AdamW follows the textbook for three steps, clipping included, and decays matrices only', async () => {
  const h = sftHyperparameters({ weightDecay: 0.3, clipNorm: 0.2 });
  const random = new Random(2);
  const numbers = (n: number) => Float32Array.from({ length: n }, () => random.uniform() - 0.5);
  const start = { matrix: numbers(6), norm: numbers(3) };
  let parameters: Record<string, np.Array> = {
    matrix: np.array(start.matrix).reshape([2, 3]),
    norm: np.array(start.norm),
  };
  let state = initialOptimizerState(parameters);
  const optimizer = makeAdamW(h);
  const history: { matrix: Float32Array; norm: Float32Array; scale: number }[] = [];
  for (let step = 0; step < 3; step++) {
    const parts = [0, 1].map(() => ({ matrix: numbers(6), norm: numbers(3) }));
    const sum = { matrix: add(parts[0].matrix, parts[1].matrix), norm: add(parts[0].norm, parts[1].norm) };
    const norm = Math.hypot(...sum.matrix, ...sum.norm) / 4;
    history.push({ ...sum, scale: Math.min(1, 0.2 / norm) / 4 });
    const uploaded = parts.map((p) => ({
      matrix: np.array(p.matrix).reshape([2, 3]),
      norm: np.array(p.norm),
    }));
    const out = await optimizer.update(parameters, state, uploaded, { learningRate: 0.01, step, divisor: 4 });
    parameters = out.parameters;
    state = { mean: out.mean, square: out.square };
    expect((await out.norm.data())[0]).toBeCloseTo(norm, 5);
  }
  for (const name of ['matrix', 'norm'] as const) {
    const learned = await parameters[name].data();
    start[name].forEach((p, i) => {
      const gradients = history.map((step) => step[name][i] * step.scale);
      expect(learned[i]).toBeCloseTo(reference(p, gradients, 0.01, name === 'matrix' ? 0.3 : 0, h), 5);
    });
  }
  expect(history.some(({ scale }) => scale < 0.25)).toBe(true);
});

function add(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  return a.map((v, i) => v + b[i]) as Float32Array<ArrayBuffer>;
}

test('the learning rate rises over the warm-up and ends at its final share', () => {
  const h = sftHyperparameters({ learningRate: 2, warmupSteps: 10, finalLearningRate: 0.1 });
  expect(learningRateAt(h, 0, 0)).toBeCloseTo(0.2);
  expect(learningRateAt(h, 9, 0)).toBeCloseTo(2);
  expect(learningRateAt(h, 500, 0.5)).toBeCloseTo(1.1);
  expect(learningRateAt(h, 1000, 1)).toBeCloseTo(0.2);
});
