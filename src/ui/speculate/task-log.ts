// What the page knows of one task while it is played: its calls as bars that may still be open, its steps, its segments. Events
// go in one by one; a call's fate is known only once its segment is over.

import type { TaskEvent, TaskResult } from '../../services/speculation-service.ts';
import type { CallFate, CallRecord } from '../../speculation/call-log.ts';
import type { StepKind, Who } from '../../speculation/segment.ts';
import type { SegmentRecord } from '../../speculation/speculate.ts';

/** A fate, or what is known before it: still asked, or answered while the segment goes on. */
export type BarFate = CallFate | 'running' | 'answered';

/** A call as the timeline draws it; times in ms since the task began. */
export interface Bar {
  /** Number of the call in its task. */
  readonly id: number;
  readonly who: Who;
  /** Steps before it, guessed ones included. */
  readonly depth: number;
  readonly from: number;
  /** null while it runs. */
  readonly to: number | null;
  readonly fate: BarFate;
  readonly action: number | null;
  /** Once the segment is over. */
  readonly record: CallRecord | null;
}

export interface LoggedStep {
  readonly at: number;
  readonly action: number;
  readonly kind: StepKind;
}

export class TaskLog {
  /** Number of the task in the set-up, from 0. */
  readonly task: number;
  readonly title: string;
  readonly bars: Bar[] = [];
  readonly steps: LoggedStep[] = [];
  readonly segments: SegmentRecord[] = [];
  /** The segment that goes on: when it began and what was predicted. */
  open: { readonly from: number; readonly k: number; readonly value: number | null } | null = null;
  /** The latest moment that is known of. */
  now = 0;
  result: TaskResult | null = null;
  /** Calls were too many to keep them of every task. */
  forgotten = false;
  readonly #places = new Map<number, number>();

  constructor(task: number, title: string) {
    this.task = task;
    this.title = title;
  }

  receive(event: TaskEvent): void {
    if (event.is === 'segment') {
      this.#closeSegment(event.record, event.calls);
      return;
    }
    this.now = Math.max(this.now, event.at);
    if (event.is === 'asked') this.#ask(event);
    else if (event.is === 'ended') this.#end(event.call, event.at, event.action);
    else if (event.is === 'step') this.steps.push({ at: event.at, action: event.action, kind: event.kind });
    else this.open = { from: this.open?.from ?? event.at, k: event.k, value: event.value };
  }

  /** Lets the calls go; result, steps and segments stay. */
  forgetCalls(): void {
    this.bars.length = 0;
    this.#places.clear();
    this.forgotten = true;
  }

  #ask({ call, who, depth, at }: Extract<TaskEvent, { is: 'asked' }>): void {
    this.open ??= { from: at, k: 1, value: null };
    this.#put({ id: call, who, depth, from: at, to: null, fate: 'running', action: null, record: null });
  }

  #end(call: number, at: number, action: number | null): void {
    const bar = this.bars[this.#places.get(call) ?? -1];
    if (bar) this.#put({ ...bar, to: at, action, fate: action === null ? 'cancelled' : 'answered' });
  }

  #closeSegment(segment: SegmentRecord, calls: readonly CallRecord[]): void {
    this.segments.push(segment);
    this.open = null;
    this.now = Math.max(this.now, segment.to);
    for (const record of calls) {
      const { id, who, depth, from, to, fate, action } = record;
      this.#put({ id, who, depth, from, to, fate, action, record });
    }
  }

  #put(bar: Bar): void {
    const place = this.#places.get(bar.id) ?? this.bars.length;
    this.#places.set(bar.id, place);
    this.bars[place] = bar;
  }
}

/** The calls whose fate is known. */
export function recordsOf({ bars }: TaskLog): CallRecord[] {
  return bars.flatMap(({ record }) => (record ? [record] : []));
}

/** What A had guessed where T's own step was taken; null where A was not heard. */
export function guessAt({ bars, segments }: TaskLog, step: number): number | null {
  const segment = segments.findIndex(({ depth, steps }) => step >= depth && step < depth + steps);
  const guess = bars.find(
    ({ who, depth, record }) => who === 'A' && depth === step && record?.segment === segment,
  );
  return guess?.action ?? null;
}
