import { expect, test } from 'vitest';
import {
  bootstrapInterval,
  crafterScore,
  interquartileMean,
  mean,
  summarise,
} from '../../src/experiments/statistics.ts';

test('the standard error is the population deviation over √n', () => {
  const { mean: average, se, n } = summarise([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([average, n]).toEqual([5, 8]);
  expect(se).toBeCloseTo(2 / Math.sqrt(8), 12);
});

test('the interquartile mean ignores both outer quarters, in fractions where n is no multiple of four', () => {
  expect(interquartileMean([-100, 1, 2, 3, 4, 5, 6, 1000])).toBe(3.5);
  expect(interquartileMean([0, 10, 20])).toBeCloseTo((0.25 * 0 + 10 + 0.25 * 20) / 1.5, 12);
  expect(interquartileMean([7])).toBe(7);
});

test('the bootstrap interval of a mean is about ± 1.96 s.e. wide and repeats from its seed', () => {
  const values = Array.from({ length: 400 }, (_, i) => i % 20);
  const { se } = summarise(values);
  const [low, high] = bootstrapInterval(values, mean, 3);
  expect((high - low) / (2 * 1.96 * se)).toBeGreaterThan(0.9);
  expect((high - low) / (2 * 1.96 * se)).toBeLessThan(1.1);
  expect(bootstrapInterval(values, mean, 3)).toEqual([low, high]);
});

test("Crafter's score is the geometric mean of 1 + rate, minus one", () => {
  expect(crafterScore([0, 0, 0])).toBe(0);
  expect(crafterScore([100, 0])).toBeCloseTo(Math.sqrt(101) - 1, 12);
});

test('nothing to summarise is an error', () => {
  expect(() => summarise([])).toThrow(/nothing/);
});
