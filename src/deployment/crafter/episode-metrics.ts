// Figures of one deployment on worlds: what the episodes come to, on average, and how sure that is.

import { type Interval, mean, summarise } from '../../experiments/statistics.ts';
import { ACHIEVEMENTS, type AchievementName } from '../../worlds/crafter/names.ts';
import type { EpisodeAttempt } from './episodes.ts';

export interface EpisodeMetrics {
  readonly tasks: number;
  /** Episodes in each world. */
  readonly runs: number;
  /** Share of the 22 achievements, %, mean over worlds. */
  readonly progress: number;
  /** Of `progress`: bootstrap over worlds; null for a single one. */
  readonly ci95: Interval | null;
  /** The best episode's progress, %, and the longest one's steps. */
  readonly best: number;
  readonly longest: number;
  /** Means over episodes. */
  readonly steps: number;
  readonly plansPer100: number;
  readonly planTokens: number;
  readonly tokens: number;
  /** Episodes that ended in death, %. */
  readonly died: number;
  /** Episodes that unlocked it, %, in the order of ACHIEVEMENTS. */
  readonly achievements: Readonly<Record<AchievementName, number>>;
  /** Mean progress in each world, %, in the order of tasks: two generations are compared world by world. */
  readonly byTask: readonly number[];
}

/** @param attempts in the order of tasks, at least one */
export function episodeMetrics(attempts: readonly EpisodeAttempt[]): EpisodeMetrics {
  const worlds = [...Map.groupBy(attempts, ({ task }) => task).values()];
  const byTask = worlds.map((some) => mean(some.map(({ progress }) => progress)));
  const { mean: progress, ci95 } = summarise(byTask);
  const average = (value: (attempt: EpisodeAttempt) => number) => mean(attempts.map(value));
  const rate = (name: AchievementName) =>
    average(({ achievements }) => (achievements.includes(name) ? 100 : 0));
  const steps = average((attempt) => attempt.steps);
  return {
    tasks: worlds.length,
    runs: attempts.length / worlds.length,
    progress,
    ci95,
    best: most(attempts.map((attempt) => attempt.progress)),
    longest: most(attempts.map((attempt) => attempt.steps)),
    steps,
    plansPer100: (100 * average(({ plans }) => plans)) / Math.max(1, steps),
    planTokens: average(({ planTokens }) => planTokens),
    tokens: average(({ tokens }) => tokens),
    died: average(({ died }) => (died ? 100 : 0)),
    achievements: Object.fromEntries(
      ACHIEVEMENTS.map((name) => [name, rate(name)]),
    ) as EpisodeMetrics['achievements'],
    byTask,
  };
}

/** How much more a generation progresses than another in the same worlds, in points, with a bootstrap interval over worlds. */
export function gainOver(
  before: EpisodeMetrics,
  after: EpisodeMetrics,
): { readonly mean: number; readonly ci95: Interval | null } {
  const { mean: gain, ci95 } = summarise(after.byTask.map((progress, i) => progress - before.byTask[i]));
  return { mean: gain, ci95 };
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
