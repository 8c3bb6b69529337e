// The gate as the learner computes it: the log-probability of what was decided (plan or act), and the value of the state,
// by two networks of one hidden layer over the same features. agents/gate.ts computes the first of them where it acts.

import { nn, numpy as np } from '@jax-js/jax';
import type { Random } from '../../random.ts';
import type { AnswerScores } from '../ppo/policy.ts';
import { normals, type Parameters } from '../transformer.ts';

export interface GateShape {
  /** Features it reads. */
  readonly inputs: number;
  /** Hidden units of either network. */
  readonly units: number;
}

/** A minibatch on the device. */
export type GateArrays = {
  /** [rows, inputs] */
  features: np.Array;
  /** 1 = planned, 0 = acted: [rows] */
  plans: np.Array;
};

/** Spread of the last layer at the start: its first answers hardly depend on what it sees. */
const FIRST_SPREAD = 0.1;
/** How often a new gate plans where there is no plan yet: a state too rare to be learned from before much else is lost. */
const PLANLESS_RATE = 0.9;

/** Every trained array in canonical order: the gate's own four, then the value head's. */
export function gateSpecs({ inputs, units }: GateShape): { name: string; shape: readonly number[] }[] {
  const network = (prefix: string) => [
    { name: `${prefix}.hidden`, shape: [inputs, units] },
    { name: `${prefix}.hidden_bias`, shape: [units] },
    { name: `${prefix}.out`, shape: [units, 1] },
    { name: `${prefix}.out_bias`, shape: [1] },
  ];
  return [...network('gate'), ...network('value')];
}

/**
 * Where training starts: a gate that plans at `startRate` of all decisions, and a head that says 0.
 * @param planless the input that is 1 without a plan: there it starts at PLANLESS_RATE, by a hidden unit of its own
 */
export function initialGate(
  { inputs, units }: GateShape,
  startRate: number,
  random: Random,
  planless = -1,
): Map<string, Float32Array> {
  const spread = (count: number, deviation: number) => normals(count, random).map((x) => x * deviation);
  const hidden = spread(inputs * units, Math.sqrt(2 / inputs));
  const out = spread(units, FIRST_SPREAD / Math.sqrt(units));
  if (planless >= 0) {
    for (let i = 0; i < inputs; i++) hidden[i * units] = i === planless ? 1 : 0;
    out[0] = logOdds(PLANLESS_RATE) - logOdds(startRate);
  }
  return new Map([
    ['gate.hidden', hidden],
    ['gate.hidden_bias', new Float32Array(units)],
    ['gate.out', out],
    ['gate.out_bias', Float32Array.of(logOdds(startRate))],
    ['value.hidden', spread(inputs * units, Math.sqrt(2 / inputs))],
    ['value.hidden_bias', new Float32Array(units)],
    ['value.out', new Float32Array(units)],
    ['value.out_bias', new Float32Array(1)],
  ]);
}

function logOdds(p: number): number {
  return Math.log(p / (1 - p));
}

/** Log-probabilities of the decisions, entropies in nats, values: each [rows]. Consumes all arrays. */
export function scoreGate(trained: Parameters, { features, plans }: GateArrays): AnswerScores {
  const logits = network(trained, 'gate', features.ref);
  // A softmax over (plan, act) with the logit of acting at 0 is the sigmoid, and is stable for large logits.
  const all = nn.logSoftmax(np.matmul(logits, np.array([1, 0]).reshape([1, 2])), -1);
  const rows = plans.shape[0];
  const chosen = np.stack([plans.ref, np.array(1).sub(plans)], -1).reshape([rows, 2]);
  const logProbs = all.ref.mul(chosen).sum(-1);
  const entropies = np.exp(all.ref).mul(all).sum(-1).mul(-1);
  return { logProbs, entropies, values: network(trained, 'value', features).reshape([-1]) };
}

/** [rows, inputs] → [rows, 1] */
function network(trained: Parameters, prefix: string, features: np.Array): np.Array {
  const hidden = np.maximum(
    np.matmul(features, trained[`${prefix}.hidden`]).add(trained[`${prefix}.hidden_bias`]),
    0,
  );
  return np.matmul(hidden, trained[`${prefix}.out`]).add(trained[`${prefix}.out_bias`]);
}
