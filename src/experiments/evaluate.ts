// One configuration over many seeds, as figures: what `lab evaluate` prints and sweeps put side by side.

import type { EpisodeSummary } from '../agents/lanes.ts';
import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import { type EpisodeMetrics, METRIC_NAMES, type MetricName } from './metrics.ts';
import {
  crafterScore,
  crafterScoreInterval,
  type Interval,
  mean,
  pairsNeeded,
  type Summary,
  summariseStrata,
  weakness,
} from './statistics.ts';

/** One achievement, as progress in %. */
export const ONE_ACHIEVEMENT = 100 / ACHIEVEMENTS.length;

export interface Evaluation {
  readonly episodes: number;
  /** Share of the 22 achievements, in %. */
  readonly progress: Summary;
  /** Crafter score, in %. */
  readonly score: number;
  /** 95 % bootstrap interval of the score; null for one episode. */
  readonly scoreCi95: Interval | null;
  /** Mean undiscounted return. */
  readonly return: number;
  /** Mean steps of an episode. */
  readonly steps: number;
  readonly plansPer100: number;
  /** Mean per episode. */
  readonly planTokens: number;
  readonly tokens: number;
  /** Success rate per achievement, 0..1. */
  readonly achievements: Readonly<Record<string, number>>;
  /** What n is too small for, in words; null where nothing has to be said. */
  readonly warning: string | null;
}

/** Figures over finished episodes. @throws LabError bad-argument for none */
export function evaluation(episodes: readonly EpisodeSummary[]): Evaluation {
  return evaluationOfStrata([episodes]);
}

/** The same over several trainings: intervals resample within each. @throws LabError bad-argument for no episodes */
export function evaluationOfStrata(strata: readonly (readonly EpisodeSummary[])[]): Evaluation {
  const episodes = strata.flat();
  const progress = summariseStrata(strata.map((stratum) => stratum.map(progressOf)));
  const unlocked = strata.map((stratum) => stratum.map((episode) => indicesOf(episode.unlocked)));
  const rates = ACHIEVEMENTS.map((name) =>
    mean(episodes.map((episode) => (episode.unlocked.includes(name) ? 1 : 0))),
  );
  const steps = mean(episodes.map((episode) => episode.steps));
  return {
    episodes: episodes.length,
    progress,
    score: crafterScore(rates.map((rate) => 100 * rate)),
    scoreCi95: crafterScoreInterval(unlocked, ACHIEVEMENTS.length),
    return: mean(episodes.map((episode) => episode.episodeReturn)),
    steps,
    plansPer100: (100 * mean(episodes.map((episode) => episode.plans))) / steps,
    planTokens: mean(episodes.map((episode) => episode.planTokens)),
    tokens: mean(episodes.map((episode) => episode.tokens)),
    achievements: Object.fromEntries(ACHIEVEMENTS.map((name, i) => [name, rates[i]])),
    // Two independent groups differ by √2 as much as one varies.
    warning: weakness(episodes.length, pairsNeeded(Math.SQRT2 * progress.sd, ONE_ACHIEVEMENT)),
  };
}

/** Every metric over the episodes that say something about it; null where none does. */
export type MetricSummaries = Readonly<Record<MetricName, Summary | null>>;

export function metricSummaries(strata: readonly (readonly EpisodeMetrics[])[]): MetricSummaries {
  const entries = METRIC_NAMES.map((name) => {
    const values = strata.map((stratum) => valuesOf(stratum, name)).filter(({ length }) => length > 0);
    return [name, values.length > 0 ? summariseStrata(values) : null] as const;
  });
  return Object.fromEntries(entries) as MetricSummaries;
}

/** A metric's values, in the order of episodes, without the episodes that say nothing about it. */
export function valuesOf(episodes: readonly EpisodeMetrics[], name: MetricName): number[] {
  return episodes.map((episode) => episode[name]).filter((value) => value !== null);
}

function progressOf({ unlocked }: EpisodeSummary): number {
  return (100 * unlocked.length) / ACHIEVEMENTS.length;
}

function indicesOf(unlocked: readonly string[]): number[] {
  return unlocked.map((name) => (ACHIEVEMENTS as readonly string[]).indexOf(name)).filter((i) => i >= 0);
}
