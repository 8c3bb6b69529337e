// The timeline as numbers, before anything is drawn: where the ticks of plans and the marks of achievements stand, when
// it was night, and where the axis is labelled. A long run has more plans than pixels, so ticks share columns.

import { daylightAt } from '../worlds/crafter/daylight.ts';
import type { AchievementMark, PlanMark } from './run-view.ts';

export interface TimelineTick {
  /** Pixels from the left. */
  readonly x: number;
  /** Plans that share this column. */
  readonly count: number;
  /** A person wrote one of them. */
  readonly person: boolean;
}

/** A stretch under plans of one author, or of several plans of the same one. */
export interface TimelineSpan {
  readonly left: number;
  readonly right: number;
  readonly person: boolean;
}

export interface TimelineMark {
  readonly x: number;
  readonly step: number;
  readonly name: string;
}

export interface TimelineData {
  /** Steps the full width stands for. */
  readonly span: number;
  readonly ticks: readonly TimelineTick[];
  /** Whose plan was in force when; gaps where there was none. */
  readonly spans: readonly TimelineSpan[];
  readonly marks: readonly TimelineMark[];
  /** Dark stretches as [left, right] in pixels. */
  readonly nights: readonly (readonly [number, number])[];
  readonly labels: readonly { readonly x: number; readonly step: number }[];
}

const SHORTEST_SPAN = 60;

/**
 * Steps that a timeline of `steps` steps shows: a round number with room to grow, `cap` at the most, or exactly `total`
 * if the run's length is known.
 */
export function timelineSpan(steps: number, total?: number, cap = Number.POSITIVE_INFINITY): number {
  if (total !== undefined) return Math.max(1, total);
  let span = SHORTEST_SPAN;
  for (let i = 0; span < steps * 1.02; i++) span *= i % 2 === 0 ? 2 : 2.5;
  return Math.max(1, Math.min(span, cap));
}

/** Lays plans and achievements out over `width` pixels. @param until the last step that was taken */
export function timelineData(
  plans: readonly PlanMark[],
  achievements: readonly AchievementMark[],
  span: number,
  width: number,
  until = span,
): TimelineData {
  const x = (step: number) => Math.round((step / span) * (width - 1));
  return {
    span,
    ticks: columnTicks(plans, x),
    spans: authorSpans(plans, x, until),
    marks: achievements.map(({ step, name }) => ({ x: x(step), step, name })),
    nights: nightsWithin(span).map(([from, to]) => [x(from), x(to)] as const),
    labels: axisSteps(span, width).map((step) => ({ x: x(step), step })),
  };
}

function columnTicks(plans: readonly PlanMark[], x: (step: number) => number): TimelineTick[] {
  const columns = new Map<number, { count: number; person: boolean }>();
  for (const plan of plans) {
    const column = columns.get(x(plan.step)) ?? { count: 0, person: false };
    column.count++;
    column.person ||= plan.by === 'person';
    columns.set(x(plan.step), column);
  }
  return [...columns].map(([at, column]) => ({ x: at, ...column }));
}

function authorSpans(plans: readonly PlanMark[], x: (step: number) => number, until: number): TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  plans.forEach(({ step, text, by }, i) => {
    if (text === '') return;
    const left = x(step);
    const right = x(Math.max(step, plans[i + 1]?.step ?? until));
    const last = spans.at(-1);
    const person = by === 'person';
    if (last?.right === left && last.person === person) spans[spans.length - 1] = { ...last, right };
    else spans.push({ left, right, person });
  });
  return spans;
}

/** Steps at which it is darker than half. */
function nightsWithin(span: number): [number, number][] {
  const nights: [number, number][] = [];
  let from = -1;
  for (let step = 0; step <= span; step++) {
    const dark = daylightAt(step) < 0.5;
    if (dark && from < 0) from = step;
    if ((!dark || step === span) && from >= 0) {
      nights.push([from, step]);
      from = -1;
    }
  }
  return nights;
}

/** Round step numbers about 90 px apart, 0 included. */
function axisSteps(span: number, width: number): number[] {
  const rough = (span * 90) / Math.max(90, width);
  const power = 10 ** Math.floor(Math.log10(rough));
  const every = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? 1);
  return Array.from({ length: Math.floor(span / every) + 1 }, (_, i) => i * every);
}
