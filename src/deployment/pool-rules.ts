// What pools of any kind of traces do: hold at most one trace a task, the one that comes first in an order, and merge. An order
// leaves no two different traces equal, so that pools of many people merge to the same pool in whatever order they come.

import { crc32 } from '../crc32.ts';
import { LabError } from '../lab-error.ts';

/** A trace as far as all pools know it: what it is of, and where it comes from. */
export interface Kept {
  readonly task: number;
  /** Of the model that made it; 0 is the base. */
  readonly generation: number;
  /** First digits of the SHA-256 of that model's weights or adapter. */
  readonly model: string;
  /** A rule (`validator`), `nobody` (everything was kept), or a person's name. */
  readonly keptBy: string;
}

export interface PoolOf<Source, Preference extends string, Trace extends Kept> {
  readonly source: Source;
  /** Which of two traces of a task stays. */
  readonly preference: Preference;
  /** By task. */
  readonly traces: ReadonlyMap<number, Trace>;
}

/** Below 0 where `a` stays rather than `b`. */
export type Order<Trace> = (a: Trace, b: Trace) => number;

export interface PoolRules<Source, Preference extends string, Trace> {
  readonly orders: Readonly<Record<Preference, Order<Trace>>>;
  /** Pools of two such sources can be one. */
  readonly isSameSource: (a: Source, b: Source) => boolean;
  /** Why others cannot, and what to do. */
  readonly refusal: readonly [message: string, hint: string];
}

/** The pool with these traces, too. */
export function poolWith<Source, Preference extends string, Trace extends Kept>(
  { orders }: PoolRules<Source, Preference, Trace>,
  pool: PoolOf<Source, Preference, Trace>,
  traces: Iterable<Trace>,
): PoolOf<Source, Preference, Trace> {
  const merged = new Map(pool.traces);
  const order = orders[pool.preference];
  for (const trace of traces) {
    const known = merged.get(trace.task);
    if (!known || order(trace, known) < 0) merged.set(trace.task, trace);
  }
  return { ...pool, traces: new Map([...merged].sort(([a], [b]) => a - b)) };
}

/** Several pools as one. @throws LabError bad-argument for pools of other sources or another preference */
export function mergedPool<Source, Preference extends string, Trace extends Kept>(
  rules: PoolRules<Source, Preference, Trace>,
  pools: readonly PoolOf<Source, Preference, Trace>[],
): PoolOf<Source, Preference, Trace> {
  return pools.reduce((sum, pool) => {
    if (!rules.isSameSource(sum.source, pool.source) || sum.preference !== pool.preference)
      throw new LabError('bad-argument', ...rules.refusal);
    return poolWith(rules, sum, pool.traces.values());
  });
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number that depends on a text, and says nothing about it. */
export function drawOf(text: string): number {
  return crc32(new TextEncoder().encode(text));
}
