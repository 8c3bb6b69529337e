// A chart of points with intervals, laid out as numbers: scales, ticks, paths and label places for a given size. The
// element beside it only writes them down as SVG.

import { type Box, type PlacedLabel, placeLabels } from './label-placement.ts';
import { type Domain, makeScale, niceDomain, type Scale, type ScaleKind } from './scale.ts';
import type { Shape, Tone } from './shapes.ts';

export interface ChartPoint {
  /** Names the point in events. */
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** 95 % interval of y; drawn as a whisker. */
  readonly interval?: readonly [low: number, high: number];
  /** The same of x. */
  readonly xInterval?: readonly [low: number, high: number];
  /** A few letters beside the mark; '' for none. */
  readonly label: string;
  /** The whole sentence, for the tooltip and the line below the chart. */
  readonly title: string;
  /** Cases that this mark stands for; its area grows with them. 1 by default. */
  readonly count?: number;
}

export interface ChartSeries {
  readonly name: string;
  readonly tone: Tone;
  readonly shape: Shape;
  readonly points: readonly ChartPoint[];
  /** Connects the points in the order of x, with a band through their intervals. */
  readonly line?: boolean;
  /** A dashed line across the chart at the first point's height: something without an x of its own family. */
  readonly level?: boolean;
}

export interface Axis {
  readonly label: string;
  readonly kind?: ScaleKind;
  /** The ends; by default round numbers around the data. */
  readonly domain?: Domain;
  readonly format?: (value: number) => string;
  /** Ticks at the most, the first one aside; as many as there is room for by default. */
  readonly ticks?: number;
}

export interface XYSpec {
  /** What the chart shows and what comes out, in one or two sentences: its text for who does not see it. */
  readonly summary: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly ChartSeries[];
  /** Draws y = x: points above it did better on y. */
  readonly diagonal?: boolean;
  /** Every point keeps its name if it can: some may lie over whiskers. */
  readonly allNames?: boolean;
  /** A dashed line through places of its own, such as a front of best points. */
  readonly front?: readonly (readonly [x: number, y: number])[];
}

export interface PlacedPoint {
  readonly point: ChartPoint;
  readonly series: ChartSeries;
  readonly x: number;
  readonly y: number;
  /** Pixels of the interval's ends (top is smaller). */
  readonly whisker: readonly [top: number, bottom: number] | null;
  /** The same of the interval of x. */
  readonly across: readonly [left: number, right: number] | null;
  readonly label: PlacedLabel | null;
}

export interface XYLayout {
  readonly plot: Box;
  readonly x: Scale;
  readonly y: Scale;
  readonly points: readonly PlacedPoint[];
  readonly lines: readonly { readonly series: ChartSeries; readonly path: string; readonly band: string }[];
  readonly levels: readonly { readonly series: ChartSeries; readonly y: number }[];
  /** Path of the front; '' without one. */
  readonly front: string;
}

/** Pixels around a plot, for what stands at its axes. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const MARGIN: Margin = { left: 46, right: 14, top: 14, bottom: 44 };
/** Pixels per tick that leave air between the numbers. */
const X_TICK = 64;
const Y_TICK = 44;

/** @param width of the whole picture in pixels, axes included */
export function layoutXY(spec: XYSpec, width: number, height: number, margin = MARGIN): XYLayout {
  const plot = {
    left: margin.left,
    top: margin.top,
    right: Math.max(margin.left + 40, width - margin.right),
    bottom: height - margin.bottom,
  };
  const all = spec.series.flatMap((series) => series.points);
  const xDomain =
    spec.x.domain ??
    niceDomain(
      all.flatMap(({ x, xInterval }) => [x, ...(xInterval ?? [])]),
      { floor: 0 },
    );
  const yDomain = spec.y.domain ?? niceDomain(all.flatMap(({ y, interval }) => [y, ...(interval ?? [])]));
  const x = makeScale(
    spec.x.kind ?? 'linear',
    xDomain,
    [plot.left, plot.right],
    Math.min(spec.x.ticks ?? Number.POSITIVE_INFINITY, Math.floor((plot.right - plot.left) / X_TICK)),
  );
  const y = makeScale(
    spec.y.kind ?? 'linear',
    yDomain,
    [plot.bottom, plot.top],
    Math.floor((plot.bottom - plot.top) / Y_TICK),
  );
  return {
    plot,
    x,
    y,
    points: placePoints(spec, x, y, plot),
    lines: spec.series
      .filter(({ line, points }) => line && points.length > 1)
      .map((series) => lineOf(series, x, y)),
    levels: spec.series
      .filter(({ level, points }) => level && points.length > 0)
      .map((series) => ({ series, y: y.at(series.points[0].y) })),
    front: polyline((spec.front ?? []).map((place) => [x.at(place[0]), y.at(place[1])])),
  };
}

function placePoints({ series, allNames }: XYSpec, x: Scale, y: Scale, plot: Box): PlacedPoint[] {
  const placed = series.flatMap((each) =>
    each.points.map((point) => ({
      point,
      series: each,
      x: x.at(point.x),
      y: y.at(point.y),
      whisker: point.interval ? ([y.at(point.interval[1]), y.at(point.interval[0])] as const) : null,
      across: point.xInterval ? ([x.at(point.xInterval[0]), x.at(point.xInterval[1])] as const) : null,
    })),
  );
  const labels = placeLabels(
    placed.map(({ x, y, point, whisker, across }) => ({ x, y, text: point.label, whisker, across })),
    { left: plot.left, top: plot.top - 12, right: plot.right + 10, bottom: plot.bottom },
    [],
    allNames,
  );
  return placed.map((each, i) => ({ ...each, label: each.point.label === '' ? null : labels[i] }));
}

function lineOf(series: ChartSeries, x: Scale, y: Scale) {
  const sorted = [...series.points].sort((a, b) => a.x - b.x);
  const path = polyline(sorted.map((point) => [x.at(point.x), y.at(point.y)]));
  const upper = sorted.map((point) => [x.at(point.x), y.at(point.interval?.[1] ?? point.y)] as const);
  const lower = sorted.map((point) => [x.at(point.x), y.at(point.interval?.[0] ?? point.y)] as const);
  return { series, path, band: `${polyline([...upper, ...lower.reverse()])}z` };
}

function polyline(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
