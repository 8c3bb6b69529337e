import { describe, expect, it } from 'vitest';
import type { PocketConfig } from '../../../src/language/pocket/config.ts';
import { referenceLogits } from '../../../src/language/pocket/reference.ts';
import { maxDifference, randomTokens, randomWeights, SMALL } from './random-model.ts';

/** One layer whose matrices are all zero: what is left is embedding, norm and head, which can be done by hand. */
const TINY: PocketConfig = {
  vocabulary: 4,
  outputs: 3,
  pack: 2,
  width: 2,
  layers: 1,
  heads: 1,
  kvHeads: 1,
  headSize: 2,
  hidden: 2,
  context: 8,
  ropeBase: 10_000,
  normEpsilon: 0,
};

describe('the written-out forward pass', () => {
  it('adds the words of a position, normalises and multiplies with the tied embedding', () => {
    const weights = new Map(randomWeights(TINY, 1));
    for (const name of ['qkv', 'o', 'gate', 'up', 'down'])
      weights.set(`layers.0.${name}`, new Float32Array(weights.get(`layers.0.${name}`)!.length));
    weights.set('embedding', Float32Array.of(9, 9, 1, 2, 2, 2, 5, 5));
    weights.set('final_norm', Float32Array.of(1, 2));
    const logits = referenceLogits(TINY, weights, Int32Array.of(1, 2));
    // x = (3, 4), its root mean square √12.5, with gains (3, 8) / √12.5
    const scale = 1 / Math.sqrt(12.5);
    expect(Array.from(logits, (x) => x / scale)).toEqual([
      expect.closeTo(99, 4),
      expect.closeTo(19, 4),
      expect.closeTo(22, 4),
    ]);
  });

  it('lets no position see a later one', () => {
    const weights = randomWeights(SMALL, 2);
    const tokens = randomTokens(SMALL, 6, 1);
    const changed = tokens.slice();
    changed[5 * SMALL.pack] = 1 + (tokens[5 * SMALL.pack] % 50);
    const [a, b] = [tokens, changed].map((t) => referenceLogits(SMALL, weights, t));
    const until = 5 * SMALL.outputs;
    expect(maxDifference(a.subarray(0, until), b.subarray(0, until))).toBe(0);
    expect(maxDifference(a.subarray(until), b.subarray(until))).toBeGreaterThan(1e-3);
  });

  it('depends on the order of positions, by rotation alone', () => {
    const weights = randomWeights(SMALL, 2);
    const [a, b, c] = [1, 2, 3].map((seed) => Array.from(randomTokens(SMALL, 1, seed)));
    const last = (...positions: number[][]) =>
      referenceLogits(SMALL, weights, Int32Array.from(positions.flat())).slice(-SMALL.outputs);
    expect(maxDifference(last(a, b, c), last(b, a, c))).toBeGreaterThan(1e-3);
  });
});
