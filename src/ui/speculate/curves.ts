// How far A ran ahead over the tasks, and what the predictor made of its mistakes: k and V(s) with the range they had within a
// task (a fixed k has none), and the error of the predictions over its updates.

import type { PredictorFigures } from '../../services/speculation-service.ts';
import type { TableData } from '../charts/data-table.ts';
import type { Column, PanelsSpec } from '../charts/panels-chart.ts';
import { niceDomain } from '../charts/scale.ts';
import type { ChartPoint, ChartSeries } from '../charts/xy-layout.ts';
import type { TaskLog } from './task-log.ts';

/** Points of a curve at the most: of more tasks or updates, several become one. */
const MOST_POINTS = 80;

interface Range {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One place of the x axis: a task, or several that became one point. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly k: Range | null;
  readonly value: Range | null;
}

/** k and V(s) over tasks. */
export function aheadSpec(logs: readonly TaskLog[]): PanelsSpec {
  const stretches = stretchesOf(logs);
  const x = {
    label: 'task',
    domain: niceDomain([1, Math.max(2, logs.length)], { floor: 0 }),
    format: wholeText,
  };
  const panel = (title: string, pick: (stretch: Stretch) => Range | null) => {
    const points = stretches.flatMap((stretch) => pointOf(stretch, pick(stretch)));
    const values = points.flatMap(({ interval, y }) => interval ?? [y]);
    const y = { label: '', domain: niceDomain([0, ...values], { floor: 0, span: 2 }) };
    const series: ChartSeries[] = [{ name: '', tone: 'person', shape: 'circle', line: true, points }];
    return {
      title: points.length > 0 ? title : `${title}: none yet`,
      spec: { summary: title, x, y, series },
    };
  };
  const panels = [panel('k: steps ahead (band: least to most)', ({ k }) => k)];
  if (stretches.some(({ value }) => value !== null))
    panels.push(panel('V(s): expected matches', ({ value }) => value));
  return { summary: aheadSummary(stretches), panels, columns: stretches.map(columnOf) };
}

export function aheadTable(logs: readonly TaskLog[]): TableData {
  return {
    caption: 'k and V(s) of every segment',
    columns: ['Task', 'Segment', 'k', 'V(s)', 'Steps that came', 'From, ms', 'To, ms'],
    rows: logs.flatMap(({ task, segments }) =>
      segments.map(({ k, value, steps, from, to }, i) => [
        String(task + 1),
        i + 1,
        k,
        value,
        steps,
        from,
        to,
      ]),
    ),
    decimals: [0, 0, 0, 2, 0, 0, 0],
    shown: 200,
  };
}

/** The predictor's error, bias and loss over its updates. */
export function learningSpec(learned: readonly PredictorFigures[]): PanelsSpec {
  const groups = grouped(learned);
  const most = Math.max(2, learned.at(-1)?.updates ?? 2);
  const x = {
    label: 'updates (one after every mismatch)',
    domain: niceDomain([1, most], { floor: 0 }),
    format: wholeText,
  };
  const panel = (title: string, read: (figures: PredictorFigures) => number | null) => {
    const points = groups.flatMap((group): ChartPoint[] => {
      const y = meanOf(group.map(read));
      const { updates } = group[group.length - 1];
      return y === null ? [] : [{ id: String(updates), x: updates, y, label: '', title: '' }];
    });
    const y = { label: '', domain: niceDomain([0, ...points.map((point) => point.y)], { span: 0.5 }) };
    const series: ChartSeries[] = [{ name: '', tone: 'goal', shape: 'circle', line: true, points }];
    return { title, spec: { summary: title, x, y, series } };
  };
  return {
    summary: learningSummary(learned),
    panels: [
      panel('Error: mean |V − matches that came|', ({ error }) => error),
      panel('Bias: above 0 it expects too many', ({ bias }) => bias),
      panel('Loss of the update', ({ loss }) => loss),
    ],
    columns: groups.map(learnedColumn),
  };
}

export function learningTable(learned: readonly PredictorFigures[]): TableData {
  return {
    caption: 'The predictor’s updates',
    columns: ['Update', 'Error', 'Bias', 'Loss'],
    rows: learned.map(({ updates, error, bias, loss }) => [String(updates), error, bias, loss]),
    decimals: [0, 3, 3, 4],
    shown: 200,
  };
}

/** Parts of about equal length, as few per part as the number of points allows. */
export function grouped<T>(all: readonly T[]): T[][] {
  const size = Math.max(1, Math.ceil(all.length / MOST_POINTS));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

function stretchesOf(logs: readonly TaskLog[]): Stretch[] {
  return grouped(logs.filter(({ segments }) => segments.length > 0)).map((group) => {
    const segments = group.flatMap((log) => log.segments);
    return {
      first: group[0].task + 1,
      last: group[group.length - 1].task + 1,
      k: rangeOf(segments.map(({ k }) => k)),
      value: rangeOf(segments.flatMap(({ value }) => (value === null ? [] : [value]))),
    };
  });
}

/** There is no task one and a half. */
function wholeText(tick: number): string {
  return Number.isInteger(tick) ? String(tick) : '';
}

function rangeOf(values: readonly number[]): Range | null {
  const mean = meanOf(values);
  return mean === null ? null : { mean, low: Math.min(...values), high: Math.max(...values) };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function pointOf({ last }: Stretch, range: Range | null): ChartPoint[] {
  if (!range) return [];
  const { mean, low, high } = range;
  return [{ id: String(last), x: last, y: mean, interval: [low, high], label: '', title: '' }];
}

function columnOf({ first, last, k, value }: Stretch): Column {
  const tasks = first === last ? `Task ${last}` : `Tasks ${first} to ${last}`;
  const said = [k && `k ${rangeText(k)}`, value && `V(s) ${rangeText(value)}`].filter(Boolean).join(', ');
  return { id: String(last), x: last, title: `${tasks}: ${said}` };
}

function rangeText({ mean, low, high }: Range): string {
  const text = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  return low === high ? text(mean) : `${mean.toFixed(2)} (${text(low)} to ${text(high)})`;
}

function learnedColumn(group: readonly PredictorFigures[]): Column {
  const { updates } = group[group.length - 1];
  const text = (value: number | null) => (value === null ? 'not known' : value.toFixed(2));
  const first = group[0].updates;
  return {
    id: String(updates),
    x: updates,
    title:
      `${first === updates ? `Update ${updates}` : `Updates ${first} to ${updates}`}: error ${text(meanOf(group.map(({ error }) => error)))}, ` +
      `bias ${text(meanOf(group.map(({ bias }) => bias)))}, loss ${text(meanOf(group.map(({ loss }) => loss)))}`,
  };
}

function aheadSummary(stretches: readonly Stretch[]): string {
  const last = stretches.at(-1);
  return `How far A may run ahead, over the tasks. ${last ? `The latest: ${columnOf(last).title}.` : 'No segment is over yet.'}`;
}

/** The first and the last fifth of the updates, so that noise does not speak. */
function learningSummary(learned: readonly PredictorFigures[]): string {
  const part = Math.max(1, Math.floor(learned.length / 5));
  const error = (some: readonly PredictorFigures[]) => meanOf(some.map((each) => each.error))?.toFixed(2);
  if (learned.length < 2) return 'The predictor’s error over its updates. Too few updates yet.';
  return `The predictor’s error over ${learned.length} updates: ${error(learned.slice(0, part))} at first, ${error(learned.slice(-part))} at last.`;
}
