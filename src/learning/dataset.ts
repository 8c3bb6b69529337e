// Rows to learn from, kept small: a prompt is ragged (only the words that stand at a position), an answer is a list of
// ids with a weight each. Millions of rows fit in memory, and the bytes are one file, the same in Node and in a page.
//
// Words: a ROW is a prompt and its answer. The model reads prompt + answer[0 .. n−2] and is asked for answer[0 .. n−1],
// so a row takes `prompt positions + n − 1` positions, of which the last n are supervised.

import { LabError } from '../lab-error.ts';

const MAGIC = 0x53444c47; // "GLDS"
const VERSION = 2;
const HEADER_BYTES = 24;
const MAX_PROMPT_POSITIONS = 255;
const MAX_ANSWER = 4095;

/** Append-only typed array. */
class Column<T extends Uint8Array | Uint16Array | Float32Array> {
  data: T;
  length = 0;
  readonly #make: (size: number) => T;

  constructor(make: (size: number) => T) {
    this.#make = make;
    this.data = make(1024);
  }

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = this.#make(2 * this.length);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  view(): T {
    return this.data.subarray(0, this.length) as T;
  }
}

/** Collects rows; `build()` gives the dataset. */
export class DatasetBuilder {
  readonly #promptPositions = new Column((size) => new Uint8Array(size));
  readonly #wordCounts = new Column((size) => new Uint8Array(size));
  readonly #words = new Column((size) => new Uint16Array(size));
  readonly #answerLengths = new Column((size) => new Uint16Array(size));
  readonly #answers = new Column((size) => new Uint16Array(size));
  readonly #weights = new Column((size) => new Float32Array(size));

  get rows(): number {
    return this.#promptPositions.length;
  }

  /**
   * @param prompt word ids [positions, pack], 0 = nothing
   * @param answer ids to be generated, at least one
   * @param weights how much each answer token counts; 1 if omitted, 0 = read but not learned
   * @throws LabError bad-argument for an empty prompt or answer, a prompt of more than 255 positions, an answer of more than 4,095
   */
  add(prompt: ArrayLike<number>, pack: number, answer: ArrayLike<number>, weights?: ArrayLike<number>): void {
    const positions = prompt.length / pack;
    if (!(positions >= 1 && positions <= MAX_PROMPT_POSITIONS && Number.isInteger(positions)))
      throw new LabError(
        'bad-argument',
        `A prompt has 1 to ${MAX_PROMPT_POSITIONS} whole positions, not ${positions}.`,
      );
    if (answer.length < 1 || answer.length > MAX_ANSWER)
      throw new LabError('bad-argument', `An answer has 1 to ${MAX_ANSWER} ids, not ${answer.length}.`);
    for (let p = 0; p < positions; p++) this.#addPosition(prompt, p * pack, pack);
    for (let i = 0; i < answer.length; i++) {
      this.#answers.push(answer[i]);
      this.#weights.push(weights ? weights[i] : 1);
    }
    this.#promptPositions.push(positions);
    this.#answerLengths.push(answer.length);
  }

  #addPosition(prompt: ArrayLike<number>, offset: number, pack: number): void {
    let count = 0;
    for (let i = offset; i < offset + pack; i++) {
      if (prompt[i] === 0) continue;
      this.#words.push(prompt[i]);
      count++;
    }
    this.#wordCounts.push(count);
  }

  build(): Dataset {
    return new Dataset({
      promptPositions: this.#promptPositions.view().slice(),
      wordCounts: this.#wordCounts.view().slice(),
      words: this.#words.view().slice(),
      answerLengths: this.#answerLengths.view().slice(),
      answers: this.#answers.view().slice(),
      weights: this.#weights.view().slice(),
    });
  }
}

/** The stored columns. */
export interface DatasetColumns {
  /** Prompt positions of each row: [rows]. */
  readonly promptPositions: Uint8Array;
  /** Words at each prompt position, all rows one after the other. */
  readonly wordCounts: Uint8Array;
  readonly words: Uint16Array;
  /** Answer ids of each row: [rows]. */
  readonly answerLengths: Uint16Array;
  readonly answers: Uint16Array;
  /** One a answer id. */
  readonly weights: Float32Array;
}

export class Dataset {
  readonly columns: DatasetColumns;
  readonly rows: number;
  /** Where each row's prompt positions, words and answers begin; one longer than rows. */
  readonly positionStarts: Uint32Array;
  readonly wordStarts: Uint32Array;
  readonly answerStarts: Uint32Array;

  constructor(columns: DatasetColumns) {
    this.columns = columns;
    this.rows = columns.promptPositions.length;
    this.positionStarts = starts(columns.promptPositions);
    this.answerStarts = starts(columns.answerLengths);
    this.wordStarts = new Uint32Array(this.rows + 1);
    let words = 0;
    for (let row = 0; row < this.rows; row++) {
      for (let p = this.positionStarts[row]; p < this.positionStarts[row + 1]; p++)
        words += columns.wordCounts[p];
      this.wordStarts[row + 1] = words;
    }
    if (
      words !== columns.words.length ||
      this.positionStarts[this.rows] !== columns.wordCounts.length ||
      this.answerStarts[this.rows] !== columns.answers.length ||
      columns.weights.length !== columns.answers.length
    )
      throw new LabError('bad-argument', 'The columns of this dataset do not fit together.');
  }

  /** Positions the row takes when it is learned. */
  positions(row: number): number {
    return this.columns.promptPositions[row] + this.columns.answerLengths[row] - 1;
  }

  answerLength(row: number): number {
    return this.columns.answerLengths[row];
  }

  /** The rows of all datasets, in order. */
  static concatenate(datasets: readonly Dataset[]): Dataset {
    const join = <T extends Uint8Array | Uint16Array | Float32Array>(
      pick: (c: DatasetColumns) => T,
      empty: (n: number) => T,
    ) => {
      const parts = datasets.map((d) => pick(d.columns));
      const out = empty(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        out.set(part, at);
        at += part.length;
      }
      return out;
    };
    return new Dataset({
      promptPositions: join(
        (c) => c.promptPositions,
        (n) => new Uint8Array(n),
      ),
      wordCounts: join(
        (c) => c.wordCounts,
        (n) => new Uint8Array(n),
      ),
      words: join(
        (c) => c.words,
        (n) => new Uint16Array(n),
      ),
      answerLengths: join(
        (c) => c.answerLengths,
        (n) => new Uint16Array(n),
      ),
      answers: join(
        (c) => c.answers,
        (n) => new Uint16Array(n),
      ),
      weights: join(
        (c) => c.weights,
        (n) => new Float32Array(n),
      ),
    });
  }

  /** File bytes: a header of six numbers, then weights, words, answers, answer lengths, and the two byte columns. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const c = this.columns;
    const header = Uint32Array.of(
      MAGIC,
      VERSION,
      this.rows,
      c.wordCounts.length,
      c.words.length,
      c.answers.length,
    );
    const parts = [header, c.weights, c.words, c.answers, c.answerLengths, c.promptPositions, c.wordCounts];
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      out.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
      at += part.byteLength;
    }
    return out;
  }

  /** @throws LabError bad-argument if these are not the bytes of a dataset */
  static fromBytes(bytes: Uint8Array): Dataset {
    const copy = bytes.slice().buffer;
    if (copy.byteLength < HEADER_BYTES)
      throw new LabError('bad-argument', 'This file is too short for a dataset.');
    const [magic, version, rows, positions, words, answers] = new Uint32Array(copy, 0, 6);
    const size = HEADER_BYTES + 6 * answers + 2 * words + 3 * rows + positions;
    if (magic !== MAGIC || version !== VERSION || size !== copy.byteLength)
      throw new LabError('bad-argument', 'This file is no dataset of this version.');
    let at = HEADER_BYTES;
    const next = (bytesTaken: number) => {
      at += bytesTaken;
      return at - bytesTaken;
    };
    return new Dataset({
      weights: new Float32Array(copy, next(4 * answers), answers),
      words: new Uint16Array(copy, next(2 * words), words),
      answers: new Uint16Array(copy, next(2 * answers), answers),
      answerLengths: new Uint16Array(copy, next(2 * rows), rows),
      promptPositions: new Uint8Array(copy, next(rows), rows),
      wordCounts: new Uint8Array(copy, next(positions), positions),
    });
  }
}

/** Running sums, from 0: [n + 1]. */
function starts(lengths: Uint8Array | Uint16Array): Uint32Array {
  const out = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) out[i + 1] = out[i] + lengths[i];
  return out;
}
