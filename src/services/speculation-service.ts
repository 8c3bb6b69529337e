// The speculation worker's service as the page sees it: a few commands by RPC, and ONE stream of numbered events. A run plays
// its tasks one by one and is watched call by call; a study plays them under many settings over the simulated clock.

import type { StudyRow } from '../experiments/speculation-table.ts';
import type { LabErrorData } from '../lab-error.ts';
import type { CallRecord } from '../speculation/call-log.ts';
import type { StepKind, Who } from '../speculation/segment.ts';
import type { SpeculationSetup } from '../speculation/setup.ts';
import type { SegmentRecord } from '../speculation/speculate.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';

/** What happens within a task; times in ms of the run's clock since the task began. */
export type TaskEvent =
  | {
      readonly is: 'asked';
      readonly call: number;
      readonly who: Who;
      readonly depth: number;
      readonly at: number;
    }
  /** `action` is null for a call that failed or was cancelled. */
  | { readonly is: 'ended'; readonly call: number; readonly at: number; readonly action: number | null }
  | { readonly is: 'predicted'; readonly at: number; readonly k: number; readonly value: number | null }
  | { readonly is: 'step'; readonly at: number; readonly action: number; readonly kind: StepKind }
  | { readonly is: 'segment'; readonly record: SegmentRecord; readonly calls: readonly CallRecord[] };

/** What the predictor has learned so far, after a mismatch. */
export interface PredictorFigures {
  /** Updates so far. */
  readonly updates: number;
  /** Mean |V − matches that came| of the run of matches just learned from, before it was learned from. */
  readonly error: number;
  readonly bias: number;
  readonly loss: number | null;
}

/** A task of a run that is over. */
export interface TaskResult {
  /** Number of the task in the set-up, from 0. */
  readonly task: number;
  /** The task in words. */
  readonly title: string;
  /** Names of T's steps. */
  readonly actions: readonly string[];
  /** ms, by the run's clock. */
  readonly time: number;
  readonly money: number;
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly peak: number;
  /** Mean k of its segments. */
  readonly meanK: number;
  /** Reached what was asked for (Toolchain-v1); null where the world has no such verdict. */
  readonly solved: boolean | null;
}

/** T alone on the same task, step by step, beside the run. */
export interface LosslessCheck {
  readonly task: number;
  readonly lossless: boolean;
  /** First step that differs, from 0; null without one. */
  readonly firstDifference: number | null;
  /** Names of T's own steps. */
  readonly actions: readonly string[];
  /** ms of T alone and of the run, by the run's clock. */
  readonly alone: number;
  readonly ahead: number;
}

export interface StudyProgress {
  readonly done: number;
  readonly total: number;
  /** ms since it began. */
  readonly elapsed: number;
}

export type SpeculationServiceEvent = { readonly n: number } & (
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'runtime'; readonly model: string; readonly kind: RuntimeKind; readonly why: string }
  | { readonly type: 'task'; readonly task: number; readonly title: string }
  | { readonly type: 'happened'; readonly task: number; readonly event: TaskEvent }
  | { readonly type: 'task-done'; readonly result: TaskResult }
  | { readonly type: 'learned'; readonly figures: PredictorFigures }
  | ({ readonly type: 'progress' } & StudyProgress)
  | { readonly type: 'notice'; readonly text: string }
  /** A run is over; tasks that were stopped in the middle are not counted. */
  | { readonly type: 'finished'; readonly tasks: number; readonly stopped: boolean }
  | { readonly type: 'error'; readonly error: LabErrorData }
);

/** What the page may leave to a run. */
export interface RunOptions {
  readonly runtime: RuntimePreference;
  /**
   * Go on with the predictor that this browser has kept for this pair of agents, and keep it; false: a new one that is
   * forgotten. Only where the setting has a learned k.
   */
  readonly keepPredictor: boolean;
}

/** Commands. Failures are LabErrors; those that happen while a run goes on are `error` events as well. */
export interface SpeculationService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /**
   * Plays all tasks of a set-up under one setting (`fixed-2`, `tau-0.9` …, see settings.ts), as events. What goes on is
   * stopped first. @returns when it has begun @throws LabError bad-argument, model-missing
   */
  run(setup: SpeculationSetup, setting: string, options: RunOptions): Promise<void>;
  /** Plays one task of the run's set-up with T alone and compares. @throws LabError not-found before the task was played */
  check(task: number): Promise<LosslessCheck>;
  /**
   * Plays all tasks under all settings over the simulated clock; `progress` events meanwhile.
   * @throws LabError bad-argument, model-missing, aborted
   */
  study(setup: SpeculationSetup, settings: readonly string[], options: RunOptions): Promise<StudyRow[]>;
  /** Stops at once what goes on; nothing is under way when this returns. */
  stop(): Promise<void>;
  /** Forgets the predictors that this browser has kept. @throws LabError storage-refused */
  forgetPredictors(): Promise<void>;
}
