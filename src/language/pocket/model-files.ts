// A model on disk or on a server is a folder of two files: `model.json`, the card (what it is, how it was made, the
// vocabulary, the self-check, and the size and SHA-256 of the other), and the weights as safetensors. The card is read
// first and checked at the door; not one byte more of weights is read than it promises, and none is used unless its hash
// is right.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import { sha256Hex } from '../../sha256.ts';
import type { PocketConfig } from './config.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { readSafetensors, type TensorFile } from './safetensors.ts';
import type { SelfCheck } from './self-check.ts';
import { layOut, type Vocabulary } from './vocabulary.ts';

export const CARD_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.safetensors';
const CARD_FORMAT = 'goldilocks-model-1';
const MAX_CARD_BYTES = 1 << 20;
const MAX_WEIGHTS_BYTES = 64 << 20;

const count = (max: number) => z.int().check(z.minimum(1), z.maximum(max));
const words = z.array(z.string().check(z.maxLength(64))).check(z.maxLength(10_000));

const CONFIG = z.object({
  vocabulary: count(65_536),
  outputs: count(65_536),
  pack: count(256),
  width: count(4096),
  layers: count(64),
  heads: count(64),
  kvHeads: count(64),
  headSize: count(256),
  hidden: count(16_384),
  context: count(4096),
  ropeBase: z.number().check(z.positive()),
  normEpsilon: z.number().check(z.positive()),
});

const CARD = z.object({
  format: z.literal(CARD_FORMAT),
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)),
  config: CONFIG,
  vocabulary: z.object({ actions: words, planWords: words, promptWords: words }),
  files: z.object({
    weights: z.object({
      name: z.literal(WEIGHTS_FILE),
      bytes: count(MAX_WEIGHTS_BYTES),
      sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    }),
  }),
  selfCheck: z.object({
    tokens: z.array(z.int()).check(z.maxLength(65_536)),
    expected: z
      .array(z.object({ positions: count(4096), logits: z.array(z.number()) }))
      .check(z.minLength(1), z.maxLength(8)),
  }),
  training: z.record(z.string(), z.unknown()),
});

/** A card that comes with its weights may leave out what can be worked out from them. */
const DRAFT = z.partial(CARD, { files: true, selfCheck: true, training: true });

export interface ModelCard {
  readonly format: typeof CARD_FORMAT;
  readonly id: string;
  readonly config: PocketConfig;
  readonly vocabulary: Vocabulary;
  readonly files: {
    readonly weights: { readonly name: typeof WEIGHTS_FILE; readonly bytes: number; readonly sha256: string };
  };
  readonly selfCheck: SelfCheck;
  /** How it was made: command, seed, data, steps, losses, scores; for people. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** A card as somebody wrote it for weights of their own. */
export type CardDraft = Pick<ModelCard, 'id' | 'config' | 'vocabulary'> &
  Partial<Pick<ModelCard, 'files' | 'selfCheck' | 'training'>>;

export interface ModelFiles {
  readonly card: ModelCard;
  readonly weights: TensorFile;
}

export interface ReadOptions {
  /** Bytes at most. */
  readonly limit: number;
  /** Bytes expected, for progress. */
  readonly total: number;
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Reads a file of a model folder: over HTTP, from disk, from memory. @throws LabError model-missing, aborted, too-large */
export type FileReader = (name: string, options: ReadOptions) => Promise<Uint8Array>;

/** Keeps verified weights between visits; keys are SHA-256 in hex. What it returns is verified again. */
export interface WeightsCache {
  get(hash: string): Promise<Uint8Array | null>;
  /** @param name the model's id, for people */
  put(hash: string, bytes: Uint8Array, name: string): Promise<void>;
}

export interface LoadModelOptions {
  readonly signal?: AbortSignal;
  /** Bytes of the weights read so far. */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly cache?: WeightsCache;
}

/** @throws LabError model-missing, aborted, too-large, bad-model (card or weights unreadable), wrong-hash */
export async function loadModelFiles(read: FileReader, options: LoadModelOptions = {}): Promise<ModelFiles> {
  const { signal, onProgress, cache } = options;
  const card = parseCard(await read(CARD_FILE, { limit: MAX_CARD_BYTES, total: MAX_CARD_BYTES, signal }));
  const { name, bytes, sha256: hash } = card.files.weights;
  const cached = await cache?.get(hash).catch(() => null);
  if (cached && sha256Hex(cached) === hash) return { card, weights: readSafetensors(cached) };
  const loaded = await read(name, { limit: bytes, total: bytes, onProgress, signal });
  if (loaded.length !== bytes || sha256Hex(loaded) !== hash)
    throw new LabError(
      'wrong-hash',
      'The weights are not those the model card names.',
      'They may have been cut off or changed on the way; load the model again.',
    );
  const weights = readSafetensors(loaded);
  await cache?.put(hash, loaded, card.id).catch(() => {});
  return { card, weights };
}

/** @throws LabError bad-model */
export function parseCard(bytes: Uint8Array): ModelCard {
  const card = matching(CARD, bytes);
  checkConsistency(card);
  return card;
}

/** A card from which the hash and size of the weights, the self-check and the training may be missing. @throws LabError bad-model */
export function parseDraft(bytes: Uint8Array): CardDraft {
  const { files, selfCheck, training, ...about } = matching(DRAFT, bytes);
  checkShape(about);
  if (selfCheck) checkSelfCheck(about.config, selfCheck);
  return {
    ...about,
    ...(files && { files }),
    ...(selfCheck && { selfCheck }),
    ...(training && { training }),
  };
}

/** What `training` writes: the two files of a folder. @param weights bytes of the safetensors file */
export function packModel(
  about: Pick<ModelCard, 'id' | 'config' | 'vocabulary' | 'selfCheck' | 'training'>,
  weights: Uint8Array,
): Map<string, Uint8Array> {
  const files = {
    weights: { name: WEIGHTS_FILE, bytes: weights.length, sha256: sha256Hex(weights) },
  } as const;
  const card: ModelCard = { format: CARD_FORMAT, ...about, files };
  checkConsistency(card);
  const json = new TextEncoder().encode(`${JSON.stringify(card)}\n`);
  return new Map([
    [CARD_FILE, json],
    [WEIGHTS_FILE, weights],
  ]);
}

/** Reads a folder over HTTP. @param base address of the folder, with or without its last slash */
export function httpReader(base: string): FileReader {
  return (name, options) => fetchBytes(`${base.replace(/\/$/, '')}/${name}`, options);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw badCard('it is not JSON', cause);
  }
}

function matching<Schema extends z.ZodMiniType>(schema: Schema, bytes: Uint8Array): z.output<Schema> {
  const card = z.safeParse(schema, parseJson(bytes));
  if (card.success) return card.data;
  const [issue] = card.error.issues;
  throw badCard(`${issue.path.join('.') || 'it'} is not as it should be`, card.error);
}

/** What the schema cannot say: sizes that must agree with each other. */
function checkConsistency(card: ModelCard): void {
  checkShape(card);
  checkSelfCheck(card.config, card.selfCheck);
}

function checkShape({ config: c, vocabulary }: CardDraft): void {
  const table = layOut(vocabulary);
  if (table.size !== c.vocabulary || table.outputs !== c.outputs)
    throw badCard(
      `its vocabulary has ${table.size} words and ${table.outputs} outputs, not what config says`,
    );
  if (c.heads % c.kvHeads !== 0 || c.headSize % 16 !== 0)
    throw badCard('heads must be a multiple of kvHeads, and headSize of 16');
}

function checkSelfCheck(c: PocketConfig, selfCheck: SelfCheck): void {
  const positions = selfCheck.tokens.length / c.pack;
  const fits = selfCheck.expected.every(
    (e) => e.positions > 1 && e.positions <= Math.min(positions, c.context) && e.logits.length === c.outputs,
  );
  if (!fits || selfCheck.tokens.some((id) => id < 0 || id >= c.vocabulary))
    throw badCard('its self-check does not fit its config');
}

function badCard(what: string, cause?: unknown): LabError {
  return new LabError('bad-model', `The model card cannot be used: ${what}.`, 'Load the model again.', cause);
}
