// Playing worlds with several threads, as deploy-team.ts does it with problems.

import { Worker } from 'node:worker_threads';
import type { EpisodePlan } from '../src/deployment/crafter/episode-run.ts';
import { playerOf } from '../src/deployment/crafter/episode-surroundings.ts';
import { type EpisodeAttempt, type PlayOptions, playTasks } from '../src/deployment/crafter/episodes.ts';
import type { AskedAttempts } from '../src/deployment/loop.ts';
import { type Share, sharedOut, withModel } from './deploy-team.ts';

/** What a thread is given. */
export interface PlayShare
  extends Share,
    Pick<PlayOptions, 'source' | 'player' | 'samples' | 'temperature' | 'seed' | 'lanes'> {}

export interface PlayTeam {
  /** Model as it was named on the command line. */
  readonly name: string;
  readonly plan: EpisodePlan;
  readonly workers: number;
  /** Episodes side by side in each thread. */
  readonly lanes: number;
}

/** An `attempt` of so many threads. */
export function playTeam({ name, plan, workers, lanes }: PlayTeam) {
  const { source, temperature } = plan;
  const file = new URL('./deploy-episodes-worker.ts', import.meta.url);
  return (adapter: Uint8Array | null, asked: AskedAttempts): Promise<EpisodeAttempt[]> => {
    const { samples, seed } = asked;
    const share = {
      name,
      adapter,
      source,
      player: playerOf(plan, adapter),
      samples,
      temperature,
      seed,
      lanes,
    };
    const begin = (seeds: readonly number[]) => {
      const given: PlayShare = { ...share, seeds };
      return new Worker(file, { workerData: given });
    };
    return sharedOut(asked, workers, begin);
  };
}

/** A thread's half. */
export function playShare(
  { name, adapter, ...options }: PlayShare,
  onProgress: (done: number) => void,
): Promise<EpisodeAttempt[]> {
  return withModel({ name, adapter }, (model) => playTasks(model, { ...options, onProgress }));
}
