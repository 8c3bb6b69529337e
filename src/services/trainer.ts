// What the learner's host needs of a training: a model that plays, a learner on some device, and the run between them. The
// page's own is page-trainer.ts, which brings jax-js with it; tests bring others.

import type { AdapterFile } from '../language/pocket/adapter-file.ts';
import type { RunRecord } from '../records/record.ts';
import type { RlCheckpoint } from '../training/rl/rl-checkpoint.ts';
import type { RlPlan } from '../training/rl/rl-plan.ts';
import type { RlFigures, RlState, RlUpdate } from '../training/rl/rl-run.ts';
import type { LoadReport } from './agent-host.ts';
import type { RuntimeKind } from './agent-service.ts';
import type { TrainingOptions, TrainingStage } from './learner-service.ts';
import type { TrainingBase } from './training-keeper.ts';

export interface TrainAround {
  readonly resume: RlState | null;
  /** Worlds of every evaluation. */
  readonly validated: number;
  /** Rows that the learner computes at once. */
  readonly microRows: number;
  readonly signal: AbortSignal;
  /** Told, and waited for, several times a second. */
  readonly onStage: (stage: TrainingStage) => void | Promise<void>;
  readonly onUpdate: (figures: RlFigures, state: RlState, leaves: RlUpdate) => Promise<void>;
}

/** A world, its dice and a bounded number of steps. */
export interface SampleOrder {
  readonly seed: number;
  readonly steps: number;
  /** The model that training starts from, or the policy of now. */
  readonly who: 'start' | 'policy';
  readonly signal: AbortSignal;
  readonly onStage: TrainAround['onStage'];
}

export interface Trainer {
  readonly base: TrainingBase;
  /** Where playing and learning compute. */
  readonly runtime: { readonly kind: RuntimeKind; readonly why: string; readonly learner: string };
  /**
   * @returns the last whole update's state, when the steps are used up or the signal aborts
   * @throws LabError device-lost, out-of-memory: go on from the last update
   */
  train(plan: RlPlan, around: TrainAround): Promise<RlState>;
  /** One episode, between two updates. */
  sample(plan: RlPlan, order: SampleOrder): Promise<RunRecord>;
  write(plan: RlPlan, state: RlState): Uint8Array<ArrayBuffer>;
  /** @throws LabError too-large, bad-model */
  read(bytes: Uint8Array): RlCheckpoint;
  /** The state of a new run that starts from a checkpoint's best policy, or its last one where none was evaluated. */
  startingFrom(plan: RlPlan, checkpoint: RlCheckpoint): RlState;
  dispose(): Promise<void>;
}

export type CheckedFile =
  | { readonly kind: 'checkpoint'; readonly checkpoint: RlCheckpoint }
  | { readonly kind: 'adapter'; readonly adapter: AdapterFile };

export interface TrainerSource {
  /** @throws LabError model-missing, aborted, and what loading throws */
  open(model: string, options: TrainingOptions, report: LoadReport, signal: AbortSignal): Promise<Trainer>;
  /** What a file holds, checked against a model that is here. @throws LabError too-large, bad-model, model-missing */
  check(bytes: Uint8Array): Promise<CheckedFile>;
  /** The adapter's file of a checkpoint's best policy. @throws LabError bad-model, bad-argument where there is none */
  adapterOf(checkpoint: Uint8Array, name: string): Promise<Uint8Array<ArrayBuffer>>;
}
