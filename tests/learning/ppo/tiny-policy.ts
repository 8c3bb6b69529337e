// A tiny policy, learners of it and random rollouts: every answer is legal, some lanes die, some are cut, some decisions are
// idle.

import { AnswerState } from '../../../src/language/pocket/grammar.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { layOut, type Vocabulary } from '../../../src/language/pocket/vocabulary.ts';
import type { LoraShape } from '../../../src/learning/lora.ts';
import type { PpoHyperparameters } from '../../../src/learning/ppo/hyperparameters.ts';
import { type PolicyShape, policyShape } from '../../../src/learning/ppo/policy.ts';
import { type LearnerState, PpoLearner } from '../../../src/learning/ppo/ppo.ts';
import { type DecisionRow, type Rollout, RolloutBuilder } from '../../../src/learning/ppo/rollout.ts';
import type { Compiler } from '../../../src/learning/program.ts';
import { initialParameters } from '../../../src/learning/transformer.ts';
import { Random } from '../../../src/random.ts';
import { randomPrompt, TINY } from '../tiny.ts';

export const WORDS: Vocabulary = {
  actions: ['forward', 'left', 'right'],
  planWords: ['east', 'west', 'tree'],
  promptWords: ['cell', 'sign'],
};
const { size, outputs } = layOut(WORDS);
export const CONFIG = { ...TINY, vocabulary: size, outputs };
export const TOKENIZER = new Tokenizer(WORDS, CONFIG.pack);
export const LORA: LoraShape = { rank: 4, alpha: 8 };

export function tinyShape(lora: LoraShape | null = LORA): PolicyShape {
  return policyShape(CONFIG, TOKENIZER, lora);
}

/** A random decision; longer prompts and plans take other buckets. */
export function randomDecision(random: Random): DecisionRow {
  const grammar = { plan: 'may', maxPlanTokens: 4, actions: WORDS.actions } as const;
  const state = new AnswerState(TOKENIZER, grammar);
  const row = {
    answer: [] as number[],
    choices: [] as DecisionRow['choices'][number][],
    logProbs: [] as number[],
  };
  while (!state.done) {
    const legal = state.legal();
    row.choices.push(state.choice);
    row.answer.push(random.pick(legal));
    row.logProbs.push(-Math.log(legal.length));
    state.push(row.answer[row.answer.length - 1]);
  }
  return {
    ...row,
    prompt: randomPrompt(random, 2 + random.int(4), CONFIG),
    reward: random.uniform() - 0.5,
    planTokens: state.planTokens,
    idle: random.uniform() < 0.1,
  };
}

export interface RandomRolloutOptions {
  readonly seed: number;
  readonly lanes?: number;
  readonly steps?: number;
  /** Changes a decision before it is added. */
  readonly change?: (row: DecisionRow) => DecisionRow;
}

export function randomRollout({
  seed,
  lanes = 8,
  steps = 6,
  change = (row) => row,
}: RandomRolloutOptions): Rollout {
  const random = new Random(seed);
  const builder = new RolloutBuilder(lanes, CONFIG.pack);
  for (let step = 0; step < steps; step++)
    for (let lane = 0; lane < lanes; lane++) {
      builder.add(lane, change(randomDecision(random)));
      if (random.uniform() < 0.15) builder.end(lane);
    }
  for (let lane = 0; lane < lanes; lane++) builder.cut(lane, randomPrompt(random, 3, CONFIG));
  return builder.build();
}

export const WEIGHTS = initialParameters(CONFIG, new Random(1));

/** What is trained: an adapter or all weights. */
export const MODES = [
  ['an adapter', LORA],
  ['all weights', null],
] as const;

/** Every decision is learned from, by policy and value head alike, from the first update on. */
const HYPER = {
  learningRate: 1e-2,
  valueLearningRate: 1e-2,
  valueWarmup: 0,
  minibatches: 2,
  targetKl: 100,
  share: 1,
};

export interface LearnerOptions {
  readonly lora?: LoraShape | null;
  readonly hyper?: Partial<PpoHyperparameters>;
  readonly seed?: number;
  readonly resume?: LearnerState;
  readonly compiler?: Compiler;
  readonly microRows?: number;
}

export function newLearner({ lora = LORA, hyper, seed = 5, ...rest }: LearnerOptions = {}): PpoLearner {
  return PpoLearner.create({
    shape: tinyShape(lora),
    weights: WEIGHTS,
    hyper: { ...HYPER, ...hyper },
    seed,
    microRows: 17,
    ...rest,
  });
}

/** The state after learning from these rollouts. */
export async function learned(options: LearnerOptions, ...seeds: number[]): Promise<LearnerState> {
  const learner = newLearner(options);
  for (const seed of seeds) await learner.update(randomRollout({ seed }), { progress: seed / 10 });
  const state = await learner.state();
  learner.dispose();
  return state;
}
