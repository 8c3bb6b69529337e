// Evaluations of a training as a curve with its 95 % band, and the tables beside all curves. Page, CSV and JSON are made from
// the same figures.

import type { RlFigures, Score, TrainingSetup } from '../../services/learner-service.ts';
import type { Cell, TableData } from '../charts/data-table.ts';
import { niceDomain } from '../charts/scale.ts';
import type { ChartPoint, XYSpec } from '../charts/xy-layout.ts';
import { count, plural } from '../labels.ts';
import { type Drawn, LOOKS, pricePaid, xAxis } from './curves.ts';

/** Updates that a table on the page shows: of thousands, the page would take the time that training needs. */
const SHOWN = 200;
/** Progress is never drawn on less than this, in points: noise must look like noise. */
const LEAST_SPAN = 10;

interface Evaluated {
  readonly figures: RlFigures;
  readonly score: Score;
}

export function evaluationsOf(figures: readonly RlFigures[]): Evaluated[] {
  return figures.flatMap((each) => (each.evaluation ? [{ figures: each, score: each.evaluation }] : []));
}

/** Progress on worlds that training never sees. */
export function progressSpec(drawn: readonly Drawn[]): XYSpec {
  const alone = drawn.length === 1;
  const series = drawn.map(({ name, figures }, i) => ({
    ...LOOKS[i % LOOKS.length],
    name,
    line: true,
    points: evaluationsOf(figures).map((one) => pointOf(one, alone ? '' : `${name}: `)),
  }));
  const values = series.flatMap(({ points }) =>
    points.flatMap(({ y, interval }) => [y, ...(interval ?? [])]),
  );
  const last = series[0]?.points.at(-1);
  return {
    summary: `Progress on validation worlds against world steps, with 95 % intervals. ${last ? `The latest: ${last.title}.` : 'Nothing is evaluated yet.'}`,
    x: xAxis(drawn),
    y: { label: 'progress, %', domain: niceDomain(values, { floor: 0, ceiling: 100, span: LEAST_SPAN }) },
    series,
  };
}

/** `41.2 % (95 % interval 35.0 to 47.5), n = 8 worlds`. */
export function scoreText({ mean, ci95, episodes }: Score): string {
  const interval = ci95 ? ` (95 % interval ${ci95[0].toFixed(1)} to ${ci95[1].toFixed(1)})` : '';
  return `${mean.toFixed(1)} %${interval}, n = ${plural(episodes, 'world')}`;
}

export function evaluationTable(figures: readonly RlFigures[]): TableData {
  return {
    caption: 'Progress on validation worlds',
    columns: ['Update', 'World steps', 'Progress, %', '95 % from', 'to', 'n'],
    rows: evaluationsOf(figures).map(({ figures: { update, global_step }, score }) => [
      String(update),
      global_step,
      score.mean,
      score.ci95?.[0] ?? null,
      score.ci95?.[1] ?? null,
      score.episodes,
    ]),
  };
}

type Read = (figures: RlFigures) => number;
type Columns = readonly (readonly [name: string, read: Read, decimals: number])[];

const MAIN: Columns = [
  ['World steps', (f) => f.global_step, 0],
  ['Reward in 100 steps', (f) => f['charts/reward_per_100_steps'], 2],
  ['Price paid in 100 steps', pricePaid, 3],
  ['Return', (f) => f['charts/episodic_return'], 2],
  ['Steps of an episode', (f) => f['charts/episodic_length'], 0],
  ['Progress, %', (f) => f['charts/progress'], 1],
  ['Plan rate, %', (f) => 100 * f['plan/rate'], 1],
  ['Plan length, tokens', (f) => f['plan/length'], 1],
  ['Price of a token', (f) => f['plan/price'], 3],
  ['Steps a second', (f) => f['charts/SPS'], 0],
  ['Playing, % of the time', (f) => 100 * f['time/playing'], 0],
];
const LEARNING: Columns = [
  ['Policy loss', (f) => f['losses/policy_loss'], 4],
  ['Value loss', (f) => f['losses/value_loss'], 4],
  ['Explained variance', (f) => f['losses/explained_variance'], 3],
  ['KL in the update', (f) => f['losses/approx_kl'], 4],
  ['KL from the start', (f) => f['losses/start_kl'], 4],
  ['Clipped, %', (f) => 100 * f['losses/clipfrac'], 1],
  ['Entropy', (f) => f['losses/entropy'], 4],
  ['Gradient', (f) => f['losses/gradient_norm'], 3],
  ['Learning rate', (f) => f['charts/learning_rate'], 6],
  ['Mismatch, mean', (f) => f['mismatch/mean'], 7],
  ['Mismatch, most', (f) => f['mismatch/max'], 6],
];

export function mainTable(figures: readonly RlFigures[]): TableData {
  return tableOf('What the policy does, update by update', MAIN, figures);
}

export function learningTable(figures: readonly RlFigures[]): TableData {
  return tableOf('How learning goes, update by update', LEARNING, figures);
}

function tableOf(caption: string, columns: Columns, figures: readonly RlFigures[]): TableData {
  return {
    caption,
    columns: ['Update', ...columns.map(([name]) => name)],
    rows: figures.map((f): Cell[] => [String(f.update), ...columns.map(([, read]) => knownOrNull(read(f)))]),
    decimals: [undefined, ...columns.map(([, , decimals]) => decimals)],
    shown: SHOWN,
  };
}

function knownOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** What a whole training exports as JSON. */
export function trainingJson(setup: TrainingSetup, figures: readonly RlFigures[]): string {
  return `${JSON.stringify({ format: 'goldilocks-training-1', setup, updates: figures }, null, 1)}\n`;
}

function pointOf({ figures: { update, global_step: x }, score }: Evaluated, before: string): ChartPoint {
  const title = `${before}update ${update}, ${count(x)} steps: ${scoreText(score)}`;
  return { id: String(update), x, y: score.mean, interval: score.ci95 ?? undefined, label: '', title };
}
