// Low-rank adapters (Hu et al. 2021, LoRA): a frozen matrix W gets a trained change (alpha / rank) · A · B. Names and targets
// are those of the acting runtime, so what is learned here is swapped in there as it is. The learner adds the product to
// the matrix before it multiplies: at this size that is cheaper than two thin products a position, forwards and backwards.

import { numpy as np } from '@jax-js/jax';
import { LabError } from '../lab-error.ts';
import type { PocketConfig } from '../language/pocket/config.ts';
import { adaptedMatrices, loraInputs, loraName } from '../language/pocket/onnx-graph.ts';
import type { Lora } from '../language/pocket/reference.ts';
import type { Random } from '../random.ts';
import { normals, type Parameters } from './transformer.ts';

export interface LoraShape {
  readonly rank: number;
  /** The change is scaled by alpha / rank, so that the learning rate need not follow the rank. */
  readonly alpha: number;
}

/**
 * A learned factor of all logits: exp(LOGIT_SPEED · g), g starting at 0. The last norm fixes how large logits can be, and the
 * adapted matrices lie before it, so without this an adapter could hardly make the model more decided. The speed lets one
 * learning rate serve both: a factor of 2 is a change of 0.035 in g.
 */
export const LOGIT_SCALE = 'lora.logit_scale';
export const LOGIT_SPEED = 20;

/** Names and shapes of what an adapter consists of: `lora.LAYER.TARGET.a` [inputs, rank] and `.b` [rank, outputs], the scale. */
export function adapterSpecs(config: PocketConfig, rank: number): { name: string; shape: number[] }[] {
  return [...loraInputs(config, rank), { name: LOGIT_SCALE, shape: [1] }];
}

/** A fresh adapter, which changes nothing yet: A normal with 1 / sqrt(inputs), B zero. */
export function initialAdapter(
  config: PocketConfig,
  rank: number,
  random: Random,
): Map<string, Float32Array> {
  return new Map(
    adapterSpecs(config, rank).map(({ name, shape: [rows, columns] }) => {
      if (name === LOGIT_SCALE) return [name, new Float32Array(1)];
      if (name.endsWith('.b')) return [name, new Float32Array(rows * columns)];
      return [name, normals(rows * columns, random).map((x) => x / Math.sqrt(rows))];
    }),
  );
}

/** Parameters with the adapter added to the matrices it changes. Consumes both, the scale of logits excepted. */
export function withAdapter(
  config: PocketConfig,
  parameters: Parameters,
  adapter: Parameters,
  { rank, alpha }: LoraShape,
): Parameters {
  const changed = { ...parameters };
  for (const { name } of adaptedMatrices(config)) {
    const product = np.matmul(adapter[`${loraName(name)}.a`], adapter[`${loraName(name)}.b`]);
    changed[name] = parameters[name].add(product.mul(alpha / rank));
  }
  return changed;
}

/** The factor of all logits: [1]. Consumes its array of the adapter. */
export function logitScaleOf(adapter: Parameters): np.Array {
  return np.exp(adapter[LOGIT_SCALE].mul(LOGIT_SPEED));
}

/**
 * An acting adapter as the learner goes on with it: what `actingAdapter` would make it from.
 * @throws LabError bad-argument for an adapter of another rank, bad-model for a scale of logits that no training gives
 */
export function trainableAdapter(
  config: PocketConfig,
  { rank: found, matrices, logitScale = 1 }: Lora,
  { rank, alpha }: LoraShape,
): Map<string, Float32Array> {
  if (found !== rank)
    throw new LabError(
      'bad-argument',
      `The adapter has rank ${found}, the training asks for rank ${rank}.`,
      `Train it with rank ${found}.`,
    );
  if (!(logitScale > 0)) throw new LabError('bad-model', `The adapter scales logits by ${logitScale}.`);
  const values = new Map<string, Float32Array>();
  for (const { name } of loraInputs(config, rank)) {
    const matrix = matrices.get(name)!;
    values.set(name, name.endsWith('.b') ? matrix.map((x) => (x * rank) / alpha) : matrix);
  }
  return values.set(LOGIT_SCALE, Float32Array.of(Math.log(logitScale) / LOGIT_SPEED));
}

/**
 * The adapter as the acting runtime takes it: B scaled by alpha / rank.
 * @throws LabError bad-model if a matrix is missing or has another shape
 */
export function actingAdapter(
  config: PocketConfig,
  values: ReadonlyMap<string, Float32Array>,
  { rank, alpha }: LoraShape,
): Lora {
  const matrices = new Map<string, Float32Array>();
  for (const { name, shape } of loraInputs(config, rank)) {
    const matrix = values.get(name);
    if (matrix?.length !== shape[0] * shape[1])
      throw new LabError('bad-model', `The adapter's "${name}" is missing or has another shape.`);
    matrices.set(name, name.endsWith('.b') ? matrix.map((x) => (x * alpha) / rank) : matrix);
  }
  return { rank, matrices, logitScale: Math.exp(LOGIT_SPEED * (values.get(LOGIT_SCALE)?.[0] ?? 0)) };
}
