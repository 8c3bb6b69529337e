// Figures of one deployment, as in the paper: solved tasks (mean over the runs), tasks solved in every run, and how long the
// valid plans are.

import { type Interval, summarise } from '../experiments/statistics.ts';
import type { PlanFaultKind } from '../worlds/strips/validate.ts';
import type { Attempt } from './attempts.ts';

export interface DeploymentMetrics {
  readonly tasks: number;
  /** Attempts at each task. */
  readonly runs: number;
  /** Solved tasks, %, mean over the runs. */
  readonly solved: number;
  /** Of `solved`: bootstrap over tasks; null for a single one. */
  readonly ci95: Interval | null;
  /** Tasks that every run solved, %: unanimous@3 for three runs. */
  readonly unanimous: number;
  /** Tasks that some run solved, %. */
  readonly solvedOnce: number;
  /** Steps of the longest valid plan; 0 without one. */
  readonly longestPlan: number;
  /** Valid plans by length: `counts[i]` have i · width … i · width + width − 1 steps. */
  readonly planLengths: { readonly width: number; readonly counts: readonly number[] };
  /** Attempts by what is wrong with them. */
  readonly faults: Readonly<Partial<Record<PlanFaultKind, number>>>;
}

/** Steps in one bar of the histogram. */
const WIDTH = 5;

/** @param attempts as `deploy` gives them, at least one */
export function deploymentMetrics(attempts: readonly Attempt[]): DeploymentMetrics {
  const solvedRuns = new Map<number, number>();
  const faults: Partial<Record<PlanFaultKind, number>> = {};
  for (const { task, valid, fault } of attempts) {
    solvedRuns.set(task, (solvedRuns.get(task) ?? 0) + (valid ? 1 : 0));
    if (fault) faults[fault] = (faults[fault] ?? 0) + 1;
  }
  const tasks = solvedRuns.size;
  const runs = attempts.length / tasks;
  const shares = [...solvedRuns.values()].map((solved) => (100 * solved) / runs);
  const { mean, ci95 } = summarise(shares);
  const lengths = attempts.filter(({ valid }) => valid).map(({ steps }) => steps);
  const percent = (count: number) => (100 * count) / tasks;
  return {
    tasks,
    runs,
    solved: mean,
    ci95,
    unanimous: percent(shares.filter((share) => share === 100).length),
    solvedOnce: percent(shares.filter((share) => share > 0).length),
    longestPlan: Math.max(0, ...lengths),
    planLengths: { width: WIDTH, counts: histogram(lengths) },
    faults,
  };
}

function histogram(lengths: readonly number[]): number[] {
  const counts: number[] = [];
  for (const length of lengths) {
    const bar = Math.floor(length / WIDTH);
    while (counts.length <= bar) counts.push(0);
    counts[bar]++;
  }
  return counts;
}
