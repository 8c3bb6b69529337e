// PPO's scores and loss (src/learning/ppo/policy.ts, loss.ts) in tfjs, as a contender.

import { parameterSpecs } from '../../src/language/pocket/config.ts';
import { adaptedMatrices, loraName } from '../../src/language/pocket/onnx-graph.ts';
import { LOGIT_SCALE, LOGIT_SPEED } from '../../src/learning/lora.ts';
import { trainedSpecs } from '../../src/learning/ppo/policy.ts';
import type { Contender } from './contender.ts';
import type { Tensor, Tfjs } from './tfjs.ts';
import { type Tensors, tfjsHidden } from './tfjs-transformer.ts';
import type { PlainBatch, Policy } from './workload.ts';

/** Marks ids that the grammar forbids. */
const FORBIDDEN = -1e9;

/** On tfjs' backend at the time, with gradients of the adapter and the value head. */
export function tfjsContender(tf: Tfjs, policy: Policy): Contender {
  const specs = trainedSpecs(policy.shape);
  const upload = (list: typeof specs, values: Policy['frozen']) =>
    list.map(({ name, shape }) => tf.tensor(values.get(name)!, shape));
  const trained = upload(specs, policy.trained);
  const frozenSpecs = parameterSpecs(policy.shape.config);
  const frozen = byName(frozenSpecs, upload(frozenSpecs, policy.frozen));
  const grammar = grammarTable(tf, policy);
  const scored = (arrays: readonly Tensor[], batch: PlainBatch) =>
    scoreAnswers(tf, policy, byName(specs, arrays), frozen, grammar, batch);
  return {
    name: `tfjs ${tf.version_core}`,
    async score(batch) {
      const { logProbs, entropies, values } = tf.tidy(() => scored(trained, batch));
      const read = await logProbs.data();
      tf.dispose([logProbs, entropies, values]);
      return read;
    },
    async differentiate(batch) {
      const { value, grads } = tf.tidy(() =>
        tf.valueAndGrads((...arrays) => ppoLoss(tf, policy, scored(arrays, batch), batch))(trained),
      );
      const loss = (await value.data())[0];
      value.dispose();
      // A GPU works off its queue in order: with the first array's gradient, the last to be reached, all are there.
      await grads[0].data();
      const dispose = () => tf.dispose(grads);
      const read = async () => {
        const values = await Promise.all(grads.map((gradient) => gradient.data()));
        dispose();
        return new Map(specs.map(({ name }, i) => [name, values[i]]));
      };
      return { loss, read, dispose };
    },
    dispose: () => tf.dispose([trained, frozen, grammar]),
  };
}

function byName(specs: readonly { readonly name: string }[], tensors: readonly Tensor[]): Tensors {
  return Object.fromEntries(specs.map(({ name }, i) => [name, tensors[i]]));
}

/** 0 where a choice allows an id, FORBIDDEN elsewhere: [choices, outputs]. */
function grammarTable(tf: Tfjs, { shape: { legal, config } }: Policy): Tensor {
  const table = new Float32Array(legal.length * config.outputs).fill(FORBIDDEN);
  for (const [choice, ids] of legal.entries()) for (const id of ids) table[choice * config.outputs + id] = 0;
  return tf.tensor(table, [legal.length, config.outputs]);
}

interface Scores {
  /** Of every target: [rows · answers] */
  readonly logProbs: Tensor;
  /** [rows · answers] */
  readonly entropies: Tensor;
  /** [rows] */
  readonly values: Tensor;
}

function scoreAnswers(
  tf: Tfjs,
  { shape: { config, lora, temperature } }: Policy,
  trained: Tensors,
  frozen: Tensors,
  grammar: Tensor,
  batch: PlainBatch,
): Scores {
  const { rows, length, answers } = batch;
  const { width, outputs } = config;
  const parameters: Record<string, Tensor> = { ...frozen };
  for (const { name } of adaptedMatrices(config)) {
    const product = tf.matMul(trained[`${loraName(name)}.a`], trained[`${loraName(name)}.b`]);
    parameters[name] = tf.add(frozen[name], tf.mul(product, tf.scalar(lora!.alpha / lora!.rank)));
  }
  const embedded = tf.tensor(batch.embedded, [rows, length, width]);
  const hidden = tfjsHidden(tf, config, parameters, embedded, batch.starts, answers);
  const head = tf.slice(frozen.embedding, [0, 0], [outputs, width]);
  const scale = tf.exp(tf.mul(trained[LOGIT_SCALE], tf.scalar(LOGIT_SPEED)));
  const logits = tf.mul(tf.mul(tf.matMul(hidden, head, false, true), scale), tf.scalar(1 / temperature));
  const ids = (numbers: Int32Array) => tf.tensor(numbers, [numbers.length], 'int32');
  const oneHot = (numbers: Int32Array, depth: number) => tf.cast(tf.oneHot(ids(numbers), depth), 'float32');
  const all = tf.logSoftmax(tf.add(logits, tf.gather(grammar, ids(batch.choices))));
  const first = tf.reshape(oneHot(batch.firsts, answers), [rows, answers, 1]);
  const state = tf.sum(tf.mul(tf.reshape(hidden, [rows, answers, width]), first), 1);
  return {
    logProbs: tf.sum(tf.mul(all, oneHot(batch.targets, outputs)), -1),
    entropies: tf.neg(tf.sum(tf.mul(tf.exp(all), all), -1)),
    values: stateValue(tf, trained, state),
  };
}

/** One hidden layer: [rows, width] → [rows]. */
function stateValue(tf: Tfjs, trained: Tensors, state: Tensor): Tensor {
  const hidden = tf.relu(tf.add(tf.matMul(state, trained['value.hidden']), trained['value.hidden_bias']));
  return tf.reshape(tf.add(tf.matMul(hidden, trained['value.out']), trained['value.out_bias']), [-1]);
}

function ppoLoss(
  tf: Tfjs,
  { hyper }: Policy,
  { logProbs, entropies, values }: Scores,
  batch: PlainBatch,
): Tensor {
  const of = (numbers: Float32Array) => tf.tensor(numbers, [numbers.length]);
  const weights = of(batch.weights);
  const advantages = of(batch.advantages);
  const mask = of(batch.weights.map((weight) => (weight > 0 ? 1 : 0)));
  const sum = (x: Tensor) => tf.sum(tf.mul(x, weights));
  const times = (x: Tensor, factor: number) => tf.mul(x, tf.scalar(factor));
  const ratio = tf.exp(tf.mul(tf.sub(logProbs, of(batch.oldLogProbs)), mask));
  const clipped = tf.clipByValue(ratio, 1 - hyper.clip, 1 + hyper.clip);
  const gain = sum(tf.minimum(tf.mul(ratio, advantages), tf.mul(clipped, advantages)));
  const fromStart = tf.mul(tf.sub(of(batch.startLogProbs), logProbs), mask);
  const error = tf.mul(tf.square(tf.sub(values, of(batch.returns))), of(batch.valueWeights));
  const value = times(tf.sum(error), 0.5 * hyper.valueWeight);
  const startKl = times(sum(tf.square(fromStart)), 0.5 * hyper.kl);
  const entropy = times(sum(entropies), hyper.entropy);
  return tf.sub(tf.add(tf.sub(value, gain), startKl), entropy);
}
