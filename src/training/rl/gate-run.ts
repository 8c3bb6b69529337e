// One run of training a gate: play a horizon under it, learn from it, now and then evaluate, keep. As rl-run.ts it knows neither
// files nor clocks nor threads, and repeats from its seed, stopped and resumed or not. The model that plays is never changed: it
// may be any behind the port.

import { type Gate, type GateNetwork, gateOfNetwork } from '../../agents/gate.ts';
import type { LanguageModel } from '../../language/language-model.ts';
import { GateLearner, type GateLearnerState, gateAtStart } from '../../learning/gate/gate-learner.ts';
import { gateHyperparameters } from '../../learning/gate/hyperparameters.ts';
import type { Compiler } from '../../learning/program.ts';
import type { CollectorState } from './collector.ts';
import { GateCollector } from './gate-collector.ts';
import type { NewGateLane } from './gate-lanes.ts';
import type { GatePlan } from './gate-plan.ts';
import { chartsOf, type RlFigures, type RlStage, type RlUpdate, type Score } from './rl-run.ts';

export type { GatePlan } from './gate-plan.ts';

/** First seed of a training world; above those of rl-run.ts. */
const FIRST_SEED = 10_000_000_000;
const SEEDS_PER_RUN = 1_000_000;

/** A run between two updates: enough to go on exactly. */
export interface GateState {
  readonly learner: GateLearnerState;
  readonly collector: CollectorState;
  readonly globalStep: number;
  /** Trained arrays of the best evaluation so far, and its score. */
  readonly best: {
    readonly trained: GateLearnerState['trained'];
    readonly score: Score;
    readonly update: number;
  } | null;
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
  readonly onUpdate?: (figures: GateFigures, state: GateState, leaves: RlUpdate) => void | Promise<void>;
  /** Told, and waited for, several times a second; evaluations are told by whoever plays them. */
  readonly onStage?: (stage: RlStage) => void | Promise<void>;
  /** Plays the validation worlds under the present gate. */
  readonly evaluate?: (gate: Gate, signal?: AbortSignal) => Promise<Score>;
  readonly signal?: AbortSignal;
}

/** Runs until the steps are used up or the signal aborts. @returns the last whole update's state */
export async function runGate(plan: GatePlan, around: GateSurroundings): Promise<GateState> {
  const { features, resume, signal } = around;
  const hyper = gateHyperparameters(plan.hyper);
  // Before the learner: it refuses episodes that cannot have been played, and the learner holds arrays.
  const collector = new GateCollector({
    newLane: around.newLane,
    lanes: hyper.lanes,
    firstSeed: FIRST_SEED + plan.seed * SEEDS_PER_RUN,
    resume: resume?.collector,
  });
  const learner = GateLearner.create({
    ...learnerOptions(plan, features),
    resume: resume?.learner,
    compiler: around.compiler,
  });
  let state: GateState = {
    learner: await learner.state(),
    collector: collector.state(),
    globalStep: resume?.globalStep ?? 0,
    best: resume?.best ?? null,
  };
  try {
    while (state.globalStep < plan.steps && !signal?.aborted) {
      const { episodes, ...made } = await update(plan, around, { learner, collector, state });
      state = made.state;
      await around.onUpdate?.(made.figures, state, { episodes, memory: learner.memory });
    }
    return state;
  } catch (error) {
    if (signal?.aborted) return state;
    throw error;
  } finally {
    learner.dispose();
  }
}

/** The gate that a run starts from. */
export function startGateOf(plan: GatePlan, features: readonly string[]): Gate {
  return gateOfTrained(features, { trained: gateAtStart(learnerOptions(plan, features)) });
}

function learnerOptions({ hyper, seed }: GatePlan, features: readonly string[]) {
  return {
    inputs: features.length,
    planless: features.indexOf('no_plan'),
    hyper: gateHyperparameters(hyper),
    seed,
  };
}

/** The gate in a learner's state, as agents play with it. */
export function gateOfTrained(
  features: readonly string[],
  { trained }: Pick<GateLearnerState, 'trained'>,
): Gate {
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
  const total = hyper.horizon * hyper.lanes;
  const collected = await collector.collect(model, gate, hyper.horizon, signal, (step) =>
    around.onStage?.({ stage: 'playing', done: step * hyper.lanes, total }),
  );
  const played = now();
  const { decisions } = collected.rollout;
  const progress = state.globalStep / plan.steps;
  const losses = await learner.update(collected.rollout, { progress, signal });
  const seconds = (now() - began) / 1000;
  const learned = await learner.state();
  const isDue = plan.evaluateEvery > 0 && learner.updates % plan.evaluateEvery === 0;
  const evaluation = isDue ? await around.evaluate?.(gateOfTrained(features, learned), signal) : undefined;
  const isBest = evaluation && evaluation.mean > (state.best?.score.mean ?? Number.NEGATIVE_INFINITY);
  const next: GateState = {
    learner: learned,
    collector: collector.state(),
    globalStep: state.globalStep + decisions,
    best: isBest ? { trained: learned.trained, score: evaluation, update: learner.updates } : state.best,
  };
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
