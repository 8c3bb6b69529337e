// The deployment worker's service as the page sees it: a few commands by RPC, and ONE stream of numbered events. A deployment
// is kept in IndexedDB after every stage, so a closed tab loses at most the stage in the making, and `resume` goes on exactly.
// Where a person curates, it stops before every curation until `curate` brings the decisions.

import type { EpisodePlan, EpisodeState } from '../deployment/crafter/episode-run.ts';
import type { DeploymentPlan, DeploymentState, Stage, StageProgress } from '../deployment/deployment-run.ts';
import type { GradientReport } from '../deployment/pocket-gradient.ts';
import type { LabErrorData } from '../lab-error.ts';
import type { Usage } from '../language/remote/usage.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';
import type { Endpoint } from './endpoint-settings.ts';

export const MAX_NAME_CHARACTERS = 80;
/** Models after the base, and attempts at a task. */
export const MOST_GENERATIONS = 50;
export const MOST_SAMPLES = 32;

export interface DeploymentSetup {
  /** For people; may be changed later. */
  readonly name: string;
  readonly plan: DeploymentPlan;
}

/** The same on worlds. */
export interface EpisodeSetup {
  readonly name: string;
  readonly plan: EpisodePlan;
}

export type AnySetup = DeploymentSetup | EpisodeSetup;

export interface DeploymentOptions {
  /** Where plans are written. */
  readonly runtime: RuntimePreference;
  /** Where adapters are learned. */
  readonly device: RuntimePreference;
  /** Those that may serve a remote model. They are kept in memory, and stored nowhere. */
  readonly endpoints?: readonly Endpoint[];
}

/** What a person says of the attempts at hand, by `attemptKey` or the episode's key; what is in neither is undecided. */
export interface Decisions {
  readonly kept: readonly string[];
  readonly discarded: readonly string[];
}

export const NO_DECISIONS: Decisions = { kept: [], discarded: [] };

/** What a list says of a deployment. */
export interface DeploymentSummary {
  readonly world: string;
  /** Who curates: `valid`, `rule`, `progress`, `best`, `person` or `none`. */
  readonly curation: string;
  readonly stage: Stage;
  readonly generation: number;
  /** Models after the base that are wanted. */
  readonly generations: number;
  /** Solved or, on worlds, progress, %, of the generations that are done. */
  readonly solved: readonly number[];
}

/** A row of the list of stored deployments. */
export interface StoredDeployment {
  readonly id: string;
  readonly name: string;
  readonly summary: DeploymentSummary;
  /** Size of its state in bytes. */
  readonly bytes: number;
  /** Some tab of this browser runs it now. */
  readonly busy: boolean;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** A state without what only a model reads. */
export type DeploymentFacts = Omit<DeploymentState, 'adapter'>;

/** A deployment with everything that is drawn of it. */
export interface OpenDeployment {
  readonly id: string;
  readonly name: string;
  readonly facts: DeploymentFacts;
  readonly decisions: Decisions;
  readonly busy: boolean;
  /** A reload finds it again. */
  readonly stored: boolean;
}

/** The same on worlds. */
export interface OpenEpisodes extends Omit<OpenDeployment, 'facts'> {
  readonly facts: Omit<EpisodeState, 'adapter'>;
}

export type AnyOpened = OpenDeployment | OpenEpisodes;

export function isOpenEpisodes(opened: AnyOpened): opened is OpenEpisodes {
  return 'kind' in opened.facts;
}

export interface MergedPool {
  /** Tasks whose trace is new or a better one now. */
  readonly changed: number;
  /** Traces that were left out: their plan does not solve its task, or their episode does not replay as it claims. */
  readonly invalid: number;
}

export type DeploymentEvent = { readonly n: number } /** It begins or goes on, or a stage is over. */ & (
  | { readonly type: 'state'; readonly opened: AnyOpened }
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  /** Where plans are written, and why there. */
  | { readonly type: 'runtime'; readonly kind: RuntimeKind; readonly why: string }
  /** Where adapters are learned; comes with the first fine-tuning. */
  | { readonly type: 'learner'; readonly why: string }
  | { readonly type: 'progress'; readonly id: string; readonly progress: StageProgress }
  /** What a remote model was asked since it was opened, which the last `runtime` told; the last one comes before the end. */
  | { readonly type: 'usage'; readonly id: string; readonly usage: Usage }
  | { readonly type: 'notice'; readonly text: string }
  /** How many attempts and traces of a file that is imported are judged, of all. */
  | { readonly type: 'judged'; readonly done: number; readonly total: number }
  /** Another tab has stored something of this deployment, or has deleted it. */
  | { readonly type: 'changed'; readonly id: string }
  | { readonly type: 'finished'; readonly id: string; readonly how: Ending }
  | { readonly type: 'error'; readonly id: string; readonly error: LabErrorData }
);

/** `waits`: for a person's decisions. */
export type Ending = 'done' | 'stopped' | 'waits';

/** Commands. Failures are LabErrors; those that happen while a deployment goes on are `error` events as well. */
export interface DeploymentService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /** Stops what goes on and begins. @returns its id @throws LabError bad-argument, model-missing, run-busy */
  start(setup: AnySetup, options: DeploymentOptions): Promise<string>;
  /** Goes on with a stored deployment. @throws LabError not-found, run-busy, bad-record */
  resume(id: string, options: DeploymentOptions): Promise<void>;
  /** Stops at once; the stage in the making is lost, all before it is stored. Nothing is under way when this returns. */
  stop(): Promise<void>;
  /** Keeps decisions that are not all made yet. @throws LabError not-found, bad-argument */
  decide(id: string, decisions: Decisions): Promise<void>;
  /** Curates by a person's decisions (what is undecided is discarded) and goes on. @throws LabError not-found, bad-argument, run-busy */
  curate(id: string, decisions: Decisions, options: DeploymentOptions): Promise<void>;
  list(): Promise<StoredDeployment[]>;
  /** @throws LabError not-found, bad-record */
  open(id: string): Promise<AnyOpened>;
  /** @throws LabError not-found, bad-argument */
  rename(id: string, name: string): Promise<void>;
  /** @throws LabError run-busy */
  delete(id: string): Promise<void>;
  /** Takes back a `delete` of this tab. @throws LabError not-found */
  restore(id: string): Promise<void>;
  /** Deletes every stored deployment that no tab runs. @returns how many */
  forget(): Promise<number>;
  /**
   * Whether fine-tuning on what is valid is a step of REINFORCE, by numbers: on some of the current model's attempts.
   * @throws LabError not-found, run-busy, bad-argument (none of them was valid)
   */
  checkGradient(id: string, options: DeploymentOptions): Promise<GradientReport>;
  /** The whole state as a file. @throws LabError not-found */
  export(id: string): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Keeps a deployment from a file, all of it judged again.
   * @returns its id @throws LabError too-large, bad-record, bad-model, bad-argument, storage-refused, aborted
   */
  import(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string>;
  /** Gives up every import whose file is still being judged; nothing of it is kept. */
  stopImport(): Promise<void>;
  /** The pool as a file. @throws LabError not-found */
  exportPool(id: string): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Merges a pool from a file into a deployment's; every plan is validated again.
   * @throws LabError not-found, run-busy, too-large, bad-record, bad-argument (a pool of other tasks)
   */
  importPool(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<MergedPool>;
}
