// Golden values come from numpy and scipy: see golden-statistics.py. Resampled bounds are compared within what 2,000
// resamples of discrete values leave open.

import { expect, test } from 'vitest';
import {
  crafterScore,
  crafterScoreInterval,
  type Interval,
  interquartileMean,
  pairsNeeded,
  probabilityOfImprovement,
  summarise,
  summariseStrata,
  weakness,
} from '../../src/experiments/statistics.ts';
import golden from './golden-statistics.json' with { type: 'json' };

const { a, b } = golden;

function expectInterval(actual: Interval | null, [low, high]: number[], tolerance: number): void {
  expect(Math.abs(actual![0] - low)).toBeLessThan(tolerance);
  expect(Math.abs(actual![1] - high)).toBeLessThan(tolerance);
}

function expectSummary(strata: number[][], expected: typeof golden.summary): void {
  const summary = summariseStrata(strata);
  for (const key of ['mean', 'sd', 'se', 'iqm'] as const) expect(summary[key]).toBeCloseTo(expected[key], 10);
  expectInterval(summary.ci95, expected.ci95, 0.1);
  expectInterval(summary.iqmCi95, expected.iqmCi95, 0.15);
}

test('mean, deviation, IQM and both stratified intervals agree with scipy', () => {
  expectSummary(a, golden.summary);
});

test('paired differences over two trainings agree with scipy', () => {
  expectSummary(
    a.map((stratum, i) => stratum.map((value, j) => value - b[i][j])),
    golden.paired,
  );
});

test('the probability of improvement is Mann–Whitney’s U / nm, with the interval of scipy', () => {
  const { probability, ci95 } = probabilityOfImprovement(a, b);
  expect(probability).toBeCloseTo(golden.improvement.probability, 12);
  expectInterval(ci95, golden.improvement.ci95, 0.015);
});

test('ties count half, and a side always beats what lies below it', () => {
  expect(probabilityOfImprovement([[1, 1, 1]], [[1, 1]]).probability).toBe(0.5);
  expect(probabilityOfImprovement([[5, 6]], [[1, 2, 3]])).toEqual({ probability: 1, ci95: [1, 1] });
  expect(probabilityOfImprovement([[2, 3]], [[2]]).probability).toBe(0.75);
});

test('resampling within strata leaves out the difference between them', () => {
  const strata = [Array(50).fill(0), Array(50).fill(10)] as number[][];
  expect(summariseStrata(strata).ci95).toEqual([5, 5]);
  const [low, high] = summarise(strata.flat()).ci95!;
  expect(high - low).toBeGreaterThan(1.5);
});

test('the interquartile mean ignores both outer quarters, in fractions where n is no multiple of four', () => {
  expect(interquartileMean([-100, 1, 2, 3, 4, 5, 6, 1000])).toBe(3.5);
  expect(interquartileMean([0, 10, 20])).toBeCloseTo((0.25 * 0 + 10 + 0.25 * 20) / 1.5, 12);
  expect(interquartileMean([7])).toBe(7);
});

test('an interval repeats from its values and its seed', () => {
  const values = Array.from({ length: 40 }, (_, i) => (i * i) % 23);
  expect(summarise(values, 3)).toEqual(summarise(values, 3));
  expect(summarise(values, 4).ci95).not.toEqual(summarise(values, 3).ci95);
});

test('one episode has no interval and no standard error', () => {
  expect(summarise([7])).toEqual({ n: 1, mean: 7, se: null, sd: 0, iqm: 7, ci95: null, iqmCi95: null });
  expect(probabilityOfImprovement([[1]], [[0]])).toEqual({ probability: 1, ci95: null });
  expect(crafterScoreInterval([[[0]]], 22)).toBeNull();
  expect(() => summarise([])).toThrow(/nothing/);
});

test("Crafter's score is the geometric mean of 1 + rate, minus one", () => {
  expect(crafterScore([0, 0, 0])).toBe(0);
  expect(crafterScore([100, 0])).toBeCloseTo(Math.sqrt(101) - 1, 12);
});

test("the interval of Crafter's score resamples whole episodes", () => {
  // Of two episodes, one with both achievements: a resample has none, one or two of it, so 0, 50 or 100 %.
  const [low, high] = crafterScoreInterval([[[0, 1], []]], 2)!;
  expect(low).toBe(0);
  expect(high).toBeCloseTo(100, 10);
  const same = crafterScoreInterval([[[0], [0], [0]]], 2)!;
  expect(same[1] - same[0]).toBe(0);
});

test('how many pairs show a difference follows from its size: 80 % power at 5 %', () => {
  expect(pairsNeeded(golden.paired.sd, 1)).toBe(golden.pairsNeeded);
  expect(pairsNeeded(0, 1)).toBe(2);
});

test('what n is too small for is said in words', () => {
  expect(weakness(0)).toMatch(/No episode/);
  expect(weakness(1)).toMatch(/^n = 1: .*no interval/);
  expect(weakness(12, 93)).toMatch(/^n = 12: .*rough.* about 93 episodes/);
  expect(weakness(29, 10)).not.toMatch(/about/);
  expect(weakness(40, 93)).toMatch(/^n = 40\. .* about 93 episodes/);
  expect(weakness(93, 93)).toBeNull();
});
