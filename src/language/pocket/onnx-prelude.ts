// What stands before the runtime's graph in an exported file: what the runtime works out in TypeScript for every pass (which
// row is a lane's last, how many keys it attends to, how long the cache becomes), and the tables that are made from the
// embedding as it is stored, so that it is in the file once. onnxruntime folds the tables into constants when it loads.

import type { PocketConfig } from './config.ts';
import { type Attribute, ELEMENT, type Initializer, type Node } from './onnx-proto.ts';
import type { TensorFile } from './safetensors.ts';

/** What the runtime's graph takes as `lengths`, keys a lane attends to minus one; the file's input of that name counts positions. */
export const KEYS = 'keys';

export interface Prelude {
  readonly nodes: readonly Node[];
  /** Small constants; weights are not among them. */
  readonly initializers: readonly Initializer[];
}

/** @param embedded name under which the graph expects the sums of embeddings [lanes, positions, width] */
export function preludeOf(config: PocketConfig, weights: TensorFile, embedded: string): Prelude {
  const builder = new PreludeBuilder();
  builder.bookkeeping();
  if (weights.tensors.has('embedding.q8')) builder.fewBits(config, embedded);
  else builder.inFull(config, embedded);
  return builder;
}

class PreludeBuilder implements Prelude {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];

  constructor() {
    this.#constant('zero', 0);
    this.#constant('one', 1);
    this.#integers('axis_0', [0]);
    this.#integers('axis_1', [1]);
    this.#integers('axis_2', [2]);
    this.#integers('axis_last', [-1]);
  }

  /**
   * `rows`, `keys` and `total` of the runtime (onnx-graph.ts), from the shapes and `lengths`. Without a past, a lane's last row is
   * the one its length says, and all lanes attend over the whole width; with one, each has a single new row.
   */
  bookkeeping(): void {
    this.#node('Shape', ['tokens'], 'tokens_shape');
    this.#size('tokens_shape', 'axis_0', 'lane_count');
    this.#size('tokens_shape', 'axis_1', 'position_count');
    this.#node('Shape', ['past.0.key'], 'past_shape');
    this.#size('past_shape', 'axis_2', 'past_count');
    this.#node('ReduceMax', ['lengths'], 'longest', { keepdims: 1 });
    this.#node('Max', ['position_count', 'past_count', 'longest'], 'total');
    this.#node('Max', ['lengths', 'position_count'], 'key_counts');
    this.#node('Sub', ['key_counts', 'one'], KEYS);
    this.#node('Min', ['lengths', 'position_count'], 'new_counts');
    this.#node('Sub', ['new_counts', 'one'], 'last_positions');
    this.#node('Squeeze', ['lane_count', 'axis_0'], 'lane_limit');
    this.#node('Range', ['zero', 'lane_limit', 'one'], 'lane_numbers');
    this.#node('Mul', ['lane_numbers', 'position_count'], 'first_rows');
    this.#node('Add', ['first_rows', 'last_positions'], 'rows');
  }

  /** The embedding in eight bits, with a scale for each row. */
  fewBits({ outputs }: PocketConfig, embedded: string): void {
    this.#node('Gather', ['embedding.q8', 'tokens'], 'word_levels', { axis: 0 });
    this.#node('Cast', ['word_levels'], 'word_numbers', { to: ELEMENT.float });
    this.#node('Gather', ['embedding.scales', 'tokens'], 'word_scales', { axis: 0 });
    this.#node('Mul', ['word_scales', this.#words()], 'present_scales');
    this.#node('Unsqueeze', ['present_scales', 'axis_last'], 'column_scales');
    this.#node('Mul', ['word_numbers', 'column_scales'], 'word_vectors');
    this.#node('ReduceSum', ['word_vectors', 'axis_2'], embedded, { keepdims: 0 });
    this.#firstRows('embedding.q8', outputs, 'head_levels');
    this.#node('Cast', ['head_levels'], 'head_numbers', { to: ELEMENT.float });
    this.#firstRows('embedding.scales', outputs, 'head_scales');
    this.#node('Unsqueeze', ['head_scales', 'axis_last'], 'head_columns');
    this.#node('Mul', ['head_numbers', 'head_columns'], 'head_rows');
    this.#node('Transpose', ['head_rows'], 'head', { perm: [1, 0] });
  }

  inFull({ outputs }: PocketConfig, embedded: string): void {
    this.#node('Gather', ['embedding', 'tokens'], 'all_vectors', { axis: 0 });
    this.#node('Unsqueeze', [this.#words(), 'axis_last'], 'column_words');
    this.#node('Mul', ['all_vectors', 'column_words'], 'word_vectors');
    this.#node('ReduceSum', ['word_vectors', 'axis_2'], embedded, { keepdims: 0 });
    this.#firstRows('embedding', outputs, 'head_rows');
    this.#node('Transpose', ['head_rows'], 'head', { perm: [1, 0] });
  }

  /** 1 where there is a word, 0 at padding: its embedding counts as zero. */
  #words(): string {
    this.#node('Cast', ['tokens'], 'is_word', { to: ELEMENT.bool });
    return this.#node('Cast', ['is_word'], 'words', { to: ELEMENT.float });
  }

  /** One size out of a shape, as int32 [1]. */
  #size(shape: string, at: string, output: string): void {
    this.#node('Gather', [shape, at], `${output}_64`, { axis: 0 });
    this.#node('Cast', [`${output}_64`], output, { to: ELEMENT.int32 });
  }

  #firstRows(table: string, rows: number, output: string): void {
    this.#integers(`${output}_end`, [rows]);
    this.#node('Slice', [table, 'axis_0', `${output}_end`, 'axis_0'], output);
  }

  #node(op: string, inputs: string[], output: string, attributes?: Record<string, Attribute>): string {
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  /** A lone int32. */
  #constant(name: string, value: number): void {
    this.initializers.push({ name, type: 'int32', shape: [], data: Int32Array.of(value) });
  }

  #integers(name: string, values: number[]): void {
    const data = BigInt64Array.from(values, BigInt);
    this.initializers.push({ name, type: 'int64', shape: [values.length], data });
  }
}
