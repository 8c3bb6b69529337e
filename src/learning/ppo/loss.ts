// The loss of PPO over whole answers (Schulman et al. 2017): every token of an answer has its own probability ratio and clip,
// and all share the advantage of their decision. To it come the value head's squared error, a bonus for entropy, and a pull
// towards the model that training started from (the estimator k2 of Schulman 2020, "Approximating KL divergence").
//
// Sums, not means: a minibatch is several micro-batches, and the optimizer divides by its decisions.

import { numpy as np, valueAndGrad } from '@jax-js/jax';
import type { Compiler } from '../program.ts';
import type { Parameters } from '../transformer.ts';
import type { PpoHyperparameters } from './hyperparameters.ts';
import { type AnswerArrays, type AnswerScores, type PolicyShape, scoreAnswers } from './policy.ts';

/** What PPO knows of a micro-batch beside its answers; n = rows · answers. */
export type PpoArrays = {
  /** Log-probabilities when the rollout was played, by the learner's own count: [n] */
  oldLogProbs: np.Array;
  /** Under the model that training started from: [n] */
  startLogProbs: np.Array;
  /** What a token to learn from counts, 0 for padding: [n] */
  weights: np.Array;
  /** Of the token's decision: [n] */
  advantages: np.Array;
  /** Targets of the value head: [rows] */
  returns: np.Array;
  /** What a state whose value is learned counts: [rows] */
  valueWeights: np.Array;
};

/** Sums over a micro-batch. */
export type LossParts = {
  policy: np.Array;
  value: np.Array;
  entropy: np.Array;
  /** KL from the start, k2: half the squared log-ratio, whose gradient is that of the KL and stays bounded. */
  startKl: np.Array;
  /** KL of this update so far, k3. */
  updateKl: np.Array;
  /** Tokens whose ratio was clipped. */
  clipped: np.Array;
};

export type LossHyperparameters = Pick<PpoHyperparameters, 'clip' | 'entropy' | 'kl' | 'valueWeight'>;

/** The loss and its parts. Consumes all arrays. */
export function ppoLoss(
  shape: PolicyShape,
  h: LossHyperparameters,
  trained: Parameters,
  frozen: Parameters,
  answers: AnswerArrays,
  batch: PpoArrays,
  exponential?: Compiler['exponential'],
): [np.Array, LossParts] {
  return lossOfScores(h, scoreAnswers(shape, trained, frozen, answers, exponential), batch);
}

/** The loss and its parts, of scores alone. Consumes all arrays. */
export function lossOfScores(
  h: LossHyperparameters,
  { logProbs, entropies, values }: AnswerScores,
  batch: PpoArrays,
): [np.Array, LossParts] {
  const { weights } = batch;
  const sum = (x: np.Array) => x.mul(weights.ref).sum();
  // Masked before exp: padding's log-probability is that of a forbidden id, whose exponential need not be finite.
  const mask = np.greater(weights.ref, 0).astype(np.float32);
  const change = logProbs.ref.sub(batch.oldLogProbs).mul(mask.ref);
  const ratio = np.exp(change.ref);
  const clippedRatio = np.clip(ratio.ref, 1 - h.clip, 1 + h.clip);
  const isClipped = np.greater(np.square(ratio.ref.sub(1)), h.clip ** 2).astype(np.float32);
  const gain = np.minimum(ratio.ref.mul(batch.advantages.ref), clippedRatio.mul(batch.advantages));
  const fromStart = batch.startLogProbs.sub(logProbs).mul(mask);
  const error = np.square(values.sub(batch.returns)).mul(batch.valueWeights);
  const parts: LossParts = {
    policy: sum(gain).mul(-1),
    value: error.sum().mul(0.5),
    entropy: sum(entropies),
    startKl: sum(np.square(fromStart).mul(0.5)),
    updateKl: sum(ratio.sub(1).sub(change)),
    clipped: sum(isClipped),
  };
  weights.dispose();
  const loss = parts.policy.ref
    .add(parts.value.ref.mul(h.valueWeight))
    .add(parts.startKl.ref.mul(h.kl))
    .sub(parts.entropy.ref.mul(h.entropy));
  return [loss, parts];
}

/** Compiled: [[loss, parts], [gradients of what is trained, of the embedded positions]]. Once a shape. */
export function makePpoGradients(shape: PolicyShape, h: LossHyperparameters, compiler: Compiler) {
  type Rest = Omit<AnswerArrays, 'embedded'>;
  const loss = (trained: Parameters, embedded: np.Array, frozen: Parameters, rest: Rest, batch: PpoArrays) =>
    ppoLoss(shape, h, trained, frozen, { embedded, ...rest }, batch, compiler.exponential);
  // With an adapter nothing before the first layer is trained, so no gradient is carried down there.
  const argnums = shape.lora ? [0] : [0, 1];
  return compiler.compile(valueAndGrad(loss as never, { argnums, hasAux: true } as never)) as unknown as (
    ...args: Parameters_<typeof loss>
  ) => Promise<[[np.Array, LossParts], [Parameters, np.Array?]]>;
}

type Parameters_<F extends (...args: never[]) => unknown> = F extends (...args: infer A) => unknown
  ? A
  : never;

/** Compiled `scoreAnswers`. Once a shape. */
export function makeScores(shape: PolicyShape, compiler: Compiler) {
  return compiler.compile((trained: Parameters, frozen: Parameters, answers: AnswerArrays) =>
    scoreAnswers(shape, trained, frozen, answers, compiler.exponential),
  );
}
