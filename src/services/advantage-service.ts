// The advantage worker's service as the page sees it: one measurement at a time by RPC, and ONE stream of numbered events
// that say how far it is.

import type { AdvantageRow } from '../experiments/advantage-row.ts';
import type { RunRecord } from '../records/record.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';

export interface MeasureOptions {
  /** Forks in each arm. */
  readonly forks: number;
  /** Steps that each fork plays. */
  readonly horizon: number;
  /** Nobody plans again within the horizon. */
  readonly hold: boolean;
  readonly runtime: RuntimePreference;
}

export type AdvantageEvent = { readonly n: number } & (
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'runtime'; readonly kind: RuntimeKind; readonly why: string }
  /** Steps of the batch of forks that are done, of all. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'notice'; readonly text: string }
);

export interface AdvantageService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /**
   * A_plan at one step of a run. An earlier measurement is cancelled.
   * @param step steps of the run before the decision
   * @throws LabError bad-argument, model-missing, aborted, and as loading a model
   */
  measure(record: RunRecord, step: number, options: MeasureOptions): Promise<AdvantageRow>;
  /** Stops the measurement (or loading its model); resolves when nothing is computed any more. */
  cancel(): Promise<void>;
}
