// What the predictor sees of a place: the task's text and the steps taken so far, as a sparse vector. The paper encodes the
// text "task, Step 1: …, Step 2: …" with DistilBERT (66 million parameters); here it is words, pairs of words, and steps with
// and without their position, hashed into a fixed number of buckets (the hashing trick, Weinberger et al. 2009, arXiv
// 0902.2206), so that any world's text will do, no vocabulary is kept, and a place costs microseconds.
//
// Collisions: a feature's sign comes from its hash too, so that features which share a bucket disturb each other without a bias.
// The 185 tasks of OpenAGI's grammar have 226 features, 39 at a place on average. In 1,024 buckets 23 % of them share one with
// another feature, but only 3.0 % with a feature of the same place; with 400 longer tasks 372 features, 35 % and 5.7 %.
//
// The vector has up to four groups (task, steps, latest steps, dense), each scaled to length 1: a long task does not drown
// the step just taken.

import { LabError } from '../../lab-error.ts';

/** A place as text. */
export interface Prefix {
  readonly task: string;
  /** Steps taken so far, as the world writes its actions. */
  readonly steps: readonly string[];
  /** Dense features, where the encoder was made for some (the last hidden state of a model, say): [dense] */
  readonly hidden?: ArrayLike<number>;
}

/** A sparse vector; an index may occur more than once, its values then add up. */
export interface PrefixFeatures {
  readonly indices: Uint16Array;
  readonly values: Float32Array;
}

/** Words of a task that are read; the paper reads 512 tokens. */
const MAX_WORDS = 256;
/** Latest steps that are read. */
const MAX_STEPS = 32;
/** First steps whose position counts: later ones would each be a feature of its own that is never seen again. */
const MAX_POSITION = 16;
/** Characters of one step, or one word, that are read. */
const MAX_CHARACTERS = 80;

export class PrefixEncoder {
  /** Length of the vector: buckets + dense. */
  readonly inputs: number;
  readonly #buckets: number;
  readonly #dense: number;

  /** @param buckets a power of two @param dense numbers of `Prefix.hidden` */
  constructor(buckets: number, dense = 0) {
    this.#buckets = buckets;
    this.#dense = dense;
    this.inputs = buckets + dense;
  }

  /** @throws LabError bad-argument where `hidden` is missing or has another length than the encoder was made for */
  encode(prefix: Prefix): PrefixFeatures {
    const { task, steps, hidden = [] } = prefix;
    if (hidden.length !== this.#dense)
      throw new LabError(
        'bad-argument',
        `The predictor reads ${this.#dense} dense features, not ${hidden.length}.`,
      );
    const groups = [ofTask(task), ofSteps(steps), ofLatest(steps)];
    const size = groups.reduce((sum, group) => sum + group.length, 0) + hidden.length;
    const features = { indices: new Uint16Array(size), values: new Float32Array(size) };
    let at = 0;
    for (const group of groups) {
      const scale = 1 / Math.sqrt(group.length);
      for (const name of group) this.#put(features, at++, name, scale);
    }
    this.#putDense(features, at, hidden);
    return features;
  }

  #put({ indices, values }: PrefixFeatures, at: number, name: string, scale: number): void {
    const hash = hashOf(name);
    indices[at] = hash & (this.#buckets - 1);
    values[at] = hash < 0 ? -scale : scale;
  }

  #putDense({ indices, values }: PrefixFeatures, from: number, hidden: ArrayLike<number>): void {
    let squares = 0;
    for (let i = 0; i < hidden.length; i++) squares += hidden[i] * hidden[i];
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < hidden.length; i++) {
      indices[from + i] = this.#buckets + i;
      values[from + i] = hidden[i] * scale;
    }
  }
}

/** Words and pairs of neighbours. */
function ofTask(task: string): string[] {
  const words = wordsOf(task);
  return [...words.map((word) => `w ${word}`), ...words.slice(1).map((word, i) => `p ${words[i]} ${word}`)];
}

/** What was done, and what was done when. */
function ofSteps(steps: readonly string[]): string[] {
  const first = Math.max(0, steps.length - MAX_STEPS);
  return steps.slice(first).flatMap((step, i) => {
    const text = textOf(step);
    const position = first + i;
    return position < MAX_POSITION ? [`s ${text}`, `${position} ${text}`] : [`s ${text}`];
  });
}

/** How far the task is, the last step and the last two. */
function ofLatest(steps: readonly string[]): string[] {
  const [before, last] = [steps.at(-2), steps.at(-1)].map((step) => textOf(step ?? ''));
  return [`n ${Math.min(steps.length, MAX_STEPS)}`, `l ${last}`, `ll ${before} ${last}`];
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  const read = text.slice(0, MAX_WORDS * MAX_CHARACTERS);
  for (const [word] of read.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(word.slice(0, MAX_CHARACTERS));
    if (words.length === MAX_WORDS) break;
  }
  return words;
}

function textOf(step: string): string {
  return step.slice(0, MAX_CHARACTERS).toLowerCase();
}

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3 (the low bits of FNV-1a alone are weak): 32 bits, signed. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
