// A comparison as curves: success, backtracks and steps against how often it plans, and success against what the plans cost. The
// schedules with a fixed rhythm are one family, joined by a line; the agent that decides for itself is a mark of its own.

import { POGS_FIGURES, type PogsFigure } from '../../agents/pogs/metrics.ts';
import type { PogsRow } from '../../experiments/pogs-report.ts';
import type { PogsComparison } from '../../services/pogs-service.ts';
import type { TableData } from '../charts/data-table.ts';
import { niceDomain } from '../charts/scale.ts';
import type { ChartPoint, ChartSeries, XYSpec } from '../charts/xy-layout.ts';

/** Success is never drawn on less than this, in points: noise must look like noise. */
const LEAST_SPAN = 10;

/** A figure as a chart draws it. */
interface Drawn {
  readonly figure: PogsFigure;
  readonly name: string;
  readonly label: string;
  /** Percent for a share. */
  readonly factor: number;
  readonly limits: { readonly floor: number; readonly ceiling?: number; readonly span: number };
}

const DRAWN = {
  success: {
    figure: 'success',
    name: 'success',
    label: 'goals reached, %',
    factor: 100,
    limits: { floor: 0, ceiling: 100, span: LEAST_SPAN },
  },
  backtracks: {
    figure: 'backtracks',
    name: 'backtracks',
    label: 'backtracks per graph',
    factor: 1,
    limits: { floor: 0, span: 1 },
  },
  steps: {
    figure: 'steps',
    name: 'steps',
    label: 'steps per graph',
    factor: 1,
    limits: { floor: 0, span: 4 },
  },
} as const satisfies Record<string, Drawn>;

/** A figure against plans per 100 steps: with success, the Goldilocks curve. */
export function rhythmSpec(rows: readonly PogsRow[], what: keyof typeof DRAWN): XYSpec {
  return specOf(rows, DRAWN[what], plansPer100, {
    label: 'plans per 100 steps (root scale)',
    kind: 'root',
    domain: [0, 100],
  });
}

/** Success against tokens of plans: what planning costs. */
export function costSpec(rows: readonly PogsRow[]): XYSpec {
  const costs = rows.map(({ figures }) => figures.planTokens.mean);
  return specOf(rows, DRAWN.success, ({ figures }) => figures.planTokens.mean, {
    label: 'plan tokens per graph',
    domain: niceDomain([0, ...costs], { floor: 0, span: 10 }),
  });
}

export function plansPer100({ figures }: PogsRow): number {
  return (100 * figures.plans.mean) / figures.steps.mean;
}

function specOf(
  rows: readonly PogsRow[],
  drawn: Drawn,
  x: (row: PogsRow) => number,
  axis: XYSpec['x'],
): XYSpec {
  const points = rows.map((row) => ({ row, point: pointOf(row, drawn, x(row)) }));
  const own = (isDynamic: boolean) =>
    points.filter(({ row }) => (row.schedule === 'dynamic') === isDynamic).map(({ point }) => point);
  const series: ChartSeries[] = [
    { name: 'fixed rhythm', tone: 'plan', shape: 'circle', points: own(false), line: true },
    { name: 'decides itself', tone: 'person', shape: 'diamond', points: own(true), level: true },
  ];
  const values = points.flatMap(({ point }) => [point.y, ...(point.interval ?? [])]);
  return {
    summary: `${drawn.label} against ${axis.label}, with 95 % intervals. ${summaryOf(rows)}`,
    x: axis,
    y: { label: drawn.label, domain: niceDomain(values, drawn.limits) },
    series: series.filter(({ points: some }) => some.length > 0),
  };
}

function pointOf(row: PogsRow, { figure, factor, name }: Drawn, x: number): ChartPoint {
  const { mean, ci95 } = row.figures[figure];
  const interval = ci95 ? ([factor * ci95[0], factor * ci95[1]] as const) : undefined;
  const unit = factor === 100 ? ' %' : '';
  const span = interval ? ` (95 % interval ${interval[0].toFixed(1)} to ${interval[1].toFixed(1)})` : '';
  return {
    id: row.schedule,
    x,
    y: factor * mean,
    interval,
    label: shortName(row.schedule),
    title: `${shortName(row.schedule)}: ${name} ${(factor * mean).toFixed(1)}${unit}${span}, ${row.figures.planTokens.mean.toFixed(0)} plan tokens and ${row.figures.steps.mean.toFixed(1)} steps per graph, n = ${row.episodes}`,
  };
}

/** `every 4`. */
function shortName(schedule: string): string {
  return schedule.replace('every-', 'every ');
}

function summaryOf(rows: readonly PogsRow[]): string {
  if (rows.length === 0) return 'Nothing was played yet.';
  const best = rows.reduce((a, b) => (b.figures.success.mean > a.figures.success.mean ? b : a));
  return `The most goals are reached under ${shortName(best.schedule)}: ${(100 * best.figures.success.mean).toFixed(1)} %.`;
}

/** What the comparison says, and no more: only an interval that leaves out 0 is a difference. */
export function readingOf(rows: readonly PogsRow[]): string[] {
  const [first, ...rest] = rows;
  if (!first) return [];
  const clear = rest.flatMap(({ schedule, overFirst }) => {
    const { mean, ci95 } = overFirst!.success;
    if (!ci95 || (ci95[0] <= 0 && ci95[1] >= 0)) return [];
    const points = (value: number) => Math.abs(100 * value).toFixed(1);
    const [low, high] = [Math.abs(ci95[0]), Math.abs(ci95[1])].sort((a, b) => a - b);
    return [
      `${shortName(schedule)} reaches ${points(mean)} points ${mean > 0 ? 'more' : 'fewer'} goals than ${shortName(first.schedule)} on the same graphs (95 %: ${points(low)} to ${points(high)}).`,
    ];
  });
  if (clear.length > 0 || rest.length === 0) return clear;
  return [
    `No schedule differs clearly from ${shortName(first.schedule)} in success on these ${first.episodes} graphs: every interval of a difference holds 0. More graphs narrow them.`,
  ];
}

/** Figures of every schedule with their intervals, and the paired differences from the first. @param figures all by default */
export function figuresTable(
  rows: readonly PogsRow[],
  figures: readonly PogsFigure[] = Object.keys(POGS_FIGURES) as PogsFigure[],
): TableData {
  const ends = (ci95: readonly [number, number] | null) => [ci95?.[0] ?? null, ci95?.[1] ?? null];
  return {
    caption:
      'Means per graph with 95 % intervals; differences are from the first schedule on the same graphs',
    columns: [
      'Schedule',
      'n',
      ...figures.flatMap((figure) => [figureName(figure), '95 % from', 'to']),
      'success over the first',
      '95 % from',
      'to',
      'backtracks over the first',
      '95 % from',
      'to',
    ],
    rows: rows.map(({ schedule, episodes, figures: own, overFirst }) => [
      shortName(schedule),
      episodes,
      ...figures.flatMap((figure) => [own[figure].mean, ...ends(own[figure].ci95)]),
      ...(overFirst
        ? [overFirst.success, overFirst.backtracks].flatMap(({ mean, ci95 }) => [mean, ...ends(ci95)])
        : [null, null, null, null, null, null]),
    ]),
    decimals: [0, 0, ...figures.flatMap(() => [2, 2, 2]), 3, 3, 3, 2, 2, 2],
  };
}

/** `plan tokens` for `planTokens`. */
export function figureName(figure: string): string {
  return figure.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A row a graph: how each schedule fared on it. */
export function graphsTable({ rows, seeds, episodes }: PogsComparison): TableData {
  const bySeed = Map.groupBy(episodes, ({ seed }) => seed);
  return {
    caption: 'Steps of each graph under each schedule; “no” where the goal was not reached',
    columns: ['Graph', ...rows.map(({ schedule }) => shortName(schedule))],
    rows: [...new Set(seeds)].map((seed) => [
      String(seed),
      ...rows.map(({ schedule }) => {
        const played = bySeed.get(seed)?.find((episode) => episode.schedule === schedule);
        if (!played) return null;
        return played.metrics.success ? played.metrics.steps : 'no';
      }),
    ]),
  };
}
