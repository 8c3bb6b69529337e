// Golden values from numpy and scipy: golden-resampling.py.

import { expect, test } from 'vitest';
import {
  correlation,
  groupBootstrap,
  rankCorrelation,
  splitHalfReliability,
} from '../../src/experiments/resampling.ts';
import { mean } from '../../src/experiments/statistics.ts';
import golden from './golden-resampling.json' with { type: 'json' };

const { x, y } = golden;

test('an interval that resamples whole groups is numpy’s, and wider than one that takes all values for independent', () => {
  const [low, high] = groupBootstrap(golden.groups, mean)!;
  expect(Math.abs(low - golden.meanCi95[0])).toBeLessThan(0.015);
  expect(Math.abs(high - golden.meanCi95[1])).toBeLessThan(0.015);
  const single = golden.groups.flat().map((value) => [value]);
  const [singleLow, singleHigh] = groupBootstrap(single, mean)!;
  expect(high - low).toBeGreaterThan(1.2 * (singleHigh - singleLow));
});

test('an interval repeats from its seed, needs two groups, and needs a statistic that is mostly defined', () => {
  expect(groupBootstrap(golden.groups, mean, 4)).toEqual(groupBootstrap(golden.groups, mean, 4));
  expect(groupBootstrap(golden.groups, mean, 4)).not.toEqual(groupBootstrap(golden.groups, mean, 5));
  expect(groupBootstrap([[1, 2, 3]], mean)).toBeNull();
  expect(groupBootstrap([[1], [2]], () => Number.NaN)).toBeNull();
});

test('rank correlation is scipy’s, ties included, and undefined without variation', () => {
  expect(rankCorrelation(x, y)).toBeCloseTo(golden.rho, 12);
  expect(correlation(x, y)).toBeCloseTo(golden.pearson, 12);
  expect(rankCorrelation([1, 2, 3], [10, 100, 1000])).toBe(1);
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test('reliability of two halves is 2r / (1 + r), and never below zero', () => {
  const halves = golden.halves as [number, number][];
  expect(splitHalfReliability(halves)).toBeCloseTo(golden.reliability, 12);
  expect(
    splitHalfReliability([
      [1, 3],
      [2, 2],
      [3, 1],
    ]),
  ).toBe(0);
});
