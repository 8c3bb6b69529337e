// Text in few bits. `TextModel` codes any string byte by byte (UTF-8, so any script) from the three bytes before;
// `PlanModel` codes plans word by word from the two words before, and spells a word only the first time it comes.
// A run's plans repeat a small vocabulary in fixed turns of phrase: 3 bits a word instead of 50.

import { LabError } from '../lab-error.ts';
import { ContextModel, NOVEL } from './context-model.ts';
import { type Coder, codeUniform, damaged, RangeEncoder } from './range-coder.ts';

const END = 0;
/** Words that a plan model remembers; words beyond them are spelled each time. */
const MAX_WORDS = 1023;
const RARE = MAX_WORDS;
/** Bytes that are spelled in one record, at most; bounds the time of hostile input to a second or so. */
export const MAX_SPELLED_BYTES = 2 ** 19;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strings without the character U+0000. */
export class TextModel {
  readonly #model = new ContextModel();
  #spelled = 0;

  /** @param primer learnt beforehand, so that what it contains costs next to nothing */
  constructor(primer = '') {
    if (primer !== '') this.code(new RangeEncoder(), primer, primer.length);
  }

  /**
   * @param text ignored while decoding
   * @param maxBytes bound on the UTF-8 length while decoding
   * @throws LabError bad-record for text above the bound or bytes that are not UTF-8; too-large
   */
  code(coder: Coder, text: string, maxBytes: number): string {
    const bytes = coder.decoding ? undefined : encoder.encode(text);
    const coded: number[] = [];
    let history = 0;
    for (let i = 0; ; i++) {
      const byte = this.#codeByte(coder, history, bytes?.[i] ?? END);
      if (byte === END) break;
      if (coded.push(byte) > maxBytes && coder.decoding) throw damaged();
      if (++this.#spelled > MAX_SPELLED_BYTES) throw tooManyWords();
      history = ((history << 8) | byte) & 0xffffff;
    }
    if (!coder.decoding) return text;
    try {
      return decoder.decode(Uint8Array.from(coded));
    } catch (error) {
      throw damaged(error);
    }
  }

  #codeByte(coder: Coder, history: number, byte: number): number {
    const keys = [0x3000000 + history, 0x2000000 + (history & 0xffff), 0x1000000 + (history & 0xff), 0];
    const known = this.#model.code(coder, keys, byte);
    if (known !== NOVEL) return known;
    const coded = codeUniform(coder, 256, byte);
    this.#model.learn(keys, coded);
    return coded;
  }
}

/** One line plans: words between single spaces. Learns from plan to plan. */
export class PlanModel {
  readonly #model = new ContextModel();
  readonly #spelling: TextModel;
  readonly #words: string[] = [''];
  readonly #numbers = new Map<string, number>();

  constructor(spelling: TextModel) {
    this.#spelling = spelling;
  }

  /**
   * @param plan one line, single spaces, none at the ends; ignored while decoding
   * @param maxCharacters bound while decoding, in UTF-16 units
   * @throws LabError bad-record
   */
  code(coder: Coder, plan: string, maxCharacters: number): string {
    const words = plan === '' ? [] : plan.split(' ');
    const coded: string[] = [];
    let characters = 0;
    let before = END;
    let last = END;
    for (let i = 0; ; i++) {
      const keys = [0x200000 + before * 1024 + last, 0x100000 + last, 0];
      const number = this.#codeWord(coder, keys, words[i], coded, maxCharacters);
      if (number === END) return coder.decoding ? coded.join(' ') : plan;
      characters += coded[i].length + 1;
      if (coder.decoding && characters > maxCharacters + 1) throw damaged();
      before = last;
      last = number;
    }
  }

  /** Appends the word to `coded` and returns its number, or END. */
  #codeWord(
    coder: Coder,
    keys: readonly number[],
    word: string | undefined,
    coded: string[],
    maxCharacters: number,
  ): number {
    const wanted = word === undefined ? END : (this.#numbers.get(word) ?? NOVEL);
    const known = this.#model.code(coder, keys, wanted);
    if (known === END) return END;
    if (known !== NOVEL) {
      coded.push(this.#words[known]);
      return known;
    }
    // The first plan's end is spelled too: as the empty word.
    const spelled = this.#spelling.code(coder, word ?? '', 3 * maxCharacters);
    if (spelled === '') {
      this.#model.learn(keys, END);
      return END;
    }
    coded.push(spelled);
    return this.#remember(keys, spelled);
  }

  #remember(keys: readonly number[], word: string): number {
    if (this.#words.length >= MAX_WORDS) return RARE;
    const number = this.#words.push(word) - 1;
    this.#numbers.set(word, number);
    this.#model.learn(keys, number);
    return number;
  }
}

function tooManyWords(): LabError {
  return new LabError(
    'too-large',
    'The plans of this run use more different words than a record may hold.',
    'Plan less often, or end the run earlier.',
  );
}
