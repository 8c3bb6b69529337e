// A pocket model with random weights, small or of shipped size, and prompts for it: everything the runtime tests need
// without a trained model.

import { POCKET_SIZES, type PocketConfig, parameterSpecs } from '../../../src/language/pocket/config.ts';
import { adaptedMatrices, loraName } from '../../../src/language/pocket/onnx-graph.ts';
import type { PocketWeights } from '../../../src/language/pocket/quantize.ts';
import { type Lora, referenceLogits } from '../../../src/language/pocket/reference.ts';
import { Random } from '../../../src/random.ts';

export const SHIPPED: PocketConfig = { ...POCKET_SIZES, vocabulary: 420, outputs: 130 };
/** Two layers and two KV heads: the other branch of grouped-query attention. */
export const SMALL: PocketConfig = {
  ...SHIPPED,
  vocabulary: 60,
  outputs: 20,
  width: 64,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  hidden: 96,
};

/** Twelve uniforms less six: close to a standard normal. */
function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.uniform();
  return sum;
}

export function randomWeights(config: PocketConfig, seed: number): PocketWeights {
  const random = new Random(seed);
  return new Map(
    parameterSpecs(config).map(({ name, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const value = () => (shape.length === 1 ? 1 + 0.1 * normal(random) : 0.1 * normal(random));
      return [name, Float32Array.from({ length }, value)];
    }),
  );
}

export function randomLora(config: PocketConfig, rank: number, seed: number): Lora {
  const random = new Random(seed);
  const matrices = new Map<string, Float32Array>();
  for (const { name, shape } of adaptedMatrices(config)) {
    const fill = (length: number) => Float32Array.from({ length }, () => 0.1 * normal(random));
    matrices.set(`${loraName(name)}.a`, fill(shape[0] * rank));
    matrices.set(`${loraName(name)}.b`, fill(rank * shape[1]));
  }
  return { rank, matrices };
}

/** Word ids [positions, pack]: one to six words a position. */
export function randomTokens(config: PocketConfig, positions: number, seed: number): Int32Array {
  const random = new Random(seed);
  const tokens = new Int32Array(positions * config.pack);
  for (let p = 0; p < positions; p++)
    for (let i = 0; i <= random.int(6); i++)
      tokens[p * config.pack + i] = 1 + random.int(config.vocabulary - 1);
  return tokens;
}

/** Sequences padded on the right to the longest, as `prefill` takes them. */
export function batchOf(config: PocketConfig, sequences: readonly Int32Array[]) {
  const lengths = Int32Array.from(sequences, (s) => s.length / config.pack);
  const positions = Math.max(...lengths);
  const tokens = new Int32Array(sequences.length * positions * config.pack);
  for (const [lane, sequence] of sequences.entries()) tokens.set(sequence, lane * positions * config.pack);
  return { tokens, lengths };
}

/** Reference logits [lanes, outputs] after each sequence. */
export function lastLogits(
  config: PocketConfig,
  weights: PocketWeights,
  sequences: readonly Int32Array[],
): Float32Array {
  const rows = sequences.map((s) => referenceLogits(config, weights, s).slice(-config.outputs));
  return Float32Array.from(rows.flatMap((row) => Array.from(row)));
}

export function maxDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((worst, value, i) => {
    const delta = Math.abs(value - b[i]);
    return Number.isNaN(delta) ? Number.POSITIVE_INFINITY : Math.max(worst, delta);
  }, 0);
}

/** `sequence` with row `row` of `next` [lanes, pack] at its end. */
export function append(
  config: PocketConfig,
  sequence: Int32Array,
  next: Int32Array,
  row: number,
): Int32Array {
  return Int32Array.of(...sequence, ...next.subarray(row * config.pack, (row + 1) * config.pack));
}
