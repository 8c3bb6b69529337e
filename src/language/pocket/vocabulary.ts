// The closed vocabulary of a pocket model. Its order is the model's: id 0 is padding (a zero vector), then what can be
// generated (tags, actions, plan words), then what can only be read, then 256 byte pieces, so that a word nobody
// listed (a person's plan, in any script) still reaches the model as the bytes it is made of.

import { LabError } from '../../lab-error.ts';

export const PADDING = 0;
export const PLAN_OPEN = 1;
export const PLAN_CLOSE = 2;
const FIXED_WORDS = ['', '<plan>', '</plan>'] as const;
const BYTES = 256;

/** Plain data, stored in the model's card. */
export interface Vocabulary {
  /** Action names, one output token each. */
  readonly actions: readonly string[];
  /** Words a plan can be written in. */
  readonly planWords: readonly string[];
  /** Words that only prompts contain. */
  readonly promptWords: readonly string[];
}

/** Word ↔ id, both ways. */
export interface WordTable {
  readonly words: readonly string[];
  readonly ids: ReadonlyMap<string, number>;
  /** Ids below this can be generated. */
  readonly outputs: number;
  /** Id of byte 0; byte b is `firstByte + b`. */
  readonly firstByte: number;
  /** All ids, padding included. */
  readonly size: number;
}

/**
 * Lays out the ids. A word that stands in several lists has one id: "sleep" is an action and a plan word, "water" a plan
 * word and a prompt word; where it stands tells which is meant.
 * @throws LabError bad-model if a list of outputs has a word twice, or a word is empty or contains white space
 */
export function layOut(vocabulary: Vocabulary): WordTable {
  const words: string[] = [...FIXED_WORDS];
  const ids = new Map<string, number>(words.map((word, id) => [word, id]));
  const actions = new Set(vocabulary.actions);
  const add = (word: string, mayRepeat: boolean) => {
    if (word === '' || /\s/.test(word))
      throw new LabError('bad-model', `"${word}" cannot be a word of a vocabulary.`);
    if (ids.has(word)) {
      if (!mayRepeat) throw new LabError('bad-model', `The vocabulary lists "${word}" twice.`);
      return;
    }
    ids.set(word, words.length);
    words.push(word);
  };
  for (const word of vocabulary.actions) add(word, false);
  for (const word of vocabulary.planWords) add(word, actions.has(word));
  const outputs = words.length;
  for (const word of vocabulary.promptWords) add(word, true);
  const firstByte = words.length;
  return { words, ids, outputs, firstByte, size: firstByte + BYTES };
}
