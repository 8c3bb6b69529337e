import { describe, expect, it } from 'vitest';
import { drawToken, softmax } from '../../../src/language/pocket/sampling.ts';
import { Random } from '../../../src/random.ts';

const LOGITS = Float32Array.of(100, 1, 2, 3, 2);

describe('drawing a token', () => {
  it('draws legal ids only, as often as the tempered softmax says', () => {
    const random = new Random(5);
    const legal = [1, 2, 3];
    const counts = new Map<number, number>();
    for (let i = 0; i < 20_000; i++) {
      const { id } = drawToken(LOGITS, legal, 0.5, random);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const expected = softmax(LOGITS, legal, 0.5);
    expect([...counts.keys()].sort()).toEqual(legal);
    for (const [i, id] of legal.entries())
      expect(Math.abs(counts.get(id)! / 20_000 - expected[i])).toBeLessThan(0.012);
  });

  it('reports the log-probability of what it drew', () => {
    const { id, logProb } = drawToken(LOGITS, [1, 3], 1, new Random(1));
    const probability = 1 / (1 + Math.exp(id === 3 ? -2 : 2));
    expect(Math.exp(logProb)).toBeCloseTo(probability, 6);
  });

  it('takes the likeliest legal id at temperature 0, the first of equals', () => {
    expect(drawToken(LOGITS, [4, 2, 1], 0, new Random(1))).toEqual({ id: 4, logProb: 0 });
  });

  it('uses one random number a token, at any temperature', () => {
    const random = new Random(3);
    for (const temperature of [0, 1, 0.1]) drawToken(LOGITS, [1, 2], temperature, random);
    const other = new Random(3);
    for (let i = 0; i < 3; i++) other.uniform();
    expect(Array.from(random.snapshot())).toEqual(Array.from(other.snapshot()));
  });

  it('does not overflow on large logits at a low temperature', () => {
    expect(Array.from(softmax(Float32Array.of(1000, 999), [0, 1], 0.01))[0]).toBeCloseTo(1, 12);
  });
});
