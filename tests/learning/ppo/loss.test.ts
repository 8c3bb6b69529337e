import { numpy as np, valueAndGrad } from '@jax-js/jax';
import { describe, expect, test } from 'vitest';
import {
  type LossHyperparameters,
  type LossParts,
  lossOfScores,
  type PpoArrays,
} from '../../../src/learning/ppo/loss.ts';
import { scoreLogits } from '../../../src/learning/ppo/policy.ts';
import golden from './golden/golden.json';

const { loss: wanted } = golden;
const floats = (numbers: readonly number[]) => np.array(Float32Array.from(numbers));
const matrix = (rows: readonly (readonly number[])[]) =>
  floats(rows.flat()).reshape([rows.length, rows[0].length]);

function arrays(batch: { [name in keyof PpoArrays]: readonly number[] }): PpoArrays {
  return Object.fromEntries(
    Object.entries(batch).map(([name, numbers]) => [name, floats(numbers)]),
  ) as PpoArrays;
}

type LossOf<A extends unknown[]> = (...args: A) => [np.Array, LossParts];
type Differentiated<A extends unknown[]> = (...args: A) => [[np.Array, LossParts], np.Array[]];

function differentiated<A extends unknown[]>(f: LossOf<A>): Differentiated<A> {
  return valueAndGrad(f as never, { argnums: [0, 1], hasAux: true } as never) as unknown as Differentiated<A>;
}

describe('the loss is that of numpy', () => {
  const loss = (logits: np.Array, values: np.Array) => {
    const targets = np.array(Int32Array.from(wanted.targets));
    const choices = np.array(Int32Array.from(wanted.choices));
    const scores = scoreLogits(wanted, logits, targets, choices);
    return lossOfScores(wanted.hyper, { ...scores, values }, arrays(wanted.batch));
  };
  const evaluate = () => differentiated(loss)(matrix(wanted.logits), floats(wanted.values));

  test('part by part, padding and a repeated row left out', async () => {
    const [[total, parts], gradients] = evaluate();
    for (const gradient of gradients) gradient.dispose();
    expect((await total.data())[0]).toBeCloseTo(wanted.loss, 5);
    for (const [name, expected] of Object.entries(wanted.parts))
      expect((await parts[name as keyof LossParts].data())[0], name).toBeCloseTo(expected, 5);
  });

  test('and so are its gradients to logits and values', async () => {
    const [[total, parts], [ofLogits, ofValues]] = evaluate();
    for (const array of [total, ...Object.values(parts)]) array.dispose();
    const expectClose = (actual: ArrayLike<number>, expected: readonly number[]) => {
      for (const [i, value] of expected.entries()) expect(actual[i], `number ${i}`).toBeCloseTo(value, 5);
    };
    expectClose(await ofLogits.data(), wanted.logitGradients.flat());
    expectClose(await ofValues.data(), wanted.valueGradients);
  });
});

/** Gradients of the policy's part alone to the log-probabilities of tokens that have moved so far. */
async function policySlope(moves: readonly number[], advantage: number): Promise<number[]> {
  const n = moves.length;
  const policyOnly: LossHyperparameters = { clip: 0.2, entropy: 0, kl: 0, valueWeight: 0 };
  const old = moves.map(() => -1.5);
  const all = (value: number) => moves.map(() => value);
  const loss = (logProbs: np.Array, values: np.Array) =>
    lossOfScores(
      policyOnly,
      { logProbs, values, entropies: np.zeros([n]) },
      arrays({
        oldLogProbs: old,
        startLogProbs: old,
        weights: all(1),
        advantages: all(advantage),
        returns: [0],
        valueWeights: [0],
      }),
    );
  const [[total, parts], [slope, ofValues]] = differentiated(loss)(
    floats(moves.map((move, i) => old[i] + move)),
    np.zeros([1]),
  );
  for (const array of [total, ofValues, ...Object.values(parts)]) array.dispose();
  return Array.from((await slope.data()) as Float32Array);
}

describe('the clip', () => {
  test('leaves the plain policy gradient where the policy has not moved at all', async () => {
    const slopes = await policySlope([0, 1e-7, -1e-7], 2);
    for (const slope of slopes) expect(slope).toBeCloseTo(-2, 5);
  });

  test('ends the pull of a token that has gone far enough, and never the way back', async () => {
    const far = [Math.log(1.3), Math.log(0.7)];
    const [upGood, downGood] = await policySlope(far, 1);
    expect(upGood).toBe(0);
    expect(downGood).toBeCloseTo(-0.7, 5);
    const [upBad, downBad] = await policySlope(far, -1);
    expect(upBad).toBeCloseTo(1.3, 5);
    expect(downBad).toBe(0);
  });
});
