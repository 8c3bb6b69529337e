// What the teacher of POGS would say: the oracle's goal and the way there as a plan, and the first step of that way as the action.
// As in `explore 7 12 3`, or `target 12 9` once the target is known. It sees no more than the memory holds.

import { pathTo } from '../../worlds/pogs/graph.ts';
import { oracleGoal } from '../../worlds/pogs/oracle.ts';
import type { PogsMemory } from './memory.ts';
import { MAX_PLAN_WORDS } from './prompt.ts';

export interface PogsLesson {
  /** One word for what it is about, then the labels of the path, cut to MAX_PLAN_WORDS words. */
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
  return { plan: [purpose, ...path].slice(0, MAX_PLAN_WORDS).join(' '), action: path[0], goal: next };
}
