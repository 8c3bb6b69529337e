// A model that somebody brings along: one ONNX file that the lab exported, a safetensors file with its card (model.json) beside
// it, or a safetensors file with the card in its metadata. Whoever made the weights elsewhere may leave out of the card what
// can be worked out here: the size and hash of the weights, and the self-check.
//
// It may come from anybody. Its size is bounded before it is read, its card is checked as every card, its weights are held
// against the card number by number, and it is named after its content: the same model has the same id in every browser.

import { LabError } from '../../lab-error.ts';
import { sha256Hex } from '../../sha256.ts';
import { canonicalWeights, finiteWeights } from './canonical-weights.ts';
import type { PocketConfig } from './config.ts';
import {
  CARD_FILE,
  type CardDraft,
  type FileReader,
  type ModelCard,
  packModel,
  parseCard,
  parseDraft,
  WEIGHTS_FILE,
} from './model-files.ts';
import { filesInOnnx } from './onnx-import.ts';
import { checkOwnModelSize } from './own-model-size.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { makeSelfCheck } from './self-check.ts';
import { ownModelId, WEIGHTS_DIGITS } from './shipped.ts';

/** Metadata of a safetensors file that carries its card by itself. */
const CARD_METADATA = 'card';
/** Positions of a self-check that is made here; the shipped models' are as long. */
const CHECKED_POSITIONS = 48;

export interface OwnModel {
  /** `own-` and the first digits of the hash. */
  readonly id: string;
  /** SHA-256 over shape, vocabulary and weights, in hex; what it is called and how it was trained do not count. */
  readonly hash: string;
  readonly card: ModelCard;
  /** The files of its folder, in the form in which the lab writes them. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * @param given one file, or the card and the weights in any order; told apart by their content
 * @throws LabError too-large, bad-model, wrong-hash (other weights than the card names)
 */
export function readOwnModel(given: readonly Uint8Array[]): OwnModel {
  checkOwnModelSize(given.map(({ length }) => length));
  const files = filesOf(given);
  const draft = parseDraft(files.get(CARD_FILE)!);
  const bytes = files.get(WEIGHTS_FILE)!;
  checkHash(draft, bytes);
  const file = canonicalWeights(draft.config, readSafetensors(bytes));
  const weights = finiteWeights(draft.config, file);
  const { id, config, vocabulary, training = {} } = draft;
  const selfCheck = draft.selfCheck ?? makeSelfCheck(config, weights, somePrompt(config));
  const packed = packModel({ id, config, vocabulary, selfCheck, training }, writeSafetensors(file));
  const card = parseCard(packed.get(CARD_FILE)!);
  const hash = contentHash(card);
  const own = new Map([...packed].map(([name, each]) => [name, each.slice()]));
  return { id: ownModelId(hash.slice(0, WEIGHTS_DIGITS)), hash, card, files: own };
}

/** What makes a model what it is. */
function contentHash({ config, vocabulary, files }: ModelCard): string {
  const { actions, planWords, promptWords } = vocabulary;
  const shape = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  const content = [shape, actions, planWords, promptWords, files.weights.sha256];
  return sha256Hex(new TextEncoder().encode(JSON.stringify(content)));
}

function filesOf(given: readonly Uint8Array[]): Map<string, Uint8Array> {
  const cards = given.filter(isJson);
  const weights = given.filter(isSafetensors);
  const [first] = given;
  if (given.length === 2 && cards.length === 1 && weights.length === 1) return folderOf(cards[0], weights[0]);
  if (given.length === 1 && weights.length === 1) return folderOf(cardIn(first), first);
  if (given.length === 1 && cards.length === 0) return filesInOnnx(first);
  throw new LabError(
    'bad-model',
    'These files are no model.',
    'Choose one .onnx file, or a .safetensors file together with its model.json.',
  );
}

function folderOf(card: Uint8Array, weights: Uint8Array): Map<string, Uint8Array> {
  return new Map([
    [CARD_FILE, card],
    [WEIGHTS_FILE, weights],
  ]);
}

function cardIn(weights: Uint8Array): Uint8Array {
  const { metadata } = readSafetensors(weights);
  if (Object.hasOwn(metadata, CARD_METADATA)) return new TextEncoder().encode(metadata[CARD_METADATA]);
  const [what, hint] = Object.hasOwn(metadata, 'adapter')
    ? ['This file is an adapter, not a whole model.', 'Import it on the Train page.']
    : ['These weights come without a model card.', 'Choose the model.json beside them as well.'];
  throw new LabError('bad-model', what, hint);
}

function isJson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && !isSafetensors(bytes);
}

/** A header length below a megabyte, then JSON. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === 0x7b && bytes.subarray(3, 8).every((byte) => byte === 0);
}

/** @throws LabError wrong-hash */
function checkHash({ files }: CardDraft, bytes: Uint8Array): void {
  if (!files || (files.weights.bytes === bytes.length && files.weights.sha256 === sha256Hex(bytes))) return;
  throw new LabError(
    'wrong-hash',
    'The weights are not those the model card names.',
    'Take both from the same place, or leave "files" and "selfCheck" out of a card that you wrote yourself.',
  );
}

/** Word ids of a prompt that touches the whole vocabulary evenly: [positions, pack], two words a position. */
function somePrompt({ context, pack, vocabulary }: PocketConfig): Int32Array {
  const positions = Math.min(CHECKED_POSITIONS, context);
  const tokens = new Int32Array(positions * pack);
  for (let p = 0; p < positions; p++)
    for (let i = 0; i < Math.min(2, pack); i++)
      tokens[p * pack + i] = 1 + (((2 * p + i) * 37) % (vocabulary - 1));
  return tokens;
}

/** Files in memory, as a model folder is read. */
export function readerOf(files: ReadonlyMap<string, Uint8Array>): FileReader {
  return async (name, { limit, onProgress }) => {
    const bytes = files.get(name);
    if (!bytes) throw new LabError('model-missing', `The model has no file ${name}.`);
    if (bytes.length > limit) throw new LabError('too-large', `${name} is larger than ${limit} bytes.`);
    onProgress?.(bytes.length, bytes.length);
    return bytes;
  };
}
