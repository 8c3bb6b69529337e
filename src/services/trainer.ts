// What the learner's host needs of a training: a model that plays, a learner on some device, and the run between them. Whether a
// policy or a gate is trained, the host does not care. The page's own are policy-trainer.ts and gate-trainer.ts, which bring
// jax-js with them; tests bring others.

import type { AdapterFile } from '../language/pocket/adapter-file.ts';
import type { RunRecord } from '../records/record.ts';
import type { RlFigures, RlUpdate, Score } from '../training/rl/rl-run.ts';
import type { LoadReport } from './agent-host.ts';
import type { RuntimeKind } from './agent-service.ts';
import type {
  GateSetup,
  PolicySetup,
  TrainingOptions,
  TrainingSetup,
  TrainingStage,
} from './learner-service.ts';
import type { TrainingBase } from './training-keeper.ts';

/** A run between two updates, as far as its host looks into it; its trainer knows the rest. */
export interface TrainingState {
  readonly learner: { readonly updates: number };
  /** World steps learned from. */
  readonly globalStep: number;
  readonly best: { readonly score: Score; readonly update: number } | null;
}

export interface TrainAround<State = TrainingState> {
  readonly resume: State | null;
  /** Rows that the learner computes at once, where that can be chosen. */
  readonly microRows: number;
  readonly signal: AbortSignal;
  /** Told, and waited for, several times a second. */
  onStage(stage: TrainingStage): void | Promise<void>;
  onUpdate(figures: RlFigures, state: State, leaves: RlUpdate): Promise<void>;
}

/** A world, its dice and a bounded number of steps. */
export interface SampleOrder {
  readonly seed: number;
  readonly steps: number;
  /** What training starts from, or what is learned by now. */
  readonly who: 'start' | 'policy';
  readonly signal: AbortSignal;
  readonly onStage: (stage: TrainingStage) => void | Promise<void>;
}

/** What a training goes on from, where that is more than a model of its own weights. */
export type TrainingStart =
  | { readonly kind: 'adapter'; readonly id: string; readonly file: AdapterFile }
  /** Of another training: its best policy, or its last one where none was evaluated. */
  | { readonly kind: 'checkpoint'; readonly name: string; readonly bytes: Uint8Array };

/** One training, opened. */
export interface Trainer<State extends TrainingState = TrainingState> {
  readonly base: TrainingBase;
  /** Where playing and learning compute. */
  readonly runtime: { readonly kind: RuntimeKind; readonly why: string; readonly learner: string };
  /**
   * @returns the last whole update's state, when the steps are used up or the signal aborts
   * @throws LabError device-lost, out-of-memory: go on from the last update
   */
  train(around: TrainAround<State>): Promise<State>;
  /** One episode, between two updates. */
  sample(order: SampleOrder): Promise<RunRecord>;
  write(state: State): Uint8Array<ArrayBuffer>;
  /** @throws LabError too-large, bad-model */
  read(checkpoint: Uint8Array): State;
  /** Tells what this training starts from. @returns the state of a new run there @throws LabError too-large, bad-model */
  startFrom(start: TrainingStart): State;
  dispose(): Promise<void>;
}

/** What a checkpoint says of its training. */
type PlanOf<Setup extends TrainingSetup> = Pick<Setup, 'kind' | 'plan'>;

export type CheckedFile =
  | {
      readonly kind: 'checkpoint';
      readonly training: PlanOf<PolicySetup> | PlanOf<GateSetup>;
      readonly base: TrainingBase;
      readonly state: TrainingState;
    }
  | { readonly kind: 'adapter' | 'gate' };

/** The file of what was learned, for the other pages; a whole model is an ONNX file. */
export interface LearnedFile {
  readonly kind: 'adapter' | 'gate' | 'model';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface TrainerSource {
  /**
   * @param base the model below what is trained
   * @throws LabError model-missing, aborted, and what loading throws
   */
  open(
    setup: TrainingSetup,
    base: TrainingBase,
    options: TrainingOptions,
    report: LoadReport,
    signal: AbortSignal,
  ): Promise<Trainer>;
  /** An adapter by its model's id, shipped or kept here. @throws LabError model-missing, not-found, wrong-hash, bad-model */
  adapter(id: string): Promise<AdapterFile>;
  /** What a file holds, checked against a model that is here. @throws LabError too-large, bad-model, model-missing */
  check(bytes: Uint8Array): Promise<CheckedFile>;
  /** What a checkpoint has learned at its best. @throws LabError bad-model */
  learned(checkpoint: Uint8Array, name: string): Promise<LearnedFile>;
}
