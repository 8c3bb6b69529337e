// What one episode comes to, beyond its achievements. Every figure is a pure function of the run record: the world is
// played again, so nothing but the record must be stored. Definitions are in METRICS, where pages and reports read them.

import type { EpisodeSummary } from '../agents/lanes.ts';

/** The figures of one episode. `null`: the episode says nothing about it (no plan, no achievement). */
export interface EpisodeMetrics extends EpisodeSummary {
  /** Share of the 22 achievements, in %. */
  readonly progress: number;
  readonly plansPer100: number;
  /** All generated tokens for each achievement. */
  readonly tokensPerAchievement: number | null;
  /** Moves back to a cell that was left within the last 8 steps. */
  readonly backtracks: number;
  readonly backtracksPer100: number;
  /** Mean age, in steps, of a plan when the next one replaces it. */
  readonly planAge: number | null;
  /** Of the steps the teacher can judge, the share (0..1) whose action departs from what the plan in force asks. */
  readonly drift: number | null;
  /** Of the steps under a plan, the share (0..1) the teacher can judge. */
  readonly judged: number | null;
  /** Depth 0..8 of the deepest achievement in Crafter's tree of requirements; see `achievement-depth.ts`. */
  readonly depth: number;
}

export interface MetricInfo {
  readonly label: string;
  /** '%', 'steps', 'tokens', or '' for a plain number. */
  readonly unit: string;
  /** What it counts, one sentence: for tooltips and reports. */
  readonly sentence: string;
  /** Which way is better; null where neither is. */
  readonly better: 'more' | 'less' | null;
}

/** Every per-episode figure that is summarised, in the order of tables. */
export const METRICS = {
  progress: {
    label: 'Progress',
    unit: '%',
    sentence: 'Achievements unlocked, of Crafter’s 22.',
    better: 'more',
  },
  episodeReturn: {
    label: 'Return',
    unit: '',
    sentence: 'Sum of rewards: 1 for each new achievement, ± 0.1 for each point of health.',
    better: 'more',
  },
  depth: {
    label: 'Deepest achievement',
    unit: '',
    sentence:
      'Achievements that the deepest one unlocked stands upon, itself included: wood 1, table 2 … diamond 8.',
    better: 'more',
  },
  steps: { label: 'Steps', unit: 'steps', sentence: 'Steps until death or the step limit.', better: null },
  plansPer100: {
    label: 'Plans per 100 steps',
    unit: '',
    sentence: 'Plans that came into force, whoever wrote them.',
    better: null,
  },
  planTokens: {
    label: 'Plan tokens',
    unit: 'tokens',
    sentence: 'Tokens the model wrote as plans.',
    better: 'less',
  },
  tokens: { label: 'Tokens', unit: 'tokens', sentence: 'All tokens the model wrote.', better: 'less' },
  tokensPerAchievement: {
    label: 'Tokens per achievement',
    unit: 'tokens',
    sentence: 'All tokens the model wrote, divided by the achievements unlocked.',
    better: 'less',
  },
  backtracksPer100: {
    label: 'Backtracking',
    unit: 'per 100 steps',
    sentence: 'Moves back to a cell that the player had left within the last 8 steps.',
    better: 'less',
  },
  planAge: {
    label: 'Plan age at replanning',
    unit: 'steps',
    sentence: 'How long a plan was in force before the next one replaced it.',
    better: null,
  },
  drift: {
    label: 'Drift',
    unit: 'share',
    sentence:
      'Share of steps whose action departs from what the plan in force asks, by the teacher’s reading; steps on which the teacher has no opinion are left out.',
    better: 'less',
  },
  judged: {
    label: 'Steps judged for drift',
    unit: 'share',
    sentence: 'Share of the steps under a plan on which the teacher can say what the plan asks.',
    better: null,
  },
} as const satisfies Partial<Record<keyof EpisodeMetrics, MetricInfo>>;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];
