// Drawing one token: a softmax over the legal ids only, at a temperature, inverted at one uniform number.

import type { Random } from '../../random.ts';

export interface Draw {
  readonly id: number;
  /** Natural log-probability of `id` under the distribution it was drawn from. */
  readonly logProb: number;
}

/**
 * @param logits one row, indexed by id
 * @param temperature 0 takes the likeliest id (the first of equals), with log-probability 0
 */
export function drawToken(
  logits: Float32Array,
  legal: readonly number[],
  temperature: number,
  random: Random,
): Draw {
  const uniform = random.uniform();
  if (temperature === 0) return { id: likeliest(logits, legal), logProb: 0 };
  const probabilities = softmax(logits, legal, temperature);
  let rest = uniform;
  let chosen = legal.length - 1;
  for (let i = 0; i < legal.length; i++) {
    rest -= probabilities[i];
    if (rest < 0) {
      chosen = i;
      break;
    }
  }
  return { id: legal[chosen], logProb: Math.log(probabilities[chosen]) };
}

/** Probabilities of the legal ids, in their order. */
export function softmax(logits: Float32Array, legal: readonly number[], temperature: number): Float64Array {
  const largest = legal.reduce((best, id) => Math.max(best, logits[id]), Number.NEGATIVE_INFINITY);
  const exps = Float64Array.from(legal, (id) => Math.exp((logits[id] - largest) / temperature));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((value) => value / sum);
}

function likeliest(logits: Float32Array, legal: readonly number[]): number {
  return legal.reduce((best, id) => (logits[id] > logits[best] ? id : best), legal[0]);
}
