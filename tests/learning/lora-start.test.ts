import { expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { actingAdapter, adapterSpecs, trainableAdapter } from '../../src/learning/lora.ts';
import { Random } from '../../src/random.ts';
import { TINY } from './tiny.ts';

const RANK = 4;
const learned = () => {
  const random = new Random(3);
  const values = adapterSpecs(TINY, RANK).map(({ name, shape }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return [name, Float32Array.from({ length }, () => (random.uniform() - 0.5) / 10)] as const;
  });
  return new Map(values);
};

test('an acting adapter becomes what it was made from, at any scale', () => {
  const values = learned();
  for (const alpha of [1, 8, 24]) {
    const shape = { rank: RANK, alpha };
    const back = trainableAdapter(TINY, actingAdapter(TINY, values, shape), shape);
    expect([...back.keys()].toSorted()).toEqual([...values.keys()].toSorted());
    for (const [name, numbers] of values)
      for (const [i, x] of numbers.entries()) expect(back.get(name)![i], name).toBeCloseTo(x, 6);
  }
});

test('one of another rank, or with a scale that no training gives, is refused', () => {
  const adapter = actingAdapter(TINY, learned(), { rank: RANK, alpha: 8 });
  expect(() => trainableAdapter(TINY, adapter, { rank: 8, alpha: 8 })).toThrow(/rank 4.*rank 8/);
  const inverted = { ...adapter, logitScale: -1 };
  expect(() => trainableAdapter(TINY, inverted, { rank: RANK, alpha: 8 })).toThrow(LabError);
});
