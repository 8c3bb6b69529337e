// A study as a table: one row a setting, relative to fixed k = 2 as in the paper, and to T alone, with 95 % intervals over tasks.

import { firstDifference, sum, type TaskFigures } from '../speculation/metrics.ts';
import { settingWord } from '../speculation/settings.ts';
import { type Ratio, ratioOfSums } from './resampling.ts';
import type { StudyResult } from './speculation-study.ts';
import { type Interval, mean } from './statistics.ts';

/** Ratios of latency, tokens and money. */
export interface Relative {
  readonly T: Ratio;
  readonly P: Ratio;
  readonly G: Ratio;
  /** Null where nothing costs money. */
  readonly Cost: Ratio | null;
}

export interface StudyRow {
  readonly setting: string;
  readonly tasks: number;
  /** Relative to fixed k = 2; null if that was not played. */
  readonly toFixed2: Relative | null;
  readonly toAlone: Relative;
  /** Mean over tasks of the peak number of calls under way at once. */
  readonly MC: number;
  /** Mean k over all segments; 0 for T alone. */
  readonly K: number;
  /** Share of all tokens of the row that did not make the trajectory, in four parts. */
  readonly waste: {
    readonly A: { readonly prompt: number; readonly generated: number };
    readonly T: { readonly prompt: number; readonly generated: number };
  };
  /** Share of the heard guesses that were right. */
  readonly accuracy: number | null;
  /** Mean |V − matches that came|; null without a predictor. */
  readonly valueError: number | null;
  /** Tasks with T's own trajectory. */
  readonly lossless: number;
}

export function tableOf({ alone, rows }: StudyResult): StudyRow[] {
  const reference = rows.find(({ setting }) => settingWord(setting) === 'fixed-2')?.tasks;
  return rows.map(({ setting, tasks }) => ({
    setting: settingWord(setting),
    tasks: tasks.length,
    toFixed2: reference ? relative(tasks, reference) : null,
    toAlone: relative(tasks, alone),
    MC: mean(tasks.map(({ peak }) => peak)),
    K: mean(tasks.flatMap(({ ks }) => ks)),
    waste: wasteOf(tasks),
    accuracy: accuracyOf(tasks),
    valueError: errorOf(tasks),
    lossless: tasks.filter(({ actions }, i) => firstDifference(actions, alone[i].actions) === null).length,
  }));
}

/** 95 % interval as text of two decimals. */
export function intervalText(ci95: Interval | null): string {
  return ci95 ? `${ci95[0].toFixed(2)} to ${ci95[1].toFixed(2)}` : 'n = 1';
}

function relative(tasks: readonly TaskFigures[], to: readonly TaskFigures[]): Relative {
  const ratio = (of: (task: TaskFigures) => number) => ratioOfSums(tasks.map(of), to.map(of));
  const paid = to.some(({ money }) => money > 0);
  return {
    T: ratio(({ time }) => time),
    P: ratio(({ prompt }) => prompt),
    G: ratio(({ generated }) => generated),
    Cost: paid ? ratio(({ money }) => money) : null,
  };
}

function wasteOf(tasks: readonly TaskFigures[]): StudyRow['waste'] {
  const prompts = sum(tasks.map(({ prompt }) => prompt));
  const generated = sum(tasks.map((task) => task.generated));
  const share = (who: 'A' | 'T') => ({
    prompt: sum(tasks.map(({ waste }) => waste[who].prompt)) / prompts,
    generated: sum(tasks.map(({ waste }) => waste[who].generated)) / generated,
  });
  return { A: share('A'), T: share('T') };
}

function accuracyOf(tasks: readonly TaskFigures[]): number | null {
  const heard = sum(tasks.map((task) => task.heard));
  return heard > 0 ? sum(tasks.map(({ matched }) => matched)) / heard : null;
}

function errorOf(tasks: readonly TaskFigures[]): number | null {
  const errors = tasks.flatMap(({ predictions }) =>
    predictions.map(({ value, matches }) => Math.abs(value - matches)),
  );
  return errors.length > 0 ? mean(errors) : null;
}
