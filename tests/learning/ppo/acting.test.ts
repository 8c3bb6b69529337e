// What the learner computes for an answer must be what the acting runtime drew it with: another implementation, with another
// batch shape, padding on the other side, the adapter beside the matrices instead of inside them.

import '../native/threads-first.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModelFiles, type ModelFiles } from '../../../src/language/pocket/model-files.ts';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { policyShape } from '../../../src/learning/ppo/policy.ts';
import { PpoLearner } from '../../../src/learning/ppo/ppo.ts';
import type { Rollout } from '../../../src/learning/ppo/rollout.ts';
import { Random } from '../../../src/random.ts';
import { Actor } from '../../../src/training/rl/actor.ts';
import { Collector } from '../../../src/training/rl/collector.ts';
import type { NewLane } from '../../../src/training/rl/rl-world.ts';
import { memoryReader, tinyModel, VOCABULARY } from '../../language/pocket/tiny-files.ts';

const STEPS = 5;

/** A world that only talks: prompts of several lengths, some with a plan in force, some words that are no words. */
const chatter: NewLane = (seed) => {
  let step = 0;
  return {
    seed,
    prepare: () => {
      const random = new Random(seed, step);
      const words = [...VOCABULARY.promptWords, ...VOCABULARY.planWords, '薬'];
      const lines = Array.from(
        { length: 1 + random.int(9) },
        () => `${random.pick(words)} ${random.pick(words)}`,
      );
      const plan = random.pick(['never', 'may', 'must'] as const);
      return {
        text: ['plan | collect wood then stone', ...lines].join('\n'),
        grammar: { plan, maxPlanTokens: 4, actions: VOCABULARY.actions },
        seed: seed * 100 + step,
      };
    },
    take: ({ planTokens }) => {
      step++;
      const reward = new Random(seed, step).uniform();
      return { reward, planTokens, idle: false, terminated: step === STEPS, truncated: false };
    },
    figures: () => ({ seed, steps: step, episodeReturn: 0, progress: 0, plans: 0, planTokens: 0, tokens: 0 }),
  };
};

/** |log-probability acting − learning| of the rollout's tokens. */
async function mismatch(learner: PpoLearner, rollout: Rollout): Promise<{ max: number; mean: number }> {
  const { logProbs } = await learner.score(rollout);
  const ids = rollout.dataset.answerStarts[rollout.decisions];
  const all = Array.from({ length: ids }, (_, i) => Math.abs(logProbs[i] - rollout.logProbs[i]));
  return { max: Math.max(...all), mean: all.reduce((sum, x) => sum + x, 0) / ids };
}

/** Rounding of logits in float32: an exact exp gives the same largest difference, 1.3e-5. */
function expectAgreement({ max, mean }: { max: number; mean: number }): void {
  expect(mean).toBeLessThan(3e-6);
  expect(max).toBeLessThan(3e-5);
}

describe('log-probabilities of the learner are those of the acting model', () => {
  let files: ModelFiles;
  let actor: Actor;
  beforeAll(async () => {
    files = await loadModelFiles(memoryReader(tinyModel()));
    actor = await Actor.open(files, { loader: nodeOrt(1), preference: 'wasm' });
  });
  afterAll(() => actor.dispose());

  function play(temperature: number) {
    const { tokenizer } = actor.model;
    const collector = new Collector({ newLane: chatter, tokenizer, lanes: 24, firstSeed: 1, temperature });
    return collector.collect(actor.model, STEPS);
  }

  function newLearner(rank: number, temperature = 1): PpoLearner {
    const { config } = files.card;
    const lora = rank > 0 ? { rank, alpha: 2 * rank } : null;
    const shape = policyShape(config, actor.model.tokenizer, lora, temperature);
    const hyper = { learningRate: 3e-3, valueWarmup: 0, targetKl: 100, share: 1, minibatches: 2 };
    return PpoLearner.create({ shape, weights: actor.weights, hyper, seed: 1 });
  }

  test.each([1, 0.7])('before anything is learned, at temperature %d', async (temperature) => {
    const { rollout, plans } = await play(temperature);
    expect(plans).toBeGreaterThan(30);
    const learner = newLearner(4, temperature);
    expectAgreement(await mismatch(learner, rollout));
    learner.dispose();
  });

  test.each([
    ['an adapter', 8],
    ['all weights', 0],
  ])('after two updates of %s', async (_, rank) => {
    const learner = newLearner(rank);
    const before = (await play(1)).rollout;
    for (let i = 0; i < 2; i++) await learner.update(before);
    await actor.follow(learner);
    const after = (await play(1)).rollout;
    expect((await mismatch(learner, before)).max).toBeGreaterThan(0.05);
    expectAgreement(await mismatch(learner, after));
    learner.dispose();
  });
});
