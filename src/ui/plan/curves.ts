// A report as the page's two curves: progress against how often it plans, and against what that costs. Schedules with a
// fixed rhythm are one family, joined by a line; the agent that decides for itself is a mark of its own.

import type { ReportRow } from '../../experiments/report.ts';
import type { Configuration, Sweep } from '../../experiments/sweep.ts';
import { niceDomain } from '../charts/scale.ts';
import type { Shape, Tone } from '../charts/shapes.ts';
import type { ChartPoint, ChartSeries, XYSpec } from '../charts/xy-layout.ts';
import { count, modelName } from '../labels.ts';
import { shortSchedule } from './configurations.ts';

/** One per model, in the order of the sweep: distinct by shape and by colour. */
const FAMILIES: readonly { readonly tone: Tone; readonly shape: Shape }[] = [
  { tone: 'plan', shape: 'circle' },
  { tone: 'goal', shape: 'square' },
  { tone: 'bad', shape: 'triangle' },
  { tone: 'muted', shape: 'circle' },
];
/** Progress is never drawn on less than this, in points: noise must look like noise. */
const LEAST_SPAN = 10;

/** Progress against plans per 100 steps: the Goldilocks curve. */
export function goldilocksSpec(sweep: Sweep, rows: readonly ReportRow[]): XYSpec {
  return {
    summary: `Progress against plans per 100 steps, with 95 % intervals. ${summaryOf(rows)}`,
    x: { label: 'plans per 100 steps (root scale)', kind: 'root', domain: [0, 100] },
    y: progressAxis(rows),
    series: seriesOf(sweep, rows, (row) => row.plansPer100),
  };
}

/** Progress against tokens per episode: what planning costs. */
export function costSpec(sweep: Sweep, rows: readonly ReportRow[]): XYSpec {
  return {
    summary: `Progress against the tokens an episode costs, with 95 % intervals. ${summaryOf(rows)}`,
    x: {
      label: 'tokens per episode',
      domain: niceDomain([0, ...rows.map(({ tokens }) => tokens)], { floor: 0 }),
      format: (tokens) => (tokens >= 1000 ? `${tokens / 1000}k` : String(tokens)),
    },
    y: progressAxis(rows),
    series: seriesOf(sweep, rows, (row) => row.tokens),
  };
}

/** `every 4`; the whole label of what is not told by its schedule (a coach, several trainings). */
export function pointLabel(sweep: Sweep, row: ReportRow): string {
  const { agent, group, coach } = configurationOf(sweep, row);
  return group === undefined && coach === undefined ? shortSchedule(agent.schedule) : row.label;
}

/** The configuration that stands for a row (all of a group play under the same schedule). */
export function configurationOf(sweep: Sweep, row: ReportRow): Configuration {
  return sweep.configurations[row.configurations[0]];
}

/** A row in a sentence: what tooltips say. */
export function rowSentence(row: ReportRow): string {
  const { mean, ci95 } = row.progress;
  const interval = ci95 ? ` (95 % interval ${ci95[0].toFixed(1)} to ${ci95[1].toFixed(1)})` : '';
  return `${row.label}: progress ${mean.toFixed(1)} %${interval}, ${row.plansPer100.toFixed(1)} plans per 100 steps, ${count(Math.round(row.tokens))} tokens per episode, n = ${row.episodes}`;
}

function seriesOf(sweep: Sweep, rows: readonly ReportRow[], x: (row: ReportRow) => number): ChartSeries[] {
  const models = modelsOf(sweep);
  return models.flatMap((model, i) => {
    const family = FAMILIES[i % FAMILIES.length];
    const own = rows.filter((row) => configurationOf(sweep, row).agent.model === model);
    const kindOf = (row: ReportRow) => kindOfRow(configurationOf(sweep, row));
    const points = (kind: Kind) =>
      own.filter((row) => kindOf(row) === kind).map((row) => pointOf(sweep, row, x(row)));
    const named = (what: string) => (models.length > 1 ? `${modelName(model)}, ${what}` : what);
    const alone = models.length === 1;
    return [
      { ...family, name: named('fixed rhythm'), points: points('fixed'), line: true },
      {
        name: named('decides itself'),
        tone: alone ? 'person' : family.tone,
        shape: 'diamond',
        points: points('dynamic'),
        level: alone,
      },
      {
        name: named('with a coach'),
        tone: alone ? 'goal' : family.tone,
        shape: 'cross',
        points: points('coached'),
      },
    ] satisfies ChartSeries[];
  });
}

type Kind = 'fixed' | 'dynamic' | 'coached';

function kindOfRow({ agent, coach }: Configuration): Kind {
  if (coach !== undefined) return 'coached';
  return ['dynamic', 'human', 'gate'].includes(agent.schedule) ? 'dynamic' : 'fixed';
}

function pointOf(sweep: Sweep, row: ReportRow, x: number): ChartPoint {
  return {
    id: row.label,
    x,
    y: row.progress.mean,
    interval: row.progress.ci95 ?? undefined,
    label: pointLabel(sweep, row),
    title: rowSentence(row),
  };
}

function progressAxis(rows: readonly ReportRow[]) {
  const values = rows.flatMap(({ progress }) => [progress.mean, ...(progress.ci95 ?? [])]);
  return {
    label: 'progress, %',
    domain: niceDomain(values, { floor: 0, ceiling: 100, span: LEAST_SPAN }),
  };
}

function modelsOf({ configurations }: Sweep): string[] {
  return [...new Set(configurations.map(({ agent }) => agent.model))];
}

function summaryOf(rows: readonly ReportRow[]): string {
  if (rows.length === 0) return 'No episode is finished yet.';
  const best = rows.reduce((a, b) => (b.progress.mean > a.progress.mean ? b : a));
  return `${rows.length} configurations; the highest so far is ${rowSentence(best)}.`;
}
