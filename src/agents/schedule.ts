// Who decides when to plan. A schedule turns "may I plan now?" into the mask of the answer's first token.
// Source of the schedules: Learning When to Plan (arXiv 2509.03581): every-k agents plan at t = 0, k, 2k, …

import { LabError } from '../lab-error.ts';
import type { Schedule } from './agent.ts';

/** Mask of the first token: an action only, a plan first, or the model's own choice. */
export type PlanMode = 'never' | 'must' | 'may';

const LONGEST_INTERVAL = 1000;
/** Schedules without a number. */
const NAMED = ['never', 'always', 'dynamic', 'human', 'gate'] as const;

/**
 * @param step decisions made so far in this episode (0 for the first)
 * @param personsPlan a person's plan is in force: it holds until the person replaces it, under every schedule
 * @param gatePlans what the agent's gate says, under `gate`
 */
export function planMode(
  schedule: Schedule,
  step: number,
  personsPlan: boolean,
  gatePlans = false,
): PlanMode {
  if (personsPlan || schedule === 'never' || schedule === 'human') return 'never';
  if (schedule === 'always') return 'must';
  if (schedule === 'dynamic') return 'may';
  if (schedule === 'gate') return gatePlans ? 'must' : 'never';
  return step % planInterval(schedule) === 0 ? 'must' : 'never';
}

/** The k of `every-k`; NaN for other schedules. */
export function planInterval(schedule: Schedule): number {
  return schedule.startsWith('every-') ? Number(schedule.slice('every-'.length)) : Number.NaN;
}

/** @throws LabError bad-argument */
export function parseSchedule(text: string): Schedule {
  const named = NAMED.find((name) => name === text);
  if (named) return named;
  const interval = /^every-(\d{1,4})$/.exec(text);
  const k = Number(interval?.[1]);
  if (k >= 1 && k <= LONGEST_INTERVAL) return `every-${k}`;
  throw new LabError(
    'bad-argument',
    `"${text.slice(0, 40)}" is not a plan schedule.`,
    'Use never, always, dynamic, human, gate, or every-k with k from 1 to 1000.',
  );
}
