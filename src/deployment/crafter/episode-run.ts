// Iterative deployment on worlds: the loop of loop.ts, whose attempts are episodes.
//
//   let state = beginEpisodes(plan);
//   state = await runEpisodes(state, surroundings);                               // to the end
//   state = await runEpisodes(state, surroundings, { pauseBefore: 'curate' });    // a person decides in between

import { effectsOf } from '../effects.ts';
import {
  beginLoop,
  type LoopDomain,
  type LoopGeneration,
  type LoopPlan,
  type LoopState,
  type LoopSurroundings,
  type RunOptions,
  runLoop,
} from '../loop.ts';
import {
  type EpisodeCuration,
  episodeCurator,
  episodeKeeper,
  episodePreference,
} from './episode-curation.ts';
import { episodeFeatures } from './episode-features.ts';
import { type EpisodeMetrics, episodeMetrics } from './episode-metrics.ts';
import { type EpisodePool, emptyEpisodePool, traceOf, withEpisodes } from './episode-pool.ts';
import type { EpisodeAttempt, EpisodeSource } from './episodes.ts';

/** Everything that a deployment on worlds depends on. */
export interface EpisodePlan extends LoopPlan {
  readonly source: EpisodeSource;
  readonly curation: EpisodeCuration;
}

export interface EpisodeKind {
  readonly plan: EpisodePlan;
  readonly attempt: EpisodeAttempt;
  readonly metrics: EpisodeMetrics;
  readonly pool: EpisodePool;
}

export type EpisodeGeneration = LoopGeneration<EpisodeKind>;
export type EpisodeSurroundings = LoopSurroundings<EpisodeKind, EpisodeState>;

export interface EpisodeState extends LoopState<EpisodeKind> {
  /** Tells it from a deployment of a planner, which has none. */
  readonly kind: 'episodes';
}

export function beginEpisodes(plan: EpisodePlan): EpisodeState {
  const pool = emptyEpisodePool(plan.source, episodePreference(plan.curation));
  return { kind: 'episodes', ...beginLoop<EpisodeKind>(plan, pool) };
}

/** Goes on to the end, or to the pause. @throws LabError aborted, and what playing and training throw */
export function runEpisodes(
  begun: EpisodeState,
  surroundings: EpisodeSurroundings,
  options?: RunOptions,
): Promise<EpisodeState> {
  return runLoop(begun, episodeDomain(begun.plan.curation), surroundings, options);
}

/** What the loop asks about episodes. */
export function episodeDomain(curation: EpisodeCuration): LoopDomain<EpisodeKind> {
  const keptBy = episodeCurator(curation);
  return {
    metrics: episodeMetrics,
    keeper: (attempts) => episodeKeeper(curation, attempts),
    pooled: (pool, kept, by) =>
      withEpisodes(
        pool,
        kept.map((attempt) => traceOf(attempt, { ...by, keptBy })),
      ),
    rewarded: (attempts, isKept) =>
      effectsOf(
        attempts.map((attempt) => ({
          task: attempt.task,
          kept: isKept(attempt),
          features: episodeFeatures(attempt),
        })),
      ),
  };
}
