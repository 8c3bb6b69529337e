// The words a pocket model of Crafter knows: actions and plan words it can say, prompt words it can read. The order is
// the model's numbering, so lists may only grow at their ends, and every trained model keeps its own copy in its card.

import type { Vocabulary } from '../language/pocket/vocabulary.ts';
import { gridWords } from '../worlds/crafter/describe-grid.ts';
import { ACTIONS } from '../worlds/crafter/names.ts';
import { promptWords } from './crafter-prompt.ts';
import { PLAN_WORDS } from './plan-words.ts';

export function crafterVocabulary(): Vocabulary {
  return { actions: ACTIONS, planWords: PLAN_WORDS, promptWords: [...promptWords(), ...gridWords()] };
}
