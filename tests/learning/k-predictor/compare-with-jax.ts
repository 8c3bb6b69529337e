// What one update costs in plain loops and in jax-js: the same network, the same 64 states, 3 × 4 minibatches of 16, forward,
// backward and AdamW, in turn. The figures stand in src/learning/k-predictor/value-network.ts.
//
//   node tests/learning/k-predictor/compare-with-jax.ts

import { jit, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { initialOptimizerState, makeAdamW } from '../../../src/learning/adamw.ts';
import { sftHyperparameters } from '../../../src/learning/hyperparameters.ts';
import { KPredictor } from '../../../src/learning/k-predictor/k-predictor.ts';
import { uploadNamed } from '../../../src/learning/named-arrays.ts';
import type { Parameters } from '../../../src/learning/transformer.ts';
import { Random } from '../../../src/random.ts';
import { runsOf, syntheticTask } from './synthetic-tasks.ts';

const [INPUTS, UNITS, BATCH, STATES, EPOCHS, TAU] = [1024, 32, 16, 64, 3, 0.5];
const ROUNDS = 60;

function plainUpdates(): () => void {
  const predictor = KPredictor.create({ seed: 1 });
  const [tasks, luck] = [new Random(1, 1), new Random(1, 2)];
  const next = () => {
    for (;;) {
      const run = runsOf(syntheticTask(tasks), luck).find(({ mismatched }) => mismatched);
      if (run) return run;
    }
  };
  for (let i = 0; i < 100; i++) predictor.learn(next());
  return () => void predictor.learn(next());
}

const SPECS = [
  { name: 'hidden', shape: [INPUTS, UNITS] },
  { name: 'hidden_bias', shape: [UNITS] },
  { name: 'out', shape: [UNITS, 1] },
  { name: 'out_bias', shape: [1] },
];

function forward(parameters: Parameters, features: np.Array): np.Array {
  const hidden = np.maximum(np.matmul(features, parameters.hidden).add(parameters.hidden_bias), 0);
  const z = np.matmul(hidden, parameters.out).add(parameters.out_bias).reshape([-1]);
  return z.ref.add(np.sqrt(np.square(z).add(0.25))).mul(0.5);
}

function lossOf(parameters: Parameters, features: np.Array, targets: np.Array): np.Array {
  const errors = targets.sub(forward(parameters, features));
  const weights = np.where(np.less(errors.ref, 0), 1 - TAU, TAU);
  return np.square(errors).mul(weights).mean();
}

/** About as many inputs as a place has features. Made once: what it costs to encode is not compared. */
function features(rows: number, random: Random): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: rows * INPUTS }, () => (random.uniform() < 1 / 16 ? 0.2 : 0));
}

const upload = (rows: Float32Array<ArrayBuffer>) => np.array(rows).reshape([-1, INPUTS]);

function jaxUpdates(): () => Promise<void> {
  const random = new Random(2);
  const normal = (size: number) => Float32Array.from({ length: size }, () => random.uniform() - 0.5);
  let parameters = uploadNamed(
    SPECS,
    new Map(SPECS.map(({ name, shape }) => [name, normal(shape.reduce((a, b) => a * b, 1))])),
  );
  let state = initialOptimizerState(parameters);
  const values = jit(forward as never) as unknown as typeof forward;
  const gradients = jit(valueAndGrad(lossOf as never) as never) as unknown as (
    ...args: [Parameters, np.Array, np.Array]
  ) => [np.Array, Parameters];
  const optimizer = makeAdamW({ ...sftHyperparameters({ muon: 0 }), clipNorm: 1e9 });
  const [states, batch, targets] = [features(STATES, random), features(BATCH, random), normal(BATCH)];
  let step = 0;
  return async () => {
    await values(tree.ref(parameters), upload(states)).data();
    for (let i = 0; i < EPOCHS * (STATES / BATCH); i++) {
      const [loss, slopes] = gradients(tree.ref(parameters), upload(batch), np.array(targets));
      loss.dispose();
      const out = await optimizer.update(parameters, state, [slopes], {
        learningRate: 1e-3,
        step: step++,
        divisor: 1,
      });
      parameters = out.parameters;
      state = { mean: out.mean, square: out.square };
      out.norm.dispose();
    }
    await parameters.out_bias.ref.data();
  };
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

async function timed(update: () => unknown): Promise<number> {
  const start = performance.now();
  await update();
  return performance.now() - start;
}

const [plain, jax] = [plainUpdates(), jaxUpdates()];
for (let i = 0; i < 5; i++) await jax();
const times = { plain: [] as number[], jax: [] as number[] };
for (let i = 0; i < ROUNDS; i++) {
  times.plain.push(await timed(plain));
  times.jax.push(await timed(jax));
}
const [a, b] = [median(times.plain), median(times.jax)];
console.log(`one update: plain ${a.toFixed(2)} ms, jax-js ${b.toFixed(2)} ms, ratio ${(b / a).toFixed(1)}`);
console.log(`fastest: plain ${times.plain[0].toFixed(2)} ms, jax-js ${times.jax[0].toFixed(2)} ms`);
