// A training's figures as curves with one x axis, its world steps: what it earns and what plans cost it, how often and how
// long it plans; and below each other, how learning itself goes. Several trainings lie over each other, one colour each.

import type { RlFigures } from '../../services/learner-service.ts';
import type { Column, Panel, PanelsSpec } from '../charts/panels-chart.ts';
import { niceDomain } from '../charts/scale.ts';
import type { Shape, Tone } from '../charts/shapes.ts';
import type { ChartPoint, ChartSeries, XYSpec } from '../charts/xy-layout.ts';
import { count } from '../labels.ts';

/** A training that is drawn. */
export interface Drawn {
  readonly name: string;
  readonly figures: readonly RlFigures[];
}

/** Trainings that can lie over each other: distinct by colour and shape. */
export const LOOKS: readonly { readonly tone: Tone; readonly shape: Shape }[] = [
  { tone: 'goal', shape: 'circle' },
  { tone: 'person', shape: 'diamond' },
  { tone: 'plan', shape: 'square' },
  { tone: 'muted', shape: 'triangle' },
];
/** Points of a curve at the most: of more updates, several become one. */
export const MOST_POINTS = 100;

type Read = (figures: RlFigures) => number;

/** One curve: how to read it off an update, and how to say it. */
interface Curve {
  readonly title: string;
  /** In sentences: `return`. */
  readonly short: string;
  readonly read: Read;
  readonly text: (value: number) => string;
  /** No value lies below; what rounding puts there stands on it. */
  readonly floor?: number;
  /** Least height of the panel, so that noise looks like noise. */
  readonly span?: number;
  /** A second line in the same panel, of a single training. */
  readonly beside?: { readonly name: string; readonly own: string; readonly read: Read };
}

const fixed = (digits: number) => (value: number) => value.toFixed(digits);
const percent = (value: number) => `${value.toFixed(1)} %`;
const small = (value: number) =>
  value === 0 || Math.abs(value) >= 0.001 ? value.toFixed(3) : value.toExponential(1);

/** Reward that 100 steps pay for plan tokens. */
export const pricePaid: Read = (f) =>
  f['plan/rate'] === 0 ? 0 : 100 * f['plan/price'] * f['plan/rate'] * f['plan/length'];

export const MAIN_CURVES: readonly Curve[] = [
  {
    title: 'Reward in 100 steps, and price of plans',
    short: 'reward in 100 steps',
    span: 1,
    read: (f) => f['charts/reward_per_100_steps'],
    text: fixed(2),
    beside: { name: 'price paid for plans', own: 'reward', read: pricePaid },
  },
  {
    title: 'Return of the episodes that ended',
    short: 'return',
    span: 1,
    read: (f) => f['charts/episodic_return'],
    text: fixed(2),
  },
  {
    title: 'Plan rate: decisions with a new plan, %',
    short: 'plan rate',
    read: (f) => 100 * f['plan/rate'],
    text: percent,
    floor: 0,
    span: 5,
  },
  {
    title: 'Plan length, tokens',
    short: 'plan length',
    span: 2,
    read: (f) => f['plan/length'],
    text: fixed(1),
    floor: 0,
  },
];

export const LEARNING_CURVES: readonly Curve[] = [
  {
    title: 'Policy loss',
    short: 'policy loss',
    span: 0.01,
    read: (f) => f['losses/policy_loss'],
    text: small,
  },
  {
    title: 'Value loss',
    short: 'value loss',
    span: 0.1,
    read: (f) => f['losses/value_loss'],
    text: small,
    floor: 0,
  },
  {
    title: 'Explained variance (1: perfect, 0: none)',
    short: 'explained variance',
    span: 0.2,
    read: (f) => f['losses/explained_variance'],
    text: fixed(2),
  },
  {
    title: 'KL: in the update, from the start (nats)',
    short: 'KL',
    span: 0.001,
    read: (f) => f['losses/approx_kl'],
    text: small,
    floor: 0,
    beside: { name: 'from the start', own: 'in the update', read: (f) => f['losses/start_kl'] },
  },
  {
    title: 'Entropy, nats a token (of a gate: a decision)',
    short: 'entropy',
    span: 0.1,
    read: (f) => f['losses/entropy'],
    text: fixed(3),
    floor: 0,
  },
  {
    title: 'Mismatch of acting and learning, nats',
    short: 'mismatch',
    read: (f) => f['mismatch/mean'],
    text: (value) => (value === 0 ? '0' : value.toExponential(1)),
    floor: 0,
  },
];

/** @param curves those to draw, below each other */
export function panelsSpec(drawn: readonly Drawn[], curves: readonly Curve[]): PanelsSpec {
  const thin = drawn.map(({ name, figures }) => ({ name, figures, groups: grouped(figures) }));
  const x = xAxis(drawn);
  return {
    summary: summaryOf(drawn, curves),
    panels: curves.map((curve) => panelOf(curve, thin, x)),
    columns: thin[0] ? thin[0].groups.map((group) => columnOf(group, curves)) : [],
  };
}

/** Updates that become one point: each alone as long as there are few. */
export function grouped(figures: readonly RlFigures[]): RlFigures[][] {
  const size = Math.max(1, Math.ceil(figures.length / MOST_POINTS));
  return Array.from({ length: Math.ceil(figures.length / size) }, (_, i) =>
    figures.slice(i * size, (i + 1) * size),
  );
}

/** Mean over the updates that say something. */
export function meanOf(group: readonly RlFigures[], read: Read): number {
  const known = group.map(read).filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function panelOf(curve: Curve, drawn: readonly (Drawn & { groups: RlFigures[][] })[], x: XYSpec['x']): Panel {
  const alone = drawn.length === 1;
  const { beside, floor, span } = curve;
  const series = drawn.map(({ name, groups }, i): ChartSeries => {
    const look = LOOKS[i % LOOKS.length];
    const points = pointsOf(groups, curve.read, floor);
    return { ...look, name: alone ? (beside?.own ?? '') : name, line: true, points };
  });
  if (beside && alone) {
    const points = pointsOf(drawn[0].groups, beside.read, floor);
    series.push({ name: beside.name, tone: 'bad', shape: 'triangle', line: true, points });
  }
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  // What has a zero is measured from there.
  const known = floor === undefined && !beside ? values : [0, ...values];
  const y = { label: '', domain: niceDomain(known, { floor, span }), format: tickText };
  const title = values.length > 0 ? curve.title : `${curve.title}: none yet`;
  return { title, spec: { summary: curve.title, x, y, series } };
}

function pointsOf(
  groups: readonly RlFigures[][],
  read: Read,
  floor = Number.NEGATIVE_INFINITY,
): ChartPoint[] {
  return groups.flatMap((group) => {
    const y = Math.max(floor, meanOf(group, read));
    const { update, global_step: x } = group[group.length - 1];
    return Number.isFinite(y) ? [{ id: String(update), x, y, label: '', title: '' }] : [];
  });
}

function columnOf(group: readonly RlFigures[], curves: readonly Curve[]): Column {
  const [first] = group;
  const last = group[group.length - 1];
  const updates = first === last ? `Update ${last.update}` : `Updates ${first.update} to ${last.update}`;
  const values = curves.flatMap(({ short, read, text, beside }) => {
    const value = meanOf(group, read);
    const own = `${short} ${Number.isFinite(value) ? text(value) : 'not known'}`;
    return beside ? [own, `${beside.name} ${text(meanOf(group, beside.read))}`] : [own];
  });
  return {
    id: String(last.update),
    x: last.global_step,
    title: `${updates}, ${count(last.global_step)} steps: ${values.join(', ')}`,
  };
}

function summaryOf(drawn: readonly Drawn[], curves: readonly Curve[]): string {
  const [first] = drawn;
  const last = first?.figures.at(-1);
  const what = curves.map(({ short }) => short).join(', ');
  if (!last) return `${what} against world steps. No update is made yet.`;
  const others = drawn.length > 1 ? ` of ${drawn.length} trainings` : '';
  return `${what}${others} against world steps. ${columnOf([last], curves).title}.`;
}

/** The x axis of all: world steps. */
export function xAxis(drawn: readonly Drawn[]): XYSpec['x'] {
  const most = Math.max(0, ...drawn.map(({ figures }) => figures.at(-1)?.global_step ?? 0));
  return { label: 'world steps', domain: niceDomain([0, most || 1000], { floor: 0 }), format: stepsText };
}

/** `1,500`, `20k`, `1.5M`. */
export function stepsText(steps: number): string {
  if (steps >= 1e6) return `${steps / 1e6}M`;
  return steps >= 10_000 ? `${steps / 1000}k` : count(steps);
}

function tickText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && size < 0.001 ? value.toExponential(0) : String(value);
}
