// How much of a user's file is read: a domain, a problem or a plan may come from anybody, so every count is bounded before
// work is done on it. A hundred blocks take 5 KB, 300 facts and 20,200 ground actions; all bounds lie far above that.

import { LabError } from '../../lab-error.ts';

export const LIMITS = {
  /** Characters of one file. */
  characters: 2 * 2 ** 20,
  /** Words and parentheses of one file. */
  nodes: 500_000,
  /** Lists inside lists. PDDL needs six. */
  depth: 32,
  /** Characters of one name. */
  name: 100,
  types: 1_000,
  predicates: 1_000,
  actions: 1_000,
  /** Parameters of one predicate or action. */
  parameters: 16,
  /** Literals of one precondition or effect. */
  literals: 200,
  /** Objects of a problem, constants included. */
  objects: 10_000,
  /** Facts of an initial state, and of a goal. */
  facts: 200_000,
  /** Problems of one world. */
  problems: 1_000,
  planSteps: 100_000,
  /** Ground actions of one world. */
  groundActions: 100_000,
  /** Facts tried while the ground actions of one state or problem are looked for: a few seconds. */
  matches: 10_000_000,
} as const;

/** @throws LabError too-large if there are more than `most` of `what` */
export function checkCount(count: number, most: number, what: string): void {
  if (count > most)
    throw new LabError('too-large', `There are more than ${most} ${what}.`, 'Use a smaller problem.');
}
