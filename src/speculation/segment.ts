// One segment of dynamic speculative planning, as a state machine: what happened goes in, what to do next comes out. It knows
// no clock and calls nobody, so the real and the simulated run share it, and a test can walk through every order of events.
//
// From a verified place, the approximation agent A guesses step after step, and the target agent T is asked at each of the
// same places without waiting for its own earlier answers. T's answers are what counts: where T_j differs from A_j, T's
// step is taken and everything behind it is cancelled. Facts: arXiv 2509.01920, section 3, and its published code.
//
// Beyond the paper, so that nothing can hang: where T_i is back before A_i, T's step is taken and the late guess cancelled;
// a guess that failed leaves the step to T; a failure of T counts only once all steps before it are verified.

import { LabError } from '../lab-error.ts';
import type { Answer, Place } from './place.ts';

/** Approximation and target. */
export type Who = 'A' | 'T';

export interface CallId {
  readonly who: Who;
  /** Steps behind the segment's start. */
  readonly index: number;
}

/** What the machine asks of whoever runs it. */
export type Command<P extends Place> =
  | ({ readonly do: 'ask'; readonly place: P } & CallId)
  | ({ readonly do: 'cancel' } & CallId)
  /** How far to run ahead; the answer is `predicted`. */
  | { readonly do: 'predict'; readonly place: P };

/**
 * accepted: A's guess was T's step. corrected: T's own step, where A had guessed another one. unguessed: T's own, where A
 * was not asked, was late or had failed.
 */
export type StepKind = 'accepted' | 'corrected' | 'unguessed';

export interface VerifiedStep<P extends Place> {
  /** Where it was taken. */
  readonly place: P;
  readonly action: number;
  readonly kind: StepKind;
  /** What A had said there; null where it was not heard. */
  readonly guess: Answer | null;
}

/** May A's guess stand for T's step? */
export type Match = (guess: Answer, truth: Answer) => boolean;

/** Lossless: the same action. */
export const exactMatch: Match = (guess, truth) => guess.action === truth.action;

type CallState =
  | { readonly is: 'running' | 'cancelled' }
  | { readonly is: 'answered'; readonly answer: Answer }
  | { readonly is: 'failed'; readonly error: LabError };

export class Segment<P extends Place> {
  /** Steps that are certain, in order; no step is ever taken back. */
  readonly steps: VerifiedStep<P>[] = [];
  /** Set once the segment is over: what failed, or null. */
  end: { readonly error: LabError | null } | null = null;
  /** The verified place: where the next segment starts. */
  place: P;
  readonly #match: Match;
  /** Places that A and T are asked at; each follows from the guess before it. */
  readonly #places: P[];
  /** Where each guess leads. */
  readonly #guessed: P[] = [];
  readonly #calls: Record<Who, CallState[]> = { A: [], T: [] };
  /** Steps to run ahead; 0 = T alone. */
  #ahead: number;
  /** Nothing behind this index matters any more. */
  #cut = Number.POSITIVE_INFINITY;

  /** @param ahead steps to run ahead at first, before a prediction */
  constructor(start: P, match: Match, ahead: number) {
    this.place = start;
    this.#places = [start];
    this.#match = match;
    this.#ahead = ahead;
  }

  begin(): Command<P>[] {
    if (this.#ahead === 0) return [this.#ask('T', 0)];
    return [{ do: 'predict', place: this.place }, this.#ask('A', 0), this.#ask('T', 0)];
  }

  /** @param k steps to run ahead in all; less than one counts as one */
  predicted(k: number): Command<P>[] {
    if (this.end || this.#ahead === 0) return [];
    this.#ahead = Math.max(1, Math.floor(k) || 1);
    return [...this.#runAhead(), ...this.#settle()];
  }

  answered({ who, index }: CallId, answer: Answer): Command<P>[] {
    if (!this.#isRunning(who, index)) return [];
    try {
      if (who === 'A') this.#guessed[index] = this.#places[index].after(answer.action);
    } catch (error) {
      return this.failed({ who, index }, LabError.from(error));
    }
    this.#calls[who][index] = { is: 'answered', answer };
    return [...this.#cutAt(index), ...this.#runAhead(), ...this.#settle()];
  }

  /** A call failed for good. */
  failed({ who, index }: CallId, error: LabError): Command<P>[] {
    if (!this.#isRunning(who, index)) return [];
    this.#calls[who][index] = { is: 'failed', error };
    return [...this.#cancelBehind(index), ...this.#settle()];
  }

  /** Gives up all that is under way; what is verified stays. */
  abort(error: LabError): Command<P>[] {
    return this.end ? [] : this.#finish(error);
  }

  #ask(who: Who, index: number): Command<P> {
    this.#calls[who][index] = { is: 'running' };
    return { do: 'ask', who, index, place: this.#places[index] };
  }

  #isRunning(who: Who, index: number): boolean {
    return this.end === null && this.#calls[who][index]?.is === 'running';
  }

  #answer(who: Who, index: number): Answer | null {
    const call = this.#calls[who][index];
    return call?.is === 'answered' ? call.answer : null;
  }

  /** The next guess, if the last one is known and there is room for it. */
  #runAhead(): Command<P>[] {
    const last = this.#places.length - 1;
    const next = this.#guessed[last];
    if (!next || next.over || last + 1 >= this.#ahead || last >= this.#cut) return [];
    this.#places.push(next);
    return [this.#ask('A', last + 1), this.#ask('T', last + 1)];
  }

  /** Where T differs from the guess, or agrees that the task ends, all that is behind it is void. */
  #cutAt(index: number): Command<P>[] {
    const truth = this.#answer('T', index);
    const guess = this.#answer('A', index);
    if (!truth || !guess) return [];
    const agrees = this.#match(guess, truth);
    return agrees && !this.#guessed[index].over ? [] : this.#cancelBehind(index);
  }

  #cancelBehind(index: number): Command<P>[] {
    if (index >= this.#cut) return [];
    this.#cut = index;
    return this.#cancel((_, at) => at > index);
  }

  #cancel(which: (who: Who, index: number) => boolean): Command<P>[] {
    const commands: Command<P>[] = [];
    for (const who of ['A', 'T'] as const)
      for (const [index, call] of this.#calls[who].entries())
        if (call.is === 'running' && which(who, index)) {
          this.#calls[who][index] = { is: 'cancelled' };
          commands.push({ do: 'cancel', who, index });
        }
    return commands;
  }

  /** Takes the steps that are certain now, and ends the segment where nothing more can come. */
  #settle(): Command<P>[] {
    while (!this.end) {
      const index = this.steps.length;
      const target = this.#calls.T[index];
      if (target === undefined) return this.#finish(null);
      if (target.is === 'failed') return this.#finish(target.error);
      if (target.is !== 'answered') return [];
      try {
        if (this.#take(index, target.answer)) return this.#finish(null);
      } catch (error) {
        return this.#finish(LabError.from(error));
      }
    }
    return [];
  }

  /** @returns whether the segment ends with this step */
  #take(index: number, truth: Answer): boolean {
    const place = this.#places[index];
    const guess = this.#answer('A', index);
    const accepted = guess !== null && this.#match(guess, truth);
    this.place = accepted ? this.#guessed[index] : place.after(truth.action);
    const action = accepted ? guess.action : truth.action;
    this.steps.push({
      place,
      action,
      kind: accepted ? 'accepted' : guess ? 'corrected' : 'unguessed',
      guess,
    });
    return !accepted || this.place.over;
  }

  #finish(error: LabError | null): Command<P>[] {
    this.end = { error };
    return this.#cancel(() => true);
  }
}
