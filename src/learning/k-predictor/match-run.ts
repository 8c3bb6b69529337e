// A run of matches, as the predictor learns from it. It begins at a verified place, goes on over as many segments as it takes
// (a budget that is used up says nothing about the next step), and ends where the approximation agent fails, or with the task.
//
// What the task's end means: the agent was right up to it, so how far it would have matched in a longer task is not known (the
// count is censored), yet what this task had to offer was counted in full. The paper keeps only runs in which the agent
// failed, and so does this learner unless its dial `taskEnds` is 1; then such a run's last step has reward 1, and nothing
// follows. The price of the paper's rule: tasks that the agent solves alone are never seen. On synthetic tasks of two to seven
// steps V is then 1.2 matches too low at τ = 0.5, with `taskEnds` 0.01; τ = 0.99 makes up for it (0.1 too low).

import type { Prefix } from './prefix-encoder.ts';

/** No policy runs further ahead than this, and of a longer run so many of the latest places are learned from. */
export const MAX_AHEAD = 64;

/** All places of a run in order, all of them matches but the last of a mismatched one. */
export interface MatchRun<P = Prefix> {
  readonly prefixes: readonly P[];
  /** The agent failed at the last prefix; otherwise the task ended after it. */
  readonly mismatched: boolean;
}

/** Matches from place `index` on, up to the run's end. */
export function matchesFrom({ prefixes, mismatched }: MatchRun, index: number): number {
  return prefixes.length - index - (mismatched ? 1 : 0);
}

/** Collects the runs of one task, place by verified place: prefixes, or whatever stands for them until they are read. */
export class MatchRunCollector<P = Prefix> {
  #prefixes: P[] = [];

  /** The approximation agent was right at this place. */
  match(prefix: P): void {
    this.#prefixes.push(prefix);
  }

  /** It was wrong at this place: the run that this ends. */
  mismatch(prefix: P): MatchRun<P> {
    this.#prefixes.push(prefix);
    return this.#take(true);
  }

  /** The task is over; null where no match came after the last mismatch. */
  end(): MatchRun<P> | null {
    return this.#prefixes.length > 0 ? this.#take(false) : null;
  }

  #take(mismatched: boolean): MatchRun<P> {
    const run = { prefixes: this.#prefixes, mismatched };
    this.#prefixes = [];
    return run;
  }
}
