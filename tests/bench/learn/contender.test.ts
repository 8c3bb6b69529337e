import { expect, test } from 'vitest';
import {
  type Contender,
  checkAgreement,
  measureContenders,
  relativeDifference,
} from '../../../bench/learn/contender.ts';
import type { PlainBatch } from '../../../bench/learn/workload.ts';

const BATCH = { rows: 3, length: 4, answers: 1, weights: Float32Array.of(1, 0, 1) } as PlainBatch;

/** Gives the same numbers for every batch, and writes down when it is asked. */
function fake(name: string, gradient: number, asked: string[] = [], padding = -1e9): Contender {
  return {
    name,
    async score() {
      asked.push(`${name} scores`);
      return Float32Array.of(-2, padding, -3);
    },
    async differentiate() {
      asked.push(`${name} differentiates`);
      const read = async () => new Map([['w', Float32Array.of(gradient, -4)]]);
      return { loss: 5, read, dispose: () => {} };
    },
    dispose: () => {},
  };
}

test('contenders agree to a thousandth of the largest number, whatever padding says', async () => {
  const worst = await checkAgreement([fake('a', 1), fake('b', 1.002, [], -2e9)], [BATCH]);
  expect(worst).toBeCloseTo(0.0005, 6);
});

test.each([1.01, Number.NaN])('a gradient of %s instead of 1 is refused by name', async (gradient) => {
  const checked = checkAgreement([fake('a', 1), fake('b', gradient)], [BATCH]);
  await expect(checked).rejects.toMatchObject({
    message: expect.stringMatching(/^b and a differ by .* in w/),
  });
});

test('arrays of another length differ by no number at all', () => {
  expect(relativeDifference(Float32Array.of(1, 2), Float32Array.of(1))).toBeNaN();
  expect(relativeDifference(Float32Array.of(1, 2), undefined)).toBeNaN();
  expect(relativeDifference(Float32Array.of(1, 2), Float32Array.of(1, 1))).toBe(0.5);
});

test('contenders are timed in turn, and who is first changes every round', async () => {
  const asked: string[] = [];
  const figures = await measureContenders('here', [fake('a', 1, asked), fake('b', 1, asked)], [BATCH], {
    rounds: 2,
  });
  const turns = asked.slice(4).filter((entry) => entry.endsWith('scores'));
  expect(turns).toEqual(['a scores', 'b scores', 'b scores', 'a scores']);
  expect(figures['here, b, forward']).toMatchObject({ unit: 'positions/s', runs: { length: 2 } });
  expect(Object.keys(figures)).toEqual([
    'here, a, forward',
    'here, a, forward and backward',
    "here, a, an update's passes",
    'here, b, forward',
    'here, b, forward and backward',
    "here, b, an update's passes",
    'here, a against b, forward',
    'here, a against b, forward and backward',
    'here, largest relative difference',
  ]);
});

test('the first contender is as many times as fast as its rates say', async () => {
  const slow = { ...fake('b', 1), score: () => delayed(30) };
  const figures = await measureContenders(
    'here',
    [{ ...fake('a', 1), score: () => delayed(10) }, slow],
    [BATCH],
    { rounds: 1 },
  );
  const [a, b] = ['a', 'b'].map((name) => figures[`here, ${name}, forward`].median);
  expect(a).toBeLessThan(12 / 0.0099);
  expect(figures['here, a against b, forward'].median).toBeCloseTo(a / b, 9);
});

async function delayed(ms: number): Promise<Float32Array> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return Float32Array.of(-2, 0, -3);
}
