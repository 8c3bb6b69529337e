import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dataset, DatasetBuilder } from '../../src/learning/dataset.ts';

const PACK = 3;
const row = fc.record({
  prompt: fc
    .array(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: PACK, maxLength: PACK }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((positions) => positions.flat()),
  answer: fc.array(fc.integer({ min: 1, max: 159 }), { minLength: 1, maxLength: 5 }),
});

function build(rows: readonly { prompt: readonly number[]; answer: readonly number[] }[]): Dataset {
  const builder = new DatasetBuilder();
  for (const { prompt, answer } of rows) builder.add(prompt, PACK, answer);
  return builder.build();
}

describe('a dataset', () => {
  test('survives its bytes, whatever its rows', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const dataset = build(rows);
        const copy = Dataset.fromBytes(dataset.toBytes());
        expect(copy.columns).toEqual(dataset.columns);
        expect(copy.rows).toBe(rows.length);
      }),
      { numRuns: 100 },
    );
  });

  test('keeps the words of a position and drops empty places', () => {
    const dataset = build([{ prompt: [5, 0, 6, 0, 0, 0, 7, 0, 0], answer: [1, 2] }]);
    expect([...dataset.columns.words]).toEqual([5, 6, 7]);
    expect([...dataset.columns.wordCounts]).toEqual([2, 0, 1]);
    expect(dataset.positions(0)).toBe(4);
  });

  test('joined with another has the rows of both, in order', () => {
    const a = { prompt: [1, 2, 3], answer: [4] };
    const b = { prompt: [5, 0, 0, 6, 7, 0], answer: [8, 9] };
    expect(Dataset.concatenate([build([a]), build([b, a])]).columns).toEqual(build([a, b, a]).columns);
  });

  test('refuses bytes that are cut off, too long or of something else', () => {
    const bytes = build([{ prompt: [1, 2, 3], answer: [4] }]).toBytes();
    const wrong = [bytes.slice(0, 10), bytes.slice(0, -1), Uint8Array.of(...bytes, 0), new Uint8Array(64)];
    for (const bad of wrong)
      expect(() => Dataset.fromBytes(bad)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  test('refuses rows without a prompt, without an answer, or with half a position', () => {
    const builder = new DatasetBuilder();
    for (const [prompt, answer] of [
      [[], [1]],
      [[1, 2, 3], []],
      [[1, 2], [1]],
    ])
      expect(() => builder.add(prompt, PACK, answer)).toThrow(
        expect.objectContaining({ code: 'bad-argument' }),
      );
    expect(builder.rows).toBe(0);
  });
});
