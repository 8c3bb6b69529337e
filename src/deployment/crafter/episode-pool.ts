// The pool of a deployment on worlds: at most one episode a world, the one with the most progress that was ever kept there, and
// of equal ones that with the fewest tokens. What is left to decide is decided by content, so that pools of many people merge to
// the same pool in whatever order they come.

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import type { EpisodeAttempt, EpisodeSource } from './episodes.ts';

/** An episode that somebody kept, and where it comes from. */
export interface EpisodeTrace
  extends Pick<EpisodeAttempt, 'task' | 'key' | 'record' | 'progress' | 'steps' | 'plans' | 'tokens'> {
  /** Of the model that played it; 0 is the base. */
  readonly generation: number;
  /** First digits of the SHA-256 of that model's weights or adapter. */
  readonly model: string;
  /** A rule, `nobody`, or a person's name. */
  readonly keptBy: string;
}

/** Which of two episodes of a world stays. `any`: one is drawn, by its content. */
export type EpisodePreference = 'best' | 'any';

export interface EpisodePool {
  readonly source: EpisodeSource;
  readonly preference: EpisodePreference;
  /** By task. */
  readonly traces: ReadonlyMap<number, EpisodeTrace>;
}

export function emptyEpisodePool(source: EpisodeSource, preference: EpisodePreference): EpisodePool {
  return { source, preference, traces: new Map() };
}

export function traceOf(
  { task, key, record, progress, steps, plans, tokens }: EpisodeAttempt,
  { generation, model, keptBy }: Pick<EpisodeTrace, 'generation' | 'model' | 'keptBy'>,
): EpisodeTrace {
  return { task, key, record, progress, steps, plans, tokens, generation, model, keptBy };
}

/** The pool with these traces, too. */
export function withEpisodes(pool: EpisodePool, traces: Iterable<EpisodeTrace>): EpisodePool {
  const merged = new Map(pool.traces);
  const order = ORDERS[pool.preference];
  for (const trace of traces) {
    const known = merged.get(trace.task);
    if (!known || order(trace, known) < 0) merged.set(trace.task, trace);
  }
  return { ...pool, traces: new Map([...merged].sort(([a], [b]) => a - b)) };
}

/** Pools of several people as one. @throws LabError bad-argument for pools of episodes that were played otherwise */
export function mergeEpisodePools(pools: readonly [EpisodePool, ...EpisodePool[]]): EpisodePool {
  return pools.reduce((sum, pool) => {
    if (!isSamePlay(sum.source, pool.source) || sum.preference !== pool.preference)
      throw new LabError(
        'bad-argument',
        'These pools are about episodes that were played otherwise, and cannot be merged.',
        'Merge pools of the same schedule, the same limit of steps and the same kind of curation.',
      );
    return withEpisodes(sum, pool.traces.values());
  });
}

export function isSamePlay(a: EpisodeSource, b: EpisodeSource): boolean {
  return a.world === b.world && a.schedule === b.schedule && a.maxSteps === b.maxSteps;
}

type Order = (a: EpisodeTrace, b: EpisodeTrace) => number;

/** No two episodes have one key; the same one that was kept twice stays with whoever kept it first. */
const byContent: Order = (a, b) =>
  compare(a.key, b.key) || a.generation - b.generation || compare(a.keptBy, b.keptBy);

const ORDERS: Readonly<Record<EpisodePreference, Order>> = {
  best: (a, b) => b.progress - a.progress || a.tokens - b.tokens || byContent(a, b),
  any: (a, b) => drawOf(a) - drawOf(b) || byContent(a, b),
};

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number that says nothing about the episode. */
function drawOf({ key }: EpisodeTrace): number {
  return crc32(new TextEncoder().encode(key));
}
