// The words a pocket model of POGS knows: an action is the label of a node, a plan is what it is for and the way back from there, prompt
// words give labels their roles (`node:5`, `at:5`). The order is the model's numbering: append only.

import type { Vocabulary } from '../../language/pocket/vocabulary.ts';
import { pogsActions } from '../../worlds/pogs/pogs.ts';

/** Labels that the shipped model knows: its graphs have so many nodes at the most. */
export const MAX_NODES = 20;
/** Hops beyond this are `hops:far`. */
export const MAX_HOPS = 9;
/** Steps under a plan beyond this are `age:old`. */
export const MAX_PLAN_AGE = 16;
/** Neighbours and marks on one line, its head included. */
export const PACK = 8;

/** @param nodes of the largest graph to be played */
export function pogsVocabulary(nodes = MAX_NODES): Vocabulary {
  const labels = pogsActions(nodes);
  const upTo = (most: number) => Array.from({ length: most + 1 }, (_, i) => i);
  return {
    actions: labels,
    planWords: ['explore', 'target', ...labels],
    promptWords: [
      'plan',
      'none',
      'refused',
      'sought',
      'remembered',
      'visited',
      'seen',
      'frontier',
      'more',
      ...upTo(MAX_PLAN_AGE).map((age) => `age:${age}`),
      'age:old',
      ...upTo(MAX_HOPS).map((hops) => `hops:${hops}`),
      'hops:far',
      ...['node', 'at', 'from', 'to'].flatMap((role) => labels.map((label) => `${role}:${label}`)),
    ],
  };
}
