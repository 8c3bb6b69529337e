// Reads an exported ONNX file back (onnx-export.ts): the card out of its metadata, the weights out of its tensors. The graph in
// the file is not looked at: the lab builds its own around the weights, so nothing that somebody else wrote is ever run.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import { storedNames } from './canonical-weights.ts';
import { type ParameterSpec, type PocketConfig, parameterSpecs } from './config.ts';
import { CARD_FILE, parseDraft, WEIGHTS_FILE } from './model-files.ts';
import { CARD_KEY, WEIGHTS_KEY } from './onnx-export.ts';
import { type ReadTensor, readOnnx } from './onnx-reader.ts';
import { BLOCK } from './quantize.ts';
import { type StoredTensor, type TensorType, writeSafetensors } from './safetensors.ts';

const TYPES: Readonly<Partial<Record<ReadTensor['type'], TensorType>>> = {
  float: 'F32',
  int8: 'I8',
  uint8: 'U8',
};
const ELEMENT_BYTES: Readonly<Partial<Record<TensorType, number>>> = { F32: 4, I8: 1, U8: 1 };
const NOTES = z.record(z.string().check(z.maxLength(64)), z.string().check(z.maxLength(1024)));

/**
 * The files of a model folder that the ONNX file stands for.
 * @throws LabError bad-model: unreadable, somebody else's, or with weights of another shape than its card says
 */
export function filesInOnnx(bytes: Uint8Array): Map<string, Uint8Array> {
  const { metadata, tensors } = readOnnx(bytes);
  const card = metadata.get(CARD_KEY);
  if (card === undefined) throw notOurs();
  const json = new TextEncoder().encode(card);
  const { config } = parseDraft(json);
  const weights = { tensors: storedTensors(config, tensors()), metadata: notesOf(metadata.get(WEIGHTS_KEY)) };
  return new Map([
    [CARD_FILE, json],
    [WEIGHTS_FILE, writeSafetensors(weights)],
  ]);
}

function storedTensors(
  config: PocketConfig,
  tensors: ReadonlyMap<string, ReadTensor>,
): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const spec of parameterSpecs(config))
    for (const name of storedNames(spec, tensors)) stored.set(name, storedTensor(spec, name, tensors));
  return stored;
}

function storedTensor(
  spec: ParameterSpec,
  name: string,
  tensors: ReadonlyMap<string, ReadTensor>,
): StoredTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw badWeights(`lacks "${name}"`);
  const type = TYPES[tensor.type];
  if (!type) throw badWeights(`holds "${name}" in a type that no weights of this lab have`);
  const shape = shapeOf(spec, name, tensor);
  const bytes = shape.reduce((product, size) => product * size, ELEMENT_BYTES[type]!);
  if (bytes !== tensor.data.length) throw badWeights(`holds "${name}" in another shape`);
  return { type, shape, data: tensor.data };
}

/** The graph takes scales and zero points of a matrix in one row; the weights file keeps them by columns. */
function shapeOf(
  { shape: [inputs, outputs] }: ParameterSpec,
  name: string,
  tensor: ReadTensor,
): readonly number[] {
  const part = name.split('.').at(-1);
  const isRow = tensor.shape.length === 1 && outputs !== undefined;
  if (!isRow || name.startsWith('embedding')) return tensor.shape;
  if (part === 'scales') return [outputs, Math.ceil(inputs / BLOCK)];
  if (part === 'zeros') return [outputs, tensor.data.length / outputs];
  return tensor.shape;
}

function notesOf(json: string | undefined): Record<string, string> {
  try {
    return z.parse(NOTES, JSON.parse(json ?? '{}'));
  } catch (cause) {
    throw new LabError('bad-model', 'The ONNX file says unreadable things of its weights.', '', cause);
  }
}

function badWeights(what: string): LabError {
  return new LabError(
    'bad-model',
    `The ONNX file ${what}.`,
    'Weights and model card must belong together: export the model once more.',
  );
}

function notOurs(): LabError {
  return new LabError(
    'bad-model',
    'This ONNX file was not exported by the lab: it carries no model card.',
    'Import a model that the lab exported, or a safetensors file with its model.json. Other graphs are never run here.',
  );
}
