// The learner worker's service as the page sees it: a few commands by RPC, and ONE stream of numbered events. A training run is
// kept in IndexedDB after every update, so a closed tab loses at most the update in the making, and `resume` goes on exactly.

import type { LabErrorData } from '../lab-error.ts';
import type { RunRecord } from '../records/record.ts';
import type { GatePlan } from '../training/rl/gate-plan.ts';
import type { RlPlan } from '../training/rl/rl-plan.ts';
import type { RlFigures, RlStage, Score } from '../training/rl/rl-run.ts';
import type { EpisodeFigures } from '../training/rl/rl-world.ts';
import type { RuntimeKind, RuntimePreference } from './agent-service.ts';

export type { GatePlan } from '../training/rl/gate-plan.ts';
export type { DialName, RlPlan, RlVariant } from '../training/rl/rl-plan.ts';
export type { RlFigures, RlStage, Score } from '../training/rl/rl-run.ts';
export type { EpisodeFigures } from '../training/rl/rl-world.ts';

interface Setup {
  /** For people; may be changed later. */
  readonly name: string;
  /** Id of a model (shipped, or an adapter kept in this browser); for a policy also of a stored training. */
  readonly start: string;
  /** Worlds of every evaluation. */
  readonly validated: number;
}

/** The model itself is trained: an adapter over `start`, or all its weights (rank 0). */
export interface PolicySetup extends Setup {
  readonly kind: 'policy';
  readonly plan: RlPlan;
}

/** A gate is trained that decides when `start` plans; the model's weights stay as they are. */
export interface GateSetup extends Setup {
  readonly kind: 'gate';
  readonly plan: GatePlan;
}

/** What a training run is: what learns, where it starts and how. */
export type TrainingSetup = PolicySetup | GateSetup;

/** Where the learner computes; `auto` takes WebGPU unless its adapter is a software one. */
export type LearnerDevice = RuntimePreference;

export interface TrainingOptions {
  readonly runtime: RuntimePreference;
  readonly device: LearnerDevice;
}

/** A row of the list of stored runs. */
export interface StoredTraining {
  readonly id: string;
  readonly setup: TrainingSetup;
  /** The model below what is trained: a shipped one, or a gate's own. */
  readonly model: string;
  /** First digits of the hash of that model's weights. */
  readonly startWeights: string;
  readonly updates: number;
  /** World steps learned from. */
  readonly steps: number;
  readonly best: { readonly score: Score; readonly update: number } | null;
  /** Size of its checkpoint in bytes. */
  readonly bytes: number;
  /** Some tab of this browser trains it now. */
  readonly busy: boolean;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** Two episodes of the same world and dice: what training started from, and what it had learned after some update. */
export interface TrainingSample {
  readonly update: number;
  readonly before: RunRecord;
  readonly after: RunRecord;
}

/** A stored run with everything that is drawn of it. */
export interface OpenTraining {
  readonly stored: StoredTraining;
  readonly figures: readonly RlFigures[];
  readonly sample: TrainingSample | null;
}

export type LearnerEvent = { readonly n: number } & (
  | { readonly type: 'started'; readonly id: string; readonly setup: TrainingSetup; readonly stored: boolean }
  | { readonly type: 'loading'; readonly what: string; readonly loaded: number; readonly total: number }
  /** Where playing and learning compute, and why there. */
  | { readonly type: 'runtime'; readonly kind: RuntimeKind; readonly why: string; readonly learner: string }
  /** What the run is doing; `done` of `total` decisions, rows or steps of episodes. */
  | ({ readonly type: 'stage' } & TrainingStage)
  | {
      readonly type: 'update';
      readonly id: string;
      readonly figures: RlFigures;
      readonly episodes: readonly EpisodeFigures[];
    }
  | { readonly type: 'sample'; readonly id: string; readonly sample: TrainingSample }
  /** What the learner holds between updates, by its own count. */
  | { readonly type: 'memory'; readonly arrays: number; readonly bytes: number }
  | { readonly type: 'notice'; readonly text: string }
  /** The learner's GPU is gone, and only a new worker can open it again; until then the run goes on without it. */
  | { readonly type: 'gpu-lost'; readonly id: string; readonly stored: boolean }
  /** Another tab has stored something of this run, or has deleted it. */
  | { readonly type: 'changed'; readonly id: string }
  | { readonly type: 'finished'; readonly id: string; readonly stopped: boolean }
  | { readonly type: 'error'; readonly id: string; readonly error: LabErrorData }
);

export interface TrainingStage {
  readonly stage: RlStage['stage'] | 'sampling';
  readonly done: number;
  readonly total: number;
}

/** What every page can choose: a model, or a gate for any model. */
export interface KeptResult {
  readonly kind: 'model' | 'gate';
  readonly id: string;
}

/** A training with its checkpoint, or something for the other pages. */
export type ImportedFile = KeptResult | { readonly kind: 'training'; readonly id: string };

/** Commands. Failures are LabErrors; those that happen while a run goes on are `error` events as well. */
export interface LearnerService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /**
   * Starts a run; the one that goes on in this tab is stopped and stays stored.
   * @returns its id as soon as it is checked, before its model is loaded
   * @throws LabError bad-argument, model-missing, run-busy while another tab trains
   */
  start(setup: TrainingSetup, options: TrainingOptions): Promise<string>;
  /** Goes on with a run from its last update. @throws LabError not-found, run-busy, model-missing */
  resume(id: string, options: TrainingOptions): Promise<void>;
  /** Stops after the rows in the making; the update they belong to is given up, all before it and the best stay. */
  stop(): Promise<void>;
  /** Stored runs, the newest change first. @throws LabError storage-refused */
  list(): Promise<StoredTraining[]>;
  /** A run with all figures; trains nothing. @throws LabError not-found */
  open(id: string): Promise<OpenTraining>;
  /** @throws LabError not-found, bad-argument */
  rename(id: string, name: string): Promise<void>;
  /** @throws LabError run-busy while some tab trains it */
  delete(id: string): Promise<void>;
  /** Brings back what this worker deleted. @throws LabError not-found */
  restore(id: string): Promise<void>;
  /** Bytes of the checkpoint (safetensors; of a gate JSON), from which `import` and `lab train` go on. @throws LabError not-found */
  export(id: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Keeps a checkpoint, an adapter or a gate from a file. @throws LabError too-large, bad-model, model-missing */
  import(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ImportedFile>;
  /**
   * Keeps what a run has learned, at its best (at last, where nothing was evaluated), for every page to choose.
   * @throws LabError not-found, bad-model
   */
  keep(id: string): Promise<KeptResult>;
}
