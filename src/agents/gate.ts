// A gate: a small network that decides whether to plan now, for models whose weights nobody here can train. It reads the
// features of gate-features.ts and gives the probability of planning; the model's first token is then masked to `must` or
// `never`. It is trained by the same PPO at the same price (learning/gate/, training/rl/gate-run.ts).
//
// What it decides follows from (gate, agent seed, step, what the agent knows) alone, so that a replayed, forked or resumed
// run decides the same. Its hidden units are rectifiers, so that from the features (float32) to the logit there are products
// and sums alone, which every browser computes to the same bit.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { Random } from '../random.ts';
import type { AgentConfig } from './agent.ts';

/** A network of one hidden layer. */
export interface GateNetwork {
  /** Names of its inputs, see GATE_FEATURES: [inputs] */
  readonly features: readonly string[];
  /** [inputs, units], row-major */
  readonly hidden: Float32Array;
  /** [units] */
  readonly hiddenBias: Float32Array;
  /** [units] */
  readonly out: Float32Array;
  /** [1] */
  readonly outBias: Float32Array;
}

export interface Gate extends GateNetwork {
  /** 16 hex digits, see `gateId`. */
  readonly id: string;
}

/** What a gate says at one step. */
export interface GateAnswer {
  /** Of planning now, at temperature 1. */
  readonly probability: number;
  readonly plans: boolean;
}

/** Hex digits of an id, as many as records keep of a model's weights. */
const ID_DIGITS = 16;
/** Keeps the gate's chance apart from whatever else an agent draws at a step. */
const GATE_STREAM = 0x6a7e;

export function gateOfNetwork(network: GateNetwork): Gate {
  return { ...network, id: gateId(network) };
}

/** First digits of the SHA-256 of its inputs' names and its weights (little-endian): two gates of one id are one gate. */
export function gateId(network: GateNetwork): string {
  const names = utf8ToBytes(`${network.features.join(',')}\n`);
  return bytesToHex(sha256(concatBytes(names, gateBytes(network)))).slice(0, ID_DIGITS);
}

/** Its numbers as bytes: hidden, hiddenBias, out, outBias as little-endian float32. */
export function gateBytes({ hidden, hiddenBias, out, outBias }: GateNetwork): Uint8Array<ArrayBuffer> {
  const numbers = [...hidden, ...hiddenBias, ...out, ...outBias];
  const view = new DataView(new ArrayBuffer(4 * numbers.length));
  for (const [i, x] of numbers.entries()) view.setFloat32(4 * i, x, true);
  return new Uint8Array(view.buffer);
}

/** log P(plan) / P(act). @param features [inputs] */
export function gateLogit(gate: GateNetwork, features: ArrayLike<number>): number {
  const units = gate.hiddenBias.length;
  let logit = gate.outBias[0];
  for (let unit = 0; unit < units; unit++) {
    let sum = gate.hiddenBias[unit];
    for (let i = 0; i < features.length; i++) sum += features[i] * gate.hidden[i * units + unit];
    if (sum > 0) logit += sum * gate.out[unit];
  }
  return logit;
}

/**
 * Plan or act. At temperature 0 the likelier of the two; above, a draw from the tempered probability, as a model's first
 * token is drawn.
 * @param step decisions made so far in this episode
 */
export function askGate(
  gate: GateNetwork,
  features: ArrayLike<number>,
  { seed, temperature }: Pick<AgentConfig, 'seed' | 'temperature'>,
  step: number,
): GateAnswer {
  const logit = gateLogit(gate, features);
  const probability = sigmoid(logit);
  if (temperature === 0) return { probability, plans: logit >= 0 };
  const chance = new Random(seed, step, GATE_STREAM).uniform();
  return { probability, plans: chance < sigmoid(logit / temperature) };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
