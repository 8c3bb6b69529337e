// Weights in the one order and form that the lab itself writes: what came in a file of any order, with anything beside it, is
// held against the shape of its model, number by number, and has the same bytes (and so the same hash) as if the lab had
// written it.

import { LabError } from '../../lab-error.ts';
import { type ParameterSpec, type PocketConfig, parameterSpecs } from './config.ts';
import { dequantize, type PocketWeights, WEIGHTS_FORMAT } from './quantize.ts';
import type { StoredTensor, TensorFile } from './safetensors.ts';

/** What the lab writes of its weights, beside the format; other notes are dropped. */
const METADATA = ['block', 'bits'];

/** @throws LabError bad-model for a tensor that is missing or is no part of this model */
export function canonicalWeights(config: PocketConfig, { tensors, metadata }: TensorFile): TensorFile {
  const names = parameterSpecs(config).flatMap((spec) => storedNames(spec, tensors));
  const known = new Set(names);
  for (const name of tensors.keys())
    if (!known.has(name)) throw badWeights(`hold "${name.slice(0, 60)}", which is no part of it`);
  const ordered = names.map((name): [string, StoredTensor] => {
    const tensor = tensors.get(name);
    if (!tensor) throw badWeights(`lack "${name}"`);
    return [name, tensor];
  });
  const kept = METADATA.filter((name) => Object.hasOwn(metadata, name));
  return {
    tensors: new Map(ordered),
    metadata: { format: WEIGHTS_FORMAT, ...Object.fromEntries(kept.map((name) => [name, metadata[name]])) },
  };
}

/**
 * Under which names a parameter is kept, as `dequantize` and the exported graph read it: the embedding in full or as `NAME.q8`,
 * another matrix in full, as `NAME.q4` or as `NAME.q8`, the rest in full. What stands beside these is read by nobody.
 */
export function storedNames({ name, shape }: ParameterSpec, tensors: ReadonlyMap<string, unknown>): string[] {
  const isEmbedding = name === 'embedding';
  const forms = isEmbedding ? ['q8'] : shape.length === 2 ? ['q4', 'q8'] : [];
  const form = forms.find((each) => tensors.has(`${name}.${each}`));
  if (form === undefined) return [name];
  const zeros = !isEmbedding && tensors.has(`${name}.zeros`) ? [`${name}.zeros`] : [];
  return [`${name}.scales`, `${name}.${form}`, ...zeros];
}

/** What the weights compute with. @throws LabError bad-model for a wrong shape, or numbers that are none */
export function finiteWeights(config: PocketConfig, file: TensorFile): PocketWeights {
  const weights = dequantize(config, file);
  for (const [name, values] of weights)
    if (!values.every(Number.isFinite)) throw badWeights(`hold numbers that are none, in "${name}"`);
  return weights;
}

function badWeights(what: string): LabError {
  return new LabError(
    'bad-model',
    `The weights do not fit the model: they ${what}.`,
    'Weights and model card must belong together.',
  );
}
