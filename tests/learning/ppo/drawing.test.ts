import { describe, expect, test } from 'vitest';
import { drawDecisions, drawProbabilities } from '../../../src/learning/ppo/drawing.ts';
import { Random } from '../../../src/random.ts';

const COUNT = 400;
/** Long-tailed, as advantages are; every seventh decision may not be drawn. */
const random = new Random(3);
const advantages = Float32Array.from(
  { length: COUNT },
  () => (random.uniform() < 0.5 ? -1 : 1) * random.uniform() ** 4 * 6,
);
const learned = (row: number) => row % 7 !== 0;
const rows = Array.from({ length: COUNT }, (_, row) => row).filter(learned);

describe('drawing the decisions that gradients are computed for', () => {
  test('gives probabilities that add up to the share and never exceed one', () => {
    for (const share of [0.05, 0.25, 0.7, 0.95]) {
      const probabilities = drawProbabilities(advantages, learned, share);
      const sum = probabilities.reduce((a, b) => a + b, 0);
      expect(sum / (share * rows.length)).toBeCloseTo(1, 2);
      expect(Math.max(...probabilities)).toBeLessThanOrEqual(1);
      expect(probabilities.filter((p, row) => p > 0 !== learned(row))).toHaveLength(0);
    }
  });

  test('prefers decisions with large advantages, without forgetting the others', () => {
    const probabilities = drawProbabilities(advantages, learned, 0.25);
    const bySize = rows.toSorted((a, b) => Math.abs(advantages[b]) - Math.abs(advantages[a]));
    expect(probabilities[bySize[0]]).toBe(1);
    expect(probabilities[bySize.at(-1)!]).toBeGreaterThan(0.02);
    for (let i = 1; i < bySize.length; i++)
      expect(probabilities[bySize[i]]).toBeLessThanOrEqual(probabilities[bySize[i - 1]] + 1e-6);
  });

  test('is unbiased: over many draws a weighted sum is the sum over all', () => {
    const number = (row: number) => advantages[row] ** 2 + 0.1 * (row % 5);
    const all = rows.reduce((sum, row) => sum + number(row), 0);
    const draws = 3000;
    let sum = 0;
    let drawn = 0;
    for (let seed = 0; seed < draws; seed++) {
      const weights = drawDecisions(advantages, learned, 0.25, new Random(seed));
      for (const row of rows) sum += weights[row] * number(row);
      drawn += weights.filter((w) => w > 0).length;
    }
    expect(sum / draws / all).toBeCloseTo(1, 2);
    expect(drawn / draws / rows.length).toBeCloseTo(0.25, 2);
  });

  test('takes everything once where the share is one', () => {
    const weights = drawDecisions(advantages, learned, 1, new Random(1));
    expect(Array.from(weights)).toEqual(Array.from(advantages, (_, row) => (learned(row) ? 1 : 0)));
  });
});
