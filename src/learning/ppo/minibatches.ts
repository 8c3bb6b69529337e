// A rollout's rows as micro-batches of fixed shapes. Rows of one bucket fill micro-batches of ROWS rows; the micro-batches are
// dealt to minibatches in turn, bucket by bucket, so that every optimizer step holds plans and actions in their proportion
// and the learner meets the same few shapes for ever.

import type { Random } from '../../random.ts';
import {
  assembleBatch,
  assignBuckets,
  type Batch,
  type BucketShape,
  fastShape,
  suggestShapes,
} from '../batches.ts';
import type { Dataset } from '../dataset.ts';
import type { Rollout } from './rollout.ts';

/** Rows of every micro-batch unless memory is short; an odd number, see `fastShape`. */
export const MICRO_ROWS = 65;
/** Room above the longest row seen when a larger shape has to be made. */
const HEADROOM = 6;

/** Rows of one shape; the last ones repeat the first where `count` is smaller than there are rows. */
export interface MicroBatch {
  readonly batch: Batch;
  readonly bucket: number;
  /** Of the dataset: [rows] */
  readonly rows: Uint32Array;
  /** Rows that count. */
  readonly count: number;
}

/** Shapes that hold all rows: those known, and one more of each kind where a row fits none of them. */
export function growShapes(known: readonly BucketShape[], dataset: Dataset): BucketShape[] {
  const shapes = known.length > 0 ? [...known] : suggestShapes(dataset);
  for (let row = 0; row < dataset.rows; row++) {
    const length = dataset.positions(row);
    const answers = dataset.answerLength(row);
    if (shapes.some((shape) => shape.length >= length && shape.answers >= answers)) continue;
    const widest = Math.max(answers, ...shapes.filter((s) => s.answers >= answers).map((s) => s.answers));
    shapes.push(fastShape({ length: length + HEADROOM, answers: widest }));
  }
  return shapes;
}

/**
 * All rows once, bucket by bucket. @param random shuffles each bucket; as they lie without
 * @param size rows of a micro-batch
 */
export function microBatches(
  dataset: Dataset,
  shapes: readonly BucketShape[],
  rows: (row: number) => boolean,
  random?: Random,
  size = MICRO_ROWS,
): MicroBatch[] {
  return assignBuckets(dataset, shapes).flatMap((members, bucket) => {
    const chosen = members.filter(rows);
    if (random) random.shuffle(chosen);
    const count = Math.ceil(chosen.length / size);
    return Array.from({ length: count }, (_, i) => {
      const taken = chosen.subarray(i * size, (i + 1) * size);
      const filled = new Uint32Array(size).fill(taken[0]);
      filled.set(taken);
      return {
        batch: assembleBatch(dataset, filled, shapes[bucket]),
        bucket,
        rows: filled,
        count: taken.length,
      };
    });
  });
}

/** Deals micro-batches to minibatches in turn; `count` is bounded by the number of micro-batches. */
export function dealMinibatches(micro: readonly MicroBatch[], count: number): MicroBatch[][] {
  const minibatches: MicroBatch[][] = Array.from({ length: Math.min(count, micro.length) }, () => []);
  for (const [i, one] of micro.entries()) minibatches[i % minibatches.length].push(one);
  return minibatches;
}

/**
 * Numbers of answer ids where the micro-batch has those ids: [rows · answers], 0 elsewhere and in repeated rows.
 * @param of the number of answer id `index` of the dataset, which belongs to `row`
 */
export function layOfTokens(
  dataset: Dataset,
  { batch, rows, count }: MicroBatch,
  of: (index: number, row: number) => number,
): Float32Array<ArrayBuffer> {
  const { answers } = batch.shape;
  const out = new Float32Array(batch.rows * answers);
  for (let i = 0; i < count; i++) {
    const row = rows[i];
    const length = dataset.answerLength(row);
    const to = (i + 1) * answers - length;
    for (let n = 0; n < length; n++) out[to + n] = of(dataset.answerStarts[row] + n, row);
  }
  return out;
}

/** The other way: a micro-batch's numbers [rows · answers] to the answer ids of the dataset. */
export function gatherTokens(
  dataset: Dataset,
  { batch, rows, count }: MicroBatch,
  values: ArrayLike<number>,
  out: Float32Array,
): void {
  const { answers } = batch.shape;
  for (let i = 0; i < count; i++) {
    const length = dataset.answerLength(rows[i]);
    const from = (i + 1) * answers - length;
    for (let n = 0; n < length; n++) out[dataset.answerStarts[rows[i]] + n] = values[from + n];
  }
}

/** What could have come at each target: [rows · answers], any where there is none. */
export function choicesOf(rollout: Rollout, micro: MicroBatch): Int32Array<ArrayBuffer> {
  return Int32Array.from(layOfTokens(rollout.dataset, micro, (index) => rollout.choices[index]));
}

/** Place of each row's first answer id: [rows] */
export function firstsOf(dataset: Dataset, { batch, rows }: MicroBatch): Int32Array<ArrayBuffer> {
  return Int32Array.from(rows, (row) => batch.shape.answers - dataset.answerLength(row));
}

/** Positions computed, padding included. */
export function positionsOf(micro: readonly MicroBatch[]): number {
  return micro.reduce((sum, { batch }) => sum + batch.rows * batch.shape.length, 0);
}
