// What a study's rows say together: A_plan against the plan's age (drift), against events, and against the model's own
// P(plan): does it plan when planning pays? Every interval resamples whole runs.

import { FEW_FORKS, PLAN_EVENT_NAMES, PLAN_EVENTS, type PlanEvent } from './advantage-row.ts';
import type { StudyRow } from './advantage-study.ts';
import { groupBootstrap, rankCorrelation, splitHalfReliability } from './resampling.ts';
import { type Interval, mean } from './statistics.ts';

/** Mean A_plan over some of the rows. */
export interface CurvePoint {
  readonly label: string;
  readonly rows: number;
  /** Runs that these rows come from: what the interval rests on. */
  readonly runs: number;
  /** Reward over the horizon; null without rows. */
  readonly mean: number | null;
  /** null with fewer than two runs. */
  readonly ci95: Interval | null;
}

export interface AgePoint extends CurvePoint {
  /** Plan ages in steps, both included, `null` for no end; null for decisions without a plan. */
  readonly ages: readonly [from: number, to: number | null] | null;
}
export interface EventPoint extends CurvePoint {
  /** null: nothing happened. */
  readonly event: PlanEvent | null;
  /** Mean probability that the model plans there. */
  readonly planProbability: number | null;
}
export interface PolicyPoint extends CurvePoint {
  /** Mean P(plan) of these rows. */
  readonly planProbability: number;
}

/** A figure with its interval; null where it is not defined. */
export interface Figure {
  readonly value: number | null;
  readonly ci95: Interval | null;
}

/** P(plan) against A_plan, on the steps drawn by chance. */
export interface PolicyReading {
  /** Spearman's rank correlation of P(plan) and A_plan. */
  readonly rankCorrelation: Figure;
  /** Largest correlation that the noise of the measured A_plan leaves room for (root of its split-half reliability). */
  readonly ceiling: number;
  /** Mean A_plan of a plan at a step of the model's own choosing (steps weighted by P(plan)). */
  readonly chosen: Figure;
  /** Mean A_plan of a plan at a step chosen by chance. */
  readonly random: Figure;
  /** `chosen` − `random`: what choosing the moment is worth, reward per plan. */
  readonly timing: Figure;
  /** Rows in four equal parts by P(plan). */
  readonly bins: readonly PolicyPoint[];
  /** One sentence. */
  readonly verdict: string;
}

export interface StudyReport {
  readonly byAge: readonly AgePoint[];
  readonly byEvent: readonly EventPoint[];
  /** null where the model does not say P(plan). */
  readonly policy: PolicyReading | null;
  /** What these rows are too few for; '' for nothing. */
  readonly weakness: string;
}

const AGE_BINS: readonly (readonly [from: number, to: number | null])[] = [
  [1, 2],
  [3, 4],
  [5, 8],
  [9, 16],
  [17, 24],
  [25, null],
];
const POLICY_BINS = 4;
/** With fewer runs than this, resampling them says little. */
const FEW_RUNS = 10;

export function studyReport(rows: readonly StudyRow[]): StudyReport {
  const byChance = rows.filter(({ drawnFor }) => drawnFor === 'chance');
  return {
    byAge: ageCurve(byChance),
    byEvent: eventPoints(rows),
    policy: policyReading(byChance),
    weakness: weaknessOf(rows),
  };
}

function ageCurve(rows: readonly StudyRow[]): AgePoint[] {
  const none = rows.filter(({ planAge }) => planAge === null);
  const bins = AGE_BINS.map(([from, to]): AgePoint => {
    const last = to ?? Number.POSITIVE_INFINITY;
    const inBin = rows.filter(({ planAge }) => planAge !== null && planAge >= from && planAge <= last);
    return { ages: [from, to], ...point(to === null ? `${from} and more` : `${from} to ${to}`, inBin) };
  });
  return [{ ages: null, ...point('no plan', none) }, ...bins].filter((bin) => bin.rows > 0);
}

/** Rows drawn for another event are left out: they would bring along what happens together with that one. */
function eventPoints(rows: readonly StudyRow[]): EventPoint[] {
  const quiet = rows.filter(({ drawnFor, events }) => drawnFor === 'chance' && events.length === 0);
  const probability = (some: readonly StudyRow[]) => {
    const known = some.flatMap(({ planProbability }) => planProbability ?? []);
    return known.length > 0 ? mean(known) : null;
  };
  const points = PLAN_EVENT_NAMES.map((event): EventPoint => {
    const after = rows.filter(
      ({ drawnFor, events }) => events.includes(event) && (drawnFor === 'chance' || drawnFor === event),
    );
    return { event, planProbability: probability(after), ...point(PLAN_EVENTS[event].label, after) };
  });
  return [{ event: null, planProbability: probability(quiet), ...point('nothing', quiet) }, ...points];
}

type Paired = { readonly seed: number; readonly p: number; readonly a: number };

function policyReading(rows: readonly StudyRow[]): PolicyReading | null {
  const known = rows.filter(({ planProbability }) => planProbability !== null);
  if (known.length === 0) return null;
  const pairs = known.map(({ seed, planProbability, advantage }) => ({
    seed,
    p: planProbability!,
    a: advantage.mean,
  }));
  const reading = {
    rankCorrelation: figure(pairs, (some) =>
      rankCorrelation(
        some.map(({ p }) => p),
        some.map(({ a }) => a),
      ),
    ),
    ceiling: Math.sqrt(splitHalfReliability(known.map(({ halves }) => halves))),
    chosen: figure(pairs, weightedMean),
    random: figure(pairs, plainMean),
    timing: figure(pairs, (some) => weightedMean(some) - plainMean(some)),
    bins: policyBins(known),
  };
  return { ...reading, verdict: policyVerdict(reading.timing, reading.rankCorrelation) };
}

function policyBins(rows: readonly StudyRow[]): PolicyPoint[] {
  const sorted = [...rows].sort((a, b) => a.planProbability! - b.planProbability!);
  return Array.from({ length: POLICY_BINS }, (_, i) => {
    const cut = (part: number) => Math.round((part * sorted.length) / POLICY_BINS);
    return sorted.slice(cut(i), cut(i + 1));
  })
    .filter((bin) => bin.length > 0)
    .map((bin) => {
      const probabilities = bin.map(({ planProbability }) => planProbability!);
      const label = `${probabilities[0].toFixed(3)} to ${probabilities.at(-1)!.toFixed(3)}`;
      return { planProbability: mean(probabilities), ...point(label, bin) };
    });
}

function policyVerdict(timing: Figure, correlation: Figure): string {
  const sign = (ci95: Interval | null) => (ci95 === null ? 0 : ci95[0] > 0 ? 1 : ci95[1] < 0 ? -1 : 0);
  const [worth, order] = [sign(timing.ci95), sign(correlation.ci95)];
  if (worth > 0)
    return 'It plans when planning pays: plans at the steps it chooses are worth more than plans at any step.';
  if (worth < 0)
    return 'It plans when planning pays least: plans at any step would be worth more than at those it chooses.';
  if (order > 0)
    return 'Where it plans more readily, planning pays more; what that is worth cannot be told apart from zero.';
  if (order < 0)
    return 'Where it plans more readily, planning pays less; what that costs cannot be told apart from zero.';
  return 'Whether it plans when planning pays cannot be told from these steps.';
}

function point(label: string, rows: readonly StudyRow[]): CurvePoint {
  const groups = byRun(rows);
  const values = (some: readonly StudyRow[]) => mean(some.map(({ advantage }) => advantage.mean));
  return {
    label,
    rows: rows.length,
    runs: groups.length,
    mean: rows.length > 0 ? values(rows) : null,
    ci95: groupBootstrap(groups, values),
  };
}

function figure(pairs: readonly Paired[], statistic: (some: readonly Paired[]) => number): Figure {
  const value = statistic(pairs);
  if (Number.isNaN(value)) return { value: null, ci95: null };
  return { value, ci95: groupBootstrap(byRun(pairs), statistic) };
}

function plainMean(pairs: readonly Paired[]): number {
  return mean(pairs.map(({ a }) => a));
}

/** NaN where the model never plans. */
function weightedMean(pairs: readonly Paired[]): number {
  const weight = pairs.reduce((sum, { p }) => sum + p, 0);
  return pairs.reduce((sum, { p, a }) => sum + p * a, 0) / weight;
}

function byRun<T extends { readonly seed: number }>(rows: readonly T[]): T[][] {
  return [...Map.groupBy(rows, ({ seed }) => seed).values()];
}

function weaknessOf(rows: readonly StudyRow[]): string {
  const runs = byRun(rows).length;
  const forks = Math.min(...rows.map((row) => row.forks));
  const parts = [
    runs < FEW_RUNS
      ? `Runs: ${runs}. Intervals resample whole runs and need ${FEW_RUNS} of them or more.`
      : '',
    forks < FEW_FORKS
      ? `With ${forks} pairs of forks a single step says little; only means over steps count.`
      : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
