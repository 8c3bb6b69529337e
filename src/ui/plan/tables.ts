// The numbers beside the charts. Page, CSV and picture are made from the same report, so they say the same.

import { METRIC_NAMES, METRICS } from '../../experiments/metrics.ts';
import type { Report, ReportRow } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import type { HeatSpec } from '../charts/heat-layout.ts';
import { achievementLabel } from '../labels.ts';
import { pointLabel } from './curves.ts';

/** Progress and how often each configuration planned. */
export function curveTable(rows: readonly ReportRow[]): TableData {
  return {
    caption: 'Progress and plans per configuration',
    columns: [
      'Configuration',
      'n',
      'Plans per 100 steps',
      'Progress, %',
      '95 % from',
      'to',
      'IQM, %',
      'Crafter score, %',
    ],
    rows: rows.map((row) => [
      row.label,
      row.episodes,
      row.plansPer100,
      row.progress.mean,
      ...intervalCells(row.progress.ci95),
      row.progress.iqm,
      row.score,
    ]),
  };
}

/** Progress and what it cost. */
export function costTable(rows: readonly ReportRow[]): TableData {
  return {
    caption: 'Progress and tokens per configuration',
    columns: [
      'Configuration',
      'n',
      'Tokens per episode',
      'of them for plans',
      'Tokens per achievement',
      'Progress, %',
      '95 % from',
      'to',
    ],
    rows: rows.map((row) => [
      row.label,
      row.episodes,
      row.tokens,
      row.planTokens,
      row.metrics.tokensPerAchievement?.mean ?? null,
      row.progress.mean,
      ...intervalCells(row.progress.ci95),
    ]),
    decimals: [undefined, undefined, 0, 0, 0],
  };
}

/** Every metric of every configuration, mean and 95 % interval. */
export function metricsTable(rows: readonly ReportRow[]): TableData {
  return {
    caption: 'Every figure: mean and 95 % interval',
    columns: ['Figure', ...rows.map(({ label }) => label)],
    rows: METRIC_NAMES.map((name) => [withUnit(METRICS[name]), ...rows.map((row) => summaryText(row, name))]),
  };
}

/** Achievements by how often they are reached, the commonest first: the staircase that a run climbs. */
export function achievementOrder(rows: readonly ReportRow[]): string[] {
  const overall = (name: string) => rows.reduce((sum, row) => sum + row.achievements[name], 0);
  return ACHIEVEMENTS.toSorted((a, b) => overall(b) - overall(a));
}

/** Success rates, achievement by configuration. */
export function heatSpec(sweep: Sweep, rows: readonly ReportRow[]): HeatSpec {
  const names = achievementOrder(rows);
  return {
    summary: `Success rate of each of ${names.length} achievements under ${rows.length} configurations, in %. The same numbers are in the table below.`,
    rows: names.map(achievementLabel),
    columns: rows.map((row) => (sameModel(sweep) ? pointLabel(sweep, row) : row.label)),
    cells: names.map((name) => rows.map((row) => row.achievements[name])),
  };
}

/** The heat map's numbers, in %. */
export function heatTable({ rows, cells }: HeatSpec, report: readonly ReportRow[]): TableData {
  return {
    caption: 'Episodes that reach an achievement, in %',
    columns: ['Achievement', ...report.map(({ label }) => label)],
    rows: rows.map((name, i) => [name, ...cells[i].map((share) => (share === null ? null : 100 * share))]),
  };
}

/** One row an episode, for a spreadsheet. */
export function episodesTable(sweep: Sweep, jobs: readonly JobFigures[]): TableData {
  return {
    caption: 'Episodes',
    columns: ['configuration', 'model', 'schedule', 'seed', ...METRIC_NAMES, 'died', 'achievements'],
    rows: jobs
      .toSorted((a, b) => a.job.index - b.job.index)
      .map(({ job, metrics }): Cell[] => {
        const { label, agent } = sweep.configurations[job.configuration];
        return [
          label,
          agent.model,
          agent.schedule,
          job.seed,
          ...METRIC_NAMES.map((name) => metrics[name]),
          metrics.terminated ? 1 : 0,
          metrics.unlocked.join(' '),
        ];
      }),
  };
}

/** What a whole experiment exports as JSON. */
export function exportJson(sweep: Sweep, report: Report, jobs: readonly JobFigures[]): string {
  return `${JSON.stringify({ format: 'goldilocks-sweep-1', sweep, report, episodes: jobs }, null, 1)}\n`;
}

function intervalCells(interval: readonly [number, number] | null): [Cell, Cell] {
  return interval ? [interval[0], interval[1]] : [null, null];
}

function summaryText(row: ReportRow, name: (typeof METRIC_NAMES)[number]): string {
  const summary = row.metrics[name];
  if (!summary) return '–';
  const digits = Math.abs(summary.mean) >= 100 ? 0 : Math.abs(summary.mean) < 1 ? 2 : 1;
  const text = (value: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const { ci95 } = summary;
  return ci95 && ci95[0] < ci95[1]
    ? `${text(summary.mean)} (${text(ci95[0])} to ${text(ci95[1])})`
    : text(summary.mean);
}

function withUnit({ label, unit }: { label: string; unit: string }): string {
  return label.toLowerCase().includes(unit) ? label : `${label}, ${unit}`;
}

function sameModel({ configurations }: Sweep): boolean {
  return new Set(configurations.map(({ agent }) => agent.model)).size === 1;
}
