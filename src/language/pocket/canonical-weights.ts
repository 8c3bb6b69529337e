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

/** Under which names a parameter is kept: in few bits (`NAME.scales`, `NAME.q8`, `NAME.zeros`), or in full. */
export function storedNames({ name }: ParameterSpec, tensors: ReadonlyMap<string, unknown>): string[] {
  const levels = [`${name}.q4`, `${name}.q8`].filter((each) => tensors.has(each));
  if (levels.length === 0) return [name];
  const zeros = tensors.has(`${name}.zeros`) ? [`${name}.zeros`] : [];
  return [`${name}.scales`, ...levels, ...zeros];
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
