// The pocket transformer in jax-js, for learning: the same parameters, shapes and conventions as the acting runtime
// (see language/pocket/config.ts), written so that a training step is cheap.
//
// Savings that change nothing in the result:
// - Rows are right-aligned: padding stands on the left, so the answer is the last `answers` positions of every row and a
//   plain slice selects it. Rotary attention sees only distances, so where a row starts does not matter.
// - The last layer is computed at answer positions alone (keys and values excepted): nothing reads the others.
// - Rotated halves are never joined: a score is the sum of the two halves' products.
// - Words are embedded outside, by the host (embedding.ts): as a product over the vocabulary it was 8 % of a step.
// - exp is written in operations that jax-js can run four at a time (its own is scalar); see `power64`.
//
// jax-js ownership: a function consumes each argument once; `.ref` lends it for one more use.

import { lax, numpy as np, tree } from '@jax-js/jax';
import { type PocketConfig, parameterSpecs } from '../language/pocket/config.ts';
import type { Random } from '../random.ts';
import { uploadNamed, type Values } from './named-arrays.ts';

/** Parameters by canonical name. */
export type Parameters = Record<string, np.Array>;

/** Marks scores that attention must not see; finite, so that a row of padding alone stays finite. */
const HIDDEN = -1e9;

/** Fresh parameters: norms 1, matrices normal with 1/sqrt(inputs), residual outputs scaled down by 1/sqrt(2·layers). */
export function initialParameters(config: PocketConfig, random: Random): Map<string, Float32Array> {
  const residual = 1 / Math.sqrt(2 * config.layers);
  return new Map(
    parameterSpecs(config).map(({ name, shape }) => {
      if (shape.length === 1) return [name, new Float32Array(shape[0]).fill(1)];
      const isEmbedding = name === 'embedding';
      const scale = isEmbedding ? 1 / Math.sqrt(config.width) : 1 / Math.sqrt(shape[0]);
      const data = normals(shape[0] * shape[1], random);
      const factor = /\.(o|down)$/.test(name) ? scale * residual : scale;
      for (let i = 0; i < data.length; i++) data[i] *= factor;
      if (isEmbedding) data.fill(0, 0, config.width);
      return [name, data];
    }),
  );
}

/**
 * Logits at the last `answers` positions of every row: [rows · answers, outputs]. Consumes all arrays.
 * @param embedded sums of word embeddings, [rows, length, width], right-aligned
 * @param starts first position of each row that is not padding, as a number: [rows]
 */
export function answerLogits(
  config: PocketConfig,
  parameters: Parameters,
  embedded: np.Array,
  starts: np.Array,
  answers: number,
  exponential: Exponential = power64,
): np.Array {
  const hidden = answerHidden(config, parameters, embedded, starts, answers, exponential);
  return logitsOf(config, parameters, hidden);
}

/** The output head, tied to the embedding, on hidden states [n, width]: [n, outputs]. Consumes them and the embedding. */
export function logitsOf(config: PocketConfig, parameters: Parameters, hidden: np.Array): np.Array {
  return np.matmul(hidden, parameters.embedding.slice([0, config.outputs]).transpose());
}

/**
 * What the output head reads: the normalised hidden state at the last `answers` positions of every row, [rows · answers,
 * width]. Arguments as in `answerLogits`; consumes all but the embedding.
 */
export function answerHidden(
  config: PocketConfig,
  parameters: Parameters,
  embedded: np.Array,
  starts: np.Array,
  answers: number,
  exponential: Exponential = power64,
): np.Array {
  const [rows, length] = embedded.shape;
  const mask = attentionMask(starts, length, keyCount(length));
  const shared: Shared = { mask, ...ropeTables(config, length), exponential };
  let x = embedded.reshape([rows * length, config.width]);
  for (let i = 0; i < config.layers; i++) {
    const kept = i === config.layers - 1 ? answers : length;
    x = block(config, (name) => parameters[`layers.${i}.${name}`], x, shared, { rows, length, kept });
  }
  tree.dispose([mask, shared.cos, shared.sin]);
  return rmsNorm(x, parameters.final_norm, config.normEpsilon);
}

/** exp of an array; consumes it. */
export type Exponential = (x: np.Array) => np.Array;

/** What all layers share; borrowed by each. */
type Shared = { mask: np.Array; cos: np.Array; sin: np.Array; exponential: Exponential };

interface BlockShape {
  readonly rows: number;
  readonly length: number;
  /** Last positions of each row that the layer's output keeps. */
  readonly kept: number;
}

/** One layer: x [rows · length, width] → [rows · kept, width]. Consumes x and the layer's parameters. */
function block(
  config: PocketConfig,
  parameter: (name: string) => np.Array,
  x: np.Array,
  shared: Shared,
  shape: BlockShape,
): np.Array {
  const normed = rmsNorm(x.ref, parameter('attention_norm'), config.normEpsilon);
  const mixed = attention(config, normed, parameter('qkv'), shared, shape);
  const residual = shape.kept < shape.length ? lastPositions(x, shape, config.width) : x;
  const attended = residual.add(np.matmul(mixed, parameter('o')));
  const h = rmsNorm(attended.ref, parameter('mlp_norm'), config.normEpsilon);
  const gate = np.matmul(h.ref, parameter('gate'));
  const up = np.matmul(h, parameter('up'));
  return attended.add(np.matmul(silu(gate, shared.exponential).mul(up), parameter('down')));
}

/** x / rms(x) · weight. The derivative of 1/rms, −½ · scale³, is given, so that no division reaches the large kernels. */
function rmsNorm(x: np.Array, weight: np.Array, epsilon: number): np.Array {
  const meanSquare = np.mean(np.square(x.ref), -1, { keepdims: true });
  const fixed = lax.stopGradient(meanSquare.ref);
  const scale = np.reciprocal(np.sqrt(fixed.ref.add(epsilon)));
  const slope = np.square(scale.ref).mul(scale.ref).mul(-0.5);
  return x.mul(scale.add(slope.mul(meanSquare.sub(fixed)))).mul(weight);
}

/** cos and sin of position · base^(−2i/headSize): [length, 1, headSize / 2]. */
function ropeTables(config: PocketConfig, length: number): { cos: np.Array; sin: np.Array } {
  const half = config.headSize / 2;
  const angles = Float64Array.from({ length: length * half }, (_, i) => {
    return Math.floor(i / half) * config.ropeBase ** (-(i % half) / half);
  });
  const table = (f: (angle: number) => number) =>
    np.array(Float32Array.from(angles, f)).reshape([length, 1, half]);
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/** The two rotated halves of x [rows, length, heads, headSize]. Consumes all. */
function rotate(x: np.Array, cos: np.Array, sin: np.Array): [np.Array, np.Array] {
  const half = x.shape[3] / 2;
  const first = x.ref.slice([], [], [], [0, half]);
  const second = x.slice([], [], [], [half, 2 * half]);
  return [first.ref.mul(cos.ref).sub(second.ref.mul(sin.ref)), first.mul(sin).add(second.mul(cos))];
}

/** Causal attention of the last `kept` positions over all: [rows · kept, heads · headSize]. Consumes x and qkv. */
function attention(
  config: PocketConfig,
  x: np.Array,
  qkv: np.Array,
  shared: Shared,
  { rows, length, kept }: BlockShape,
): np.Array {
  const { heads, kvHeads, headSize } = config;
  const qSize = heads * headSize;
  const kvSize = kvHeads * headSize;
  const first = length - kept;
  const projected = np.matmul(x, qkv).reshape([rows, length, qSize + 2 * kvSize]);
  const part = (t: np.Array, from: number, begin: number, end: number, count: number) =>
    t.slice([], [from, length], [begin, end]).reshape([rows, length - from, count, headSize]);
  const q = part(projected.ref, first, 0, qSize, heads);
  const k = part(projected.ref, 0, qSize, qSize + kvSize, kvHeads);
  const v = padKeys(part(projected, 0, qSize + kvSize, qSize + 2 * kvSize, kvHeads));
  const [k1, k2] = rotate(k, shared.cos.ref, shared.sin.ref).map(padKeys);
  const [q1, q2] = rotate(q, shared.cos.ref.slice([first, length]), shared.sin.ref.slice([first, length]));
  const grouped = (t: np.Array) => t.reshape([rows, kept, kvHeads, heads / kvHeads, headSize / 2]);
  const score = (a: np.Array, b: np.Array) => np.einsum('bqhgd,bkhd->bqhgk', grouped(a), b);
  const scores = score(q1, k1)
    .add(score(q2, k2))
    .mul(1 / Math.sqrt(headSize));
  const mask = shared.mask.ref.slice([], [first, length]).reshape([rows, kept, 1, 1, keyCount(length)]);
  const weights = softmax(scores.add(mask), shared.exponential);
  return np.einsum('bqhgk,bkhd->bqhgd', weights, v).reshape([rows * kept, qSize]);
}

/** Keys are padded to a multiple of 4: sums over them then run four at a time. */
function keyCount(length: number): number {
  return 4 * Math.ceil(length / 4);
}

/** [rows, length, kvHeads, size] → [rows, keys, kvHeads, size], zeros behind. */
function padKeys(x: np.Array): np.Array {
  const missing = keyCount(x.shape[1]) - x.shape[1];
  return missing === 0 ? x : np.pad(x, { 1: [0, missing] });
}

/** 0 where query q may see key k (start ≤ k ≤ q, and always itself), else HIDDEN: [rows, length, keys]. */
function attentionMask(starts: np.Array, length: number, keys: number): np.Array {
  const key = np.arange(keys).astype(np.float32).reshape([1, 1, keys]);
  const query = np.arange(length).astype(np.float32).reshape([1, length, 1]);
  const future = np.greater(key.ref, query.ref);
  const padding = np.logicalAnd(np.less(key.ref, starts.reshape([-1, 1, 1])), np.notEqual(key, query));
  return np.where(np.logicalOr(future, padding), HIDDEN, 0);
}

/** Softmax over the last axis. */
function softmax(scores: np.Array, exponential: Exponential): np.Array {
  const highest = lax.stopGradient(np.max(scores.ref, -1, { keepdims: true }));
  const powers = withOwnSlope(scores.sub(highest), exponential);
  const total = powers.ref.sum(-1, { keepdims: true });
  return powers.mul(np.reciprocal(total));
}

/**
 * x · sigmoid(x). Its derivative s · (1 + x · (1 − s)) is given instead of derived: one product in the backward pass.
 * For jax-js 1 − s is written e · s, so that e is used twice and kept: fused into the division it would run one number
 * at a time.
 */
function silu(x: np.Array, exponential: Exponential): np.Array {
  const fixed = lax.stopGradient(x.ref);
  const e = exponential(fixed.ref.mul(-1));
  const s = np.reciprocal(e.ref.add(1));
  const rest = exponential === power64 ? e.mul(s.ref) : np.subtract(1, s.ref);
  if (exponential !== power64) e.dispose();
  const slope = s.ref.mul(fixed.ref.mul(rest).add(1));
  return fixed.ref.mul(s).add(slope.mul(x.sub(fixed)));
}

/** exp(x), its derivative given: itself. */
function withOwnSlope(x: np.Array, exponential: Exponential): np.Array {
  const fixed = lax.stopGradient(x.ref);
  const value = exponential(fixed.ref);
  return value.mul(x.sub(fixed).add(1));
}

/** Taylor coefficients of exp around 0, highest power first, down to 1/1!. */
const EXP_SERIES = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1];

/**
 * exp(x) for |x| ≤ 22, clamped beyond, relative error below 1e-5: (exp(x / 64))^64 as a polynomial, then six squarings. No
 * branch, no division, no bit operation.
 */
function power64(x: np.Array): np.Array {
  const z = np.clip(x, -22, 22).mul(1 / 64);
  let y = EXP_SERIES.slice(1).reduce(
    (sum, c) => sum.mul(z.ref).add(c),
    np.multiply(z.ref, 0).add(EXP_SERIES[0]),
  );
  y = y.mul(z).add(1);
  for (let i = 0; i < 6; i++) y = np.square(y);
  return y;
}

function lastPositions(x: np.Array, { rows, length, kept }: BlockShape, width: number): np.Array {
  return x
    .reshape([rows, length, width])
    .slice([], [length - kept, length])
    .reshape([rows * kept, width]);
}

/** Standard normal numbers by Box and Muller. */
export function normals(count: number, random: Random): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    out[i] = radius * Math.cos(angle);
    if (i + 1 < count) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** Uploads parameters, shaped by the configuration. @throws LabError bad-model */
export function uploadParameters(config: PocketConfig, values: Values): Parameters {
  return uploadNamed(parameterSpecs(config), values);
}
