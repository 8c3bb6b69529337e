// A whole run of reinforcement learning in the corridor, as the page and `lab train rl` make it: actor, collector, learner. Its
// dials are those of a policy that starts from nothing, unlike the defaults: all weights, a bonus for undecided tokens that
// keeps both signs in play until both are understood, and no pull towards a start that knows nothing.

import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { ppoHyperparameters } from '../../../src/learning/ppo/hyperparameters.ts';
import { Actor } from '../../../src/training/rl/actor.ts';
import { Collector } from '../../../src/training/rl/collector.ts';
import type { RlPlan } from '../../../src/training/rl/rl-plan.ts';
import { type RlFigures, type RlState, runRl } from '../../../src/training/rl/rl-run.ts';
import { BEFORE, type CorridorDecision, corridorLane, freshModel, STEPS } from './corridor.ts';

const LANES = 64;
/** Two walks of every lane between two updates. */
const HORIZON = 2 * STEPS;
/** Rows that the learner computes at once: small models are all dispatch. */
const MICRO_ROWS = 257;

/** What a policy comes to. */
export interface CorridorScore {
  /** Mean return of a walk, price not yet paid. */
  readonly episodeReturn: number;
  /** Plan tokens of a walk. */
  readonly planTokens: number;
  /** Share of the decisions at the fork that make a plan. */
  readonly atFork: number;
  /** And of all other decisions. */
  readonly elsewhere: number;
}

export interface CorridorRun {
  readonly state: RlState;
  readonly figures: readonly RlFigures[];
  /** Of the final policy, in walks that it has not trained on. */
  readonly score: CorridorScore;
}

export function corridorPlan(seed: number, updates: number, dials: Partial<RlPlan['hyper']> = {}): RlPlan {
  const hyper = ppoHyperparameters({
    price: 0.2,
    lanes: LANES,
    horizon: HORIZON,
    gamma: 1,
    lambda: 0.95,
    epochs: 4,
    minibatches: 2,
    share: 1,
    rank: 0,
    learningRate: 3e-3,
    valueLearningRate: 3e-3,
    valueWarmup: 0,
    entropy: 0.06,
    kl: 0,
    targetKl: 0.1,
    clipNorm: 1,
    ...dials,
  });
  const steps = updates * hyper.lanes * hyper.horizon;
  return { variant: 'dynamic', seed, hyper, steps, maxSteps: STEPS, evaluateEvery: 0 };
}

/** @param updates to make at most now; the plan's, by default @param walks to score the final policy in */
export async function runCorridor(
  plan: RlPlan,
  {
    resume,
    updates = Number.POSITIVE_INFINITY,
    walks = 256,
  }: { resume?: RlState; updates?: number; walks?: number } = {},
): Promise<CorridorRun> {
  const actor = await Actor.open(freshModel(plan.seed), { loader: nodeOrt(1), preference: 'wasm' });
  const controller = new AbortController();
  const figures: RlFigures[] = [];
  const state = await runRl(plan, {
    actor,
    newLane: () => (seed) => corridorLane(seed),
    resume,
    now: () => performance.now(),
    microRows: MICRO_ROWS,
    signal: controller.signal,
    onUpdate: (update) => {
      if (figures.push(update) >= updates) controller.abort();
    },
  });
  const score = await scoreOf(actor, walks);
  await actor.dispose();
  return { state, figures, score };
}

async function scoreOf(actor: Actor, walks: number): Promise<CorridorScore> {
  const decisions: CorridorDecision[] = [];
  const { model } = actor;
  const collector = new Collector({
    newLane: (seed) => corridorLane(seed, (decision) => decisions.push(decision)),
    tokenizer: model.tokenizer,
    lanes: walks,
    firstSeed: 1,
    temperature: 1,
  });
  await collector.collect(model, STEPS);
  const share = (of: readonly CorridorDecision[]) =>
    of.filter(({ planTokens }) => planTokens > 0).length / of.length;
  const total = (number: (decision: CorridorDecision) => number) =>
    decisions.reduce((sum, decision) => sum + number(decision), 0);
  return {
    episodeReturn: total(({ reward }) => reward) / walks,
    planTokens: total(({ planTokens }) => planTokens) / walks,
    atFork: share(decisions.filter(({ cell }) => cell === BEFORE)),
    elsewhere: share(decisions.filter(({ cell }) => cell !== BEFORE)),
  };
}
