import { describe, expect, test } from 'vitest';
import { idsOf } from '../../../src/language/pocket/grammar.ts';
import type { LoraShape } from '../../../src/learning/lora.ts';
import type { PpoHyperparameters } from '../../../src/learning/ppo/hyperparameters.ts';
import { type LearnerState, PpoLearner } from '../../../src/learning/ppo/ppo.ts';
import { type Compiler, jaxCompiler } from '../../../src/learning/program.ts';
import { initialParameters } from '../../../src/learning/transformer.ts';
import { Random } from '../../../src/random.ts';
import { countLiveArrays } from '../live-arrays.ts';
import { CONFIG, LORA, randomRollout, TOKENIZER, tinyShape } from './tiny-policy.ts';

const WEIGHTS = initialParameters(CONFIG, new Random(1));
const HYPER = {
  learningRate: 1e-2,
  valueLearningRate: 1e-2,
  valueWarmup: 0,
  minibatches: 2,
  targetKl: 100,
};

interface LearnerOptions {
  readonly lora?: LoraShape | null;
  readonly hyper?: Partial<PpoHyperparameters>;
  readonly seed?: number;
  readonly resume?: LearnerState;
  readonly compiler?: Compiler;
  readonly microRows?: number;
}

function newLearner({ lora = LORA, hyper, seed = 5, ...rest }: LearnerOptions = {}): PpoLearner {
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
async function learned(options: LearnerOptions, ...seeds: number[]): Promise<LearnerState> {
  const learner = newLearner(options);
  for (const seed of seeds) await learner.update(randomRollout({ seed }), { progress: seed / 10 });
  const state = await learner.state();
  learner.dispose();
  return state;
}

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

const MODES = [
  ['an adapter', LORA],
  ['all weights', null],
] as const;

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
    for (const options of [
      { microRows: 65 },
      { microRows: 5 },
      { resume: oneShape(14) },
      { resume: oneShape(18) },
    ])
      expect(distance((await learned({ lora, hyper, ...options }, 1)).mean, split.mean)).toBeLessThan(1e-6);
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
  const { rank, matrices } = await learner.adapter();
  expect(rank).toBe(LORA.rank);
  const scaled = trained.get('lora.0.qkv.b')!.map((x) => (x * LORA.alpha) / LORA.rank);
  expect(matrices.get('lora.0.qkv.b')).toEqual(scaled);
  expect(Math.max(...scaled)).toBeGreaterThan(1e-3);
  learner.dispose();
  const full = newLearner({ lora: null });
  await expect(full.adapter()).rejects.toMatchObject({ code: 'internal' });
  full.dispose();
});

describe('what is learned', () => {
  test('raises the probability of what went better than expected, value head included', async () => {
    const learner = newLearner({ hyper: { learningRate: 3e-3, kl: 0, entropy: 0, epochs: 4 } });
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
    for (let i = 0; i < 15; i++) await learner.update(ended);
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
  // B first: as long as it is zero, A gets no gradient.
  expect(changed(first, second)).toHaveLength(4 + second.trained.size / 2);
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

/** jax-js, with a count of how often a program was traced. */
function countingCompiler() {
  const traced: string[] = [];
  const compiler: Compiler = {
    ...jaxCompiler,
    compile: (f) =>
      jaxCompiler.compile((...args: Parameters<typeof f>) => {
        traced.push(f.name);
        return f(...args);
      }),
  };
  return { compiler, traced };
}

test.each(MODES)(
  '200 updates of %s hold no more arrays than one, and compile nothing after the first',
  async (_, lora) => {
    const live = await countLiveArrays();
    const { compiler, traced } = countingCompiler();
    const learner = newLearner({ lora, compiler, microRows: 5, hyper: { learningRate: 1e-4, epochs: 1 } });
    const rollouts = [1, 2, 3].map((seed) => randomRollout({ seed, lanes: 3, steps: 4 }));
    for (const rollout of rollouts) await learner.update(rollout);
    const held = { count: live.count, bytes: live.bytes };
    const programs = traced.length;
    const modules = countModules();
    for (let i = 0; i < 200; i++) await learner.update(rollouts[i % 3]);
    expect({ count: live.count, bytes: live.bytes }).toEqual(held);
    expect({ programs: traced.length, modules: modules.stop() }).toEqual({ programs, modules: 0 });
    // A score and a gradient for each shape; an optimizer for the policy and one for the value head.
    expect(programs).toBe(2 * learner.shapes.length + 2);
    expect(learner.memory.arrays).toBeLessThanOrEqual(live.count);
    learner.dispose();
    expect(live.count).toBe(0);
  },
);

/** WebAssembly modules compiled from now on: jax-js makes one for each kernel. */
function countModules() {
  const { Module } = WebAssembly;
  let count = 0;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      count++;
    }
  };
  return {
    stop: () => {
      WebAssembly.Module = Module;
      return count;
    },
  };
}
