// The transformer of src/learning/transformer.ts as one would write it in tfjs: the same shapes and the same arithmetic, with tfjs'
// own exp, softmax and sigmoid, whose gradients are its own as well. Its caller tidies up.

import { LabError } from '../../src/lab-error.ts';
import type { PocketConfig } from '../../src/language/pocket/config.ts';
import type { Tensor, Tfjs } from './tfjs.ts';

/** Tensors by canonical name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Marks scores that attention must not see. */
const HIDDEN = -1e9;

/** What all layers share, for all positions. */
interface Shared {
  /** [rows, length, 1, length] */
  readonly mask: Tensor;
  /** [length, 1, headSize / 2] */
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/** What a layer needs to know of a micro-batch. */
interface Shape {
  readonly config: PocketConfig;
  readonly rows: number;
  readonly length: number;
  /** Last positions of each row that the layer's output keeps. */
  readonly kept: number;
}

/**
 * The normalised hidden state at the last `answers` positions of every row, [rows · answers, width].
 * @param embedded [rows, length, width], right-aligned @param starts first real position of each row
 * @throws LabError bad-argument for several key heads, which the shipped model has not
 */
export function tfjsHidden(
  tf: Tfjs,
  config: PocketConfig,
  parameters: Tensors,
  embedded: Tensor,
  starts: Float32Array,
  answers: number,
): Tensor {
  if (config.kvHeads !== 1)
    throw new LabError('bad-argument', 'The tfjs model of the bench has one key head only.');
  const [rows, length] = embedded.shape;
  const shared = { mask: attentionMask(tf, starts, length), ...ropeTables(tf, config, length) };
  let x = tf.reshape(embedded, [rows * length, config.width]);
  for (let i = 0; i < config.layers; i++) {
    const shape = { config, rows, length, kept: i === config.layers - 1 ? answers : length };
    x = block(tf, (name) => parameters[`layers.${i}.${name}`], x, shared, shape);
  }
  return rmsNorm(tf, x, parameters.final_norm, config.normEpsilon);
}

/** One layer: x [rows · length, width] → [rows · kept, width]. */
function block(
  tf: Tfjs,
  parameter: (name: string) => Tensor,
  x: Tensor,
  shared: Shared,
  shape: Shape,
): Tensor {
  const { width, normEpsilon } = shape.config;
  const { rows, length, kept } = shape;
  const normed = rmsNorm(tf, x, parameter('attention_norm'), normEpsilon);
  const mixed = attention(tf, normed, parameter('qkv'), shared, shape);
  const last = tf.slice(tf.reshape(x, [rows, length, width]), [0, length - kept, 0], [rows, kept, width]);
  const residual = kept < length ? tf.reshape(last, [rows * kept, width]) : x;
  const attended = tf.add(residual, tf.matMul(mixed, parameter('o')));
  const h = rmsNorm(tf, attended, parameter('mlp_norm'), normEpsilon);
  const gate = tf.matMul(h, parameter('gate'));
  const silu = tf.mul(gate, tf.sigmoid(gate));
  return tf.add(attended, tf.matMul(tf.mul(silu, tf.matMul(h, parameter('up'))), parameter('down')));
}

/** x / rms(x) · weight. */
function rmsNorm(tf: Tfjs, x: Tensor, weight: Tensor, epsilon: number): Tensor {
  const meanSquare = tf.mean(tf.square(x), -1, true);
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, tf.scalar(epsilon)))), weight);
}

/** Causal attention of the last `kept` positions over all, all heads over one of keys: [rows · kept, heads · headSize]. */
function attention(tf: Tfjs, x: Tensor, qkv: Tensor, shared: Shared, shape: Shape): Tensor {
  const { config, rows, length, kept } = shape;
  const { heads, headSize } = config;
  const first = length - kept;
  const columns = (heads + 2) * headSize;
  const projected = tf.reshape(tf.matMul(x, qkv), [rows, length, columns]);
  const part = (from: number, column: number, count: number) => {
    const sliced = tf.slice(projected, [0, from, column], [rows, length - from, count * headSize]);
    return tf.reshape(sliced, [rows, length - from, count, headSize]);
  };
  const q = rotate(tf, part(first, 0, heads), shared, first);
  const k = rotate(tf, part(0, heads * headSize, 1), shared, 0);
  const v = tf.reshape(part(0, (heads + 1) * headSize, 1), [rows, length, headSize]);
  const keys = tf.reshape(k, [rows, length, headSize]);
  const queries = tf.reshape(q, [rows, kept * heads, headSize]);
  const scores = tf.mul(tf.matMul(queries, keys, false, true), tf.scalar(1 / Math.sqrt(headSize)));
  const byHead = tf.reshape(scores, [rows, kept, heads, length]);
  const mask = tf.slice(shared.mask, [0, first, 0, 0], [rows, kept, 1, length]);
  const weights = tf.softmax(tf.add(byHead, mask));
  const mixed = tf.matMul(tf.reshape(weights, [rows, kept * heads, length]), v);
  return tf.reshape(mixed, [rows * kept, heads * headSize]);
}

/** cos and sin of position · base^(−2i/headSize). */
function ropeTables(
  tf: Tfjs,
  { headSize, ropeBase }: PocketConfig,
  length: number,
): { cos: Tensor; sin: Tensor } {
  const half = headSize / 2;
  const angles = Float64Array.from({ length: length * half }, (_, i) => {
    return Math.floor(i / half) * ropeBase ** (-(i % half) / half);
  });
  const table = (f: (angle: number) => number) => tf.tensor(Float32Array.from(angles, f), [length, 1, half]);
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/** x [rows, positions, heads, headSize] turned by the angles of its positions, the first of them `from`. */
function rotate(tf: Tfjs, x: Tensor, shared: Shared, from: number): Tensor {
  const [rows, positions, heads, headSize] = x.shape;
  const half = headSize / 2;
  const [cos, sin] = [shared.cos, shared.sin].map((t) => tf.slice(t, [from, 0, 0], [positions, 1, half]));
  const [a, b] = [0, half].map((at) => tf.slice(x, [0, 0, 0, at], [rows, positions, heads, half]));
  return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(a, sin), tf.mul(b, cos))], 3);
}

/** 0 where query q may see key k (start ≤ k ≤ q, and always itself), else HIDDEN. */
function attentionMask(tf: Tfjs, starts: Float32Array, length: number): Tensor {
  const rows = starts.length;
  const mask = new Float32Array(rows * length * length);
  for (let i = 0; i < mask.length; i++) {
    const key = i % length;
    const query = Math.floor(i / length) % length;
    const start = starts[Math.floor(i / (length * length))];
    if (key > query || (key < start && key !== query)) mask[i] = HIDDEN;
  }
  return tf.tensor(mask, [rows, length, 1, length]);
}
