import { describe, expect, test } from 'vitest';
import {
  assembleBatch,
  assignBuckets,
  BatchSampler,
  fastShape,
  suggestShapes,
} from '../../src/learning/batches.ts';
import { DatasetBuilder } from '../../src/learning/dataset.ts';
import { Random } from '../../src/random.ts';
import { copyDataset } from './tiny.ts';

const SHAPES = [
  { length: 6, answers: 2 },
  { length: 10, answers: 4 },
];

/** `rows` rows whose only prompt word is their own number. */
function numbered(rows: number) {
  const builder = new DatasetBuilder();
  for (let i = 0; i < rows; i++) builder.add([i + 1], 1, i % 5 === 0 ? [1, 2, 3] : [1]);
  return builder.build();
}

describe('a micro-batch', () => {
  test('is right-aligned: the answer stands at the last positions, its inputs one position earlier', () => {
    const builder = new DatasetBuilder();
    builder.add([5, 6, 0, 7, 0, 0], 3, [8, 9], [1, 0.5]);
    builder.add([4, 0, 0], 3, [3]);
    const batch = assembleBatch(builder.build(), [1, 0], { length: 4, answers: 2 });
    const { words, starts } = batch.input;
    const at = (position: number) => [...words.subarray(starts[position], starts[position + 1])];
    expect(Array.from({ length: 8 }, (_, p) => at(p))).toEqual([[], [], [], [4], [], [5, 6], [7], [8]]);
    expect([...batch.starts]).toEqual([3, 1]);
    expect([...batch.targets]).toEqual([0, 3, 8, 9]);
    expect([...batch.weights]).toEqual([0, 1, 1, 0.5]);
  });
});

describe('buckets', () => {
  test('take each row into the cheapest shape that holds it', () => {
    const dataset = numbered(10);
    const [short, long] = assignBuckets(dataset, SHAPES);
    expect([...long]).toEqual([0, 5]);
    expect(short.length).toBe(8);
  });

  test('refuse a row that fits nowhere', () => {
    expect(() => assignBuckets(numbered(1), [SHAPES[0]])).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
  });

  test('suggested for a dataset hold all of it and are of the fast kind', () => {
    const dataset = copyDataset(new Random(4), 300);
    const shapes = suggestShapes(dataset);
    expect(assignBuckets(dataset, shapes).reduce((sum, rows) => sum + rows.length, 0)).toBe(300);
    for (const shape of shapes) expect(shape).toEqual(fastShape(shape));
  });

  test('are rounded up to two modulo four', () => {
    expect(fastShape({ length: 26, answers: 1 })).toEqual({ length: 26, answers: 2 });
    expect(fastShape({ length: 27, answers: 12 })).toEqual({ length: 30, answers: 14 });
  });
});

describe('the sampler', () => {
  const make = (cursors?: { epoch: number; next: number }[]) =>
    new BatchSampler(numbered(100), { shapes: SHAPES, rowsPerStep: 20, seed: 9, cursors });
  const drawn = (sampler: BatchSampler) =>
    sampler.next().map((batch) => [...batch.input.words].filter((w) => w > 3));

  test('gives every step both kinds of rows, an odd number of each', () => {
    expect(make().rowsOfStep).toEqual([17, 5]);
  });

  test('shows every row once before any row twice', () => {
    const sampler = make();
    const seen = Array.from({ length: 4 }, () => sampler.next()[1]).flatMap((batch) => [
      ...batch.input.words,
    ]);
    const prompts = seen.filter((_, i) => i % 3 === 0);
    expect(new Set(prompts).size).toBe(20);
    expect(sampler.cursors[1]).toEqual({ epoch: 0, next: 20 });
    sampler.next();
    expect(sampler.cursors[1]).toEqual({ epoch: 1, next: 5 });
  });

  test('goes on from its cursors as if never stopped', () => {
    const straight = make();
    for (let i = 0; i < 7; i++) straight.next();
    const resumed = make(structuredClone(straight.cursors));
    expect(drawn(resumed)).toEqual(drawn(straight));
  });
});
