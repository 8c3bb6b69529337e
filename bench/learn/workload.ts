// What the learner is measured on: the shipped model's shape under an adapter, and random decisions, four actions to one plan as in
// play. Everything is a function of its seed, so that all contenders compute the same numbers.

import { crafterVocabulary } from '../../src/agents/crafter-vocabulary.ts';
import { POCKET_SIZES, type PocketConfig } from '../../src/language/pocket/config.ts';
import type { Choice } from '../../src/language/pocket/grammar.ts';
import { Tokenizer } from '../../src/language/pocket/tokenizer.ts';
import { suggestShapes } from '../../src/learning/batches.ts';
import { embedWords } from '../../src/learning/embedding.ts';
import type { Values } from '../../src/learning/named-arrays.ts';
import { type PpoHyperparameters, ppoHyperparameters } from '../../src/learning/ppo/hyperparameters.ts';
import {
  choicesOf,
  firstsOf,
  MICRO_ROWS,
  type MicroBatch,
  microBatches,
} from '../../src/learning/ppo/minibatches.ts';
import { initialTrained, type PolicyShape, policyShape } from '../../src/learning/ppo/policy.ts';
import { type Rollout, RolloutBuilder } from '../../src/learning/ppo/rollout.ts';
import { initialParameters } from '../../src/learning/transformer.ts';
import { Random } from '../../src/random.ts';

const LANES = 16;
const PLAN_WORDS = 6;
/** Rows of the two micro-batches: as the learner has them, four actions to a plan and both odd; and for a slow device. */
const ROWS = { usual: [MICRO_ROWS, 17], few: [9, 3] } as const;
const LORA = { rank: 16, alpha: 32 };

/** A policy to learn with, and how. */
export interface Policy {
  readonly shape: PolicyShape;
  readonly tokenizer: Tokenizer;
  readonly hyper: PpoHyperparameters;
  /** Of the model under the adapter. */
  readonly frozen: Values;
  /** Of the adapter and the value head, none of them 0, so that every gradient is at work. */
  readonly trained: Values;
}

/** A micro-batch as plain numbers, embedded; n = rows · answers. The names are those of AnswerArrays and PpoArrays. */
export interface PlainBatch {
  readonly rows: number;
  readonly length: number;
  readonly answers: number;
  /** [rows, length, width], right-aligned */
  readonly embedded: Float32Array<ArrayBuffer>;
  readonly starts: Float32Array<ArrayBuffer>;
  readonly targets: Int32Array<ArrayBuffer>;
  readonly choices: Int32Array<ArrayBuffer>;
  readonly firsts: Int32Array<ArrayBuffer>;
  readonly oldLogProbs: Float32Array<ArrayBuffer>;
  readonly startLogProbs: Float32Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly advantages: Float32Array<ArrayBuffer>;
  readonly returns: Float32Array<ArrayBuffer>;
  readonly valueWeights: Float32Array<ArrayBuffer>;
}

export function shippedPolicy(): Policy {
  const tokenizer = new Tokenizer(crafterVocabulary(), POCKET_SIZES.pack);
  const { size: vocabulary, outputs } = tokenizer.table;
  return makePolicy({ vocabulary, outputs, ...POCKET_SIZES }, tokenizer);
}

/** @param config as the tokenizer asks for in `vocabulary`, `outputs` and `pack`, of any size otherwise */
export function makePolicy(config: PocketConfig, tokenizer: Tokenizer): Policy {
  const random = new Random(1);
  const shape = policyShape(config, tokenizer, LORA);
  const frozen = initialParameters(config, random);
  const trained = initialTrained(shape, frozen, random);
  for (const numbers of trained.values())
    if (!numbers.some(Boolean)) for (let i = 0; i < numbers.length; i++) numbers[i] = noise(random, 0.02);
  const hyper = ppoHyperparameters({ rank: LORA.rank, alpha: LORA.alpha });
  return { shape, tokenizer, hyper, frozen, trained };
}

/** Uniform in −size .. size. */
function noise(random: Random, size: number): number {
  return size * (2 * random.uniform() - 1);
}

/** `steps` decisions of each of 16 lanes: prompts of 20 to 30 positions, every fifth answer a plan. */
export function randomRollout(tokenizer: Tokenizer, steps: number): Rollout {
  const random = new Random(2);
  const builder = new RolloutBuilder(LANES, tokenizer.pack);
  for (let step = 0; step < steps; step++) {
    for (let lane = 0; lane < LANES; lane++) {
      const isPlan = random.uniform() < 0.2;
      const { answer, choices } = randomAnswer(tokenizer, isPlan, random);
      builder.add(lane, {
        prompt: randomPrompt(tokenizer, random),
        answer,
        choices,
        logProbs: answer.map(() => -1),
        reward: random.uniform() < 0.03 ? 1 : 0,
        planTokens: isPlan ? PLAN_WORDS : 0,
        idle: false,
      });
    }
  }
  for (let lane = 0; lane < LANES; lane++) builder.cut(lane, randomPrompt(tokenizer, random));
  return builder.build();
}

function randomPrompt({ pack, table }: Tokenizer, random: Random): Int32Array {
  return Int32Array.from({ length: (20 + random.int(11)) * pack }, () =>
    random.uniform() < 0.7 ? 0 : 1 + random.int(table.size - 1),
  );
}

function randomAnswer(
  tokenizer: Tokenizer,
  isPlan: boolean,
  random: Random,
): { answer: number[]; choices: Choice[] } {
  const action = random.pick(Array.from(tokenizer.actionIds));
  if (!isPlan) return { answer: [action], choices: ['plan or action'] };
  const words = Array.from({ length: PLAN_WORDS }, () => random.pick(Array.from(tokenizer.planWordIds)));
  const inPlan: Choice[] = words.map((_, i) => (i === 0 ? 'word' : 'word or close'));
  return {
    answer: [tokenizer.planOpen, ...words, tokenizer.planClose, action],
    choices: ['plan or action', ...inPlan, 'word or close', 'action'],
  };
}

/** A micro-batch of actions and a smaller one of plans, with random targets of PPO, some of them clipped. */
export function randomBatches(
  { shape, tokenizer, frozen }: Policy,
  size: keyof typeof ROWS = 'usual',
): PlainBatch[] {
  const [actions, plans] = ROWS[size];
  const rollout = randomRollout(tokenizer, 12);
  const { dataset } = rollout;
  const shapes = suggestShapes(dataset, 1);
  const random = new Random(3);
  const of = (size: number, isPlan: boolean) =>
    microBatches(dataset, shapes, (row) => dataset.answerLength(row) > 1 === isPlan, undefined, size)[0];
  return [of(actions, false), of(plans, true)].map((micro) =>
    plainBatch(rollout, micro, frozen.get('embedding')!, shape.config.width, random),
  );
}

function plainBatch(
  rollout: Rollout,
  micro: MicroBatch,
  table: Float32Array,
  width: number,
  random: Random,
): PlainBatch {
  const { rows, shape, input, starts, targets, weights } = micro.batch;
  const embedded = new Float32Array(rows * shape.length * width);
  embedWords(table, width, input, embedded);
  const around = (count: number, middle: number, size: number) =>
    Float32Array.from({ length: count }, () => middle + noise(random, size));
  return {
    rows,
    ...shape,
    embedded,
    starts,
    targets,
    choices: choicesOf(rollout, micro),
    firsts: firstsOf(rollout.dataset, micro),
    oldLogProbs: around(targets.length, -3.5, 1),
    startLogProbs: around(targets.length, -3.5, 1),
    weights,
    advantages: around(targets.length, 0, 2),
    returns: around(rows, 0, 1),
    valueWeights: new Float32Array(rows).fill(1),
  };
}
