// Deployments of every kind, for whoever keeps, runs and hands them on without asking what an attempt is. A planner's files have no
// `kind`; those of a deployment on worlds have.

import {
  MAX_EPISODE_STATE_BYTES,
  readEpisodePool,
  writeEpisodePool,
  writeEpisodeState,
} from './crafter/episode-files.ts';
import { mergeEpisodePools } from './crafter/episode-pool.ts';
import { beginEpisodes, type EpisodePlan, type EpisodeState } from './crafter/episode-run.ts';
import { beginDeployment, type DeploymentPlan, type DeploymentState } from './deployment-run.ts';
import { mergePools } from './pool.ts';
import { readPool, writePool } from './pool-file.ts';
import { writeState } from './state-file.ts';

export type AnyPlan = DeploymentPlan | EpisodePlan;
export type AnyState = DeploymentState | EpisodeState;

export function isEpisodes(state: AnyState): state is EpisodeState {
  return 'kind' in state;
}

export function isEpisodePlan(plan: AnyPlan): plan is EpisodePlan {
  return plan.source.world === 'Crafter-v1';
}

export function beginAny(plan: AnyPlan): AnyState {
  return isEpisodePlan(plan) ? beginEpisodes(plan) : beginDeployment(plan);
}

export function writeAny(state: AnyState): Uint8Array<ArrayBuffer> {
  return isEpisodes(state) ? writeEpisodeState(state) : writeState(state);
}

/** What a state's bytes say they are; their own reader judges the rest. */
export function isEpisodeFile(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_EPISODE_STATE_BYTES) return false;
  try {
    return JSON.parse(new TextDecoder().decode(bytes))?.kind === 'episodes';
  } catch {
    return false;
  }
}

export function writeAnyPool(state: AnyState): Uint8Array<ArrayBuffer> {
  return isEpisodes(state) ? writeEpisodePool(state.pool) : writePool(state.pool);
}

export interface WithPool {
  readonly state: AnyState;
  /** Tasks whose trace is new or another one now. */
  readonly changed: number;
  /** Traces that were left out: a plan that does not solve its task, an episode that does not replay as it claims. */
  readonly invalid: number;
}

/** The state with a pool from a file in its own. @throws LabError too-large, bad-record, bad-argument (a pool of other tasks) */
export function withPoolFile(before: AnyState, bytes: Uint8Array): WithPool {
  if (isEpisodes(before)) {
    const { pool: given, invalid } = readEpisodePool(bytes);
    const pool = mergeEpisodePools([before.pool, given]);
    return { state: { ...before, pool }, changed: changes(before.pool.traces, pool.traces), invalid };
  }
  const { pool: given, invalid } = readPool(bytes);
  const pool = mergePools([before.pool, given]);
  return { state: { ...before, pool }, changed: changes(before.pool.traces, pool.traces), invalid };
}

function changes<Key, Value>(before: ReadonlyMap<Key, Value>, after: ReadonlyMap<Key, Value>): number {
  return [...after].filter(([key, value]) => before.get(key) !== value).length;
}
