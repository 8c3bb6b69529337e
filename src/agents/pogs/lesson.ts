// What the teacher of POGS would say: the oracle's goal and the way to it as a plan, and the first step of that way as the action.
// As in `explore 3 12 7`: to 3, which is behind 12, which is behind 7; or `target 9 12` once the target is known. It sees no more
// than the memory holds.
//
// **The goal comes first**, and the way is told back from it. So each word is one hop from the one before, and the last one is the
// action: a model that plans works the way out, while one that acts at once must see all of its hops in a glance. Told from the
// walker's end, the first word would be as hard as the action.

import { pathTo } from '../../worlds/pogs/graph.ts';
import { oracleGoal } from '../../worlds/pogs/oracle.ts';
import type { PogsMemory } from './memory.ts';
import { MAX_PLAN_WORDS } from './prompt.ts';

export interface PogsLesson {
  /** One word for what it is about, then the labels of the way from the goal back to the next node, cut to MAX_PLAN_WORDS words. */
  readonly plan: string;
  /** Label of the next node. */
  readonly action: number;
  /** Where the path leads; hand it back at the next step, so that the teacher keeps to it. */
  readonly goal: number;
}

/** @param goal where the teacher was going; null at the start @returns null at the target, where nothing is left to do */
export function pogsLesson({ known }: PogsMemory, goal: number | null): PogsLesson | null {
  const { current, target, reach } = known;
  if (current === target) return null;
  const next = oracleGoal(known, goal);
  const path = pathTo(reach, next);
  const purpose = next === target ? 'target' : 'explore';
  const words = [purpose, ...path.toReversed()].slice(0, MAX_PLAN_WORDS);
  return { plan: words.join(' '), action: path[0], goal: next };
}
