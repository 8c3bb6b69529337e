import { describe, expect, test } from 'vitest';
import { CHOICES } from '../../../src/language/pocket/grammar.ts';
import {
  choicesOf,
  dealMinibatches,
  firstsOf,
  gatherTokens,
  growShapes,
  layOfTokens,
  MICRO_ROWS,
  type MicroBatch,
  microBatches,
} from '../../../src/learning/ppo/minibatches.ts';
import { Random } from '../../../src/random.ts';
import { randomRollout } from './tiny-policy.ts';

const rollout = randomRollout({ seed: 1, lanes: 40, steps: 6 });
const { dataset } = rollout;
const shapes = growShapes([], dataset);
const rowsOf = (micro: readonly MicroBatch[]) =>
  micro.flatMap(({ rows, count }) => Array.from(rows.subarray(0, count)));
const sorted = (rows: readonly number[]) => rows.toSorted((a, b) => a - b);

describe('shapes', () => {
  test('hold every row, plans and actions apart, each in two lengths at most', () => {
    expect(shapes.length).toBeLessThanOrEqual(4);
    for (let row = 0; row < dataset.rows; row++)
      expect(
        shapes.some((s) => s.length >= dataset.positions(row) && s.answers >= dataset.answerLength(row)),
      ).toBe(true);
  });

  test('stay as they are for rollouts that fit, so that nothing is compiled again', () => {
    expect(growShapes(shapes, randomRollout({ seed: 1, lanes: 12, steps: 3 }).dataset)).toEqual(shapes);
  });

  test('grow by one with room to spare where a row fits none', () => {
    const small = [{ length: 6, answers: 2 }];
    const grown = growShapes(small, dataset);
    expect(grown[0]).toEqual(small[0]);
    const longest = Math.max(...Array.from({ length: dataset.rows }, (_, row) => dataset.positions(row)));
    expect(grown.at(-1)!.length).toBeGreaterThanOrEqual(longest);
    expect(growShapes(grown, dataset)).toEqual(grown);
  });
});

describe('micro-batches', () => {
  const learned = (row: number) => row < rollout.decisions && rollout.idle[row] === 0;

  test('hold all chosen rows once, in batches of one size whose surplus does not count', () => {
    const micro = microBatches(dataset, shapes, learned, new Random(3));
    const expected = Array.from({ length: dataset.rows }, (_, row) => row).filter(learned);
    expect(expected.length).toBeLessThan(rollout.decisions);
    expect(sorted(rowsOf(micro))).toEqual(expected);
    expect(micro.some(({ count }) => count < MICRO_ROWS)).toBe(true);
    for (const { rows, count, batch } of micro) {
      expect(batch.rows).toBe(MICRO_ROWS);
      expect(rows.subarray(count).every((row) => row === rows[0])).toBe(true);
    }
  });

  test('lie in order without a generator, shuffled by one, the same for the same seed', () => {
    const order = (random?: Random) => rowsOf(microBatches(dataset, shapes.slice(-1), () => true, random));
    const all = Array.from({ length: dataset.rows }, (_, row) => row);
    expect(order()).toEqual(all);
    expect(order(new Random(1))).not.toEqual(all);
    expect(order(new Random(1))).toEqual(order(new Random(1)));
    expect(order(new Random(2))).not.toEqual(order(new Random(1)));
  });

  test('are dealt in turn, so that minibatches have as much of every bucket as there is to share', () => {
    const micro = microBatches(dataset, shapes, () => true);
    const dealt = dealMinibatches(micro, 2);
    expect(dealt.flat()).toHaveLength(micro.length);
    for (const bucket of shapes.keys()) {
      const [a, b] = dealt.map((minibatch) => minibatch.filter((one) => one.bucket === bucket).length);
      expect(Math.abs(a - b)).toBeLessThanOrEqual(1);
    }
    expect(dealMinibatches(micro.slice(0, 1), 4)).toHaveLength(1);
    expect(dealMinibatches([], 4)).toEqual([]);
  });

  test('lay numbers of tokens where the batch has those tokens, and gather them again', () => {
    const micro = microBatches(dataset, shapes, () => true, new Random(5));
    const back = new Float32Array(dataset.columns.answers.length).fill(Number.NaN);
    for (const one of micro) {
      const ids = layOfTokens(dataset, one, (index) => dataset.columns.answers[index]);
      const counted = one.count * one.batch.shape.answers;
      expect(Array.from(ids.subarray(0, counted))).toEqual(
        Array.from(one.batch.targets.subarray(0, counted)),
      );
      expect(ids.subarray(counted).every((id) => id === 0)).toBe(true);
      gatherTokens(dataset, one, ids, back);
    }
    expect(Array.from(back)).toEqual(Array.from(dataset.columns.answers));
  });

  test('know the choice that each token was drawn from, and where each answer starts', () => {
    for (const one of microBatches(dataset, shapes, learned)) {
      const { answers } = one.batch.shape;
      const choices = choicesOf(rollout, one);
      const firsts = firstsOf(dataset, one);
      for (let i = 0; i < one.count; i++) {
        expect(CHOICES[choices[i * answers + firsts[i]]]).toBe('plan or action');
        expect(firsts[i]).toBe(answers - dataset.answerLength(one.rows[i]));
        const isPlan = dataset.answerLength(one.rows[i]) > 1;
        if (isPlan) expect(CHOICES[choices[(i + 1) * answers - 1]]).toBe('action');
      }
    }
  });
});
