// Which features are over-represented among what was kept, and how sure that is.
//
// Much of it is which tasks are easy: what is kept is mostly about small problems, or kind worlds. So each feature is compared a
// second time between attempts at the same task, where some were kept and some were not; that is what an attempt was rewarded for.

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

/** One attempt's features, and where they count. */
export interface JudgedFeatures {
  readonly task: number;
  readonly kept: boolean;
  /** The same names for every attempt. */
  readonly features: Readonly<Record<string, number>>;
}

const Z95 = 1.96;

/** By the size of the effect over all attempts; empty where nothing was kept or nothing discarded. */
export function effectsOf(judged: readonly JudgedFeatures[]): RewardedFeature[] {
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
  kept: readonly JudgedFeatures[],
  discarded: readonly JudgedFeatures[],
  both: readonly (readonly JudgedFeatures[])[],
): RewardedFeature {
  const values = (some: readonly JudgedFeatures[]) => some.map(({ features }) => features[feature]);
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
function tasksWithBoth(judged: readonly JudgedFeatures[]): JudgedFeatures[][] {
  const byTask = [...Map.groupBy(judged, ({ task }) => task).values()];
  return byTask.filter((some) => some.some(({ kept }) => kept) && some.some(({ kept }) => !kept));
}

/** Mean and sample variance; of nothing, 0. */
function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / Math.max(1, values.length - 1) };
}
