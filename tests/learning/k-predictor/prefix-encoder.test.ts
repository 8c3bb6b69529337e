import { describe, expect, test } from 'vitest';
import { type Prefix, PrefixEncoder } from '../../../src/learning/k-predictor/prefix-encoder.ts';

const PLACE: Prefix = {
  task: 'Given noisy image, how to return the caption in German step by step?',
  steps: ['Image Denoising', 'Image Captioning'],
};

/** As a dense vector. */
function dense(prefix: Prefix, encoder = new PrefixEncoder(1024)): number[] {
  const { indices, values } = encoder.encode(prefix);
  const vector = new Array<number>(encoder.inputs).fill(0);
  for (const [i, index] of indices.entries()) vector[index] += values[i];
  return vector;
}

describe('places that differ are told apart', () => {
  const others: Record<string, Prefix> = {
    'in the task': { ...PLACE, task: PLACE.task.replace('noisy', 'blurry') },
    'in the order of words': { ...PLACE, task: PLACE.task.replace('noisy image', 'image noisy') },
    'in the number of steps': { ...PLACE, steps: ['Image Denoising'] },
    'in the order of steps': { ...PLACE, steps: PLACE.steps.toReversed() },
    'in a step': { ...PLACE, steps: ['Image Denoising', 'Object Detection'] },
  };
  test.each(Object.keys(others))('%s', (name) => {
    expect(dense(others[name])).not.toEqual(dense(PLACE));
  });
});

test('case and punctuation do not matter, and a place is the same every time', () => {
  const shouted = { ...PLACE, task: PLACE.task.toUpperCase().replace(',', ' –') };
  expect(dense(shouted)).toEqual(dense(PLACE));
  expect(dense(PLACE, new PrefixEncoder(1024))).toEqual(dense(PLACE));
});

test('every group of features has length 1, however long the task', () => {
  const square = ({ values }: { values: Float32Array }) => values.reduce((sum, x) => sum + x * x, 0);
  const encoder = new PrefixEncoder(256);
  expect(square(encoder.encode(PLACE))).toBeCloseTo(3, 5);
  expect(square(encoder.encode({ ...PLACE, task: `${PLACE.task} `.repeat(10) }))).toBeCloseTo(3, 5);
  expect(square(encoder.encode({ ...PLACE, steps: [] }))).toBeCloseTo(2, 5);
  expect(square(encoder.encode({ task: '', steps: [] }))).toBeCloseTo(1, 5);
});

test('a long text and a long episode stay bounded', () => {
  const task = Array.from({ length: 100_000 }, (_, i) => `word${i}`).join(' ');
  const steps = Array.from({ length: 10_000 }, (_, i) => `step ${i} ${'x'.repeat(1_000)}`);
  expect(new PrefixEncoder(1024).encode({ task, steps }).indices.length).toBeLessThan(600);
});

test('dense features come behind the buckets, scaled to length 1', () => {
  const encoder = new PrefixEncoder(64, 2);
  expect(encoder.inputs).toBe(66);
  const vector = dense({ ...PLACE, hidden: Float32Array.of(3, -4) }, encoder);
  expect(vector[64]).toBeCloseTo(0.6, 6);
  expect(vector[65]).toBeCloseTo(-0.8, 6);
  expect(dense({ ...PLACE, hidden: [0, 0] }, encoder).slice(64)).toEqual([0, 0]);
});

test('dense features that are missing, too many or not promised are refused', () => {
  const bad = expect.objectContaining({ code: 'bad-argument' });
  expect(() => new PrefixEncoder(64, 2).encode(PLACE)).toThrow(bad);
  expect(() => new PrefixEncoder(64, 2).encode({ ...PLACE, hidden: [1] })).toThrow(bad);
  expect(() => new PrefixEncoder(64).encode({ ...PLACE, hidden: [1] })).toThrow(bad);
});
