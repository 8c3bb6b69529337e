// Iterative deployment (Corrêa et al. 2025), one stage at a time:
//
//   collect    M_n attempts every task, several times
//   hold-out   M_n attempts tasks that nothing is learned from
//   curate     what is kept joins the pool
//   fine-tune  the pool teaches the fixed base: M_{n+1}
//
// The state is plain data and says all there is to say, so it can be stored after every stage and taken up again anywhere;
// models, clocks and files come in as surroundings. A state and its surroundings always go on to the same state.
//
//   let state = beginDeployment(plan);
//   state = await runDeployment(state, surroundings);                               // to the end
//   state = await runDeployment(state, surroundings, { pauseBefore: 'curate' });    // a person decides in between

import type { Planner } from '../agents/planner/planner.ts';
import { type Attempt, type DeploymentOptions, deploy } from './attempts.ts';
import { type Curation, curate, keeper, preferenceOf } from './curation.ts';
import type { FineTuneFigures } from './fine-tune.ts';
import type { FineTuneHyperparameters } from './hyperparameters.ts';
import { type DeploymentMetrics, deploymentMetrics } from './metrics.ts';
import { emptyPool, type Pool, withTraces } from './pool.ts';
import { type RewardedFeature, rewardOf } from './reward.ts';
import { type TaskSource, Tasks } from './tasks.ts';

/** Everything that a deployment depends on. */
export interface DeploymentPlan {
  /** Id of the base model, and the first digits of its weights' SHA-256. */
  readonly model: string;
  readonly weights: string;
  readonly source: TaskSource;
  /** Seeds of the tasks that are collected on, and of those that are held out (none at all if empty). */
  readonly seeds: readonly number[];
  readonly heldOut: readonly number[];
  /** Models after the base. */
  readonly generations: number;
  /** Attempts at each collecting task; all are curated. */
  readonly samples: number;
  /** Attempts at each task that figures are about, at most `samples`: the paper takes 3. */
  readonly runs: number;
  readonly temperature: number;
  readonly curation: Curation;
  readonly hyper: FineTuneHyperparameters;
  readonly seed: number;
}

export type Stage = 'collect' | 'hold-out' | 'curate' | 'fine-tune' | 'done';

/** A model that was deployed, and what came of it. 0 is the base. */
export interface Generation {
  readonly n: number;
  /** First digits of the SHA-256 of what was deployed: the base's weights, or the adapter's file. */
  readonly model: string;
  readonly collecting: DeploymentMetrics;
  readonly heldOut: DeploymentMetrics | null;
  /** Attempts that were kept, and traces in the pool after them. */
  readonly kept: number;
  readonly pool: number;
  readonly rewarded: readonly RewardedFeature[];
  /** Of the training that made it; null for the base. */
  readonly training: FineTuneFigures | null;
}

export interface DeploymentState {
  readonly plan: DeploymentPlan;
  readonly stage: Stage;
  /** Generation that is being deployed. */
  readonly generation: number;
  /** Its adapter as a file; null for the base. */
  readonly adapter: Uint8Array | null;
  readonly training: FineTuneFigures | null;
  /** Its attempts, until they are curated. */
  readonly attempts: readonly Attempt[];
  readonly heldOut: DeploymentMetrics | null;
  readonly pool: Pool;
  /** Those that are done. */
  readonly generations: readonly Generation[];
}

/** What a stage reports while it runs. */
export interface StageProgress {
  readonly generation: number;
  readonly stage: Stage;
  /** Attempts, or optimizer steps. */
  readonly done: number;
  readonly total: number;
  /** Of the latest optimizer step, nats a token. */
  readonly loss?: number;
}

export interface TrainedAdapter {
  /** A file as `writeAdapter` makes it. */
  readonly file: Uint8Array;
  readonly figures: FineTuneFigures;
}

export interface DeploymentSurroundings {
  /** The base with this adapter over it. */
  readonly planner: (adapter: Uint8Array | null) => Promise<Planner>;
  /** Makes the attempts another way, by several threads say; they must be those that `deploy` makes with the planner. */
  readonly deploy?: (adapter: Uint8Array | null, options: DeploymentOptions) => Promise<Attempt[]>;
  /** An adapter over the base, learned from the pool. @param generation that it will be */
  readonly fineTune: (
    pool: Pool,
    tasks: Tasks,
    generation: number,
    onStep: (done: number, total: number, loss: number) => void | Promise<void>,
    signal?: AbortSignal,
  ) => Promise<TrainedAdapter>;
  /** First digits of the SHA-256. */
  readonly hash: (file: Uint8Array) => string;
  /** Waited for after every stage. */
  readonly save?: (state: DeploymentState) => Promise<void>;
  readonly onProgress?: (progress: StageProgress) => void;
  readonly signal?: AbortSignal;
}

export function beginDeployment(plan: DeploymentPlan): DeploymentState {
  return {
    plan,
    stage: 'collect',
    generation: 0,
    adapter: null,
    training: null,
    attempts: [],
    heldOut: null,
    pool: emptyPool(plan.source, preferenceOf(plan.curation)),
    generations: [],
  };
}

export interface RunOptions {
  /** Returns when this stage is due. */
  readonly pauseBefore?: Stage;
}

/** Goes on to the end, or to the pause. @throws LabError aborted, and what planner and training throw */
export async function runDeployment(
  begun: DeploymentState,
  surroundings: DeploymentSurroundings,
  { pauseBefore }: RunOptions = {},
): Promise<DeploymentState> {
  const tasks = new Tasks(begun.plan.source);
  let state = begun;
  for (let first = true; state.stage !== 'done'; first = false) {
    if (!first && state.stage === pauseBefore) break;
    state = await STAGES[state.stage](state, tasks, surroundings);
    await surroundings.save?.(state);
  }
  return state;
}

type StageRunner = (
  state: DeploymentState,
  tasks: Tasks,
  surroundings: DeploymentSurroundings,
) => Promise<DeploymentState>;

const STAGES: Readonly<Record<Exclude<Stage, 'done'>, StageRunner>> = {
  async collect(state, tasks, surroundings) {
    const { seeds, samples, heldOut } = state.plan;
    const attempts = await attempt(state, tasks, seeds, samples, surroundings);
    return { ...state, attempts, stage: heldOut.length > 0 ? 'hold-out' : 'curate' };
  },

  async 'hold-out'(state, tasks, surroundings) {
    const { heldOut, runs } = state.plan;
    const attempts = await attempt(state, tasks, heldOut, runs, surroundings);
    return { ...state, heldOut: deploymentMetrics(attempts), stage: 'curate' };
  },

  async curate(state, tasks, { hash }) {
    const { plan, attempts, adapter, generation } = state;
    const model = adapter ? hash(adapter) : plan.weights;
    const traces = curate(attempts, plan.curation, tasks, { generation, model });
    const pool = withTraces(state.pool, traces);
    const done: Generation = {
      n: generation,
      model,
      collecting: deploymentMetrics(attempts.filter(({ sample }) => sample < plan.runs)),
      heldOut: state.heldOut,
      kept: traces.length,
      pool: pool.traces.size,
      rewarded: rewardOf(tasks, attempts, keeper(plan.curation, tasks)),
      training: state.training,
    };
    const stage = generation < plan.generations ? 'fine-tune' : 'done';
    return { ...state, pool, stage, attempts: [], heldOut: null, generations: [...state.generations, done] };
  },

  async 'fine-tune'(state, tasks, { fineTune, onProgress, signal }) {
    const generation = state.generation + 1;
    const report = (done: number, total: number, loss: number) =>
      onProgress?.({ generation, stage: 'fine-tune', done, total, loss });
    const { file, figures } = await fineTune(state.pool, tasks, generation, report, signal);
    return { ...state, generation, adapter: file, training: figures, stage: 'collect' };
  },
};

/** The generation's attempts at these tasks; every generation and task set draws its own numbers. */
async function attempt(
  { plan, adapter, generation, stage }: DeploymentState,
  tasks: Tasks,
  seeds: readonly number[],
  samples: number,
  surroundings: DeploymentSurroundings,
): Promise<Attempt[]> {
  const { onProgress, signal } = surroundings;
  const options: DeploymentOptions = {
    tasks,
    seeds,
    samples,
    temperature: plan.temperature,
    seed: plan.seed * SEED_STRIDE + generation,
    onProgress: (done, total) => onProgress?.({ generation, stage, done, total }),
    signal,
  };
  return surroundings.deploy
    ? surroundings.deploy(adapter, options)
    : deploy(await surroundings.planner(adapter), options);
}

/** More generations than anybody deploys. */
const SEED_STRIDE = 1000;
