// The words a pocket model of Toolchain-v1 knows: an action is one token, its tool's name with hyphens; plan words are what
// thoughts are made of (thought.ts), prompt words what prompts are made of (prompt.ts). The order is the model's numbering:
// append only.

import type { Vocabulary } from '../../language/pocket/vocabulary.ts';
import { ACTIONS, FAULTS, PRODUCTS } from '../../worlds/toolchain/names.ts';

/** Action names of the model, in action-number order: `image-denoising`, `terminate`. */
export const ACTION_WORDS: readonly string[] = ACTIONS.map(hyphenated);

/** Wishes are counted with these; a later one is `9`, too. */
export const MOST_COUNTED = 9;

const NUMBERS = Array.from({ length: MOST_COUNTED }, (_, i) => `${i + 1}`);
const THINGS = [...FAULTS, 'clozed', ...PRODUCTS.map(hyphenated), 'german'];

export function toolchainVocabulary(): Vocabulary {
  return {
    actions: ACTION_WORDS,
    planWords: [
      'wrong',
      'wished',
      'next',
      'nothing',
      'mend',
      'make',
      'translate',
      'stop',
      ...THINGS,
      ...NUMBERS,
    ],
    promptWords: ['given', 'wish', 'then', 'done', 'image', 'text', 'document', 'query', 'english'],
  };
}

/** One word for a name of several, in lower case. */
export function hyphenated(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
