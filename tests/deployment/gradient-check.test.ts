import { expect, test } from 'vitest';
import { compareGradients, type GradientSamples } from '../../src/deployment/gradient-check.ts';
import { DatasetBuilder } from '../../src/learning/dataset.ts';
import { adapterSpecs } from '../../src/learning/lora.ts';
import { initialParameters, normals } from '../../src/learning/transformer.ts';
import { Random } from '../../src/random.ts';
import { randomPrompt, TINY } from '../learning/tiny.ts';

const LORA = { rank: 4, alpha: 8 };

/** Answers of 2 to 6 ids; the adapter is not the fresh one, whose A has no gradient at all. */
function samples(rewards: readonly number[], seed = 3): GradientSamples {
  const random = new Random(seed);
  const builder = new DatasetBuilder();
  for (const _ of rewards) {
    const answer = Array.from({ length: 2 + random.int(5) }, () => 1 + random.int(TINY.outputs - 1));
    builder.add(randomPrompt(random, 2 + random.int(4), TINY), TINY.pack, answer);
  }
  const adapter = adapterSpecs(TINY, LORA.rank).map(({ name, shape }): [string, Float32Array] => {
    const size = shape.reduce((product, n) => product * n, 1);
    return [name, normals(size, random).map((x) => 0.01 * x)];
  });
  return {
    config: TINY,
    weights: initialParameters(TINY, new Random(seed)),
    adapter: new Map(adapter),
    lora: LORA,
    rows: builder.build(),
    rewards,
  };
}

test.each([
  [[1, 0, 0, 1, 0, 1, 0, 0], 3 / 8],
  [[0, 0, 0, 0, 1], 1 / 5],
  [[1, 1, 1], 1],
])(
  'with rewards %j REINFORCE is %d times the gradient of fine-tuning on what is valid',
  async (rewards, share) => {
    const { samples: n, valid, ratio, cosine, error } = await compareGradients(samples(rewards));
    expect([n, valid]).toEqual([rewards.length, rewards.filter((reward) => reward > 0).length]);
    expect(ratio).toBeCloseTo(share, 5);
    expect(cosine).toBeGreaterThan(1 - 1e-6);
    expect(error).toBeLessThan(1e-4);
  },
);

test('is no identity: another set of valid samples gives another gradient', async () => {
  const honest = samples([1, 0, 1, 0, 1, 0]);
  const mistaken = { ...honest, rewards: [1, 0, 1, 0, 1, 0.5] };
  expect((await compareGradients(mistaken)).error).toBeGreaterThan(0.01);
});

test('needs a reward for each sample and one of them above 0', async () => {
  await expect(compareGradients(samples([0, 0]))).rejects.toThrow(/must be above 0/);
  await expect(compareGradients({ ...samples([1, 0]), rewards: [1] })).rejects.toThrow(/needs a reward/);
});
