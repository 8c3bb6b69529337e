// A learned adapter as one safetensors file: the matrices as the acting runtime takes them (B already scaled by alpha / rank),
// and in the metadata whose it is: the model below it, with the weights it was learned over. A few hundred kilobytes stand
// for a model; the same bytes are shipped, stored, exported and imported.
//
// A file may come from anybody: it is bounded before it is read, its header is checked, and every matrix has the shape the
// model below wants, with finite numbers, or the file is refused.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import { sha256Hex } from '../../sha256.ts';
import type { PocketConfig } from './config.ts';
import { loraInputs } from './onnx-graph.ts';
import type { Lora } from './reference.ts';
import {
  finiteNumbers,
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from './safetensors.ts';
import { WEIGHTS_DIGITS } from './shipped.ts';

/** Name of the file in a model folder that holds an adapter instead of weights. */
export const ADAPTER_FILE = 'adapter.safetensors';
const FORMAT = 'goldilocks-adapter-1';
/** Name of the factor of all logits, [1]. */
const LOGIT_SCALE = 'lora.logit_scale';
/** Rank 64 on the largest model whose card is accepted would be more; ours take a quarter of a megabyte. */
export const MAX_ADAPTER_BYTES = 16 << 20;
const MAX_RANK = 64;

const HEADER = z.object({
  format: z.literal(FORMAT),
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  base: z.object({
    model: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
    weights: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  }),
  rank: z.int().check(z.minimum(1), z.maximum(MAX_RANK)),
  training: z.record(z.string(), z.unknown()),
});

export interface AdapterHeader {
  /** For people. */
  readonly name: string;
  /** The model below: its id, and the first digits of its weights' SHA-256. */
  readonly base: { readonly model: string; readonly weights: string };
  readonly rank: number;
  /** How it was made; for people. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** A file that was read, its matrices not yet held against a model. */
export interface AdapterFile {
  readonly header: AdapterHeader;
  /** First digits of the file's SHA-256: what records call its weights. */
  readonly weights: string;
  /** The matrices for a model of this shape. @throws LabError bad-model */
  readonly loraFor: (config: PocketConfig) => Lora;
}

export function writeAdapter(
  config: PocketConfig,
  header: AdapterHeader,
  lora: Lora,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>(
    loraInputs(config, lora.rank).map(({ name, shape }) => [
      name,
      float32Tensor(shape, lora.matrices.get(name)!),
    ]),
  );
  tensors.set(LOGIT_SCALE, float32Tensor([1], Float32Array.of(lora.logitScale ?? 1)));
  const adapter = JSON.stringify({ format: FORMAT, ...header });
  return writeSafetensors({ tensors, metadata: { adapter } }).slice();
}

/** @throws LabError too-large, bad-model */
export function readAdapter(bytes: Uint8Array): AdapterFile {
  if (bytes.length > MAX_ADAPTER_BYTES)
    throw new LabError('too-large', `An adapter has at most ${MAX_ADAPTER_BYTES >> 20} MiB.`);
  const { tensors, metadata } = readSafetensors(bytes);
  const header = z.safeParse(HEADER, parsed(metadata.adapter));
  if (!header.success) throw noAdapter('its header is not as it should be', header.error);
  const { format: _, ...rest } = header.data;
  return {
    header: rest,
    weights: sha256Hex(bytes).slice(0, WEIGHTS_DIGITS),
    loraFor: (config) => ({
      rank: rest.rank,
      matrices: matricesOf(tensors, config, rest.rank),
      logitScale: finiteNumbers(tensors, LOGIT_SCALE, [1], noAdapter)[0],
    }),
  };
}

function matricesOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  config: PocketConfig,
  rank: number,
): Map<string, Float32Array> {
  return new Map(
    loraInputs(config, rank).map(({ name, shape }) => [name, finiteNumbers(tensors, name, shape, noAdapter)]),
  );
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return null;
  }
}

function noAdapter(what: string, cause?: unknown): LabError {
  return new LabError(
    'bad-model',
    `This is no adapter for the model: ${what}.`,
    'Export one on the Train page.',
    cause,
  );
}
