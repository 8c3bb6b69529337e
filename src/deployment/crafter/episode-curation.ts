// Who decides what a model learns from its own episodes: a bar of progress, the best of each world's attempts, a person's thumb, or
// nobody. Plain data, so it is stored with a deployment.

import * as z from 'zod/mini';
import { mean } from '../../experiments/statistics.ts';
import { MAX_NAME } from '../pool.ts';
import type { EpisodePreference } from './episode-pool.ts';
import type { EpisodeAttempt } from './episodes.ts';

const MOST_KEPT = 100_000;

export const EPISODE_CURATION_SCHEMA = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('progress'), least: z.number().check(z.minimum(0), z.maximum(100)) }),
  z.strictObject({ by: z.literal('best') }),
  z.strictObject({
    by: z.literal('person'),
    name: z.string().check(z.minLength(1), z.maxLength(MAX_NAME)),
    kept: z.readonly(z.array(z.string().check(z.regex(/^[0-9a-f]{16}$/))).check(z.maxLength(MOST_KEPT))),
  }),
  z.strictObject({ by: z.literal('none') }),
]);

/**
 * `progress`: episodes of at least so many % of the achievements. `best`: of each world's attempts the best one, unless it is
 * below the mean of all attempts of its generation. `person`: what somebody kept, by the episodes' keys; all else is discarded. `none`:
 * everything, the control.
 */
export type EpisodeCuration = z.infer<typeof EPISODE_CURATION_SCHEMA>;

/** Decides each of a generation's attempts. */
export function episodeKeeper(
  curation: EpisodeCuration,
  attempts: readonly EpisodeAttempt[],
): (attempt: EpisodeAttempt) => boolean {
  switch (curation.by) {
    case 'progress':
      return ({ progress }) => progress >= curation.least;
    case 'best': {
      const bar = attempts.length === 0 ? 0 : mean(attempts.map(({ progress }) => progress));
      const best = bestOfEach(attempts);
      return (attempt) => attempt.progress >= bar && best.get(attempt.task) === attempt.key;
    }
    case 'person': {
      const kept = new Set(curation.kept);
      return ({ key }) => kept.has(key);
    }
    case 'none':
      return () => true;
  }
}

/** Which of a world's episodes its pool keeps: where nobody looks at progress, any. */
export function episodePreference({ by }: EpisodeCuration): EpisodePreference {
  return by === 'none' ? 'any' : 'best';
}

/** Who kept it, for the lineage. */
export function episodeCurator(curation: EpisodeCuration): string {
  switch (curation.by) {
    case 'progress':
      return `progress at least ${curation.least} %`;
    case 'best':
      return 'the best of its world';
    case 'person':
      return curation.name;
    case 'none':
      return 'nobody';
  }
}

/** Keys of the episodes with the most progress in their worlds; of equal ones that with the fewest tokens, then the first. */
function bestOfEach(attempts: readonly EpisodeAttempt[]): Map<number, string> {
  const best = new Map<number, EpisodeAttempt>();
  for (const attempt of attempts) {
    const known = best.get(attempt.task);
    const gain = known ? attempt.progress - known.progress || known.tokens - attempt.tokens : 1;
    if (gain > 0) best.set(attempt.task, attempt);
  }
  return new Map([...best].map(([task, { key }]) => [task, key]));
}
