// The oracle: the best a walker with a perfect memory of its views is expected to do. It sees no more than the agent does.
// Rules (gym-pogs): if the target is known, go to it; else go to a nearest frontier node. Several nodes may be equally near:
// all first steps towards them are *expert moves*; the oracle itself takes the one with the smallest label and keeps to it.

import { pathTo } from './graph.ts';
import type { KnownGraph } from './known-graph.ts';

/** Next nodes that the expert would accept, ascending; empty at the target. */
export function expertMoves(known: KnownGraph): number[] {
  const goals = expertGoals(known);
  return [...new Set(goals.map((goal) => pathTo(known.reach, goal)[0]))].sort((a, b) => a - b);
}

/** What is worth walking to: the target once it is known, before that every nearest frontier node, ascending. */
export function expertGoals(known: KnownGraph): number[] {
  const { current, target, frontier } = known;
  if (current === target) return [];
  if (known.isKnown(target)) return [target];
  const { hops } = known.reach;
  const nearest = frontier.reduce((least, node) => Math.min(least, hops[node]), Number.POSITIVE_INFINITY);
  return frontier.filter((node) => hops[node] === nearest);
}

/**
 * Where the oracle goes: on to what it was going to, until that is explored, unless the target came in sight.
 * @param before where it was going; null at the start
 */
export function oracleGoal(known: KnownGraph, before: number | null): number {
  const undecided = before === null || known.isExplored(before) || known.isKnown(known.target);
  return undecided ? expertGoals(known)[0] : before;
}
