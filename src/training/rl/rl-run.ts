// One run of reinforcement learning: play a horizon, learn from it, swap the policy in, now and then evaluate, keep. It knows
// neither files nor clocks nor threads: they come in as arguments, so the same run goes in a worker of the page and in Node.
//
// A run repeats from its seed, stopped and resumed or not: rollouts are keyed by seeds and steps, minibatches by seed, update
// and epoch, and a resumed run plays its unfinished episodes again up to where they stood.

import type { AgentConfig } from '../../agents/agent.ts';
import type { Lora } from '../../language/pocket/reference.ts';
import { trainableAdapter } from '../../learning/lora.ts';
import { ppoHyperparameters } from '../../learning/ppo/hyperparameters.ts';
import { initialTrained, type PolicyShape, policyShape } from '../../learning/ppo/policy.ts';
import { type LearnerState, PpoLearner, type UpdateFigures } from '../../learning/ppo/ppo.ts';
import type { Rollout } from '../../learning/ppo/rollout.ts';
import type { Compiler } from '../../learning/program.ts';
import { Random } from '../../random.ts';
import type { Actor } from './actor.ts';
import { type Collected, Collector, type CollectorState } from './collector.ts';
import type { RlPlan } from './rl-plan.ts';
import type { EpisodeFigures, NewLane } from './rl-world.ts';

export { RL_VARIANTS, type RlPlan, type RlVariant, VALIDATION_SEEDS } from './rl-plan.ts';

/** First seed of a training world; no evaluation and no priming reaches up here. */
const FIRST_SEED = 100_000_000;
const SEEDS_PER_RUN = 1_000_000;
/** Keeps the chance of a value head's first numbers apart from all other. */
const HEAD_STREAM = 0x4ead;

export interface Score {
  readonly mean: number;
  readonly ci95: readonly [number, number] | null;
  readonly episodes: number;
}

/** One update's row: what the page draws and the log keeps. */
export type RlFigures = UpdateFigures & {
  /** Updates so far, this one included. */
  readonly update: number;
  /** World steps so far. */
  readonly global_step: number;
  /** Of the episodes that ended in this update; NaN where none did. */
  readonly 'charts/episodic_return': number;
  readonly 'charts/episodic_length': number;
  readonly 'charts/progress': number;
  /** Reward of the task over this update's decisions, for 100 of them; the price of plans is not in it. */
  readonly 'charts/reward_per_100_steps': number;
  /** Decisions of this update that made a plan, 0..1. */
  readonly 'plan/rate': number;
  /** Tokens of a plan. */
  readonly 'plan/length': number;
  readonly 'plan/price': number;
  /** World steps a second, playing and learning. */
  readonly 'charts/SPS': number;
  /** Share of the time spent playing. */
  readonly 'time/playing': number;
  /** Progress on the validation worlds, where this update was evaluated. */
  readonly evaluation?: Score;
};

/** A run between two updates: enough to go on exactly. */
export interface RlState {
  readonly learner: LearnerState;
  readonly collector: CollectorState;
  readonly globalStep: number;
  /** Trained arrays of the best evaluation so far, and its score. */
  readonly best: {
    readonly trained: LearnerState['trained'];
    readonly score: Score;
    readonly update: number;
  } | null;
}

/** What a run is doing; `done` of `total` decisions, rows or episodes (`total` may turn out to be too many rows). */
export interface RlStage {
  readonly stage: 'playing' | 'learning' | 'evaluating';
  readonly done: number;
  readonly total: number;
}

/** What an update leaves beside its figures. */
export interface RlUpdate {
  /** Episodes that ended in it. */
  readonly episodes: readonly EpisodeFigures[];
  /** Arrays that the learner holds, and their bytes. */
  readonly memory: { readonly arrays: number; readonly bytes: number };
}

export interface RlSurroundings {
  readonly actor: Actor;
  /** Makes training episodes for a configuration. */
  readonly newLane: (config: AgentConfig) => NewLane;
  readonly resume?: RlState;
  readonly compiler?: Compiler;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  /** After every update. */
  readonly onUpdate: (
    figures: RlFigures,
    state: () => Promise<RlState>,
    leaves: RlUpdate,
  ) => void | Promise<void>;
  /** Told, and waited for, several times a second; evaluations are told by whoever plays them. */
  readonly onStage?: (stage: RlStage) => void | Promise<void>;
  /** Rows that the learner computes at once; fewer need less memory. */
  readonly microRows?: number;
  /** Plays the validation worlds with the present policy. */
  readonly evaluate?: (signal?: AbortSignal) => Promise<Score>;
  readonly signal?: AbortSignal;
}

/** Runs until the steps are used up or the signal aborts. @returns the last whole update's state */
export async function runRl(plan: RlPlan, around: RlSurroundings): Promise<RlState> {
  const { actor, resume, now, signal } = around;
  const hyper = ppoHyperparameters(plan.hyper);
  const { card } = actor.files;
  const config: AgentConfig = {
    model: card.id,
    weights: '',
    schedule: plan.variant,
    temperature: 1,
    seed: 0,
  };
  // Before the learner: it refuses episodes that cannot have been played, and the learner holds arrays.
  const collector = new Collector({
    newLane: around.newLane(config),
    tokenizer: actor.model.tokenizer,
    lanes: hyper.lanes,
    firstSeed: firstSeed(plan),
    temperature: 1,
    resume: resume?.collector,
  });
  const lora = hyper.rank > 0 ? { rank: hyper.rank, alpha: hyper.alpha } : null;
  const shape = policyShape(card.config, actor.model.tokenizer, lora);
  const learner = PpoLearner.create({
    shape,
    weights: actor.weights,
    hyper,
    seed: plan.seed,
    resume: resume?.learner,
    compiler: around.compiler,
    microRows: around.microRows,
  });
  let globalStep = resume?.globalStep ?? 0;
  let best = resume?.best ?? null;
  const stateNow = async (): Promise<RlState> => ({
    learner: await learner.state(),
    collector: collector.state(),
    globalStep,
    best,
  });
  let kept = await stateNow();
  try {
    await actor.follow(learner);
    while (globalStep < plan.steps && !signal?.aborted) {
      const began = now();
      const decisions = hyper.horizon * hyper.lanes;
      const collected = await collector.collect(actor.model, hyper.horizon, signal, (step) =>
        around.onStage?.({ stage: 'playing', done: step * hyper.lanes, total: decisions }),
      );
      const played = now();
      const progress = globalStep / plan.steps;
      const update = await learner.update(collected.rollout, {
        progress,
        signal,
        onRows: (done, total) => around.onStage?.({ stage: 'learning', done, total }),
      });
      globalStep += collected.rollout.decisions;
      await actor.follow(learner);
      const seconds = (now() - began) / 1000;
      const isDue = plan.evaluateEvery > 0 && learner.updates % plan.evaluateEvery === 0;
      const evaluation = isDue ? await around.evaluate?.(signal) : undefined;
      kept = await stateNow();
      if (evaluation && evaluation.mean > (best?.score.mean ?? Number.NEGATIVE_INFINITY)) {
        best = { trained: kept.learner.trained, score: evaluation, update: learner.updates };
        kept = { ...kept, best };
      }
      const state = kept;
      const figures: RlFigures = {
        ...update,
        ...chartsOf(collected),
        update: learner.updates,
        global_step: globalStep,
        'plan/price': hyper.price,
        'charts/SPS': collected.rollout.decisions / seconds,
        'time/playing': (played - began) / 1000 / seconds,
        ...(evaluation && { evaluation }),
      };
      const { memory } = learner;
      await around.onUpdate(figures, async () => state, { episodes: collected.episodes, memory });
    }
    return kept;
  } catch (error) {
    if (signal?.aborted) return kept;
    throw error;
  } finally {
    learner.dispose();
  }
}

/** Figures of what was played, whoever decided. */
export function chartsOf({
  rollout,
  episodes,
  plans,
  planTokens,
}: Omit<Collected, 'rollout' | 'tokens'> & { rollout: Pick<Rollout, 'rewards' | 'decisions'> }) {
  const mean = (of: (episode: EpisodeFigures) => number) =>
    episodes.reduce((sum, episode) => sum + of(episode), 0) / episodes.length;
  return {
    'charts/episodic_return': mean(({ episodeReturn }) => episodeReturn),
    'charts/episodic_length': mean(({ steps }) => steps),
    'charts/progress': mean(({ progress }) => progress),
    'charts/reward_per_100_steps':
      (100 * rollout.rewards.reduce((sum, reward) => sum + reward, 0)) / Math.max(1, rollout.decisions),
    'plan/rate': plans / Math.max(1, rollout.decisions),
    'plan/length': plans > 0 ? planTokens / plans : Number.NaN,
  };
}

/**
 * Where a new run stands that starts from what another one has trained: fresh worlds, no momentum. What the KL term pulls
 * towards is the learner's own start, the model below: an adapter that goes on is held to the model without it, as it was when
 * it was first trained.
 */
export function stateStartingFrom(plan: RlPlan, trained: LearnerState['trained']): RlState {
  const zeros = () => new Map([...trained].map(([name, { length }]) => [name, new Float32Array(length)]));
  const first = firstSeed(plan);
  const { lanes } = ppoHyperparameters(plan.hyper);
  const seats = Array.from({ length: lanes }, (_, i) => ({ seed: first + i, answers: [] }));
  return {
    learner: { trained, mean: zeros(), square: zeros(), updates: 0, steps: 0, shapes: [] },
    collector: { nextSeed: first + lanes, lanes: seats },
    globalStep: 0,
    best: null,
  };
}

/**
 * Where a new run stands that goes on from an adapter: its matrices, and a value head that says 0. The KL term pulls towards
 * the model below it, see `stateStartingFrom`.
 * @param shape of that model, with the adapter's rank
 */
export function stateFromAdapter(plan: RlPlan, shape: PolicyShape, adapter: Lora): RlState {
  const head = initialTrained(shape, new Map(), new Random(plan.seed, HEAD_STREAM));
  return stateStartingFrom(plan, new Map([...head, ...trainableAdapter(shape.config, adapter, shape.lora!)]));
}

function firstSeed({ seed }: RlPlan): number {
  return FIRST_SEED + seed * SEEDS_PER_RUN;
}
