// One run of training a gate: play a horizon under it, learn from it, now and then evaluate, keep. As rl-run.ts it knows neither
// files nor clocks nor threads, and repeats from its seed, stopped and resumed or not. The model that plays is never changed: it
// may be any behind the port.

import { type Gate, type GateNetwork, gateOfNetwork } from '../../agents/gate.ts';
import type { LanguageModel } from '../../language/language-model.ts';
import { GateLearner, type GateLearnerState } from '../../learning/gate/gate-learner.ts';
import { type GateHyperparameters, gateHyperparameters } from '../../learning/gate/hyperparameters.ts';
import type { Compiler } from '../../learning/program.ts';
import type { CollectorState } from './collector.ts';
import { GateCollector } from './gate-collector.ts';
import type { NewGateLane } from './gate-lanes.ts';
import { chartsOf, type RlFigures, type Score } from './rl-run.ts';
import type { EpisodeFigures } from './rl-world.ts';

/** First seed of a training world; above those of rl-run.ts. */
const FIRST_SEED = 10_000_000_000;
const SEEDS_PER_RUN = 1_000_000;

/** What a run is. */
export interface GatePlan {
  readonly seed: number;
  readonly hyper: GateHyperparameters;
  /** World steps to learn from; the learning rate falls over them. */
  readonly steps: number;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
  /** Updates between evaluations; 0 for none. */
  readonly evaluateEvery: number;
}

/** A run between two updates: enough to go on exactly. */
export interface GateState {
  readonly learner: GateLearnerState;
  readonly collector: CollectorState;
  readonly globalStep: number;
}

/** One update's row, under the names of rl-run.ts. */
export type GateFigures = RlFigures;

export interface GateSurroundings {
  readonly model: LanguageModel;
  readonly newLane: NewGateLane;
  /** Names of what lanes let the gate see. */
  readonly features: readonly string[];
  readonly resume?: GateState;
  readonly compiler?: Compiler;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  /** After every update. */
  readonly onUpdate?: (
    figures: GateFigures,
    state: GateState,
    episodes: readonly EpisodeFigures[],
  ) => void | Promise<void>;
  /** Plays the validation worlds under the present gate. */
  readonly evaluate?: (gate: Gate, signal?: AbortSignal) => Promise<Score>;
  readonly signal?: AbortSignal;
}

/** Runs until the steps are used up or the signal aborts. @returns the last whole update's state */
export async function runGate(plan: GatePlan, around: GateSurroundings): Promise<GateState> {
  const { features, resume, signal } = around;
  const hyper = gateHyperparameters(plan.hyper);
  const learner = GateLearner.create({
    inputs: features.length,
    planless: features.indexOf('no_plan'),
    hyper,
    seed: plan.seed,
    resume: resume?.learner,
    compiler: around.compiler,
  });
  const collector = new GateCollector({
    newLane: around.newLane,
    lanes: hyper.lanes,
    firstSeed: FIRST_SEED + plan.seed * SEEDS_PER_RUN,
    resume: resume?.collector,
  });
  let state: GateState = {
    learner: await learner.state(),
    collector: collector.state(),
    globalStep: resume?.globalStep ?? 0,
  };
  try {
    while (state.globalStep < plan.steps && !signal?.aborted) {
      const { episodes, ...made } = await update(plan, around, { learner, collector, state });
      state = made.state;
      await around.onUpdate?.(made.figures, state, episodes);
    }
    return state;
  } catch (error) {
    if (signal?.aborted) return state;
    throw error;
  } finally {
    learner.dispose();
  }
}

/** The gate in a learner's state, as agents play with it. */
export function gateOfTrained(features: readonly string[], { trained }: GateLearnerState): Gate {
  const numbers = (name: string) => trained.get(`gate.${name}`)!;
  return gateOfNetwork({
    features,
    hidden: numbers('hidden'),
    hiddenBias: numbers('hidden_bias'),
    out: numbers('out'),
    outBias: numbers('out_bias'),
  } satisfies GateNetwork);
}

interface Parts {
  readonly learner: GateLearner;
  readonly collector: GateCollector;
  readonly state: GateState;
}

/** Plays one horizon, learns from it, and evaluates where that is due. */
async function update(plan: GatePlan, around: GateSurroundings, { learner, collector, state }: Parts) {
  const { model, features, now, signal } = around;
  const { hyper } = learner;
  const began = now();
  const gate = gateOfTrained(features, state.learner);
  const collected = await collector.collect(model, gate, hyper.horizon, signal);
  const played = now();
  const { decisions } = collected.rollout;
  const progress = state.globalStep / plan.steps;
  const losses = await learner.update(collected.rollout, { progress, signal });
  const seconds = (now() - began) / 1000;
  const next: GateState = {
    learner: await learner.state(),
    collector: collector.state(),
    globalStep: state.globalStep + decisions,
  };
  const isDue = plan.evaluateEvery > 0 && learner.updates % plan.evaluateEvery === 0;
  const evaluation = isDue
    ? await around.evaluate?.(gateOfTrained(features, next.learner), signal)
    : undefined;
  const figures: GateFigures = {
    ...losses,
    ...chartsOf(collected),
    update: learner.updates,
    global_step: next.globalStep,
    'plan/price': hyper.price,
    'charts/SPS': decisions / seconds,
    'time/playing': (played - began) / 1000 / seconds,
    ...(evaluation && { evaluation }),
  };
  return { figures, state: next, episodes: collected.episodes };
}
