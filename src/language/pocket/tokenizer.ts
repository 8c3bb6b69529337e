// Text to positions. A prompt is lines of words: a line is ONE position (its words' embeddings add up), except that the
// words behind ` | ` take one position each (the plan in force: order matters there). A word outside the vocabulary
// becomes its UTF-8 bytes, packed into the same position: never silence.

import { LabError } from '../../lab-error.ts';
import { layOut, PADDING, PLAN_CLOSE, PLAN_OPEN, type Vocabulary, type WordTable } from './vocabulary.ts';

/** Word ids, `positions × pack`, unused places 0. */
export interface EncodedPrompt {
  readonly tokens: Int32Array;
  readonly positions: number;
}

/** Words of a plan in context beyond this are not read. */
const MAX_SEQUENCE_WORDS = 16;
const SEQUENCE_MARK = ' | ';
const utf8 = new TextEncoder();

export class Tokenizer {
  readonly vocabulary: Vocabulary;
  readonly table: WordTable;
  readonly pack: number;
  readonly planOpen = PLAN_OPEN;
  readonly planClose = PLAN_CLOSE;
  /** Token id of each action, in action order. */
  readonly actionIds: Int32Array;
  readonly planWordIds: Int32Array;
  readonly #canonical: (word: string) => string;

  /** @param canonical maps a word as typed to a word of the vocabulary (synonyms, plurals); identity by default */
  constructor(vocabulary: Vocabulary, pack: number, canonical: (word: string) => string = (word) => word) {
    this.vocabulary = vocabulary;
    this.table = layOut(vocabulary);
    this.pack = pack;
    this.#canonical = canonical;
    const id = (word: string) => this.table.ids.get(word)!;
    this.actionIds = Int32Array.from(vocabulary.actions, id);
    this.planWordIds = Int32Array.from(vocabulary.planWords, id);
  }

  /** Number of ids that can be generated; the length of a row of logits. */
  get outputs(): number {
    return this.table.outputs;
  }

  /** The ids that stand for one word: its own id, or its bytes (at most `pack`). Empty only for the empty word. */
  encodeWord(word: string): number[] {
    const { ids, firstByte } = this.table;
    const id = ids.get(word) ?? ids.get(this.#canonical(word.toLowerCase()));
    if (id !== undefined) return id === PADDING ? [] : [id];
    return Array.from(utf8.encode(word).subarray(0, this.pack), (byte) => firstByte + byte);
  }

  /** @throws LabError bad-argument for a line of more words than a position can carry */
  encodePrompt(text: string): EncodedPrompt {
    const positions = text.split('\n').flatMap((line) => this.#encodeLine(line));
    const tokens = new Int32Array(positions.length * this.pack);
    for (let i = 0; i < positions.length; i++) tokens.set(positions[i], i * this.pack);
    return { tokens, positions: positions.length };
  }

  /** The ids of an answer, `<plan> words </plan> action` or `action`; used to make training rows. */
  encodeAnswer(answer: string): number[] {
    return splitWords(answer).map((word) => {
      const ids = this.encodeWord(word);
      if (ids.length !== 1 || ids[0] >= this.outputs) {
        throw new LabError('bad-argument', `"${word}" cannot be part of an answer.`);
      }
      return ids[0];
    });
  }

  /** The text of generated ids. */
  decode(ids: Iterable<number>): string {
    return Array.from(ids, (id) => this.table.words[id] ?? '').join(' ');
  }

  #encodeLine(line: string): number[][] {
    const mark = `${line} `.indexOf(SEQUENCE_MARK);
    const head = splitWords(mark < 0 ? line : line.slice(0, mark)).flatMap((word) => this.encodeWord(word));
    if (head.length > this.pack) {
      throw new LabError(
        'bad-argument',
        `A line of ${head.length} words does not fit one position of ${this.pack}.`,
      );
    }
    if (mark < 0) return [head];
    const sequence = splitWords(line.slice(mark + SEQUENCE_MARK.length)).slice(0, MAX_SEQUENCE_WORDS);
    return [head, ...sequence.map((word) => this.encodeWord(word))];
  }
}

function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
