// The experiment worker's service as the page sees it: a few commands by RPC, and ONE stream of numbered events. A sweep is
// stored job by job, so a closed tab loses at most the episodes in play, and `resume` plays only what is missing.

import type { EpisodeMetrics } from '../experiments/metrics.ts';
import type { Job, JobFigures, Sweep } from '../experiments/sweep.ts';
import type { SweepProgress } from '../experiments/sweep-progress.ts';
import type { LabErrorData } from '../lab-error.ts';
import type { RunRecord } from '../records/record.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';

export type ExperimentEvent = { readonly n: number } & (
  | { readonly type: 'started'; readonly id: string; readonly sweep: Sweep; readonly stored: boolean }
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'runtime'; readonly model: string; readonly kind: RuntimeKind; readonly why: string }
  | { readonly type: 'job'; readonly id: string; readonly job: Job; readonly metrics: EpisodeMetrics }
  /** At the start, after every job, and every second in between. */
  | ({ readonly type: 'progress'; readonly id: string } & SweepProgress)
  | { readonly type: 'notice'; readonly text: string }
  /** Without `cancelled`, fewer jobs done than there are means that `maxMs` was over. */
  | { readonly type: 'finished'; readonly id: string; readonly done: number; readonly cancelled: boolean }
  | { readonly type: 'error'; readonly id: string; readonly error: LabErrorData }
);

export interface SweepOptions {
  readonly runtime: RuntimePreference;
  /** Episodes side by side in one call of the model, 1..64; 0 = as many as suits this machine. */
  readonly lanes: number;
  /**
   * No new worlds are begun after this time, in ms (a preset's `maxMs`); those in play are played to their ends. 0 or
   * absent: no limit. Counts from this call on.
   */
  readonly maxMs?: number;
  /** Keep the sweep in IndexedDB. Where storage is full or refused it goes on in memory, and a `notice` says so. */
  readonly store: boolean;
}

/** A row of the list of stored sweeps. */
export interface StoredSweep {
  readonly id: string;
  readonly sweep: Sweep;
  /** Jobs stored. */
  readonly done: number;
  /** Jobs in all. */
  readonly total: number;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** Commands. Failures are LabErrors; those that happen while a sweep is played are `error` events as well. */
export interface ExperimentService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /**
   * Plays a sweep; replaces the one in play (which stays stored). Weights that the configurations leave open ('') are
   * filled in. @returns its id as soon as it is checked, before its models are loaded
   * @throws LabError bad-argument, too-large, model-missing
   */
  start(sweep: Sweep, options: SweepOptions): Promise<string>;
  /**
   * Plays what a stored sweep lacks; the figures of what it has come first, as `job` events.
   * @throws LabError not-found, run-busy (another tab plays it), wrong-version (begun with other weights)
   */
  resume(id: string, options: SweepOptions): Promise<void>;
  /** Stops after the decisions in the making; episodes in play are given up, finished ones stay. */
  cancel(): Promise<void>;
  /** Stored sweeps, the newest change first. @throws LabError storage-refused */
  list(): Promise<StoredSweep[]>;
  /** A stored sweep with the figures of its jobs, in their order; plays nothing. @throws LabError not-found */
  open(id: string): Promise<{ readonly stored: StoredSweep; readonly jobs: JobFigures[] }>;
  /** The run of one job, to replay or share. @throws LabError not-found */
  record(id: string, job: number): Promise<RunRecord>;
  /** @throws LabError not-found, bad-argument */
  rename(id: string, name: string): Promise<void>;
  /** @throws LabError run-busy while some tab plays it */
  delete(id: string): Promise<void>;
}
