import { describe, expect, test } from 'vitest';
import { explainedVariance, generalizedAdvantages } from '../../../src/learning/ppo/gae.ts';
import golden from './golden/golden.json';

const close = (actual: ArrayLike<number>, expected: readonly number[]) =>
  expected.forEach((value, i) => {
    expect(actual[i], `step ${i}`).toBeCloseTo(value, 5);
  });

describe('generalised advantages are those of numpy', () => {
  test.each(golden.gae)('$name', ({ rewards, values, nextValues, ...expected }) => {
    const trajectory = { rewards, values, nextValues: nextValues.map((v) => v ?? Number.NaN) };
    const { advantages, returns } = generalizedAdvantages(trajectory, expected.gamma, expected.lambda);
    expect(advantages.length).toBe(rewards.length);
    close(advantages, expected.advantages);
    close(returns, expected.returns);
    expect(explainedVariance(values, returns)).toBeCloseTo(expected.explained, 4);
  });
});

test('nothing after a death or a cut reaches what came before it', () => {
  const values = [0.5, 1, 2];
  const before = (last: number) =>
    generalizedAdvantages(
      { rewards: [1, 1, last], values: [...values, 0], nextValues: [Number.NaN, 0, 5] },
      0.9,
      0.9,
    ).advantages.subarray(0, 2);
  expect(before(100)).toEqual(before(0));
});

test('a value head that is right gives no advantage and explains all', () => {
  const gamma = 0.5;
  const rewards = [1, 2, 4];
  const values = [1 + gamma * (2 + gamma * 4), 2 + gamma * 4, 4];
  const nextValues = [Number.NaN, Number.NaN, 0];
  const { advantages, returns } = generalizedAdvantages({ rewards, values, nextValues }, gamma, 0.95);
  close(advantages, [0, 0, 0]);
  expect(explainedVariance(values, returns)).toBeCloseTo(1, 6);
  expect(explainedVariance([1, 1], [3, 3])).toBeNaN();
});
