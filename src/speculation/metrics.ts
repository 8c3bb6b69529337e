// What a speculative run cost and brought, in the paper's words: T latency, P prompt tokens, G generated tokens, Cost money, MC
// peak of concurrent calls, K predicted steps ahead, waste in four parts. Source: arXiv 2509.01920, section 4.

import type { CallRecord } from './call-log.ts';
import type { Place } from './place.ts';
import type { Who } from './segment.ts';
import type { SegmentRecord, SpeculativeRun } from './speculate.ts';

export interface Tokens {
  readonly prompt: number;
  readonly generated: number;
}

/** One task under one setting. */
export interface TaskFigures {
  /** ms. */
  readonly time: number;
  readonly prompt: number;
  readonly generated: number;
  readonly money: number;
  /** Most calls under way at once. */
  readonly peak: number;
  /** k of every segment. */
  readonly ks: readonly number[];
  /** Tokens of calls that did not make the trajectory. */
  readonly waste: Readonly<Record<Who, Tokens>>;
  /** Steps at which A was heard, and at which it was right. */
  readonly heard: number;
  readonly matched: number;
  /** V(s) and the matches that really came, wherever both are known. */
  readonly predictions: readonly { readonly value: number; readonly matches: number }[];
  readonly actions: readonly number[];
}

const MADE_IT: ReadonlySet<string> = new Set(['accepted', 'verified', 'corrected']);

export function figuresOf<P extends Place>({ steps, calls, segments, time }: SpeculativeRun<P>): TaskFigures {
  const kinds = steps.map(({ kind }) => kind);
  const { prompt, generated } = tokensOf(calls);
  const wasted = calls.filter(({ fate }) => !MADE_IT.has(fate));
  return {
    time,
    prompt,
    generated,
    money: calls.reduce((sum, { use }) => sum + use.money, 0),
    peak: peakOf(calls),
    ks: segments.map(({ k }) => k),
    waste: { A: tokensOf(wasted, 'A'), T: tokensOf(wasted, 'T') },
    heard: kinds.filter((kind) => kind !== 'unguessed').length,
    matched: kinds.filter((kind) => kind === 'accepted').length,
    predictions: segments.flatMap((segment) => predictionOf(segment, kinds)),
    actions: steps.map(({ action }) => action),
  };
}

/** Do two runs make the same trajectory? @returns the first step that differs, or null */
export function firstDifference(one: readonly number[], other: readonly number[]): number | null {
  const length = Math.max(one.length, other.length);
  for (let step = 0; step < length; step++) if (one[step] !== other[step]) return step;
  return null;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function tokensOf(calls: readonly CallRecord[], who?: Who): Tokens {
  const counted = who ? calls.filter((call) => call.who === who) : calls;
  return {
    prompt: sum(counted.map(({ use }) => use.promptTokens)),
    generated: sum(counted.map(({ use }) => use.generatedTokens)),
  };
}

/** A call that ends when another begins is not beside it. */
function peakOf(calls: readonly CallRecord[]): number {
  const edges = calls.flatMap(({ from, to }) => [
    { at: from, change: 1 },
    { at: to, change: -1 },
  ]);
  edges.sort((one, other) => one.at - other.at || one.change - other.change);
  let [open, peak] = [0, 0];
  for (const { change } of edges) {
    open += change;
    peak = Math.max(peak, open);
  }
  return peak;
}

/** What was predicted where a segment began, beside the matches that followed, up to A's next mistake or the task's end. */
function predictionOf({ depth, value }: SegmentRecord, kinds: readonly string[]) {
  if (value === null) return [];
  let end = depth;
  while (kinds[end] === 'accepted') end++;
  return kinds[end] === 'unguessed' ? [] : [{ value, matches: end - depth }];
}
