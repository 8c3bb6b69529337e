// A speculative run of one task: segment after segment from verified place to verified place, until the task ends. Its result is
// the target's own trajectory (under exact match), with every call that was made for it.

import { LabError } from '../lab-error.ts';
import { type MatchRun, MatchRunCollector } from '../learning/k-predictor/match-run.ts';
import { type CallEnd, CallLog, type CallRecord } from './call-log.ts';
import type { Executor, ExecutorEvent } from './executor.ts';
import type { Answer, Place } from './place.ts';
import {
  type CallId,
  type Command,
  exactMatch,
  type Match,
  Segment,
  type VerifiedStep,
  type Who,
} from './segment.ts';

/** How far to run ahead. */
export interface AheadPolicy<P extends Place> {
  /** It cannot say anything before A's first answer: until then the segment runs one step ahead. */
  readonly needsGuess?: boolean;
  /**
   * @param guess A's answer there, where `needsGuess`
   * @returns steps to run ahead, at least 1, and the value V(s) that says so, if there is one
   */
  ahead(place: P, guess: Answer | null): { readonly k: number; readonly value: number | null };
  /**
   * A run of matches is over. @param steps in a row at which A matched T, but for the last where `mismatched`; otherwise the
   * task ended behind them
   */
  learn(steps: readonly VerifiedStep<P>[], mismatched: boolean): void;
}

export interface SegmentRecord {
  /** ms since the run began. */
  readonly from: number;
  readonly to: number;
  /** Steps verified before it, and in it. */
  readonly depth: number;
  readonly steps: number;
  /** Steps that were to be run ahead; 0 for T alone. */
  readonly k: number;
  readonly value: number | null;
}

export interface SpeculativeRun<P extends Place> {
  readonly steps: readonly VerifiedStep<P>[];
  readonly calls: readonly CallRecord[];
  readonly segments: readonly SegmentRecord[];
  /** Where the run stands at its end. */
  readonly end: P;
  /** ms. */
  readonly time: number;
  /** Why it ended before the task did. */
  readonly error: LabError | null;
}

/** For those who watch; times in ms since the run began. */
export type SpeculationEvent<P extends Place> =
  | {
      readonly is: 'asked';
      readonly call: number;
      readonly who: Who;
      readonly depth: number;
      readonly at: number;
    }
  | { readonly is: 'ended'; readonly call: number; readonly at: number; readonly end: CallEnd }
  | { readonly is: 'predicted'; readonly at: number; readonly k: number; readonly value: number | null }
  | { readonly is: 'step'; readonly at: number; readonly step: VerifiedStep<P> }
  | { readonly is: 'segment'; readonly record: SegmentRecord; readonly calls: readonly CallRecord[] };

export interface SpeculationOptions<P extends Place> {
  readonly start: P;
  /** null: T alone, one step after another. */
  readonly policy: AheadPolicy<P> | null;
  /** `exactMatch` unless something else is given. */
  readonly match?: Match;
  /** Closed when the run is over. */
  readonly executor: Executor<P>;
  readonly onEvent?: (event: SpeculationEvent<P>) => void;
}

/** Never throws: what went wrong is the result's `error`, and the steps before it are kept. */
export async function speculate<P extends Place>(options: SpeculationOptions<P>): Promise<SpeculativeRun<P>> {
  const run = new Run(options);
  try {
    await run.play();
  } catch (error) {
    run.giveUp(LabError.from(error));
  } finally {
    await options.executor.close();
  }
  return run.result();
}

class Run<P extends Place> {
  readonly #options: SpeculationOptions<P>;
  readonly #executor: Executor<P>;
  readonly #log = new CallLog<P>();
  readonly #steps: VerifiedStep<P>[] = [];
  readonly #segments: SegmentRecord[] = [];
  #segment: Segment<P>;
  /** Where the segment starts. */
  #start: P;
  #from = 0;
  #ahead: { k: number; value: number | null };
  /** Of the segment's steps, those that everybody knows of. */
  #told = 0;
  readonly #matches = new MatchRunCollector<VerifiedStep<P>>();
  #time = 0;
  #error: LabError | null = null;

  constructor(options: SpeculationOptions<P>) {
    this.#options = options;
    this.#executor = options.executor;
    this.#start = options.start;
    this.#ahead = this.#unpredicted();
    this.#segment = this.#newSegment(options.start);
  }

  async play(): Promise<void> {
    while (!this.#segment.place.over && !this.#error) {
      await this.#playSegment();
      this.#segment = this.#newSegment(this.#segment.place);
    }
    if (!this.#error) this.#teach(this.#matches.end());
  }

  giveUp(error: LabError): void {
    this.#error = error;
    this.#obey(this.#segment.abort(error));
    this.#closeSegment();
  }

  result(): SpeculativeRun<P> {
    return {
      steps: this.#steps,
      calls: this.#log.records,
      segments: this.#segments,
      end: this.#segment.place,
      time: this.#time,
      error: this.#error,
    };
  }

  #unpredicted() {
    return { k: this.#options.policy ? 1 : 0, value: null };
  }

  #newSegment(start: P): Segment<P> {
    this.#ahead = this.#unpredicted();
    this.#from = this.#executor.now();
    this.#told = 0;
    return new Segment(start, this.#options.match ?? exactMatch, this.#ahead.k);
  }

  async #playSegment(): Promise<void> {
    const segment = this.#segment;
    this.#obey(segment.begin());
    while (!segment.end) {
      this.#obey(this.#take(await this.#executor.next()));
      this.#tellSteps();
    }
    this.#error = segment.end.error;
    this.#closeSegment();
  }

  #take(event: ExecutorEvent): Command<P>[] {
    if (event.is === 'predicted') return this.#segment.predicted(event.k);
    if (event.is === 'answered') return this.#answered(this.#ended(event.call, event), event.answer);
    return this.#segment.failed(this.#ended(event.call, event), event.error);
  }

  #answered(id: CallId, answer: Answer): Command<P>[] {
    const isFirstGuess = id.who === 'A' && id.index === 0;
    if (isFirstGuess && this.#options.policy?.needsGuess) this.#predict(this.#start, answer);
    return this.#segment.answered(id, answer);
  }

  #ended(call: number, end: CallEnd): CallId {
    const at = this.#executor.now();
    this.#options.onEvent?.({ is: 'ended', call, at, end });
    return this.#log.ended(call, end, at);
  }

  #obey(commands: readonly Command<P>[]): void {
    for (const command of commands) {
      if (command.do === 'predict') this.#mayPredict(command.place);
      else if (command.do === 'ask') this.#ask(command, command.place);
      else this.#cancel(this.#log.find(command));
    }
  }

  #ask(id: CallId, place: P): void {
    const at = this.#executor.now();
    const call = this.#log.ask(id, place, at);
    this.#options.onEvent?.({ is: 'asked', call: call.id, who: id.who, depth: place.depth, at });
    this.#executor.ask(call);
  }

  #cancel(call: number): void {
    this.#ended(call, { is: 'cancelled', use: this.#executor.cancel(call) });
  }

  #mayPredict(place: P): void {
    this.#start = place;
    if (!this.#options.policy!.needsGuess) this.#predict(place, null);
  }

  #predict(place: P, guess: Answer | null): void {
    this.#ahead = this.#options.policy!.ahead(place, guess);
    this.#executor.predict(this.#ahead.k);
    this.#options.onEvent?.({ is: 'predicted', at: this.#executor.now(), ...this.#ahead });
  }

  #tellSteps(): void {
    const fresh = this.#segment.steps.slice(this.#told);
    this.#told += fresh.length;
    this.#steps.push(...fresh);
    for (const step of fresh) {
      this.#options.onEvent?.({ is: 'step', at: this.#executor.now(), step });
      this.#learnFrom(step);
    }
  }

  /** Only real mistakes teach: where A was not heard, how far it would have matched is not known. */
  #learnFrom(step: VerifiedStep<P>): void {
    if (step.kind === 'accepted') this.#matches.match(step);
    else if (step.kind === 'corrected') this.#teach(this.#matches.mismatch(step));
    else this.#matches.end();
  }

  #teach(run: MatchRun<VerifiedStep<P>> | null): void {
    if (run) this.#options.policy?.learn(run.prefixes, run.mismatched);
  }

  #closeSegment(): void {
    this.#executor.dropPrediction();
    this.#time = this.#executor.now();
    const { steps } = this.#segment;
    const calls = this.#log.closeSegment(this.#segments.length, steps);
    const depth = this.#steps.length - steps.length;
    const record = { from: this.#from, to: this.#time, depth, steps: steps.length, ...this.#ahead };
    this.#segments.push(record);
    this.#options.onEvent?.({ is: 'segment', record, calls });
  }
}
