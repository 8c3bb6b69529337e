// From rows to micro-batches. A BUCKET is a shape (positions, answers) that is compiled once; every row goes to the
// cheapest bucket it fits. Each training step takes rows of ALL buckets in proportion to their share, because steps that
// hold plans or actions alone, together with gradient clipping, teach a model never to plan.

import { LabError } from '../lab-error.ts';
import { Random } from '../random.ts';
import type { Dataset } from './dataset.ts';
import type { PositionWords } from './embedding.ts';

/** A compiled shape: rows of at most `length` positions whose answers have at most `answers` ids. */
export interface BucketShape {
  readonly length: number;
  readonly answers: number;
}

/**
 * The shape rounded up to what runs fastest. jax-js multiplies four rows by sixteen columns at a time if the number of
 * rows divides by four, which needs more registers than V8 uses; two rows at a time (2 mod 4) are 1.4 times faster.
 */
export function fastShape({ length, answers }: BucketShape): BucketShape {
  return { length: twoModFour(length), answers: Math.min(twoModFour(answers), twoModFour(length)) };
}

function twoModFour(n: number): number {
  return 4 * Math.ceil((n - 2) / 4) + 2;
}

/** Answers up to this long count as actions, longer ones as plans. */
const SHORT_ANSWER = 2;

/** One micro-batch, right-aligned, ready to upload. */
export interface Batch {
  readonly shape: BucketShape;
  readonly rows: number;
  /** Words at each of the rows · length positions. */
  readonly input: PositionWords;
  /** First real position of each row: [rows]. */
  readonly starts: Float32Array<ArrayBuffer>;
  /** Ids to predict at the last `answers` positions, 0 where there is none: [rows · answers]. */
  readonly targets: Int32Array<ArrayBuffer>;
  /** [rows · answers]; 0 where nothing is to be learned. */
  readonly weights: Float32Array<ArrayBuffer>;
}

/** Where a sampler stands: passes over the bucket and rows taken of this pass. */
export interface BucketCursor {
  epoch: number;
  next: number;
}

/**
 * Shapes for a dataset: answers of one or two ids and longer ones apart, each in up to `lengths` lengths that
 * waste little padding. More shapes waste less and compile longer.
 */
export function suggestShapes(dataset: Dataset, lengths = 2): BucketShape[] {
  const classes: number[][] = [[], []];
  const answers = [0, 0];
  for (let row = 0; row < dataset.rows; row++) {
    const kind = dataset.answerLength(row) <= SHORT_ANSWER ? 0 : 1;
    classes[kind].push(dataset.positions(row));
    answers[kind] = Math.max(answers[kind], dataset.answerLength(row));
  }
  return classes.flatMap((positions, kind) => {
    positions.sort((a, b) => a - b);
    const quantile = (q: number) => positions[Math.ceil(q * positions.length) - 1];
    const sizes =
      positions.length === 0 ? [] : Array.from({ length: lengths }, (_, i) => quantile((i + 1) / lengths));
    const shapes = sizes.map((length) => fastShape({ length, answers: answers[kind] }));
    return shapes.filter((shape, i) => shape.length !== shapes[i + 1]?.length);
  });
}

/** Lays the rows `indices` out in the bucket's shape. */
export function assembleBatch(dataset: Dataset, indices: ArrayLike<number>, shape: BucketShape): Batch {
  const rows = indices.length;
  const starts = new Uint32Array(rows * shape.length + 1);
  const words = new Uint16Array(wordTotal(dataset, indices));
  const batch: Batch = {
    shape,
    rows,
    input: { words, starts },
    starts: new Float32Array(rows),
    targets: new Int32Array(rows * shape.answers),
    weights: new Float32Array(rows * shape.answers),
  };
  for (let i = 0; i < rows; i++) layRow(dataset, indices[i], batch, i);
  return batch;
}

function wordTotal(dataset: Dataset, indices: ArrayLike<number>): number {
  let words = 0;
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    words += dataset.wordStarts[row + 1] - dataset.wordStarts[row] + dataset.answerLength(row) - 1;
  }
  return words;
}

function layRow(dataset: Dataset, row: number, batch: Batch, at: number): void {
  const { length, answers } = batch.shape;
  const { words, starts } = batch.input;
  const columns = dataset.columns;
  const first = length - dataset.positions(row);
  batch.starts[at] = first;
  let position = at * length;
  let filled = starts[position];
  for (let p = 0; p < first; p++) starts[++position] = filled;
  let word = dataset.wordStarts[row];
  for (let p = dataset.positionStarts[row]; p < dataset.positionStarts[row + 1]; p++) {
    for (let n = columns.wordCounts[p]; n > 0; n--) words[filled++] = columns.words[word++];
    starts[++position] = filled;
  }
  const answerStart = dataset.answerStarts[row];
  const count = columns.answerLengths[row];
  for (let i = 0; i < count; i++) {
    const target = (at + 1) * answers - count + i;
    batch.targets[target] = columns.answers[answerStart + i];
    batch.weights[target] = columns.weights[answerStart + i];
    if (i === count - 1) break;
    words[filled++] = columns.answers[answerStart + i];
    starts[++position] = filled;
  }
}

/** Rows of each bucket, by index into the dataset. @throws LabError bad-argument for a row that fits none */
export function assignBuckets(dataset: Dataset, shapes: readonly BucketShape[]): Uint32Array[] {
  const order = shapes.map((_, i) => i).sort((a, b) => cost(shapes[a]) - cost(shapes[b]));
  const members: number[][] = shapes.map(() => []);
  for (let row = 0; row < dataset.rows; row++) {
    const positions = dataset.positions(row);
    const answers = dataset.answerLength(row);
    const bucket = order.find((i) => shapes[i].length >= positions && shapes[i].answers >= answers);
    if (bucket === undefined)
      throw new LabError(
        'bad-argument',
        `Row ${row} takes ${positions} positions and ${answers} answer ids: no bucket holds it.`,
      );
    members[bucket].push(row);
  }
  return members.map((rows) => Uint32Array.from(rows));
}

/** Work of a row, in positions: the last layer and the head run at answer positions only. */
function cost(shape: BucketShape): number {
  return 3 * shape.length + shape.answers;
}

/** Draws every step's micro-batches: without replacement within a pass, reshuffled for each, a function of the seed. */
export class BatchSampler {
  readonly #dataset: Dataset;
  readonly #shapes: readonly BucketShape[];
  readonly #members: Uint32Array[];
  readonly #seed: number;
  readonly #orders: (Uint32Array | undefined)[];
  readonly cursors: BucketCursor[];
  /** Rows of each bucket in one step; they add up to about `rowsPerStep`. */
  readonly rowsOfStep: readonly number[];

  constructor(
    dataset: Dataset,
    options: {
      readonly shapes: readonly BucketShape[];
      readonly rowsPerStep: number;
      readonly seed: number;
      readonly cursors?: readonly BucketCursor[];
    },
  ) {
    if (dataset.rows === 0) throw new LabError('bad-argument', 'The dataset has no rows.');
    this.#dataset = dataset;
    this.#shapes = options.shapes;
    this.#seed = options.seed;
    this.#members = assignBuckets(dataset, options.shapes);
    this.#orders = options.shapes.map(() => undefined);
    this.cursors = options.shapes.map((_, i) => ({ epoch: 0, next: 0, ...options.cursors?.[i] }));
    this.rowsOfStep = this.#members.map((rows) => stepShare(rows.length, dataset.rows, options.rowsPerStep));
  }

  /** Passes over the data so far, averaged over its rows. */
  get epochs(): number {
    const seen = this.#members.map((rows, i) => this.cursors[i].epoch * rows.length + this.cursors[i].next);
    return seen.reduce((sum, rows) => sum + rows, 0) / this.#dataset.rows;
  }

  /** The micro-batches of one step, one for each bucket that has rows. */
  next(): Batch[] {
    return this.#shapes.flatMap((shape, bucket) => {
      const count = this.rowsOfStep[bucket];
      if (count === 0) return [];
      const indices = Uint32Array.from({ length: count }, () => this.#take(bucket));
      return [assembleBatch(this.#dataset, indices, shape)];
    });
  }

  #take(bucket: number): number {
    const rows = this.#members[bucket];
    const cursor = this.cursors[bucket];
    if (cursor.next === rows.length) {
      cursor.epoch++;
      cursor.next = 0;
      this.#orders[bucket] = undefined;
    }
    this.#orders[bucket] ??= new Random(this.#seed, bucket, cursor.epoch).shuffle(rows.slice());
    return this.#orders[bucket][cursor.next++];
  }
}

/** An odd number of rows (see `fastShape`), at least one where the bucket has any. */
function stepShare(rows: number, all: number, rowsPerStep: number): number {
  return rows === 0 ? 0 : 2 * Math.floor(((rows / all) * rowsPerStep) / 2) + 1;
}
