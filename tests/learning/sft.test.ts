import type { numpy as np } from '@jax-js/jax';
import { describe, expect, test } from 'vitest';
import { parameterSpecs } from '../../src/language/pocket/config.ts';
import { assembleBatch } from '../../src/learning/batches.ts';
import { scatterWords } from '../../src/learning/embedding.ts';
import { makeLossAndGradients, SftTrainer, uploadBatch } from '../../src/learning/sft.ts';
import { initialParameters, type Parameters, uploadParameters } from '../../src/learning/transformer.ts';
import { Random } from '../../src/random.ts';
import { copyDataset, TINY } from './tiny.ts';

const SHAPES = [
  { length: 6, answers: 2 },
  { length: 10, answers: 4 },
];
const HYPER = { rowsPerStep: 32, learningRate: 1e-2, warmupSteps: 5 };

function trainer(options: { seed?: number; resume?: Uint8Array; init?: Uint8Array; rows?: number } = {}) {
  const { rows = 200, seed = 3, ...rest } = options;
  const dataset = copyDataset(new Random(1), rows);
  return SftTrainer.create({ config: TINY, dataset, shapes: SHAPES, hyper: HYPER, seed, ...rest });
}

test('the gradients agree with finite differences, tensor by tensor', async () => {
  const random = new Random(11);
  const values = initialParameters(TINY, random);
  const dataset = copyDataset(random, 8);
  const batch = assembleBatch(dataset, [0, 1, 2, 3, 4], SHAPES[1]);
  const compiled = makeLossAndGradients(TINY);
  const evaluate = async (at: Map<string, Float32Array>) => {
    const table = at.get('embedding') as Float32Array;
    const { embedded, ...rest } = uploadBatch(batch, table, TINY.width);
    const result = await compiled(uploadParameters(TINY, at), embedded, rest);
    const [loss, [parameters, positions]] = result as [np.Array, [Parameters, np.Array]];
    const gradients = new Map<string, Float32Array>();
    for (const [name, array] of Object.entries(parameters))
      gradients.set(name, (await array.data()) as Float32Array);
    const cotangent = (await positions.data()) as Float32Array;
    scatterWords(cotangent, TINY.width, batch.input, gradients.get('embedding') as Float32Array);
    return { loss: (await loss.data())[0], gradients };
  };
  const { gradients } = await evaluate(values);
  for (const { name } of parameterSpecs(TINY)) {
    const value = values.get(name) as Float32Array;
    const gradient = gradients.get(name) as Float32Array;
    const norm = Math.hypot(...gradient);
    expect(norm, name).toBeGreaterThan(1e-3);
    const along = (sign: number) =>
      new Map(values).set(
        name,
        value.map((v, i) => v + (sign * 0.01 * gradient[i]) / norm),
      );
    const slope = ((await evaluate(along(1))).loss - (await evaluate(along(-1))).loss) / 0.02;
    expect(slope / norm, name).toBeCloseTo(1, 1.5);
  }
  compiled.dispose();
});

describe('training', () => {
  test('learns to copy a word, short and long answers together', async () => {
    const learner = trainer({ rows: 1000 });
    let loss = Number.POSITIVE_INFINITY;
    let steps = 0;
    for (; steps < 300 && loss > 0.02; steps++) loss = (await learner.step(steps / 300)).loss;
    expect(loss).toBeLessThan(0.05);
    const unseen = await learner.evaluate(copyDataset(new Random(99), 60));
    expect(unseen.accuracy).toBeGreaterThan(0.95);
    expect(unseen.tokens).toBe(45 + 3 * 15);
    learner.dispose();
  });

  test('goes on from a checkpoint bit for bit', async () => {
    const straight = trainer();
    for (let i = 0; i < 10; i++) await straight.step(i / 10);
    const stopped = trainer();
    for (let i = 0; i < 5; i++) await stopped.step(i / 10);
    const resumed = trainer({ resume: await stopped.checkpoint({ note: 'half way' }) });
    expect(resumed.steps).toBe(5);
    expect(resumed.metadata).toEqual({ note: 'half way' });
    for (let i = 5; i < 10; i++) await resumed.step(i / 10);
    expect(await resumed.checkpoint()).toEqual(await straight.checkpoint());
    for (const learner of [straight, stopped, resumed]) learner.dispose();
  });

  test('starts from weights with a fresh optimizer', async () => {
    const first = trainer();
    await first.step(0);
    const second = trainer({ init: await first.checkpoint(), seed: 8 });
    expect(second.steps).toBe(0);
    expect(await second.weights()).toEqual(await first.weights());
    first.dispose();
    second.dispose();
  });

  test('refuses a checkpoint of another model', async () => {
    const learner = trainer();
    const bytes = await learner.checkpoint();
    learner.dispose();
    const options = { dataset: copyDataset(new Random(1), 20), shapes: SHAPES, seed: 1, init: bytes };
    expect(() => SftTrainer.create({ ...options, config: { ...TINY, hidden: 32 } })).toThrow(
      expect.objectContaining({ code: 'bad-model' }),
    );
  });

  test('mixes short and long answers in every step, in the proportion of the data', async () => {
    const learner = trainer();
    expect(learner.rowsOfStep).toEqual([25, 9]);
    const figures = await learner.step(0);
    expect(figures.lossOfBucket).toHaveLength(2);
    expect(figures.positions).toBe(25 * 6 + 9 * 10);
    learner.dispose();
  });
});
