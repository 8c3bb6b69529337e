import { describe, expect, test } from 'vitest';
import { expectileLoss, expectileSlope, lambdaReturns } from '../../../src/learning/k-predictor/returns.ts';
import golden from './golden/golden.json';

describe('λ-returns are the averages of n-step returns of numpy', () => {
  test.each(golden.returns)(
    '$rewards.length steps at λ = $lambda',
    ({ lambda, rewards, values, returns }) => {
      const actual = lambdaReturns(rewards, values, lambda);
      expect(actual.length).toBe(returns.length);
      for (const [t, value] of returns.entries()) expect(actual[t], `step ${t}`).toBeCloseTo(value, 8);
    },
  );
});

test('λ = 1 counts the matches, λ = 0 looks one step ahead, and a state’s own value is no part of its target', () => {
  expect([...lambdaReturns([1, 1, 1, 0], [9, 9, 9, 9], 1)]).toEqual([3, 2, 1, 0]);
  expect([...lambdaReturns([1, 1, 1, 0], [9, 8, 7, 6], 0)]).toEqual([9, 8, 7, 0]);
  const target = (own: number) => lambdaReturns([1, 1, 0], [own, 2, 3], 0.5)[0];
  expect(target(100)).toBe(target(0));
});

test.each(golden.expectiles)(
  'the expectile loss of $error at τ = $tau is numpy’s, its slope too',
  (wanted) => {
    expect(expectileLoss(wanted.error, wanted.tau)).toBeCloseTo(wanted.loss, 9);
    expect(expectileSlope(wanted.error, wanted.tau)).toBeCloseTo(wanted.slope, 6);
  },
);
