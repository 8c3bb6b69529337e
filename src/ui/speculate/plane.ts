// The time–money plane: every setting of a study as a point, its 95 % intervals in both directions, and the front of those that no
// other one beats. Left is faster, below is cheaper.

import type { Relative, StudyRow } from '../../experiments/speculation-table.ts';
import { parseSetting } from '../../speculation/settings.ts';
import type { TableData } from '../charts/data-table.ts';
import type { Shape, Tone } from '../charts/shapes.ts';
import type { ChartPoint, ChartSeries, XYSpec } from '../charts/xy-layout.ts';
import { settingLabel } from './names.ts';
import { paretoFront } from './pareto.ts';

interface Family {
  readonly name: string;
  readonly tone: Tone;
  readonly shape: Shape;
  readonly has: (word: string) => boolean;
}

/** The oracle knows the future, so it is no choice that anybody has. */
const ORACLE = 'oracle';
/** What all is relative to comes first: it is sure of its name. */
const FAMILIES: readonly Family[] = [
  { name: 'fixed k', tone: 'person', shape: 'square', has: (word) => parseSetting(word).kind === 'fixed' },
  {
    name: 'learned k (τ, β)',
    tone: 'goal',
    shape: 'circle',
    has: (word) => parseSetting(word).kind === 'dynamic',
  },
  {
    name: 'other predictors',
    tone: 'plan',
    shape: 'triangle',
    has: (word) => /^(supervised|bayesian)/.test(word),
  },
  { name: 'oracle', tone: 'bad', shape: 'diamond', has: (word) => word === ORACLE },
  { name: 'T alone', tone: 'muted', shape: 'cross', has: (word) => word === 'sequential' },
];

/** What the ratios of a study are relative to: fixed 2 as in the paper, T alone where that was not played. */
export function baseOf(rows: readonly StudyRow[]): {
  readonly name: string;
  readonly of: (row: StudyRow) => Relative;
} {
  return rows.every(({ toFixed2 }) => toFixed2 !== null)
    ? { name: 'fixed 2', of: (row) => row.toFixed2! }
    : { name: 'T alone', of: (row) => row.toAlone };
}

/** What stands for money: where nothing has a price, the tokens that are written. */
export function moneyOf(rows: readonly StudyRow[]): { readonly name: string; readonly key: 'Cost' | 'G' } {
  return rows.every(({ toAlone }) => toAlone.Cost !== null)
    ? { name: 'cost', key: 'Cost' }
    : { name: 'generated tokens', key: 'G' };
}

/** Rows on the front, from the fastest to the cheapest; the oracle aside. */
export function frontOf(rows: readonly StudyRow[]): StudyRow[] {
  const real = rows.filter(({ setting }) => setting !== ORACLE);
  const { of } = baseOf(rows);
  const { key } = moneyOf(rows);
  const places = real.map((row) => ({ time: of(row).T.ratio, cost: of(row)[key]!.ratio }));
  return paretoFront(places).map((i) => real[i]);
}

export function planeSpec(rows: readonly StudyRow[]): XYSpec {
  const base = baseOf(rows);
  const money = moneyOf(rows);
  const front = frontOf(rows);
  const point = (row: StudyRow): ChartPoint => {
    const { T, [money.key]: cost } = base.of(row);
    return {
      id: row.setting,
      x: T.ratio,
      y: cost!.ratio,
      xInterval: T.ci95 ?? undefined,
      interval: cost!.ci95 ?? undefined,
      label: settingLabel(row.setting),
      title: `${settingLabel(row.setting)}: latency ${ratioText(T)}, ${money.name} ${ratioText(cost!)}, relative to ${base.name}${front.includes(row) ? '; nothing else is faster and cheaper' : ''}`,
    };
  };
  return {
    summary: summaryOf(rows, front, base.name, money.name),
    x: { label: `latency, relative to ${base.name} (left is faster)` },
    y: { label: `${money.name}, relative (below is cheaper)` },
    series: FAMILIES.map(
      ({ has, ...look }): ChartSeries => ({
        ...look,
        points: rows.filter(({ setting }) => has(setting)).map(point),
      }),
    ),
    allNames: true,
    front: front.map((row) => [base.of(row).T.ratio, base.of(row)[money.key]!.ratio] as const),
  };
}

/** The plane's numbers with their intervals. */
export function planeTable(rows: readonly StudyRow[]): TableData {
  const base = baseOf(rows);
  const money = moneyOf(rows);
  const front = new Set(frontOf(rows));
  return {
    caption: `Latency and ${money.name} relative to ${base.name}, with 95 % intervals over tasks`,
    columns: ['Setting', 'n', 'Latency', '95 % from', 'to', money.name, '95 % from', 'to', 'on the front'],
    rows: rows.map((row) => {
      const { T, [money.key]: cost } = base.of(row);
      const ends = (ci95: readonly [number, number] | null) => [ci95?.[0] ?? null, ci95?.[1] ?? null];
      const isFront = front.has(row) ? 'yes' : row.setting === ORACLE ? 'not a choice' : 'no';
      return [
        settingLabel(row.setting),
        row.tasks,
        T.ratio,
        ...ends(T.ci95),
        cost!.ratio,
        ...ends(cost!.ci95),
        isFront,
      ];
    }),
    decimals: [0, 0, 3, 3, 3, 3, 3, 3],
  };
}

function ratioText({ ratio, ci95 }: Relative['T']): string {
  return ci95 ? `${ratio.toFixed(2)} (${ci95[0].toFixed(2)} to ${ci95[1].toFixed(2)})` : ratio.toFixed(2);
}

function summaryOf(
  rows: readonly StudyRow[],
  front: readonly StudyRow[],
  base: string,
  money: string,
): string {
  const names = front.map(({ setting }) => settingLabel(setting)).join('; ');
  return `Latency against ${money} of ${rows.length} settings, relative to ${base}. Not beaten in both by any other: ${names}. The numbers are in the table below.`;
}
