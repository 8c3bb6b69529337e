// "What did our curation reward?" Every feature of the plans that were kept against those that were discarded. The paper's safety
// point asks for it: a reward that nobody wrote down is learned all the same.

import type { Attempt } from './attempts.ts';
import { effectsOf, type RewardedFeature } from './effects.ts';
import { type Features, featuresOf, PROBLEM_FEATURES } from './features.ts';
import type { Tasks } from './tasks.ts';

/**
 * By the size of the effect over all attempts; empty where nothing was kept or nothing discarded.
 * @param cut plans that do not work end at their fault: only features of the problem are compared
 */
export function rewardOf(
  tasks: Tasks,
  attempts: readonly Attempt[],
  isKept: (attempt: Attempt) => boolean,
  cut = false,
): RewardedFeature[] {
  return effectsOf(
    attempts.map((attempt) => {
      const features = featuresOf(tasks.problem(attempt.task), attempt);
      return { task: attempt.task, kept: isKept(attempt), features: cut ? ofProblem(features) : features };
    }),
  );
}

function ofProblem(features: Features): Features {
  return Object.fromEntries(Object.entries(features).filter(([name]) => PROBLEM_FEATURES.includes(name)));
}
