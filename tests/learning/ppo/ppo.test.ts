import { describe, expect, test } from 'vitest';
import { idsOf } from '../../../src/language/pocket/grammar.ts';
import { LOGIT_SCALE, LOGIT_SPEED } from '../../../src/learning/lora.ts';
import type { LearnerState } from '../../../src/learning/ppo/ppo.ts';
import {
  CONFIG,
  type LearnerOptions,
  LORA,
  learned,
  MODES,
  newLearner,
  randomRollout,
  TOKENIZER,
  WEIGHTS,
} from './tiny-policy.ts';

/** Largest difference, tensor by tensor, as a share of the tensor's largest number. */
function distance(actual: LearnerState['trained'], expected: LearnerState['trained']): number {
  let worst = 0;
  for (const [name, numbers] of expected) {
    const scale = numbers.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-12);
    numbers.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(x - actual.get(name)![i]) / scale);
    });
  }
  return worst;
}

describe.each(MODES)('an update of %s', (_, lora) => {
  test('is a function of seed and rollout, bit for bit', async () => {
    const state = await learned({ lora }, 1, 2);
    expect(await learned({ lora }, 1, 2)).toEqual(state);
    expect((await learned({ lora, seed: 6 }, 1, 2)).trained).not.toEqual(state.trained);
    expect((await learned({ lora }, 1, 3)).trained).not.toEqual(state.trained);
    expect(state.updates).toBe(2);
  });

  test('goes on from a state as if never stopped', async () => {
    const resume = await learned({ lora }, 1, 2);
    expect(await learned({ lora, resume }, 3, 4)).toEqual(await learned({ lora }, 1, 2, 3, 4));
  });

  test('does not depend on how rows are split into micro-batches, nor on their padding', async () => {
    // The mean after one step is the gradient, a tenth of it.
    const hyper = { epochs: 1, minibatches: 1, clipNorm: 1e6, entropy: 0.1, kl: 0.1 };
    const start = await learned({ lora, hyper });
    const oneShape = (length: number) => ({ ...start, shapes: [{ length, answers: 10 }] });
    const split = await learned({ lora, hyper }, 1);
    expect(split.shapes.length).toBeGreaterThan(1);
    expect(split.steps).toBe(1);
    const difference = async (options: LearnerOptions) =>
      distance((await learned({ lora, hyper, ...options }, 1)).mean, split.mean);
    for (const microRows of [65, 5]) expect(await difference({ microRows })).toBeLessThan(1e-6);
    for (const length of [14, 18]) expect(await difference({ resume: oneShape(length) })).toBeLessThan(5e-6);
  });
});

test('with all weights trained, the embedding moves, words that are only read included', async () => {
  const { trained } = await learned({ lora: null }, 1);
  const [before, after] = [WEIGHTS.get('embedding')!, trained.get('embedding')!];
  const { ids } = TOKENIZER.table;
  for (const word of ['forward', 'east', 'cell', 'sign']) {
    const row = (table: Float32Array) =>
      table.subarray(ids.get(word)! * CONFIG.width, (ids.get(word)! + 1) * CONFIG.width);
    expect(Math.max(...row(after).map((x, i) => Math.abs(x - row(before)[i]))), word).toBeGreaterThan(1e-3);
  }
  expect(trained.get('layers.1.down')).not.toEqual(WEIGHTS.get('layers.1.down'));
});

test('with an adapter, the weights stay and the adapter is what the actor gets', async () => {
  const learner = newLearner();
  await learner.update(randomRollout({ seed: 1 }));
  const { trained } = await learner.state();
  expect(Array.from(trained.keys()).every((name) => /^(lora|value)\./.test(name))).toBe(true);
  const { rank, matrices, logitScale } = await learner.adapter();
  expect(rank).toBe(LORA.rank);
  const scaled = trained.get('lora.0.qkv.b')!.map((x) => (x * LORA.alpha) / LORA.rank);
  expect(matrices.get('lora.0.qkv.b')).toEqual(scaled);
  expect(Math.max(...scaled)).toBeGreaterThan(1e-3);
  const [factor] = trained.get(LOGIT_SCALE)!;
  expect(Math.abs(factor)).toBeGreaterThan(1e-3);
  expect(logitScale).toBeCloseTo(Math.exp(LOGIT_SPEED * factor), 6);
  learner.dispose();
  const full = newLearner({ lora: null });
  await expect(full.adapter()).rejects.toMatchObject({ code: 'internal' });
  full.dispose();
});

describe('what is learned', () => {
  test('raises the probability of what went better than expected, value head included', async () => {
    const learner = newLearner({
      hyper: { learningRate: 3e-3, valueLearningRate: 3e-3, kl: 0, entropy: 0, epochs: 4 },
    });
    const [left, right] = ['left', 'right'].map((word) => TOKENIZER.table.ids.get(word)!);
    let turn = 0;
    // One state, two answers: left pays 1, right nothing; each decision ends its episode.
    const rollout = randomRollout({
      seed: 1,
      lanes: 40,
      steps: 2,
      change: (row) => {
        const answer = turn++ % 2 === 0 ? left : right;
        return {
          ...row,
          prompt: Int32Array.of(9, 0, 0),
          answer: [answer],
          choices: ['action'],
          logProbs: [-1],
          planTokens: 0,
          reward: answer === left ? 1 : 0,
        };
      },
    });
    const ended = { ...rollout, nextRows: rollout.nextRows.map(() => -1) };
    const probability = async () => Math.exp((await learner.score(ended)).logProbs[0]);
    const before = await probability();
    for (let i = 0; i < 8; i++) await learner.update(ended);
    expect(before).toBeLessThan(0.7);
    expect(await probability()).toBeGreaterThan(0.9);
    expect((await learner.score(ended)).values[0]).toBeCloseTo(0.5, 1);
    learner.dispose();
  });

  test('is not what was decided where nothing depended on it', async () => {
    const actions = idsOf('plan or action', TOKENIZER, Array.from(TOKENIZER.actionIds)).slice(1);
    const other = (ids: readonly number[]) =>
      ids.map((id, i) => (i < ids.length - 1 ? id : actions.find((a) => a !== id)!));
    const seen: boolean[] = [];
    const state = async (idleAnswers: boolean, idleRewards: number) => {
      const rollout = randomRollout({
        seed: 3,
        change: (row) => {
          seen.push(row.idle);
          if (!row.idle) return row;
          return {
            ...row,
            reward: row.reward + idleRewards,
            answer: idleAnswers ? other(Array.from(row.answer)) : row.answer,
          };
        },
      });
      const learner = newLearner();
      await learner.update(rollout);
      const { trained } = await learner.state();
      learner.dispose();
      return trained;
    };
    const plain = await state(false, 0);
    expect(seen.filter(Boolean).length).toBeGreaterThan(3);
    expect(await state(true, 0)).toEqual(plain);
    // What an idle step pays still belongs to the decisions before it.
    expect(await state(false, 1)).not.toEqual(plain);
  });

  test('costs its price: plans lose to actions where nothing else pays', async () => {
    const rollout = randomRollout({
      seed: 4,
      lanes: 30,
      change: (row) => ({ ...row, reward: 0, idle: false }),
    });
    const planRows = Array.from({ length: rollout.decisions }, (_, row) => row).filter(
      (row) => rollout.planTokens[row] > 0,
    );
    const startOfPlans = (logProbs: Float32Array) =>
      planRows.reduce((sum, row) => sum + logProbs[rollout.dataset.answerStarts[row]], 0) / planRows.length;
    const change = async (price: number) => {
      const learner = newLearner({ hyper: { price, kl: 0, entropy: 0, epochs: 4, gamma: 0.5 } });
      const before = startOfPlans((await learner.score(rollout)).logProbs);
      await learner.update(rollout);
      const after = startOfPlans((await learner.score(rollout)).logProbs);
      learner.dispose();
      return after - before;
    };
    expect(await change(0.5)).toBeLessThan(-0.1);
    expect(await change(-0.5)).toBeGreaterThan(0.1);
  });

  test('ends early once decisions have moved as far as they may', async () => {
    const rollout = randomRollout({ seed: 1 });
    const update = async (targetKl: number) => {
      const learner = newLearner({ hyper: { targetKl, epochs: 4, learningRate: 3e-2 } });
      const figures = await learner.update(rollout);
      learner.dispose();
      return figures;
    };
    const [whole, short] = [await update(100), await update(1e-3)];
    expect(whole.steps).toBe(8);
    expect(whole['losses/approx_kl']).toBeGreaterThan(0.01);
    expect(short.steps).toBe(2);
    expect(short['losses/approx_kl']).toBeGreaterThan(1e-3);
  });
});

test('while the value head warms up it learns alone', async () => {
  const hyper = { valueWarmup: 1 };
  const [start, first, second] = [
    await learned({ hyper }),
    await learned({ hyper }, 1),
    await learned({ hyper }, 1, 2),
  ];
  const changed = (from: LearnerState, to: LearnerState) =>
    Array.from(to.trained.keys()).filter((name) => !isEqual(from.trained.get(name)!, to.trained.get(name)!));
  expect(changed(start, first).every((name) => name.startsWith('value.'))).toBe(true);
  expect(changed(start, first)).toHaveLength(4);
  expect(changed(first, second)).toHaveLength(second.trained.size);
});

test('a learning rate of zero leaves the policy as it is, and the value head learns', async () => {
  const hyper = { learningRate: 0 };
  const [start, after] = [await learned({ hyper }), await learned({ hyper }, 1)];
  for (const [name, numbers] of after.trained) {
    expect(numbers.every(Number.isFinite), name).toBe(true);
    expect(isEqual(start.trained.get(name)!, numbers), name).toBe(!name.startsWith('value.'));
  }
});

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.every((x, i) => x === b[i]);
}

test('figures say what happened', async () => {
  const learner = newLearner({ hyper: { epochs: 1 } });
  const rollout = randomRollout({ seed: 1, lanes: 20 });
  const figures = await learner.update(rollout, { progress: 0.5 });
  expect(figures['charts/learning_rate']).toBeCloseTo(1e-2 * 0.55, 6);
  expect(figures['losses/start_kl']).toBeGreaterThanOrEqual(0);
  expect(figures['losses/clipfrac']).toBeLessThan(0.5);
  // Between an action forced and all ids equally likely.
  expect(figures['losses/entropy']).toBeGreaterThan(0.3);
  expect(figures['losses/entropy']).toBeLessThan(Math.log(4));
  // The rollout's own log-probabilities are those of uniform draws, the learner's those of a random model.
  expect(figures['mismatch/max']).toBeGreaterThan(figures['mismatch/mean']);
  for (const [name, value] of Object.entries(figures)) expect(value, name).not.toBeNaN();
  learner.dispose();
});

test('a stopped update leaves a state behind from which it is made again as if never stopped', async () => {
  const learner = newLearner();
  const kept = await learner.state();
  const signal = AbortSignal.abort();
  await expect(learner.update(randomRollout({ seed: 1 }), { signal })).rejects.toBe(signal.reason);
  expect(learner.updates).toBe(0);
  learner.dispose();
  expect((await learned({ resume: kept }, 1)).trained).toEqual((await learned({}, 1)).trained);
});

test('refuses a state of another shape', async () => {
  const resume = await learned({});
  expect(() => newLearner({ lora: { rank: 8, alpha: 8 }, resume })).toThrow(
    expect.objectContaining({ code: 'bad-model' }),
  );
});
