// What one episode comes to, beyond its achievements. Every figure is a pure function of the run record: the world is
// played again, so nothing but the record must be stored. Definitions are in METRICS, where pages and reports read them.

import type { EpisodeSummary } from '../agents/lanes.ts';
import type { RunRecord, StepRecord } from '../records/record.ts';
import { worldOf } from '../records/replay.ts';
import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import { deepest } from './achievement-depth.ts';
import { DriftMeter } from './drift.ts';

/** Raised when a metric is defined anew: stored figures of another version are computed again from their records. */
export const METRICS_VERSION = 1;

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
    sentence: 'Achievements in the chain up to the deepest one unlocked: wood 1, table 2 … diamond 8.',
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

/** A step back to a cell that was left at most this many steps ago is backtracking. */
export const BACKTRACK_WITHIN = 8;

/**
 * The figures of a record, by playing it again.
 * @throws LabError episode-over, bad-action for a record that does not fit its world
 */
export function metricsOf({ config, steps }: RunRecord): EpisodeMetrics {
  const world = worldOf(config);
  let result = world.reset(config.seed);
  const drift = new DriftMeter();
  const trail = new Trail(result.info);
  let episodeReturn = 0;
  for (const step of steps) {
    drift.see(result.observation, step);
    result = world.step(step.action);
    trail.see(result.info);
    episodeReturn += result.reward;
  }
  const unlocked = ACHIEVEMENTS.filter((_, i) => world.state.achievements[i] > 0);
  return {
    seed: config.seed,
    steps: steps.length,
    unlocked,
    episodeReturn,
    terminated: result.terminated,
    progress: (100 * unlocked.length) / ACHIEVEMENTS.length,
    depth: deepest(unlocked),
    ...planFigures(steps, unlocked.length),
    backtracks: trail.backtracks,
    backtracksPer100: steps.length === 0 ? 0 : (100 * trail.backtracks) / steps.length,
    drift: share(drift.departed, drift.judged),
    judged: share(drift.judged, drift.underPlan),
  };
}

/** What the steps say without a world. A plan that was handed back (an empty text) is no plan. */
function planFigures(steps: readonly StepRecord[], achievements: number) {
  const sum = (count: (step: StepRecord) => number) => steps.reduce((total, step) => total + count(step), 0);
  const plans = sum(({ plan }) => (plan ? 1 : 0));
  const tokens = sum((step) => step.tokens);
  return {
    plans,
    plansPer100: steps.length === 0 ? 0 : (100 * plans) / steps.length,
    planTokens: sum((step) => step.planTokens),
    tokens,
    tokensPerAchievement: share(tokens, achievements),
    planAge: meanAgeAtReplanning(steps),
  };
}

/** Steps from a plan to the one that replaces it, on average; a plan that was handed back replaces nothing. */
function meanAgeAtReplanning(steps: readonly StepRecord[]): number | null {
  let since = -1;
  let [ages, replans] = [0, 0];
  for (const [i, { plan }] of steps.entries()) {
    if (plan === undefined) continue;
    if (plan !== '' && since >= 0) {
      ages += i - since;
      replans++;
    }
    since = plan === '' ? -1 : i;
  }
  return share(ages, replans);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Where the player has been, and how often it went back. */
class Trail {
  backtracks = 0;
  /** Cell → the step it was left with, counted from 1. */
  readonly #left = new Map<number, number>();
  #cell: number;
  #step = 0;

  constructor(info: Info) {
    this.#cell = cellOf(info);
  }

  see(info: Info): void {
    const cell = cellOf(info);
    this.#step++;
    if (cell === this.#cell) return;
    const left = this.#left.get(cell);
    if (left !== undefined && this.#step - left <= BACKTRACK_WITHIN) this.backtracks++;
    this.#left.set(this.#cell, this.#step);
    this.#cell = cell;
  }
}

type Info = Readonly<Record<string, unknown>>;

function cellOf({ position }: Info): number {
  const [x, y] = position as [number, number];
  return x * 256 + y;
}
