// When may a guess stand for the target's step? Exactly equal actions keep the run lossless. A fuzzy match takes names that are
// spelled alike, keeps A's action, and is not lossless; the paper's code for TravelPlanner does so.

import { exactMatch, type Match } from './segment.ts';

/** Names are alike above this similarity. Source: the paper's published code. */
export const FUZZY_SIMILARITY = 0.5;

export type MatchRule = 'exact' | 'fuzzy';

/** @param names of the world's actions */
export function matchBy(rule: MatchRule, names: readonly string[]): Match {
  if (rule === 'exact') return exactMatch;
  return (guess, truth) =>
    guess.action === truth.action || similarity(names[guess.action], names[truth.action]) > FUZZY_SIMILARITY;
}

/** 1 − distance / length of the longer one: 1 for equal texts. Source: V. Levenshtein (1966). */
export function similarity(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  return longest === 0 ? 1 : 1 - levenshtein(one, other) / longest;
}

/** Insertions, deletions and replacements from one text to the other. */
function levenshtein(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[other.length];
}
