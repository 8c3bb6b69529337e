// The pool carries all state from one generation to the next (Corrêa et al., section 2): at most one trace per task, the
// shortest plan that was ever kept for it, and of equally short plans the shortest trace. What is left to decide is decided
// by the plan's text, so that pools of many people merge to the same pool in whatever order they come.

import type { Attempt } from './attempts.ts';
import {
  compareText,
  drawOf,
  type Kept,
  mergedPool,
  type Order,
  type PoolOf,
  type PoolRules,
  poolWith,
} from './pool-rules.ts';
import { isSameSource, type TaskSource } from './tasks.ts';

/** Characters of a curator's name or rule. */
export const MAX_NAME = 120;

/** A plan that somebody kept, and where it comes from. */
export interface Trace extends Kept, Pick<Attempt, 'plan' | 'steps' | 'tokens'> {}

/**
 * Which of two traces of a task stays. `shortest`: as above. `any`: where nobody looked at validity the shortest plan would be the empty one,
 * so one is drawn, by its content.
 */
export type Preference = 'shortest' | 'any';

export type Pool = PoolOf<TaskSource, Preference, Trace>;

export function emptyPool(source: TaskSource, preference: Preference): Pool {
  return { source, preference, traces: new Map() };
}

/** The pool with these traces, too. */
export function withTraces(pool: Pool, traces: Iterable<Trace>): Pool {
  return poolWith(RULES, pool, traces);
}

/** Pools of several people as one. @throws LabError bad-argument for pools of other tasks or another preference */
export function mergePools(pools: readonly [Pool, ...Pool[]]): Pool {
  return mergedPool(RULES, pools);
}

const byContent: Order<Trace> = (a, b) =>
  compareText(a.plan, b.plan) ||
  a.tokens - b.tokens ||
  a.steps - b.steps ||
  a.generation - b.generation ||
  compareText(a.model, b.model) ||
  compareText(a.keptBy, b.keptBy);

const RULES: PoolRules<TaskSource, Preference, Trace> = {
  orders: {
    shortest: (a, b) => a.steps - b.steps || a.tokens - b.tokens || byContent(a, b),
    any: (a, b) => drawOf(contentOf(a)) - drawOf(contentOf(b)) || byContent(a, b),
  },
  isSameSource,
  refusal: [
    'These pools are about different tasks and cannot be merged.',
    'Merge pools of one domain, with the same sizes and the same kind of curation.',
  ],
};

function contentOf({ task, plan, generation }: Trace): string {
  return `${task} ${generation} ${plan}`;
}
