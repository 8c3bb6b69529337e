// A checkpoint is one safetensors file: the weights under their canonical names (so the acting runtime reads it as it
// is), and, if a run is to be resumed, AdamW's two moments under `mean.NAME` and `square.NAME`, with the step, the seed
// and the place in the data as JSON in the metadata.

import { LabError } from '../lab-error.ts';
import { type PocketConfig, parameterSpecs } from '../language/pocket/config.ts';
import {
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  type TensorFile,
  toFloat32,
  writeSafetensors,
} from '../language/pocket/safetensors.ts';
import type { BucketCursor } from './batches.ts';
import type { SftHyperparameters } from './hyperparameters.ts';

type Values = ReadonlyMap<string, Float32Array>;

/** Where a run stands. The data's order is a function of the seed and the cursors, so no generator state is needed. */
export interface RunState {
  readonly step: number;
  readonly seed: number;
  readonly cursors: readonly BucketCursor[];
  readonly hyper: SftHyperparameters;
}

export interface Checkpoint {
  readonly weights: Values;
  readonly optimizer?: { readonly mean: Values; readonly square: Values };
  readonly run?: RunState;
  /** Facts kept beside the weights; `config` and `run` are taken. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** File bytes. */
export function writeCheckpoint(config: PocketConfig, checkpoint: Checkpoint): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  const add = (prefix: string, values: Values) => {
    for (const { name, shape } of parameterSpecs(config))
      tensors.set(prefix + name, float32Tensor(shape, values.get(name) as Float32Array));
  };
  add('', checkpoint.weights);
  if (checkpoint.optimizer) {
    add('mean.', checkpoint.optimizer.mean);
    add('square.', checkpoint.optimizer.square);
  }
  const run: Record<string, string> = checkpoint.run ? { run: JSON.stringify(checkpoint.run) } : {};
  return writeSafetensors({
    tensors,
    metadata: { ...checkpoint.metadata, config: JSON.stringify(config), ...run },
  });
}

/**
 * Reads weights and, where the file has them, optimizer and run state.
 * @throws LabError bad-model if a parameter is missing or has another shape than the configuration says
 */
export function readCheckpoint(bytes: Uint8Array, config: PocketConfig): Checkpoint {
  const file = readSafetensors(bytes);
  const { config: _, run, ...metadata } = file.metadata;
  const resumable = file.tensors.has('mean.embedding') && run !== undefined;
  return {
    weights: readValues(file, config, ''),
    ...(resumable && {
      optimizer: { mean: readValues(file, config, 'mean.'), square: readValues(file, config, 'square.') },
      run: JSON.parse(run) as RunState,
    }),
    metadata,
  };
}

function readValues(file: TensorFile, config: PocketConfig, prefix: string): Values {
  return new Map(
    parameterSpecs(config).map(({ name, shape }) => {
      const tensor = file.tensors.get(prefix + name);
      if (tensor?.type !== 'F32' || tensor.shape.join() !== shape.join())
        throw new LabError(
          'bad-model',
          `The checkpoint's ${prefix}${name} is not F32 [${shape.join(', ')}].`,
          'It belongs to another model size or vocabulary; train without it.',
        );
      return [name, toFloat32(tensor)];
    }),
  );
}
