import { describe, expect, it } from 'vitest';
import { parameterSpecs } from '../../../src/language/pocket/config.ts';
import {
  BLOCK,
  dequantize,
  dequantizeMatrix,
  float32File,
  quantizeMatrix,
  quantizeWeights,
} from '../../../src/language/pocket/quantize.ts';
import { readSafetensors, writeSafetensors } from '../../../src/language/pocket/safetensors.ts';
import { Random } from '../../../src/random.ts';
import { maxDifference, randomWeights, SHIPPED, SMALL } from './random-model.ts';

function randomMatrix(inputs: number, outputs: number, from: number, to: number): Float32Array {
  const random = new Random(inputs, outputs);
  return Float32Array.from({ length: inputs * outputs }, () => from + (to - from) * random.uniform());
}

describe('quantizing a matrix', () => {
  for (const bits of [4, 8] as const) {
    it(`keeps every int${bits} weight within half a step of its block's range`, () => {
      const values = randomMatrix(70, 5, -1, 1);
      const symmetric = dequantizeMatrix(quantizeMatrix(values, 70, 5, { bits, symmetric: true }));
      const asymmetric = dequantizeMatrix(quantizeMatrix(values, 70, 5, { bits, symmetric: false }));
      const levels = 2 ** bits;
      // Symmetric: the level that would be +extreme is missing, so the opposite end may be off by a whole step.
      expect(maxDifference(symmetric, values)).toBeLessThanOrEqual((2 / levels) * 1.001);
      expect(maxDifference(asymmetric, values)).toBeLessThanOrEqual((1 / (levels - 1)) * 1.001);
    });
  }

  it('needs zero points where a block does not straddle zero evenly', () => {
    const values = randomMatrix(64, 8, -0.1, 1.5);
    const error = (symmetric: boolean) =>
      maxDifference(dequantizeMatrix(quantizeMatrix(values, 64, 8, { bits: 4, symmetric })), values);
    expect(error(false)).toBeLessThan(0.6 * error(true));
  });

  it('lays 4-bit weights out column by column, lower half first', () => {
    const values = new Float32Array(BLOCK * 2);
    for (let k = 0; k < BLOCK; k++) values[k * 2 + 1] = k === 0 ? -8 : k === 1 ? 7 : 0;
    const matrix = quantizeMatrix(values, BLOCK, 2, { bits: 4, symmetric: true });
    expect(matrix.data.length).toBe(2 * (BLOCK / 2));
    expect(matrix.scales[1]).toBe(1);
    expect(matrix.data[BLOCK / 2]).toBe(0xf0);
    expect(matrix.data[BLOCK / 2 + 1]).toBe(0x88);
  });

  it('is exact where there is nothing to round', () => {
    const zeros = new Float32Array(64);
    const matrix = quantizeMatrix(zeros, 32, 2, { bits: 8, symmetric: true });
    expect(Array.from(dequantizeMatrix(matrix))).toEqual(Array.from(zeros));
  });
});

describe('a quantized weights file', () => {
  it('survives the file and keeps norms in full and everything else close', () => {
    const weights = randomWeights(SMALL, 1);
    const file = quantizeWeights(SMALL, weights, { bits: 8, symmetric: true });
    const read = dequantize(SMALL, readSafetensors(writeSafetensors(file)));
    for (const { name, shape } of parameterSpecs(SMALL)) {
      const limit = shape.length === 1 ? 0 : 0.005;
      expect(maxDifference(read.get(name)!, weights.get(name)!)).toBeLessThanOrEqual(limit);
    }
  });

  it('holds the shipped shape in under 1 MB at 8 bits and 0.6 MB at 4', () => {
    const weights = randomWeights(SHIPPED, 1);
    const size = (bits: 4 | 8) =>
      writeSafetensors(quantizeWeights(SHIPPED, weights, { bits, symmetric: true })).length;
    expect(size(8)).toBeLessThan(1_000_000);
    expect(size(4)).toBeLessThan(600_000);
  });

  it('holds f32 weights bit for bit', () => {
    const weights = randomWeights(SMALL, 2);
    const read = dequantize(SMALL, readSafetensors(writeSafetensors(float32File(SMALL, weights))));
    for (const [name, values] of weights) expect(maxDifference(read.get(name)!, values)).toBe(0);
  });

  it('is refused by a config of another shape, by name', () => {
    const file = quantizeWeights(SMALL, randomWeights(SMALL, 1), { bits: 8, symmetric: true });
    expect(() => dequantize({ ...SMALL, hidden: 128 }, file)).toThrow('"layers.0.gate.q8" in another shape');
    expect(() => dequantize({ ...SMALL, layers: 3 }, file)).toThrow('lacks "layers.2.attention_norm"');
  });
});
