// The policy as the learner computes it: log-probabilities of given answers under the grammar they were drawn with, and the
// value of the state before them. Trained are either an adapter over frozen weights or all weights; the value head is a
// small network over the hidden state at the prompt's last position, where the model chooses whether to plan.

import { nn, numpy as np } from '@jax-js/jax';
import { type PocketConfig, parameterSpecs } from '../../language/pocket/config.ts';
import { CHOICES, idsOf } from '../../language/pocket/grammar.ts';
import type { Tokenizer } from '../../language/pocket/tokenizer.ts';
import type { Random } from '../../random.ts';
import { adapterSpecs, initialAdapter, type LoraShape, logitScaleOf, withAdapter } from '../lora.ts';
import { answerHidden, type Exponential, logitsOf, normals, type Parameters } from '../transformer.ts';

/** Marks ids that the grammar forbids; finite, so that a product with probability 0 is 0. */
const FORBIDDEN = -1e9;
const VALUE_UNITS = 64;

/** What is trained, and around which model. */
export interface PolicyShape {
  readonly config: PocketConfig;
  /** null: all weights are trained. */
  readonly lora: LoraShape | null;
  /** Ids that each of CHOICES allows. */
  readonly legal: readonly (readonly number[])[];
  readonly temperature: number;
}

/** @param temperature answers were drawn at */
export function policyShape(
  config: PocketConfig,
  tokenizer: Tokenizer,
  lora: LoraShape | null,
  temperature = 1,
): PolicyShape {
  const actions = Array.from(tokenizer.actionIds);
  return { config, lora, legal: CHOICES.map((choice) => idsOf(choice, tokenizer, actions)), temperature };
}

/** Every trained array in canonical order, the value head last. */
export function trainedSpecs({ config, lora }: PolicyShape): { name: string; shape: readonly number[] }[] {
  const head = [
    { name: 'value.hidden', shape: [config.width, VALUE_UNITS] },
    { name: 'value.hidden_bias', shape: [VALUE_UNITS] },
    { name: 'value.out', shape: [VALUE_UNITS, 1] },
    { name: 'value.out_bias', shape: [1] },
  ];
  return [...(lora ? adapterSpecs(config, lora.rank) : parameterSpecs(config)), ...head];
}

/** Where training starts: an adapter that changes nothing (or the weights themselves), and a head that says 0. */
export function initialTrained(
  { config, lora }: PolicyShape,
  weights: ReadonlyMap<string, Float32Array>,
  random: Random,
): Map<string, Float32Array> {
  const start = lora ? initialAdapter(config, lora.rank, random) : weights;
  const hidden = normals(config.width * VALUE_UNITS, random).map((x) => x / Math.sqrt(config.width));
  return new Map([
    ...start,
    ['value.hidden', hidden],
    ['value.hidden_bias', new Float32Array(VALUE_UNITS)],
    ['value.out', new Float32Array(VALUE_UNITS)],
    ['value.out_bias', new Float32Array(1)],
  ]);
}

/** A micro-batch of answers on the device; n = rows · answers. */
export type AnswerArrays = {
  /** [rows, length, width], right-aligned */
  embedded: np.Array;
  /** First real position: [rows] */
  starts: np.Array;
  /** Ids: [n] */
  targets: np.Array;
  /** Index into CHOICES: [n] */
  choices: np.Array;
  /** Place of each row's first answer id among its answers: [rows] */
  firsts: np.Array;
};

export type AnswerScores = {
  /** Of every target: [n] */
  logProbs: np.Array;
  /** Of the distribution each target was drawn from, in nats: [n] */
  entropies: np.Array;
  /** [rows] */
  values: np.Array;
};

/** Log-probabilities, entropies and values. Consumes all arrays. */
export function scoreAnswers(
  shape: PolicyShape,
  trained: Parameters,
  frozen: Parameters,
  batch: AnswerArrays,
  exponential?: Exponential,
): AnswerScores {
  const { config } = shape;
  const rows = batch.embedded.shape[0];
  const answers = batch.targets.shape[0] / rows;
  const parameters = policyParameters(shape, trained, frozen);
  const hidden = answerHidden(config, parameters, batch.embedded, batch.starts, answers, exponential);
  const first = nn.oneHot(batch.firsts, answers).reshape([rows, answers, 1]);
  const state = hidden.ref.reshape([rows, answers, config.width]).mul(first).sum(1);
  const unscaled = logitsOf(config, parameters, hidden);
  const logits = shape.lora ? unscaled.mul(logitScaleOf(trained)) : unscaled;
  return { ...scoreLogits(shape, logits, batch.targets, batch.choices), values: stateValue(trained, state) };
}

/**
 * Log-probabilities of targets and entropies, under the grammar and at the temperature they were drawn with. Consumes all.
 * @param logits [n, outputs] @param targets ids [n] @param choices indices into CHOICES [n]
 */
export function scoreLogits(
  shape: Pick<PolicyShape, 'legal' | 'temperature'>,
  logits: np.Array,
  targets: np.Array,
  choices: np.Array,
): Pick<AnswerScores, 'logProbs' | 'entropies'> {
  const outputs = logits.shape[1];
  const tempered = logits.mul(1 / shape.temperature);
  const all = nn.logSoftmax(tempered.add(grammarMask(shape.legal, outputs, choices)), -1);
  const logProbs = all.ref.mul(nn.oneHot(targets, outputs)).sum(-1);
  const entropies = np.exp(all.ref).mul(all).sum(-1).mul(-1);
  return { logProbs, entropies };
}

/** The transformer's parameters; leaves the value head. */
function policyParameters(
  { config, lora }: PolicyShape,
  trained: Parameters,
  frozen: Parameters,
): Parameters {
  if (lora) return withAdapter(config, frozen, trained, lora);
  return Object.fromEntries(parameterSpecs(config).map(({ name }) => [name, trained[name]]));
}

/** 0 where the grammar allows an id, FORBIDDEN elsewhere: [n, outputs]. */
function grammarMask(legal: PolicyShape['legal'], outputs: number, choices: np.Array): np.Array {
  const table = new Float32Array(legal.length * outputs).fill(FORBIDDEN);
  for (const [choice, ids] of legal.entries()) for (const id of ids) table[choice * outputs + id] = 0;
  return np.matmul(nn.oneHot(choices, legal.length), np.array(table).reshape([legal.length, outputs]));
}

/** One hidden layer: [rows, width] → [rows]. */
function stateValue(trained: Parameters, state: np.Array): np.Array {
  const hidden = np.maximum(np.matmul(state, trained['value.hidden']).add(trained['value.hidden_bias']), 0);
  return np.matmul(hidden, trained['value.out']).add(trained['value.out_bias']).reshape([-1]);
}
