// The POGS worker's service as the page sees it: an episode that is played step by step, with everything that the model read and
// wrote, and a comparison of schedules on the same graphs. What takes long is told by ONE stream of numbered events.

import type { PogsEpisode } from '../agents/pogs/metrics.ts';
import type { PlanMode } from '../agents/schedule.ts';
import type { PogsRow } from '../experiments/pogs-report.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';
import type { PogsSetup } from './pogs-setup.ts';

/** One decision, whole: nothing that the model saw or said is left out. */
export interface PogsStep {
  /** Of the episode, from 0. */
  readonly step: number;
  /** The text that the model read, to the letter. */
  readonly prompt: string;
  /** What it wrote, to the letter. */
  readonly reply: string;
  /** What its reply was held to: `never` an action, `must` a plan first, `may` as it likes. */
  readonly planMode: PlanMode;
  /** Seeds the sampling of this reply. */
  readonly seed: number;
  readonly action: number;
  /** The new plan, if the reply began with one. */
  readonly plan: string | null;
  readonly planTokens: number;
  /** All tokens that were written, and positions that were read. */
  readonly tokens: number;
  readonly promptTokens: number;
  /** Probability of a plan before the grammar's mask; null where the runtime tells none. */
  readonly planProbability: number | null;
}

/** An episode that is ready to be played. */
export interface OpenedGraph {
  /** Of POGS-v0, and so of the tree: under HardPOGS-v0 the seed that was accepted. */
  readonly treeSeed: number;
}

/** An episode of a comparison, and the graph that it was played on. */
export interface ComparedEpisode extends PogsEpisode {
  readonly seed: number;
}

export interface PogsComparison {
  readonly setup: PogsSetup;
  readonly seeds: readonly number[];
  /** First 16 hex digits of the SHA-256 of the model's weights; '' where they are not known. */
  readonly weights: string;
  /** One a schedule, each against the first. */
  readonly rows: readonly PogsRow[];
  readonly episodes: readonly ComparedEpisode[];
}

export type PogsServiceEvent = { readonly n: number } & (
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  | { readonly type: 'runtime'; readonly model: string; readonly kind: RuntimeKind; readonly why: string }
  /** Of a comparison; ms since it began. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly elapsed: number }
  | { readonly type: 'notice'; readonly text: string }
);

export interface PogsService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /**
   * Draws the graph of a seed and puts the agent at its start; a step that goes on is stopped, a comparison is not. No model is
   * loaded yet.
   * @throws LabError bad-argument
   */
  open(setup: PogsSetup, seed: number, runtime: RuntimePreference): Promise<OpenedGraph>;
  /** The next step; the first one loads the model. @throws LabError episode-over, model-missing, aborted, run-busy */
  step(): Promise<PogsStep>;
  /**
   * Plays every graph under every schedule; `progress` events meanwhile. The open episode stays where it is.
   * @throws LabError bad-argument, model-missing, aborted
   */
  compare(
    setup: PogsSetup,
    seeds: readonly number[],
    schedules: readonly string[],
    runtime: RuntimePreference,
  ): Promise<PogsComparison>;
  /** Stops at once what goes on; nothing is under way when this returns. */
  stop(): Promise<void>;
}
