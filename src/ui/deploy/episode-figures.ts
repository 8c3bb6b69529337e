// Figures of a deployment on worlds, shaped for what draws them: generations as columns, the curve over them, what was unlocked, and
// files.

import type { EpisodeMetrics } from '../../deployment/crafter/episode-metrics.ts';
import { gainOver } from '../../deployment/crafter/episode-metrics.ts';
import type { EpisodeGeneration, EpisodePlan } from '../../deployment/crafter/episode-run.ts';
import type { Interval } from '../../experiments/statistics.ts';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import type { XYSpec } from '../charts/xy-layout.ts';
import { generationName } from './generations.ts';

type Generations = readonly EpisodeGeneration[];
const SETS = ['collecting', 'heldOut'] as const;

const percent = (value: number) => value.toFixed(1);
const range = (value: string, ci95: Interval | null) =>
  ci95 ? `${value} (${ci95.map(percent).join(' to ')})` : value;

/** `53.2 (47.7 to 59.3)`. */
export function progressText({ progress, ci95 }: EpisodeMetrics): string {
  return range(percent(progress), ci95);
}

/** Generations as columns. */
export function episodeColumns(generations: Generations): TableData {
  const [base] = generations;
  const row = (name: string, value: (generation: EpisodeGeneration) => Cell): Cell[] => [
    name,
    ...generations.map(value),
  ];
  const gain = (set: (typeof SETS)[number]) => (generation: EpisodeGeneration) =>
    generation.n > 0 && base[set] && generation[set] ? gainText(base[set], generation[set]) : null;
  const held =
    base?.heldOut === null
      ? []
      : [
          row('Held-out worlds: progress, % (95 %)', ({ heldOut }) => heldOut && progressText(heldOut)),
          row('Held out: more than the base, points', gain('heldOut')),
        ];
  return {
    caption: 'Generations, one column each',
    columns: ['', ...generations.map(({ n }) => generationName(n))],
    rows: [
      row('Progress, % (95 %)', ({ collecting }) => progressText(collecting)),
      row('More than the base in the same worlds, points', gain('collecting')),
      ...held,
      row('Best episode, %', ({ collecting }) => percent(collecting.best)),
      row('Steps of an episode', ({ collecting }) => collecting.steps.toFixed(0)),
      row('Plans per 100 steps', ({ collecting }) => percent(collecting.plansPer100)),
      row('Plan tokens of an episode', ({ collecting }) => collecting.planTokens.toFixed(0)),
      row('Died, %', ({ collecting }) => percent(collecting.died)),
      row('Episodes kept', ({ kept }) => kept),
      row('Worlds in the pool after it', ({ pool }) => pool),
      row('Training that made it: steps', ({ training }) => training?.steps ?? null),
      row('Loss at its end, nats a token', ({ training }) => training?.loss?.toFixed(3) ?? null),
    ],
  };
}

function gainText(before: EpisodeMetrics, after: EpisodeMetrics): string {
  const { mean, ci95 } = gainOver(before, after);
  return range(`${mean > 0 ? '+' : ''}${percent(mean)}`, ci95);
}

/** One row a generation, numbers alone: for spreadsheets and beside the curve. */
export function episodeCurveTable(generations: Generations): TableData {
  const figures = (metrics: EpisodeMetrics | null): Cell[] =>
    metrics ? [metrics.progress, metrics.ci95?.[0] ?? null, metrics.ci95?.[1] ?? null] : [null, null, null];
  const of = (what: string) => [`${what} progress, %`, `${what} low`, `${what} high`];
  return {
    caption: 'Progress by generation, with 95 % intervals',
    columns: ['Generation', ...of('Collecting'), ...of('Held-out'), 'Plan tokens', 'Kept', 'Pool'],
    rows: generations.map(({ n, collecting, heldOut, kept, pool }) => [
      ...[String(n), ...figures(collecting), ...figures(heldOut), collecting.planTokens, kept, pool],
    ]),
  };
}

/** Progress over the generations, bands through its intervals. */
export function episodeCurve(generations: Generations): XYSpec {
  const most = Math.max(1, generations.length - 1);
  const looks = { collecting: ['goal', 'circle'], heldOut: ['person', 'diamond'] } as const;
  return {
    summary: episodeReading(generations) || 'Progress of the base model.',
    x: {
      label: 'generation (0 is the base)',
      domain: [0, most],
      ticks: most,
      format: (value) => (Number.isInteger(value) ? String(value) : ''),
    },
    y: { label: 'progress, %', domain: [0, 100] },
    series: SETS.flatMap((set) => {
      const [tone, shape] = looks[set];
      const name = set === 'collecting' ? 'collecting worlds' : 'held-out worlds';
      const points = generations.flatMap((generation) => {
        const metrics = generation[set];
        if (!metrics) return [];
        const { n } = generation;
        const title = `${generationName(n)}, ${name}: progress ${progressText(metrics)} %, ${metrics.planTokens.toFixed(0)} plan tokens an episode.`;
        const interval = metrics.ci95 ?? undefined;
        return [{ id: `${set} ${n}`, x: n, y: metrics.progress, interval, label: '', title }];
      });
      return points.length === 0 ? [] : [{ name, tone, shape, points, line: true }];
    }),
  };
}

/** What the curve says, in a sentence: worlds differ much, so each is compared with itself. */
export function episodeReading(generations: Generations): string {
  const [base] = generations;
  const last = generations.at(-1);
  if (!base || !last || last.n === 0) return '';
  const told = SETS.flatMap((set) => {
    const [a, b] = [base[set], last[set]];
    if (!a || !b) return [];
    const { mean, ci95 } = gainOver(a, b);
    const sure = ci95 !== null && (ci95[0] > 0 || ci95[1] < 0);
    const where = set === 'collecting' ? 'in the same worlds' : 'in held-out worlds';
    return [
      `${range(`${mean > 0 ? '+' : ''}${percent(mean)}`, ci95)} points ${where}${sure ? '' : ', which may be chance'}`,
    ];
  });
  return `${generationName(last.n)} against the base: ${told.join('; ')}.`;
}

/** Share of episodes that unlocked each achievement, by generation. */
export function achievementTable(generations: Generations): TableData {
  return {
    caption: 'Episodes that unlocked each achievement, %',
    columns: ['Achievement', ...generations.map(({ n }) => generationName(n))],
    rows: ACHIEVEMENTS.map((name) => [
      name.replaceAll('_', ' '),
      ...generations.map(({ collecting }) => percent(collecting.achievements[name] ?? 0)),
    ]),
  };
}

const FORMAT = 'goldilocks-deployment-figures-1';

export function episodeFiguresJson(name: string, plan: EpisodePlan, generations: Generations): string {
  return `${JSON.stringify({ format: FORMAT, kind: 'episodes', name, plan, generations }, null, 1)}\n`;
}
