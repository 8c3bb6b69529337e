// The loop of iterative deployment (Corrêa et al. 2025) over any kind of task, one stage at a time:
//
//   collect    M_n attempts every task, several times
//   hold-out   M_n attempts tasks that nothing is learned from
//   curate     what is kept joins the pool
//   fine-tune  the pool teaches the fixed base: M_{n+1}
//
// A DOMAIN says what an attempt is worth, what is kept and what a pool is: plans of problems (deployment-run.ts), or episodes of a
// world (crafter/). The state is plain data and says all there is to say, so it can be stored after every stage and taken up
// again anywhere; models, clocks and files come in as surroundings.

import type { RewardedFeature } from './effects.ts';
import type { FineTuneFigures } from './fine-tune.ts';
import type { FineTuneHyperparameters } from './hyperparameters.ts';

/** What every deployment depends on, whatever its tasks are. */
export interface LoopPlan {
  /** Id of the base model, and the first digits of its weights' SHA-256. */
  readonly model: string;
  readonly weights: string;
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
  readonly hyper: FineTuneHyperparameters;
  readonly seed: number;
}

/** The types of one domain. */
export interface LoopKind {
  readonly plan: LoopPlan;
  readonly attempt: { readonly task: number; readonly sample: number };
  readonly metrics: object;
  /** At most one trace a task. */
  readonly pool: { readonly traces: ReadonlyMap<number, unknown> };
}

export type Stage = 'collect' | 'hold-out' | 'curate' | 'fine-tune' | 'done';

/** A model that was deployed, and what came of it. 0 is the base. */
export interface LoopGeneration<Kind extends LoopKind> {
  readonly n: number;
  /** First digits of the SHA-256 of what was deployed: the base's weights, or the adapter's file. */
  readonly model: string;
  readonly collecting: Kind['metrics'];
  readonly heldOut: Kind['metrics'] | null;
  /** Attempts that were kept, and traces in the pool after them. */
  readonly kept: number;
  readonly pool: number;
  readonly rewarded: readonly RewardedFeature[];
  /** Of the training that made it; null for the base. */
  readonly training: FineTuneFigures | null;
}

export interface LoopState<Kind extends LoopKind> {
  readonly plan: Kind['plan'];
  readonly stage: Stage;
  /** Generation that is being deployed. */
  readonly generation: number;
  /** Its adapter as a file; null for the base. */
  readonly adapter: Uint8Array | null;
  readonly training: FineTuneFigures | null;
  /** Its attempts, until they are curated. */
  readonly attempts: readonly Kind['attempt'][];
  readonly heldOut: Kind['metrics'] | null;
  readonly pool: Kind['pool'];
  /** Those that are done. */
  readonly generations: readonly LoopGeneration<Kind>[];
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

/** The port: what the loop asks about attempts and pools, all of it pure. */
export interface LoopDomain<Kind extends LoopKind> {
  /** @param attempts at least one */
  metrics(attempts: readonly Kind['attempt'][]): Kind['metrics'];
  /** Decides each of a generation's attempts, all of which it is shown. @throws LabError bad-argument for a rule that it does not know */
  keeper(attempts: readonly Kind['attempt'][]): (attempt: Kind['attempt']) => boolean;
  /** The pool with what was kept, as traces of the model that made them. */
  pooled(
    pool: Kind['pool'],
    kept: readonly Kind['attempt'][],
    by: { readonly generation: number; readonly model: string },
  ): Kind['pool'];
  /** What the curation rewarded. */
  rewarded(
    attempts: readonly Kind['attempt'][],
    isKept: (attempt: Kind['attempt']) => boolean,
  ): readonly RewardedFeature[];
}

/** Attempts that a stage asks for. */
export interface AskedAttempts {
  readonly seeds: readonly number[];
  /** Attempts at each task. */
  readonly samples: number;
  /** With the task and the sample it fixes every attempt. */
  readonly seed: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** What the stages work with. */
export interface LoopTools<Kind extends LoopKind> {
  /** The base with this adapter over it at work: attempts in the order of tasks, then samples. */
  readonly attempt: (adapter: Uint8Array | null, asked: AskedAttempts) => Promise<Kind['attempt'][]>;
  /** An adapter over the base, learned from the pool. @param generation that it will be */
  readonly fineTune: (
    pool: Kind['pool'],
    generation: number,
    onStep: (done: number, total: number, loss: number) => void | Promise<void>,
    signal?: AbortSignal,
  ) => Promise<TrainedAdapter>;
  /** First digits of the SHA-256. */
  readonly hash: (file: Uint8Array) => string;
  readonly onProgress?: (progress: StageProgress) => void;
  readonly signal?: AbortSignal;
}

export interface LoopSurroundings<Kind extends LoopKind, State extends LoopState<Kind> = LoopState<Kind>>
  extends LoopTools<Kind> {
  /** Waited for after every stage. */
  readonly save?: (state: State) => Promise<void>;
}

/** @param pool to begin with */
export function beginLoop<Kind extends LoopKind>(plan: Kind['plan'], pool: Kind['pool']): LoopState<Kind> {
  return {
    plan,
    stage: 'collect',
    generation: 0,
    adapter: null,
    training: null,
    attempts: [],
    heldOut: null,
    pool,
    generations: [],
  };
}

export interface RunOptions {
  /** Returns when this stage is due. */
  readonly pauseBefore?: Stage;
}

/** Goes on to the end, or to the pause. @throws LabError aborted, and what attempts and training throw */
export async function runLoop<Kind extends LoopKind, State extends LoopState<Kind>>(
  begun: State,
  domain: LoopDomain<Kind>,
  surroundings: LoopSurroundings<Kind, State>,
  { pauseBefore }: RunOptions = {},
): Promise<State> {
  let state = begun;
  for (let first = true; state.stage !== 'done'; first = false) {
    if (!first && state.stage === pauseBefore) break;
    state = { ...state, ...(await STAGES[state.stage](state, domain, surroundings)) };
    await surroundings.save?.(state);
  }
  return state;
}

/** What a stage changes of the state. */
type StageRunner = <Kind extends LoopKind>(
  state: LoopState<Kind>,
  domain: LoopDomain<Kind>,
  tools: LoopTools<Kind>,
) => Promise<Partial<LoopState<Kind>>>;

const STAGES: Readonly<Record<Exclude<Stage, 'done'>, StageRunner>> = {
  async collect(state, _, tools) {
    const { seeds, samples, heldOut } = state.plan;
    const attempts = await attempt(state, seeds, samples, tools);
    return { attempts, stage: heldOut.length > 0 ? 'hold-out' : 'curate' };
  },

  async 'hold-out'(state, domain, tools) {
    const { heldOut, runs } = state.plan;
    const attempts = await attempt(state, heldOut, runs, tools);
    return { heldOut: domain.metrics(attempts), stage: 'curate' };
  },

  async curate(state, domain, { hash }) {
    const { plan, attempts, adapter, generation, generations } = state;
    const model = adapter ? hash(adapter) : plan.weights;
    const isKept = domain.keeper(attempts);
    const kept = attempts.filter(isKept);
    const pool = domain.pooled(state.pool, kept, { generation, model });
    const done = {
      n: generation,
      model,
      collecting: domain.metrics(attempts.filter(({ sample }) => sample < plan.runs)),
      heldOut: state.heldOut,
      kept: kept.length,
      pool: pool.traces.size,
      rewarded: domain.rewarded(attempts, isKept),
      training: state.training,
    };
    const stage = generation < plan.generations ? 'fine-tune' : 'done';
    return { pool, stage, attempts: [], heldOut: null, generations: [...generations, done] };
  },

  async 'fine-tune'(state, _, { fineTune, onProgress, signal }) {
    const generation = state.generation + 1;
    const report = (done: number, total: number, loss: number) =>
      onProgress?.({ generation, stage: 'fine-tune', done, total, loss });
    const { file, figures } = await fineTune(state.pool, generation, report, signal);
    return { generation, adapter: file, training: figures, stage: 'collect' };
  },
};

/** The generation's attempts at these tasks; every generation and task set draws its own numbers. */
function attempt<Kind extends LoopKind>(
  { plan, adapter, generation, stage }: LoopState<Kind>,
  seeds: readonly number[],
  samples: number,
  { attempt, onProgress, signal }: LoopTools<Kind>,
): Promise<Kind['attempt'][]> {
  return attempt(adapter, {
    seeds,
    samples,
    seed: attemptSeed(plan, generation),
    onProgress: (done, total) => onProgress?.({ generation, stage, done, total }),
    signal,
  });
}

/** More generations than anybody deploys. */
const SEED_STRIDE = 1000;

/** With the task and the sample it fixes every attempt of a generation. */
export function attemptSeed({ seed }: Pick<LoopPlan, 'seed'>, generation: number): number {
  return seed * SEED_STRIDE + generation;
}

/** What a plan asks of its collecting tasks, as `task sample`. */
export function askedAttempts({ seeds, samples }: LoopPlan): Set<string> {
  return new Set(seeds.flatMap((task) => Array.from({ length: samples }, (_, i) => `${task} ${i}`)));
}
