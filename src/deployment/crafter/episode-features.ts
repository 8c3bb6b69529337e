// What can be told of an episode without asking whether it is kept: how long it was, how much it planned, what it did and
// what it unlocked. `reward.ts` compares these numbers between what was kept and what was not.

import { ACHIEVEMENTS, ACTIONS } from '../../worlds/crafter/names.ts';
import type { Features } from '../features.ts';
import { type EpisodeAttempt, recordOf } from './episodes.ts';

/** Actions as a player speaks of them. */
const DOINGS: Readonly<Record<string, (action: string) => boolean>> = {
  moves: (action) => action.startsWith('move_'),
  interactions: (action) => action === 'do',
  'sleep presses': (action) => action === 'sleep',
  placements: (action) => action.startsWith('place_'),
  'crafting presses': (action) => action.startsWith('make_'),
  'idle presses': (action) => action === 'noop',
};

/** @throws LabError for a record that cannot be read */
export function episodeFeatures(attempt: EpisodeAttempt): Features {
  const { steps } = recordOf(attempt);
  const per = (count: number) => count / Math.max(1, attempt.steps);
  const counts = ACTIONS.map(() => 0);
  for (const { action } of steps) counts[action]++;
  const share = (does: (action: string) => boolean) =>
    per(counts.reduce((sum, count, action) => sum + (does(ACTIONS[action]) ? count : 0), 0));
  return {
    progress: attempt.progress,
    'steps survived': attempt.steps,
    died: attempt.died ? 1 : 0,
    tokens: attempt.tokens,
    'plan tokens': attempt.planTokens,
    'plans per 100 steps': 100 * per(attempt.plans),
    ...Object.fromEntries(Object.entries(DOINGS).map(([name, does]) => [`share of ${name}`, share(does)])),
    ...Object.fromEntries(
      ACHIEVEMENTS.map((name) => [
        `unlocked ${name.replaceAll('_', ' ')}`,
        attempt.achievements.includes(name) ? 1 : 0,
      ]),
    ),
  };
}
