// The timeline of a task as numbers: lanes of calls, A above T, segments with their k, a time axis. Pure, so that its geometry is
// tested without a page; the element beside it only writes it down as SVG.

import type { Who } from '../../speculation/segment.ts';
import { makeScale, type Scale } from '../charts/scale.ts';
import type { Bar } from './task-log.ts';

export interface GanttSpec {
  /** What the chart shows and what came out, for who does not see it. */
  readonly summary: string;
  readonly bars: readonly Bar[];
  readonly segments: readonly GanttSegment[];
  /** ms that the axis reaches to. */
  readonly end: number;
  /** One per bar: its whole description. */
  readonly titles: readonly string[];
  /** One per bar: what was answered, for those with room. */
  readonly names: readonly string[];
}

export interface GanttSegment {
  readonly from: number;
  /** ms; the present where it goes on. */
  readonly to: number;
  /** 0 for T alone. */
  readonly k: number;
}

export interface PlacedBar {
  readonly bar: Bar;
  /** Index in the spec's bars. */
  readonly index: number;
  /** From the top, over both agents. */
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PlacedSegment {
  readonly x: number;
  readonly width: number;
  /** `k 4`; '' where there is no room. */
  readonly label: string;
}

export interface GanttLayout {
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly bars: readonly PlacedBar[];
  readonly segments: readonly PlacedSegment[];
  /** Middle of each agent's lanes and where they end. */
  readonly agents: readonly { readonly who: Who; readonly middle: number; readonly bottom: number }[];
  /** Where the axis is. */
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const BAR_HEIGHT = 20;
const LANE = 25;
const TOP = 26;
const LEFT = 30;
const RIGHT = 14;
/** Between A's lanes and T's. */
const GAP = 10;
/** Room below for the axis' numbers and its name. */
const FOOT = 46;
/** Pixels that a usual bar is drawn with at least, and pixels of the widest picture. */
const USUAL_BAR = 16;
const MOST_WIDTH = 6000;
/** A call that was cancelled at once is still seen. */
const LEAST_BAR = 3;
const TICK = 90;
/** Pixels of `k 12`. */
const SEGMENT_LABEL = 30;

/** @param room pixels that are there; a long task is drawn wider and scrolled */
export function layoutGantt(spec: GanttSpec, room: number): GanttLayout {
  const { bars, end } = spec;
  const span = Math.max(1, end);
  const width = Math.round(Math.max(room, Math.min(MOST_WIDTH, LEFT + RIGHT + neededFor(bars, span))));
  const [left, right] = [LEFT, width - RIGHT];
  const x = makeScale('linear', [0, span], [left, right], Math.max(2, Math.floor((right - left) / TICK)));
  const lanes = lanesOf(bars, end);
  const count = (who: Who) => 1 + Math.max(0, ...bars.map((bar, i) => (bar.who === who ? lanes[i] : 0)));
  const ofA = count('A');
  const top = { A: TOP, T: TOP + ofA * LANE + GAP };
  const bottom = top.T + count('T') * LANE;
  return {
    width,
    height: bottom + FOOT,
    x,
    bars: bars.map((bar, index) => placeBar(bar, index, { lane: lanes[index], ofA, top, end, x })),
    segments: spec.segments.map((segment) => placeSegment(segment, x)),
    agents: [
      { who: 'A', middle: (top.A + top.T - GAP) / 2, bottom: top.T - GAP / 2 },
      { who: 'T', middle: (top.T + bottom) / 2, bottom },
    ],
    bottom,
    left,
    right,
  };
}

/** The first lane of its agent that is free when a call begins, from 0. */
export function lanesOf(bars: readonly Bar[], end: number): number[] {
  const busy: Record<Who, number[]> = { A: [], T: [] };
  const lanes = new Array<number>(bars.length).fill(0);
  const order = bars.map((_, i) => i).sort((one, other) => bars[one].from - bars[other].from);
  for (const i of order) {
    const { who, from, to } = bars[i];
    const free = busy[who].findIndex((until) => until <= from);
    lanes[i] = free === -1 ? busy[who].length : free;
    busy[who][lanes[i]] = to ?? end;
  }
  return lanes;
}

/** The bar that an arrow key leads to from another one: along time, or to the lane above or below at about the same time. */
export function barBeside(layout: Pick<GanttLayout, 'bars'>, index: number, key: string): number | null {
  const own = layout.bars[index];
  const along = layout.bars.toSorted((one, other) => one.bar.from - other.bar.from || one.lane - other.lane);
  const at = along.indexOf(own);
  if (key === 'ArrowRight') return along[Math.min(along.length - 1, at + 1)].index;
  if (key === 'ArrowLeft') return along[Math.max(0, at - 1)].index;
  if (key === 'Home') return along[0].index;
  if (key === 'End') return along[along.length - 1].index;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return null;
  const lane = own.lane + (key === 'ArrowDown' ? 1 : -1);
  const there = layout.bars.filter((each) => each.lane === lane);
  const distance = ({ x, width }: PlacedBar) => Math.abs(x + width / 2 - own.x - own.width / 2);
  return there.toSorted((one, other) => distance(one) - distance(other))[0]?.index ?? index;
}

/** Pixels at which a usual bar can be read. */
function neededFor(bars: readonly Bar[], span: number): number {
  const lengths = bars
    .flatMap(({ from, to }) => (to !== null && to > from ? [to - from] : []))
    .sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 4)];
  return usual === undefined ? 0 : (span / usual) * USUAL_BAR;
}

function placeBar(
  bar: Bar,
  index: number,
  { lane, ofA, top, end, x }: { lane: number; ofA: number; top: Record<Who, number>; end: number; x: Scale },
): PlacedBar {
  const left = x.at(bar.from);
  const width = Math.max(LEAST_BAR, x.at(Math.max(bar.from, bar.to ?? end)) - left - 1);
  return {
    bar,
    index,
    lane: bar.who === 'A' ? lane : ofA + lane,
    x: left,
    y: top[bar.who] + lane * LANE,
    width,
  };
}

function placeSegment({ from, to, k }: GanttSegment, x: Scale): PlacedSegment {
  const width = x.at(to) - x.at(from);
  return { x: x.at(from), width, label: k > 0 && width >= SEGMENT_LABEL ? `k ${k}` : '' };
}
