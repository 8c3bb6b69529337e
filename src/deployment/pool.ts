// The pool carries all state from one generation to the next (Corrêa et al., section 2): at most one trace per task, the
// shortest plan that was ever kept for it, and of equally short plans the shortest trace. What is left to decide is decided
// by the plan's text, so that pools of many people merge to the same pool in whatever order they come.

import { crc32 } from '../crc32.ts';
import { LabError } from '../lab-error.ts';
import type { Attempt } from './attempts.ts';
import { isSameSource, type TaskSource } from './tasks.ts';

/** Characters of a curator's name or rule. */
export const MAX_NAME = 120;

/** A plan that somebody kept, and where it comes from. */
export interface Trace extends Pick<Attempt, 'task' | 'plan' | 'steps' | 'tokens'> {
  /** Of the model that wrote it; 0 is the base. */
  readonly generation: number;
  /** First digits of the SHA-256 of that model's weights or adapter. */
  readonly model: string;
  /** `validator`, `nobody` (everything was kept), a rule or a person's name. */
  readonly keptBy: string;
}

/**
 * Which of two traces of a task stays. `shortest`: as above. `any`: where nobody looked at validity the shortest plan would be the empty one,
 * so one is drawn, by its content.
 */
export type Preference = 'shortest' | 'any';

export interface Pool {
  readonly source: TaskSource;
  readonly preference: Preference;
  /** By task. */
  readonly traces: ReadonlyMap<number, Trace>;
}

export function emptyPool(source: TaskSource, preference: Preference): Pool {
  return { source, preference, traces: new Map() };
}

/** The pool with these traces, too. */
export function withTraces(pool: Pool, traces: Iterable<Trace>): Pool {
  const merged = new Map(pool.traces);
  const order = ORDERS[pool.preference];
  for (const trace of traces) {
    const known = merged.get(trace.task);
    if (!known || order(trace, known) < 0) merged.set(trace.task, trace);
  }
  return { ...pool, traces: new Map([...merged].sort(([a], [b]) => a - b)) };
}

/** Pools of several people as one. @throws LabError bad-argument for pools of other tasks or another preference */
export function mergePools(pools: readonly [Pool, ...Pool[]]): Pool {
  return pools.reduce((sum, pool) => {
    if (!isSameSource(sum.source, pool.source) || sum.preference !== pool.preference)
      throw new LabError(
        'bad-argument',
        'These pools are about different tasks and cannot be merged.',
        'Merge pools of one domain, with the same sizes and the same kind of curation.',
      );
    return withTraces(sum, pool.traces.values());
  });
}

type Order = (a: Trace, b: Trace) => number;

const byContent: Order = (a, b) =>
  compare(a.plan, b.plan) ||
  a.tokens - b.tokens ||
  a.steps - b.steps ||
  a.generation - b.generation ||
  compare(a.model, b.model) ||
  compare(a.keptBy, b.keptBy);

const ORDERS: Readonly<Record<Preference, Order>> = {
  shortest: (a, b) => a.steps - b.steps || a.tokens - b.tokens || byContent(a, b),
  any: (a, b) => drawOf(a) - drawOf(b) || byContent(a, b),
};

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number that says nothing about the plan. */
function drawOf({ task, plan, generation }: Trace): number {
  return crc32(new TextEncoder().encode(`${task} ${generation} ${plan}`));
}
