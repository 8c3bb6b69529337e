// "What did our curation reward?" Every feature of the attempts that were kept against those that were discarded: which
// are over-represented, and how sure that is. The paper's safety point asks for it: a reward that nobody wrote down is
// learned all the same.
//
// Much of it is which tasks are easy: what is kept is mostly about small problems. So each feature is compared a second time
// between attempts at the same task, where some were kept and some were not; that is what a plan was rewarded for.

import type { Attempt } from './attempts.ts';
import { type Features, featuresOf } from './features.ts';
import type { Tasks } from './tasks.ts';

/** A difference in standard deviations of all attempts (Cohen's d); above 0, what was kept has more of the feature. */
export interface Effect {
  readonly effect: number;
  /** 95 %, normal. */
  readonly ci95: readonly [low: number, high: number];
}

export interface RewardedFeature extends Effect {
  readonly feature: string;
  /** Means among the kept and the discarded. */
  readonly kept: number;
  readonly discarded: number;
  /** Between attempts at the same task; null where fewer than two tasks have both kinds. */
  readonly sameTask: (Effect & { readonly tasks: number }) | null;
}

const Z95 = 1.96;

/** One attempt's features, and where they count. */
interface Judged {
  readonly task: number;
  readonly kept: boolean;
  readonly features: Features;
}

/** By the size of the effect over all attempts; empty where nothing was kept or nothing discarded. */
export function rewardOf(
  tasks: Tasks,
  attempts: readonly Attempt[],
  isKept: (attempt: Attempt) => boolean,
): RewardedFeature[] {
  const judged = attempts.map((attempt): Judged => {
    const features = featuresOf(tasks.problem(attempt.task), attempt);
    return { task: attempt.task, kept: isKept(attempt), features };
  });
  const kept = judged.filter((one) => one.kept);
  const discarded = judged.filter((one) => !one.kept);
  if (kept.length === 0 || discarded.length === 0) return [];
  const both = tasksWithBoth(judged);
  return Object.keys(kept[0].features)
    .map((feature) => compared(feature, kept, discarded, both))
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}

function compared(
  feature: string,
  kept: readonly Judged[],
  discarded: readonly Judged[],
  both: readonly (readonly Judged[])[],
): RewardedFeature {
  const values = (some: readonly Judged[]) => some.map(({ features }) => features[feature]);
  const [k, d, all] = [kept, discarded, [...kept, ...discarded]].map((some) => moments(values(some)));
  // A feature that never varies is rewarded by nobody.
  const scale = all.variance > 0 ? 1 / Math.sqrt(all.variance) : 0;
  const differences = both.map(
    (attempts) =>
      moments(values(attempts.filter((one) => one.kept))).mean -
      moments(values(attempts.filter((one) => !one.kept))).mean,
  );
  const same = moments(differences);
  return {
    feature,
    kept: k.mean,
    discarded: d.mean,
    // Welch's standard error of a difference of means.
    ...effectOf(k.mean - d.mean, k.variance / kept.length + d.variance / discarded.length, scale),
    sameTask:
      both.length < 2
        ? null
        : { ...effectOf(same.mean, same.variance / both.length, scale), tasks: both.length },
  };
}

/** @param variance of the difference */
function effectOf(difference: number, variance: number, scale: number): Effect {
  const [effect, error] = [difference * scale, Z95 * scale * Math.sqrt(variance)];
  return { effect, ci95: [effect - error, effect + error] };
}

/** The attempts at each task of which some were kept and some were not. */
function tasksWithBoth(judged: readonly Judged[]): Judged[][] {
  const byTask = new Map<number, Judged[]>();
  for (const one of judged) byTask.set(one.task, [...(byTask.get(one.task) ?? []), one]);
  return [...byTask.values()].filter(
    (some) => some.some(({ kept }) => kept) && some.some(({ kept }) => !kept),
  );
}

/** Mean and sample variance; of nothing, 0. */
function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / Math.max(1, values.length - 1) };
}
