// Two configurations on the same worlds: one mark a world, above the diagonal where the second did better. Every pair can
// be chosen; the first choice is the paper's question, a model primed without plans against one that plans when it wants.

import type { Comparison, ReportRow } from '../../experiments/report.ts';
import type { JobFigures, Sweep } from '../../experiments/sweep.ts';
import type { TableData } from '../charts/data-table.ts';
import { niceDomain } from '../charts/scale.ts';
import type { XYSpec } from '../charts/xy-layout.ts';
import { plural } from '../labels.ts';
import { neverPlans } from './configurations.ts';
import { configurationOf } from './curves.ts';

/** Labels of two rows: the first is measured against the second. */
export interface Pair {
  readonly a: string;
  readonly b: string;
}

/** A world that both have played, with the progress of each in %. */
export interface PairedWorld {
  readonly seed: number;
  readonly a: number;
  readonly b: number;
}

/** The pair a reader wants first; null with fewer than two rows. */
export function firstPair(sweep: Sweep, rows: readonly ReportRow[]): Pair | null {
  const agentOf = (row: ReportRow) => configurationOf(sweep, row).agent;
  const dynamic = rows.find((row) => agentOf(row).schedule === 'dynamic') ?? rows[1];
  const others = rows.filter((row) => row !== dynamic);
  const against =
    others.find((row) => neverPlans(agentOf(row).model)) ??
    others.find((row) => agentOf(row).schedule === 'never') ??
    others[0];
  return dynamic && against ? { a: dynamic.label, b: against.label } : null;
}

/** The worlds both have played, in the order of their seeds; of a group of trainings, a world's mean. */
export function pairedWorlds(
  rows: readonly ReportRow[],
  jobs: readonly JobFigures[],
  pair: Pair,
): PairedWorld[] {
  const means = (label: string) => {
    const wanted = rows.find((row) => row.label === label)?.configurations ?? [];
    const mine = jobs.filter(({ job }) => wanted.includes(job.configuration));
    const bySeed = Map.groupBy(mine, ({ job }) => job.seed);
    return new Map([...bySeed].map(([seed, same]) => [seed, meanProgress(same)]));
  };
  const [a, b] = [means(pair.a), means(pair.b)];
  return [...a.keys()]
    .filter((seed) => b.has(seed))
    .sort((x, y) => x - y)
    .map((seed) => ({ seed, a: a.get(seed)!, b: b.get(seed)! }));
}

/** A mark for every combination, larger where several worlds share it. */
export function pairSpec(worlds: readonly PairedWorld[], pair: Pair): XYSpec {
  const domain = niceDomain(
    worlds.flatMap(({ a, b }) => [a, b]),
    { floor: 0, ceiling: 100, span: 20 },
  );
  const places = Map.groupBy(worlds, ({ a, b }) => `${a} ${b}`);
  const above = worlds.filter(({ a, b }) => a > b).length;
  return {
    summary: `Progress of ${pair.a} against ${pair.b} on ${plural(worlds.length, 'world')}; ${pair.a} did better on ${above}.`,
    x: { label: `${pair.b}: progress, %`, domain },
    y: { label: `${pair.a}: progress, %`, domain },
    diagonal: true,
    series: [
      {
        name: '',
        tone: 'person',
        shape: 'circle',
        points: [...places.values()].map((same) => ({
          id: String(same[0].seed),
          x: same[0].b,
          y: same[0].a,
          label: '',
          count: same.length,
          title: `${worldNames(same)}: ${pair.a} ${same[0].a.toFixed(1)} %, ${pair.b} ${same[0].b.toFixed(1)} %`,
        })),
      },
    ],
  };
}

/** Won, lost and drawn worlds in a sentence, after what may be said of the difference. */
export function pairSentence(
  worlds: readonly PairedWorld[],
  { a, b }: Pair,
  comparison: Comparison | undefined,
): string {
  const won = worlds.filter((world) => world.a > world.b).length;
  const lost = worlds.filter((world) => world.a < world.b).length;
  const tally = `${a} did better on ${won}, ${b} on ${lost}, and ${worlds.length - won - lost} ended level.`;
  if (!comparison) return tally;
  const { mean, ci95 } = comparison.difference;
  const interval = ci95 ? ` (95 % interval ${signed(ci95[0])} to ${signed(ci95[1])})` : '';
  return `${comparison.verdict} Mean difference ${signed(mean)} points${interval} over ${plural(worlds.length, 'world')}: ${tally}`;
}

/** What choosing among many pairs does to a 95 % interval; '' for a single pair. @param rows that can be compared */
export function manyPairs(rows: number): string {
  const pairs = (rows * (rows - 1)) / 2;
  if (pairs < 2) return '';
  return `These rows make ${pairs} pairs, and no interval is widened for that: of twenty pairs without a difference, one looks decided by chance.`;
}

export function pairTable(worlds: readonly PairedWorld[], { a, b }: Pair): TableData {
  return {
    caption: 'Progress on the same worlds, in %',
    columns: ['World seed', a, b, 'Difference'],
    rows: worlds.map((world) => [String(world.seed), world.a, world.b, world.a - world.b]),
  };
}

function meanProgress(jobs: readonly JobFigures[]): number {
  return jobs.reduce((sum, { metrics }) => sum + metrics.progress, 0) / jobs.length;
}

function worldNames(worlds: readonly PairedWorld[]): string {
  const seeds = worlds.map(({ seed }) => seed);
  const shown = seeds.slice(0, 6).join(', ');
  return `World${seeds.length === 1 ? '' : 's'} ${shown}${seeds.length > 6 ? ` and ${seeds.length - 6} more` : ''}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}
