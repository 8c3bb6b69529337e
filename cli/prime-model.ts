// From a checkpoint of the learner to a model folder: quantized weights, the card, the self-check. What differs from world to
// world is a ModelKind: the words a model knows and its sizes.

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crafterVocabulary } from '../src/agents/crafter-vocabulary.ts';
import { canonicalWord } from '../src/agents/plan-words.ts';
import { PLANNER_DOMAINS } from '../src/agents/planner/domains.ts';
import { PACK as POGS_PACK, pogsVocabulary } from '../src/agents/pogs/vocabulary.ts';
import { toolchainVocabulary } from '../src/agents/toolchain/vocabulary.ts';
import { POCKET_SIZES, type PocketConfig, parameterSpecs } from '../src/language/pocket/config.ts';
import {
  CARD_FILE,
  type ModelFiles,
  packModel,
  parseCard,
  WEIGHTS_FILE,
} from '../src/language/pocket/model-files.ts';
import { writeModelFolder } from '../src/language/pocket/model-files-node.ts';
import { nodeOrt } from '../src/language/pocket/ort-node.ts';
import { PocketModel } from '../src/language/pocket/pocket-model.ts';
import { dequantize, float32File, quantizeWeights } from '../src/language/pocket/quantize.ts';
import { readSafetensors, writeSafetensors } from '../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../src/language/pocket/self-check.ts';
import { WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import { Tokenizer } from '../src/language/pocket/tokenizer.ts';
import type { Vocabulary } from '../src/language/pocket/vocabulary.ts';
import { readCheckpoint } from '../src/learning/checkpoint.ts';
import { Dataset } from '../src/learning/dataset.ts';
import { sha256Hex } from '../src/sha256.ts';
import type { DrawnWorldId } from '../src/worlds/strips/strips.ts';
import { SHIPPED_FOLDER, shipped } from './shipped-list.ts';

/** Positions of the self-check's prompt. */
const CHECKED_POSITIONS = 48;

/** What the models of one world have in common. */
export interface ModelKind {
  /** Id of the world. */
  readonly world: string;
  readonly vocabulary: Vocabulary;
  readonly sizes: Omit<PocketConfig, 'vocabulary' | 'outputs'>;
  /** Words as typed to words of the vocabulary; identity by default. */
  readonly canonical?: (word: string) => string;
}

export const CRAFTER_KIND: ModelKind = {
  world: 'Crafter-v1',
  vocabulary: crafterVocabulary(),
  sizes: POCKET_SIZES,
  canonical: canonicalWord,
};

/** A small grammar and prompts of some 15 positions: a third of the Crafter model's parameters do. */
export const TOOLCHAIN_KIND: ModelKind = {
  world: 'Toolchain-v1',
  vocabulary: toolchainVocabulary(),
  sizes: { ...POCKET_SIZES, pack: 8, width: 96, layers: 3, heads: 3, hidden: 256, context: 64 },
};

/** Two layers see a few hops of a tree at a glance; what is farther away has to be worked out in a plan. */
export const POGS_KIND: ModelKind = {
  world: 'HardPOGS-v0',
  vocabulary: pogsVocabulary(),
  sizes: { ...POCKET_SIZES, pack: POGS_PACK, width: 96, layers: 2, heads: 3, hidden: 256, context: 64 },
};

/**
 * Whole plans: a hundred lines and 511 tokens. Positions turn slowly (a high base), because a planner finds things by what they
 * are and is asked for plans much longer than it was primed on.
 */
export function plannerKind(world: DrawnWorldId): ModelKind {
  const { vocabulary, pack } = PLANNER_DOMAINS[world];
  const sizes = { ...POCKET_SIZES, pack, width: 96, layers: 4, heads: 3, hidden: 256 };
  return { world, vocabulary, sizes: { ...sizes, context: 640, ropeBase: 100_000 } };
}

/** A checkpoint, and what goes with its weights. */
export interface ModelSource {
  readonly kind: ModelKind;
  /** Model id and folder name. */
  readonly name: string;
  /** File of the learner's checkpoint. */
  readonly checkpoint: string;
  /** File of rows; the self-check's prompt is made of some of them. */
  readonly rows: string;
}

/** @param file of rows */
export async function readRows(file: string): Promise<Dataset> {
  return Dataset.fromBytes(await readFile(file));
}

/** The model as it would ship, in memory. @param training what the card says of how it was made */
export async function modelOf(
  source: ModelSource,
  training: Readonly<Record<string, unknown>> = {},
): Promise<ModelFiles> {
  const packed = await pack(source, training);
  return {
    card: parseCard(packed.get(CARD_FILE)!),
    weights: readSafetensors(packed.get(WEIGHTS_FILE)!),
  };
}

/** The model with the checkpoint's own weights, unrounded. */
export async function unquantizedModelOf(source: ModelSource): Promise<ModelFiles> {
  const { card } = await modelOf(source);
  const { weights } = readCheckpoint(await readFile(source.checkpoint), card.config);
  const selfCheck = makeSelfCheck(card.config, weights, Int32Array.from(card.selfCheck.tokens));
  return { card: { ...card, selfCheck }, weights: float32File(card.config, weights) } as ModelFiles;
}

/**
 * Writes the model folder, and notes the weights in the list if it ships with the page.
 * @param folder that holds model folders
 * @returns the files written
 */
export async function shipModel(
  source: ModelSource,
  folder: string,
  training: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const parameters = parameterSpecs(pocketConfig(source.kind)).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  const files = await pack(source, { ...training, parameters });
  const target = join(folder, source.name);
  await rm(target, { recursive: true, force: true });
  await writeModelFolder(target, files);
  if (folder === SHIPPED_FOLDER) {
    const bytes = files.get(WEIGHTS_FILE)!;
    await shipped(source.name, {
      weights: sha256Hex(bytes).slice(0, WEIGHTS_DIGITS),
      bytes: bytes.length,
      ...(source.kind === CRAFTER_KIND ? {} : { world: source.kind.world }),
    });
  }
  return [...files.keys()].map((name) => join(target, name));
}

/** @param kind of the model's world */
export function openModel(files: ModelFiles, { canonical }: ModelKind): Promise<PocketModel> {
  return PocketModel.open(files, { preference: 'wasm', loader: nodeOrt(), canonical });
}

export function newTokenizer({ vocabulary, sizes, canonical }: ModelKind): Tokenizer {
  return new Tokenizer(vocabulary, sizes.pack, canonical);
}

export function pocketConfig(kind: ModelKind): PocketConfig {
  const { table } = newTokenizer(kind);
  return { vocabulary: table.size, outputs: table.outputs, ...kind.sizes };
}

async function pack(
  source: ModelSource,
  training: Readonly<Record<string, unknown>>,
): Promise<Map<string, Uint8Array>> {
  const config = pocketConfig(source.kind);
  const { weights } = readCheckpoint(await readFile(source.checkpoint), config);
  const quantized = quantizeWeights(config, weights, { bits: 8, symmetric: true });
  const selfCheck = makeSelfCheck(
    config,
    dequantize(config, quantized),
    await checkPrompt(source.rows, config),
  );
  const vocabulary = structuredClone(source.kind.vocabulary) as ModelFiles['card']['vocabulary'];
  const about = { id: source.name, config, vocabulary, selfCheck, training } as Parameters<
    typeof packModel
  >[0];
  return packModel(about, writeSafetensors(quantized));
}

/** A long prompt of real observations for the self-check: two held-out prompts, one behind the other. */
async function checkPrompt(file: string, config: PocketConfig): Promise<Int32Array> {
  const rows = await readRows(file);
  const tokens: number[] = [];
  for (let row = 100; tokens.length < CHECKED_POSITIONS * config.pack; row++)
    tokens.push(...promptOf(rows, row, config.pack));
  return Int32Array.from(tokens.slice(0, CHECKED_POSITIONS * config.pack));
}

function promptOf(rows: Dataset, row: number, pack: number): number[] {
  const tokens: number[] = [];
  let word = rows.wordStarts[row];
  for (let position = rows.positionStarts[row]; position < rows.positionStarts[row + 1]; position++) {
    const words = Array.from({ length: rows.columns.wordCounts[position] }, () => rows.columns.words[word++]);
    tokens.push(...words, ...new Array<number>(pack - words.length).fill(0));
  }
  return tokens;
}
