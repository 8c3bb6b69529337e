// Which world a model can play, told by its words: it has to say every action of that world, and no other, and a planner every
// word that its world's plans are made of. What it can read may differ: an unknown word reaches a model as its bytes.

import type { Vocabulary } from '../language/pocket/vocabulary.ts';
import { DRAWN_WORLDS } from '../worlds/strips/strips.ts';
import { crafterVocabulary } from './crafter-vocabulary.ts';
import { PLANNER_DOMAINS } from './planner/domains.ts';
import { pogsVocabulary } from './pogs/vocabulary.ts';
import { toolchainVocabulary } from './toolchain/vocabulary.ts';

/** Words that a model of a world has to have. */
type Needs = Pick<Vocabulary, 'actions' | 'planWords'>;

/** The world's id; null for words of no world here. */
export function worldPlayedBy(vocabulary: Vocabulary): string | null {
  const plays = (needs: Needs) =>
    sameWords(vocabulary.actions, needs.actions) && hasAll(vocabulary.planWords, needs.planWords);
  return needsByWorld().find(([, needs]) => plays(needs))?.[0] ?? null;
}

function needsByWorld(): [world: string, needs: Needs][] {
  const free = ({ actions }: Vocabulary): Needs => ({ actions, planWords: [] });
  return [
    ['Crafter-v1', free(crafterVocabulary())],
    ['Toolchain-v1', free(toolchainVocabulary())],
    ['HardPOGS-v0', free(pogsVocabulary())],
    ...DRAWN_WORLDS.map((world): [string, Needs] => [world, PLANNER_DOMAINS[world].vocabulary]),
  ];
}

function sameWords(words: readonly string[], needed: readonly string[]): boolean {
  return words.length === needed.length && hasAll(words, needed);
}

function hasAll(words: readonly string[], needed: readonly string[]): boolean {
  const known = new Set(words);
  return needed.every((word) => known.has(word));
}
