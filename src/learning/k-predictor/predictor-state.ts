// A predictor as bytes: one safetensors file with the network, AdamW's two moments under `mean` and `square`, and the replay as
// four arrays; dials, seed and counters as JSON in the metadata. A page keeps it in IndexedDB, a person may load a file from
// anybody: it is bounded before it is read, its JSON is checked against a schema, and every number against what it means.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import {
  finiteNumbers,
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  type TensorFile,
  writeSafetensors,
} from '../../language/pocket/safetensors.ts';
import type { AdamWState } from './flat-adamw.ts';
import {
  K_PREDICTOR_HYPERPARAMETERS,
  type KPredictorHyperparameters,
  kPredictorHyperparameters,
} from './hyperparameters.ts';
import { MAX_AHEAD } from './match-run.ts';
import type { PrefixFeatures } from './prefix-encoder.ts';
import { MAX_REPLAY_FEATURES, type Trajectory } from './replay.ts';
import { layoutOf } from './value-network.ts';

/** All that a predictor is made of. */
export interface PredictorState {
  readonly hyper: KPredictorHyperparameters;
  /** Dense features of a place. */
  readonly dense: number;
  readonly seed: number;
  /** Updates done: with the seed, all the state that its chance has. */
  readonly updates: number;
  readonly parameters: Float32Array<ArrayBuffer>;
  readonly optimizer: AdamWState;
  /** The replay, oldest first. */
  readonly trajectories: readonly Trajectory[];
}

const FORMAT = 'goldilocks-k-predictor-1';
/** The largest network and a full replay take less. */
const MAX_BYTES = 64 << 20;
/** Dense features of a place at the most. */
export const MAX_DENSE = 4096;
/** Larger numbers are no result of training. */
const LARGEST = 1e12;

const COUNT = z.int().check(z.minimum(0));
const HEADER = z.strictObject({
  format: z.literal(FORMAT),
  hyper: z.strictObject(
    Object.fromEntries(Object.keys(K_PREDICTOR_HYPERPARAMETERS).map((name) => [name, z.number()])),
  ),
  dense: z.int().check(z.minimum(0), z.maximum(MAX_DENSE)),
  seed: z.int(),
  updates: COUNT,
  steps: COUNT,
});

export function writePredictorState(state: PredictorState): Uint8Array {
  const { hyper, dense, seed, updates, parameters, optimizer, trajectories } = state;
  const states = trajectories.flatMap((trajectory) => trajectory.states);
  const features = states.reduce((sum, { indices }) => sum + indices.length, 0);
  const arrays: Record<string, Float32Array> = {
    parameters,
    mean: optimizer.mean,
    square: optimizer.square,
    'replay.lengths': Float32Array.from(trajectories, (trajectory) => trajectory.states.length),
    'replay.mismatched': Float32Array.from(trajectories, ({ mismatched }) => Number(mismatched)),
    'replay.features': Float32Array.from(states, ({ indices }) => indices.length),
    'replay.indices': joined(
      states.map(({ indices }) => indices),
      features,
    ),
    'replay.values': joined(
      states.map(({ values }) => values),
      features,
    ),
  };
  const tensors = Object.entries(arrays).map(([name, values]): [string, StoredTensor] => [
    name,
    float32Tensor([values.length], values),
  ]);
  const header = { format: FORMAT, hyper, dense, seed, updates, steps: optimizer.steps };
  return writeSafetensors({ tensors: new Map(tensors), metadata: { predictor: JSON.stringify(header) } });
}

/** @throws LabError too-large, bad-model */
export function readPredictorState(bytes: Uint8Array): PredictorState {
  if (bytes.length > MAX_BYTES) throw new LabError('too-large', 'This predictor is too large.');
  const file = readSafetensors(bytes);
  const { hyper: given, dense, seed, updates, steps } = readHeader(file);
  const hyper = checkedHyper(given);
  const inputs = hyper.buckets + dense;
  const { size } = layoutOf({ inputs, units: hyper.units });
  const [parameters, mean, square] = ['parameters', 'mean', 'square'].map((name) =>
    numbers(file, name, size),
  );
  if (square.some((x) => x < 0)) throw notAPredictor('a squared gradient is negative');
  const trajectories = readReplay(file, inputs);
  if (trajectories.length > hyper.replay) throw notAPredictor('its replay is longer than it says');
  return { hyper, dense, seed, updates, parameters, optimizer: { mean, square, steps }, trajectories };
}

function readReplay(file: TensorFile, inputs: number): Trajectory[] {
  const states = readStates(file, inputs);
  const lengths = numbers(file, 'replay.lengths');
  const mismatched = numbers(file, 'replay.mismatched', lengths.length);
  if (!lengths.every((n) => isCount(n, 1, MAX_AHEAD)) || !mismatched.every((n) => n === 0 || n === 1))
    throw notAPredictor('its runs are not as they should be');
  if (sum(lengths) !== states.length) throw notAPredictor('its runs and their states do not go together');
  let at = 0;
  return Array.from(lengths, (length, i) => {
    at += length;
    return { states: states.slice(at - length, at), mismatched: mismatched[i] === 1 };
  });
}

function readStates(file: TensorFile, inputs: number): PrefixFeatures[] {
  const sizes = numbers(file, 'replay.features');
  const indices = numbers(file, 'replay.indices');
  const values = numbers(file, 'replay.values', indices.length);
  if (indices.length > MAX_REPLAY_FEATURES) throw notAPredictor('its replay is too large');
  if (!sizes.every((n) => isCount(n, 1, indices.length)) || sum(sizes) !== indices.length)
    throw notAPredictor('its states and their features do not go together');
  if (!indices.every((n) => isCount(n, 0, inputs - 1)))
    throw notAPredictor('it names features that are none');
  let at = 0;
  return Array.from(sizes, (size) => {
    at += size;
    return {
      indices: Uint16Array.from(indices.subarray(at - size, at)),
      values: values.slice(at - size, at),
    };
  });
}

function readHeader({ metadata }: TensorFile) {
  let json: unknown;
  try {
    json = JSON.parse(metadata.predictor ?? '');
  } catch (cause) {
    throw notAPredictor('its header is no JSON', cause);
  }
  const result = HEADER.safeParse(json);
  if (result.success) return result.data;
  throw notAPredictor(`${result.error.issues[0]?.path.join('.') || 'its header'} is not as it should be`);
}

function checkedHyper(given: Record<string, number>): KPredictorHyperparameters {
  try {
    return kPredictorHyperparameters(given);
  } catch (cause) {
    throw notAPredictor('a dial is out of range', cause);
  }
}

/** @param length where it is known */
function numbers({ tensors }: TensorFile, name: string, length?: number): Float32Array<ArrayBuffer> {
  const shape = [length ?? tensors.get(name)?.shape[0] ?? 0];
  const values = finiteNumbers(tensors, name, shape, notAPredictor);
  if (!values.every((x) => Math.abs(x) <= LARGEST)) throw notAPredictor(`${name} holds numbers too large`);
  return Float32Array.from(values);
}

function joined(parts: readonly ArrayLike<number>[], size: number): Float32Array {
  const all = new Float32Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function isCount(n: number, min: number, max: number): boolean {
  return Number.isInteger(n) && n >= min && n <= max;
}

function sum(values: Float32Array): number {
  return values.reduce((a, b) => a + b, 0);
}

function notAPredictor(what: string, cause?: unknown): LabError {
  return new LabError(
    'bad-model',
    `This is no run-ahead predictor: ${what}.`,
    'Start with a new one.',
    cause,
  );
}
