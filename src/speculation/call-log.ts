// The calls of a speculative run and what became of each: which made the trajectory, which were waste. A call's fate is known
// only once its segment is over.

import { type Call, type CallUse, NO_USE } from './executor.ts';
import type { Answer, Place } from './place.ts';
import type { CallId, VerifiedStep, Who } from './segment.ts';

/** `accepted`, `verified` and `corrected` calls made the trajectory; the others are waste. */
export type CallFate =
  /** A: its guess was T's step. */
  | 'accepted'
  /** T: it confirmed A's guess. */
  | 'verified'
  /** T: its own step was taken. */
  | 'corrected'
  /** A: it guessed wrong. */
  | 'wrong'
  /** It answered, but behind a wrong guess. */
  | 'void'
  | 'cancelled'
  | 'failed';

export interface CallRecord {
  /** Number of the call in its run. */
  readonly id: number;
  readonly who: Who;
  /** Number of its segment. */
  readonly segment: number;
  /** Steps before it, guessed ones included. */
  readonly depth: number;
  /** ms since the run began. */
  readonly from: number;
  readonly to: number;
  readonly fate: CallFate;
  /** What was answered; null without an answer. */
  readonly action: number | null;
  readonly use: CallUse;
}

export type CallEnd =
  | { readonly is: 'answered'; readonly answer: Answer; readonly use: CallUse }
  | { readonly is: 'cancelled'; readonly use: CallUse }
  | { readonly is: 'failed' };

interface LoggedCall<P extends Place> extends Call<P> {
  readonly from: number;
  to: number;
  end: CallEnd | null;
}

export class CallLog<P extends Place> {
  readonly records: CallRecord[] = [];
  #calls: LoggedCall<P>[] = [];
  #asked = 0;

  /** A call begins. */
  ask(id: CallId, place: P, at: number): Call<P> {
    const call: LoggedCall<P> = {
      who: id.who,
      index: id.index,
      id: this.#asked++,
      place,
      from: at,
      to: at,
      end: null,
    };
    this.#calls.push(call);
    return call;
  }

  /** The number of a call that goes on, by its place in the segment. */
  find({ who, index }: CallId): number {
    return this.#calls.find((call) => call.who === who && call.index === index)!.id;
  }

  /** A call is over. @returns where it stood in the segment */
  ended(id: number, end: CallEnd, at: number): CallId {
    const call = this.#calls.find((one) => one.id === id)!;
    call.end = end;
    call.to = at;
    return call;
  }

  /** The segment is over: all its calls get their fates. @returns their records */
  closeSegment(segment: number, steps: readonly VerifiedStep<P>[]): readonly CallRecord[] {
    const closed = this.#calls.map((call) => recordOf(call, segment, steps[call.index]));
    this.records.push(...closed);
    this.#calls = [];
    return closed;
  }
}

function recordOf<P extends Place>(
  { id, who, place, from, to, end }: LoggedCall<P>,
  segment: number,
  step: VerifiedStep<P> | undefined,
): CallRecord {
  const answered = end?.is === 'answered' ? end : null;
  const use = answered?.use ?? (end?.is === 'cancelled' ? end.use : NO_USE);
  const fate = answered ? fateOf(who, step) : end?.is === 'failed' ? 'failed' : 'cancelled';
  return {
    id,
    who,
    segment,
    depth: place.depth,
    from,
    to,
    fate,
    action: answered?.answer.action ?? null,
    use,
  };
}

/** Of a call that answered. @param step that was verified at its place, if any */
function fateOf<P extends Place>(who: Who, step: VerifiedStep<P> | undefined): CallFate {
  if (!step) return 'void';
  if (who === 'A') return step.kind === 'accepted' ? 'accepted' : 'wrong';
  return step.kind === 'accepted' ? 'verified' : 'corrected';
}
