// One run of reinforcement learning: play a horizon, learn from it, swap the policy in, now and then evaluate, keep. It knows
// neither files nor clocks nor threads: they come in as arguments, so the same run goes in a worker of the page and in Node.
//
// A run repeats from its seed, stopped and resumed or not: rollouts are keyed by seeds and steps, minibatches by seed, update
// and epoch, and a resumed run plays its unfinished episodes again up to where they stood.

import type { AgentConfig, Schedule } from '../../agents/agent.ts';
import { type PpoHyperparameters, ppoHyperparameters } from '../../learning/ppo/hyperparameters.ts';
import { policyShape } from '../../learning/ppo/policy.ts';
import { type LearnerState, PpoLearner, type UpdateFigures } from '../../learning/ppo/ppo.ts';
import type { Compiler } from '../../learning/program.ts';
import type { Actor } from './actor.ts';
import { type Collected, Collector, type CollectorState } from './collector.ts';
import type { EpisodeFigures, NewLane } from './rl-world.ts';

/** First seed of a training world; no evaluation and no priming reaches up here. */
const FIRST_SEED = 100_000_000;
const SEEDS_PER_RUN = 1_000_000;

/** When the agent may plan while it learns: its own choice, never, or before every action. */
export type RlVariant = Extract<Schedule, 'dynamic' | 'never' | 'always'>;
export const RL_VARIANTS: readonly RlVariant[] = ['dynamic', 'never', 'always'];

/** What a run is. */
export interface RlPlan {
  readonly variant: RlVariant;
  readonly seed: number;
  readonly hyper: PpoHyperparameters;
  /** World steps to learn from; the learning rate falls over them. */
  readonly steps: number;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
  /** Updates between evaluations; 0 for none. */
  readonly evaluateEvery: number;
}

/** Seeds whose worlds a run is evaluated on, away from those that results are reported on. */
export const VALIDATION_SEEDS = { first: 10_000, most: 1_000 } as const;

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

export interface RlSurroundings {
  readonly actor: Actor;
  /** Makes training episodes for a configuration. */
  readonly newLane: (config: AgentConfig) => NewLane;
  readonly resume?: RlState;
  readonly compiler?: Compiler;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  /** After every update. */
  readonly onUpdate: (figures: RlFigures, state: () => Promise<RlState>) => void | Promise<void>;
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
  const lora = hyper.rank > 0 ? { rank: hyper.rank, alpha: hyper.alpha } : null;
  const shape = policyShape(card.config, actor.model.tokenizer, lora);
  const learner = PpoLearner.create({
    shape,
    weights: actor.weights,
    hyper,
    seed: plan.seed,
    resume: resume?.learner,
    compiler: around.compiler,
  });
  const collector = new Collector({
    newLane: around.newLane(config),
    tokenizer: actor.model.tokenizer,
    lanes: hyper.lanes,
    firstSeed: FIRST_SEED + plan.seed * SEEDS_PER_RUN,
    temperature: 1,
    resume: resume?.collector,
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
      const collected = await collector.collect(actor.model, hyper.horizon, signal);
      const played = now();
      const progress = globalStep / plan.steps;
      const update = await learner.update(collected.rollout, { progress, signal });
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
      await around.onUpdate(
        {
          ...update,
          ...chartsOf(collected),
          update: learner.updates,
          global_step: globalStep,
          'plan/price': hyper.price,
          'charts/SPS': collected.rollout.decisions / seconds,
          'time/playing': (played - began) / 1000 / seconds,
          ...(evaluation && { evaluation }),
        },
        async () => state,
      );
    }
    return kept;
  } catch (error) {
    if (signal?.aborted) return kept;
    throw error;
  } finally {
    learner.dispose();
  }
}

function chartsOf({ rollout, episodes, plans, planTokens }: Collected) {
  const mean = (of: (episode: EpisodeFigures) => number) =>
    episodes.reduce((sum, episode) => sum + of(episode), 0) / episodes.length;
  return {
    'charts/episodic_return': mean(({ episodeReturn }) => episodeReturn),
    'charts/episodic_length': mean(({ steps }) => steps),
    'charts/progress': mean(({ progress }) => progress),
    'plan/rate': plans / Math.max(1, rollout.decisions),
    'plan/length': plans > 0 ? planTokens / plans : Number.NaN,
  };
}
