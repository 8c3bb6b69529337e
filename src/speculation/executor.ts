// Who really asks the agents: over wall time (real-executor.ts) or over the simulated clock (simulated-executor.ts). The loop of
// speculate.ts gives commands and takes what happened, one event at a time.

import type { LabError } from '../lab-error.ts';
import type { Answer, Place, SpeculativeAgent } from './place.ts';
import type { CallId, Who } from './segment.ts';

export type AgentsByRole<P extends Place> = Readonly<Record<Who, SpeculativeAgent<P>>>;

/** A call of an agent, somewhere in a run. */
export interface Call<P extends Place> extends CallId {
  /** Number of the call in its run. */
  readonly id: number;
  readonly place: P;
}

/** What a call took, once it is over or cancelled. */
export interface CallUse {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  /** By the prices of the clock's model. */
  readonly money: number;
}

export const NO_USE: CallUse = { promptTokens: 0, generatedTokens: 0, money: 0 };

export type ExecutorEvent =
  | { readonly is: 'answered'; readonly call: number; readonly answer: Answer; readonly use: CallUse }
  | { readonly is: 'failed'; readonly call: number; readonly error: LabError }
  | { readonly is: 'predicted'; readonly k: number };

export interface Executor<P extends Place> {
  /** ms since the run began. */
  now(): number;
  ask(call: Call<P>): void;
  /** Stops a call; no event of it follows. @returns what it had used up, as far as that is known */
  cancel(call: number): CallUse;
  /** The event `predicted` follows once `k` would be known. */
  predict(k: number): void;
  /** Forgets a prediction that has not come yet. */
  dropPrediction(): void;
  /** The next thing that happens; something must be under way. @throws LabError aborted */
  next(): Promise<ExecutorEvent>;
  /** Stops what is under way and waits, for a second at most, until the agents have let go of it. */
  close(): Promise<void>;
}
