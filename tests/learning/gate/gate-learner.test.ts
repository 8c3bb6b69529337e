import { numpy as np } from '@jax-js/jax';
import { expect, test } from 'vitest';
import { GateLearner } from '../../../src/learning/gate/gate-learner.ts';
import { gateSpecs, initialGate, scoreGate } from '../../../src/learning/gate/gate-policy.ts';
import { GateRolloutBuilder } from '../../../src/learning/gate/gate-rollout.ts';
import { GATE_HYPERPARAMETERS } from '../../../src/learning/gate/hyperparameters.ts';
import { PPO_HYPERPARAMETERS } from '../../../src/learning/ppo/hyperparameters.ts';
import { Random } from '../../../src/random.ts';
import { countLiveArrays } from '../live-arrays.ts';

const INPUTS = 3;
const HYPER = { lanes: 8, horizon: 16, units: 4, price: 0.1, learningRate: 0.02 };

/** Decisions at random; planning pays where the first feature is positive. */
function rolloutOf(seed: number) {
  const random = new Random(seed);
  const builder = new GateRolloutBuilder(HYPER.lanes);
  const look = () => Array.from({ length: INPUTS }, () => 2 * random.uniform() - 1);
  for (let lane = 0; lane < HYPER.lanes; lane++) {
    for (let step = 0; step < HYPER.horizon; step++) {
      const features = look();
      const planned = random.uniform() < 0.25;
      const reward = planned && features[0] > 0 ? 1 : 0;
      const planTokens = planned ? 2 : 0;
      builder.add(lane, { features, planned, probability: 0.25, reward, planTokens, idle: step % 7 === 6 });
      if (step === 8) builder.end(lane);
    }
    builder.cut(lane, look());
  }
  return builder.build();
}

test('scores are the sigmoid’s, with its entropy, for large logits too', async () => {
  const shape = { inputs: 1, units: 1 };
  const values = initialGate(shape, 0.25, new Random(1));
  values.set('gate.hidden', Float32Array.of(1));
  values.set('gate.out', Float32Array.of(1));
  values.set('gate.out_bias', Float32Array.of(-1));
  const trained = Object.fromEntries(
    gateSpecs(shape).map(({ name, shape: size }) => [
      name,
      np.array(values.get(name) as Float32Array<ArrayBuffer>).reshape([...size]),
    ]),
  );
  const features = np.array([0, 2, 200, 0]).reshape([4, 1]);
  const scores = scoreGate(trained, { features, plans: np.array([1, 0, 1, 0]) });
  const p = (x: number) => 1 / (1 + Math.exp(-x));
  const logProbs = await scores.logProbs.data();
  for (const [i, expected] of [Math.log(p(-1)), Math.log(p(-1)), 0, Math.log(p(1))].entries())
    expect(logProbs[i]).toBeCloseTo(expected, 5);
  const entropies = await scores.entropies.data();
  const entropy = -p(1) * Math.log(p(1)) - p(-1) * Math.log(p(-1));
  for (const [i, expected] of [entropy, entropy, 0, entropy].entries())
    expect(entropies[i]).toBeCloseTo(expected, 5);
  expect(Array.from(await scores.values.data())).toEqual([0, 0, 0, 0]);
});

test('a new gate plans at its starting rate with a plan in force, and nearly always without one', () => {
  const [inputs, units, planless] = [5, 32, 3];
  for (const seed of [1, 2, 3]) {
    const values = initialGate({ inputs, units }, 0.1, new Random(seed), planless);
    const probability = (seen: number) => {
      const { hidden, out } = { hidden: values.get('gate.hidden')!, out: values.get('gate.out')! };
      const unit = (i: number) => Math.max(0, seen * hidden[planless * units + i]) * out[i];
      const logit = Array.from({ length: units }, (_, i) => unit(i)).reduce((a, b) => a + b);
      return 1 / (1 + Math.exp(-logit - values.get('gate.out_bias')![0]));
    };
    expect(probability(0)).toBeCloseTo(0.1, 5);
    expect(Math.abs(probability(1) - 0.9)).toBeLessThan(0.03);
  }
});

test('an update names the figures of PPO and moves the gate', async () => {
  const learner = GateLearner.create({ inputs: INPUTS, hyper: { ...HYPER, startRate: 0.25 }, seed: 3 });
  const before = (await learner.state()).trained;
  expect(before.get('gate.out_bias')![0]).toBeCloseTo(-Math.log(3), 5);
  const figures = await learner.update(rolloutOf(1));
  for (const name of [
    'policy_loss',
    'value_loss',
    'entropy',
    'approx_kl',
    'clipfrac',
    'explained_variance',
    'start_kl',
  ])
    expect(figures, name).toHaveProperty([`losses/${name}`], expect.any(Number));
  expect(figures['losses/approx_kl']).toBeGreaterThan(0);
  expect(figures['losses/entropy']).toBeCloseTo(0.56, 1);
  expect(figures['mismatch/max']).toBeLessThan(0.5);
  expect((await learner.state()).trained).not.toEqual(before);
  learner.dispose();
});

test('updates repeat, also from a stored state, and leave no array behind', async () => {
  const learn = async (rollouts: number[], resume?: Awaited<ReturnType<GateLearner['state']>>) => {
    const learner = GateLearner.create({ inputs: INPUTS, hyper: HYPER, seed: 3, resume });
    for (const seed of rollouts) await learner.update(rolloutOf(seed), { progress: seed / 4 });
    const state = await learner.state();
    learner.dispose();
    return state;
  };
  const whole = await learn([1, 2, 3]);
  const live = await countLiveArrays();
  expect(await learn([2, 3], await learn([1]))).toEqual(whole);
  const once = live.count;
  await learn([1, 2, 3]);
  expect(live.count).toBe(once);
});

test('a state of another shape is refused', async () => {
  const learner = GateLearner.create({ inputs: INPUTS, hyper: HYPER, seed: 3 });
  const resume = await learner.state();
  learner.dispose();
  expect(() => GateLearner.create({ inputs: INPUTS + 1, hyper: HYPER, seed: 3, resume })).toThrow(
    expect.objectContaining({ code: 'bad-model' }),
  );
});

test('its dials are those of PPO that it uses, and two of its own', () => {
  const unused = ['rank', 'alpha', 'share', 'valueLearningRate', 'valueWarmup'];
  const shared = Object.keys(PPO_HYPERPARAMETERS).filter((name) => !unused.includes(name));
  expect(Object.keys(GATE_HYPERPARAMETERS)).toEqual([...shared, 'units', 'startRate']);
});
