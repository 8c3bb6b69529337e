// Figures of a deployment on worlds, shaped for what draws them: generations as columns, the curve over them, what was unlocked, and
// files.

import type { EpisodeMetrics } from '../../deployment/crafter/episode-metrics.ts';
import { gainOver } from '../../deployment/crafter/episode-metrics.ts';
import type { EpisodeGeneration, EpisodePlan } from '../../deployment/crafter/episode-run.ts';
import type { Interval } from '../../experiments/statistics.ts';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import type { ChartSeries, XYSpec } from '../charts/xy-layout.ts';
import { generationAxis, generationName, SERIES_LOOKS } from './generations.ts';

/** A deployment that is drawn. */
export interface DrawnEpisodes {
  readonly name: string;
  readonly generations: Generations;
}

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

/** How much more, in points and in the same worlds: `+4.5 (1.2 to 7.9)`. */
export function gainText(before: EpisodeMetrics, after: EpisodeMetrics): string {
  const { mean, ci95 } = gainOver(before, after);
  return range(`${mean > 0 ? '+' : ''}${percent(mean)}`, ci95);
}

/** Whether one is above the other in the same worlds beyond doubt. */
export function isSure(before: EpisodeMetrics, after: EpisodeMetrics): boolean {
  const { ci95 } = gainOver(before, after);
  return ci95 !== null && (ci95[0] > 0 || ci95[1] < 0);
}

/** One row a generation, numbers alone: for spreadsheets and beside the curve. */
export function episodeCurveTable(drawn: readonly DrawnEpisodes[]): TableData {
  const figures = (metrics: EpisodeMetrics | null): Cell[] =>
    metrics ? [metrics.progress, metrics.ci95?.[0] ?? null, metrics.ci95?.[1] ?? null] : [null, null, null];
  const of = (what: string) => [`${what} progress, %`, `${what} low`, `${what} high`];
  const several = drawn.length > 1;
  const whose = several ? ['Deployment'] : [];
  return {
    caption: 'Progress by generation, with 95 % intervals',
    columns: ['Generation', ...whose, ...of('Collecting'), ...of('Held-out'), 'Plan tokens', 'Kept', 'Pool'],
    rows: drawn.flatMap(({ name, generations }) =>
      generations.map(({ n, collecting, heldOut, kept, pool }) => [
        ...[String(n), ...(several ? [name] : []), ...figures(collecting), ...figures(heldOut)],
        ...[collecting.planTokens, kept, pool],
      ]),
    ),
  };
}

/** Progress over the generations, bands through its intervals; a second deployment lies beside the first. */
export function episodeCurve(drawn: readonly DrawnEpisodes[]): XYSpec {
  const named = drawn.length > 1;
  const readings = drawn.map(({ name, generations }) => {
    const reading = episodeReading(generations) || 'Progress of the base model.';
    return named ? `${name}: ${reading}` : reading;
  });
  return {
    summary: readings.join(' '),
    x: generationAxis(drawn),
    y: { label: 'progress, %', domain: [0, 100] },
    series: drawn.slice(0, SERIES_LOOKS.length).flatMap((each, i) => seriesOf(each, named, SERIES_LOOKS[i])),
  };
}

function seriesOf(
  { name: whose, generations }: DrawnEpisodes,
  named: boolean,
  looks: (typeof SERIES_LOOKS)[number],
): ChartSeries[] {
  return SETS.flatMap((set, i) => {
    const [tone, shape] = looks[i];
    const where = set === 'collecting' ? 'collecting worlds' : 'held-out worlds';
    const name = named ? `${whose}: ${where}` : where;
    const points = generations.flatMap((generation) => {
      const metrics = generation[set];
      if (!metrics) return [];
      const { n } = generation;
      const title = `${named ? `${whose}: ` : ''}${generationName(n)}, ${where}: progress ${progressText(metrics)} %, ${metrics.planTokens.toFixed(0)} plan tokens an episode.`;
      const interval = metrics.ci95 ?? undefined;
      return [{ id: `${set} ${n}`, x: n, y: metrics.progress, interval, label: '', title }];
    });
    return points.length === 0 ? [] : [{ name, tone, shape, points, line: true }];
  });
}

/** What the curve says, in a sentence: worlds differ much, so each is compared with itself. */
export function episodeReading(generations: Generations): string {
  const [base] = generations;
  const last = generations.at(-1);
  if (!base || !last || last.n === 0) return '';
  const told = SETS.flatMap((set) => {
    const [a, b] = [base[set], last[set]];
    if (!a || !b) return [];
    const where = set === 'collecting' ? 'in the same worlds' : 'in held-out worlds';
    return [`${gainText(a, b)} points ${where}${isSure(a, b) ? '' : ', which may be chance'}`];
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
