// A deployment's figures, shaped for what draws them: generations as columns, the curve over them, and files.

import type { DeploymentPlan, Generation } from '../../deployment/deployment-run.ts';
import type { DeploymentMetrics } from '../../deployment/metrics.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import type { ChartPoint, ChartSeries, XYSpec } from '../charts/xy-layout.ts';

/** A deployment that is drawn. */
export interface Drawn {
  readonly name: string;
  readonly generations: readonly Generation[];
}

const percent = (value: number) => value.toFixed(1);

export function generationName(n: number): string {
  return n === 0 ? 'Base' : `Generation ${n}`;
}

/** `53.2 (47.7 to 59.3)`. */
export function solvedText({ solved, ci95 }: DeploymentMetrics): string {
  return ci95 ? `${percent(solved)} (${ci95.map(percent).join(' to ')})` : percent(solved);
}

type Row = readonly [name: string, value: (generation: Generation) => Cell];

function rows(hasHeldOut: boolean, runs: number): readonly Row[] {
  const unanimous = `Unanimous@${runs}, %`;
  const held: readonly Row[] = [
    ['Held-out tasks solved, % (95 %)', ({ heldOut }) => heldOut && solvedText(heldOut)],
    [`Held out: ${unanimous.toLowerCase()}`, ({ heldOut }) => heldOut && percent(heldOut.unanimous)],
  ];
  return [
    ['Tasks solved, % (95 %)', ({ collecting }) => solvedText(collecting)],
    [unanimous, ({ collecting }) => percent(collecting.unanimous)],
    ['Solved by some run, %', ({ collecting }) => percent(collecting.solvedOnce)],
    ...(hasHeldOut ? held : []),
    ['Longest valid plan, steps', ({ collecting }) => collecting.longestPlan],
    ['Attempts kept', ({ kept }) => kept],
    ['Tasks in the pool after it', ({ pool }) => pool],
    ['Training that made it: steps', ({ training }) => training?.steps ?? null],
    [
      'Loss at its end, nats a token',
      ({ training }) => (training?.loss == null ? null : training.loss.toFixed(3)),
    ],
  ];
}

/** Generations as columns. */
export function columnsTable({ generations }: Drawn, runs: number): TableData {
  const hasHeldOut = generations.some(({ heldOut }) => heldOut !== null);
  return {
    caption: 'Generations, one column each',
    columns: ['', ...generations.map(({ n }) => generationName(n))],
    rows: rows(hasHeldOut, runs).map(([name, value]) => [name, ...generations.map(value)]),
  };
}

/** One row a generation, numbers alone: for spreadsheets and beside the curve. */
export function curveTable(drawn: readonly Drawn[]): TableData {
  const figures = (metrics: DeploymentMetrics | null): Cell[] =>
    metrics
      ? [metrics.solved, metrics.ci95?.[0] ?? null, metrics.ci95?.[1] ?? null, metrics.unanimous]
      : [null, null, null, null];
  const of = (what: string) => [`${what} solved, %`, `${what} low`, `${what} high`, `${what} unanimous, %`];
  const several = drawn.length > 1;
  return {
    caption: 'Solved tasks by generation, with 95 % intervals',
    columns: [
      'Generation',
      ...(several ? ['Deployment'] : []),
      ...of('Collecting'),
      ...of('Held-out'),
      'Longest plan',
      'Kept',
      'Pool',
    ],
    rows: drawn.flatMap(({ name, generations }) =>
      generations.map(({ n, collecting, heldOut, kept, pool }) => [
        String(n),
        ...(several ? [name] : []),
        ...figures(collecting),
        ...figures(heldOut),
        collecting.longestPlan,
        kept,
        pool,
      ]),
    ),
  };
}

/** Collecting and held-out tasks of the first deployment, then of one beside it. */
export const SERIES_LOOKS = [
  [
    ['goal', 'circle'],
    ['person', 'diamond'],
  ],
  [
    ['bad', 'square'],
    ['muted', 'triangle'],
  ],
] as const;

/** @param drawn all that lie over one axis */
export function generationAxis(drawn: readonly { readonly generations: readonly unknown[] }[]): XYSpec['x'] {
  const most = Math.max(1, ...drawn.map(({ generations }) => generations.length - 1));
  return {
    label: 'generation (0 is the base)',
    domain: [0, most],
    ticks: most,
    format: (value) => (Number.isInteger(value) ? String(value) : ''),
  };
}

/** Solved tasks over the generations, bands through their intervals; a second deployment lies beside the first. */
export function curveSpec(drawn: readonly Drawn[]): XYSpec {
  return {
    summary: summaryOf(drawn),
    x: generationAxis(drawn),
    y: { label: 'solved, %', domain: [0, 100] },
    series: drawn
      .slice(0, SERIES_LOOKS.length)
      .flatMap((each, i) => seriesOf(each, drawn.length > 1, SERIES_LOOKS[i])),
  };
}

function seriesOf(
  { name, generations }: Drawn,
  named: boolean,
  looks: (typeof SERIES_LOOKS)[number],
): ChartSeries[] {
  return (['collecting', 'heldOut'] as const).flatMap((which, i) => {
    const [tone, shape] = looks[i];
    const what = which === 'collecting' ? 'collecting tasks' : 'held-out tasks';
    const points = generations.flatMap((generation): ChartPoint[] => {
      const metrics = generation[which];
      if (!metrics) return [];
      const { n } = generation;
      const whose = named ? `${name}: ` : '';
      return [
        {
          id: `${which} ${n}`,
          x: n,
          y: metrics.solved,
          interval: metrics.ci95 ?? undefined,
          label: '',
          title: `${whose}${generationName(n)}, ${what}: ${solvedText(metrics)} % solved, unanimous ${percent(metrics.unanimous)} %, longest plan ${metrics.longestPlan}.`,
        },
      ];
    });
    return points.length === 0
      ? []
      : [{ name: named ? `${name}: ${what}` : what, tone, shape, points, line: true }];
  });
}

function summaryOf(drawn: readonly Drawn[]): string {
  return drawn
    .map(({ name, generations }) => {
      const [first] = generations;
      const last = generations.at(-1);
      if (!first || !last) return `${name}: no generation yet.`;
      return `${name}: ${percent(first.collecting.solved)} % solved by the base, ${percent(last.collecting.solved)} % by ${generationName(last.n).toLowerCase()}.`;
    })
    .join(' ');
}

/** What the curve says, in a sentence. */
export function readingOf({ generations }: Drawn): string {
  const [first] = generations;
  const last = generations.at(-1);
  if (!first || !last || last.n === 0) return '';
  const [a, b] = [first.collecting, last.collecting];
  const longer = `its longest plan has ${b.longestPlan} steps, the base’s ${a.longestPlan}.`;
  const apart = a.ci95 && b.ci95 && (a.ci95[1] < b.ci95[0] || b.ci95[1] < a.ci95[0]);
  const sure = apart ? 'Their intervals are apart' : 'Their intervals overlap: nothing is decided yet';
  const factor = a.solved > 0 ? ` (${(b.solved / a.solved).toFixed(2)} times the base’s)` : '';
  return `${generationName(last.n)} solves ${percent(b.solved)} %${factor}; ${longer} ${sure}.`;
}

const FORMAT = 'goldilocks-deployment-figures-1';

export function figuresJson(name: string, plan: DeploymentPlan, generations: readonly Generation[]): string {
  return `${JSON.stringify({ format: FORMAT, name, plan, generations }, null, 1)}\n`;
}
