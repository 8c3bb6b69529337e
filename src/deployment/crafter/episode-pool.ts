// The pool of a deployment on worlds: at most one episode a world, the one with the most progress that was ever kept there, and
// of equal ones that with the fewest tokens. What is left to decide is decided by content, so that pools of many people merge to
// the same pool in whatever order they come.

import {
  compareText,
  drawOf,
  type Kept,
  mergedPool,
  type Order,
  type PoolOf,
  type PoolRules,
  poolWith,
} from '../pool-rules.ts';
import type { EpisodeAttempt, EpisodeSource } from './episodes.ts';

/** An episode that somebody kept, and where it comes from. */
export interface EpisodeTrace
  extends Kept,
    Pick<EpisodeAttempt, 'key' | 'record' | 'progress' | 'steps' | 'plans' | 'tokens'> {}

/** Which of two episodes of a world stays. `any`: one is drawn, by its content. */
export type EpisodePreference = 'best' | 'any';

export type EpisodePool = PoolOf<EpisodeSource, EpisodePreference, EpisodeTrace>;

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
  return poolWith(RULES, pool, traces);
}

/** Pools of several people as one. @throws LabError bad-argument for pools of episodes that were played otherwise */
export function mergeEpisodePools(pools: readonly [EpisodePool, ...EpisodePool[]]): EpisodePool {
  return mergedPool(RULES, pools);
}

export function isSamePlay(a: EpisodeSource, b: EpisodeSource): boolean {
  return a.world === b.world && a.schedule === b.schedule && a.maxSteps === b.maxSteps;
}

/** No two episodes have one key; the same one that was kept twice stays with whoever kept it first. */
const byContent: Order<EpisodeTrace> = (a, b) =>
  compareText(a.key, b.key) || a.generation - b.generation || compareText(a.keptBy, b.keptBy);

const RULES: PoolRules<EpisodeSource, EpisodePreference, EpisodeTrace> = {
  orders: {
    best: (a, b) => b.progress - a.progress || a.tokens - b.tokens || byContent(a, b),
    any: (a, b) => drawOf(a.key) - drawOf(b.key) || byContent(a, b),
  },
  isSameSource: isSamePlay,
  refusal: [
    'These pools are about episodes that were played otherwise, and cannot be merged.',
    'Merge pools of the same schedule, the same limit of steps and the same kind of curation.',
  ],
};
