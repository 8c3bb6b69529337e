// Models in a single file on the command line: an ONNX file that the lab exported, weights with their card beside them or inside
// them, and adapters.

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { worldPlayedBy } from '../src/agents/model-worlds.ts';
import { LabError } from '../src/lab-error.ts';
import { type AdapterFile, readAdapter } from '../src/language/pocket/adapter-file.ts';
import { CARD_FILE } from '../src/language/pocket/model-files.ts';
import { type OwnModel, readOwnModel } from '../src/language/pocket/own-model.ts';
import { checkOwnModelSize } from '../src/language/pocket/own-model-size.ts';
import { readSafetensors } from '../src/language/pocket/safetensors.ts';
import type { Vocabulary } from '../src/language/pocket/vocabulary.ts';

/** What a file holds: one of the two. */
export interface FileModel {
  readonly adapter: AdapterFile | null;
  readonly model: OwnModel | null;
}

/** Whether a model's name is the path of a file, by its ending. */
export function isModelFile(name: string): boolean {
  return /\.(onnx|safetensors)$/i.test(name);
}

/** @throws LabError bad-argument (no such file), too-large, bad-model, wrong-hash; they name the file */
export async function readModelFile(path: string): Promise<FileModel> {
  const paths = [path, ...cardBeside(path)];
  const sizes = await Promise.all(paths.map(sizeOf));
  try {
    checkOwnModelSize(sizes);
    const [first, ...others] = await Promise.all(paths.map((each) => readFile(each)));
    if (isAdapter(path, first)) return { adapter: readAdapter(first), model: null };
    const own = others.length > 0 && hasCard(first) ? [] : others;
    return { adapter: null, model: readOwnModel([first, ...own]) };
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(code, `${path}: ${message}`, hint, error);
  }
}

/** @throws LabError model-missing for a model that has not the words of this world */
export function checkWords(name: string, vocabulary: Vocabulary, world: string): void {
  const own = worldPlayedBy(vocabulary);
  if (own === world) return;
  const what = own === null ? 'knows the words of no world here' : `plays ${own}, not ${world}`;
  throw new LabError('model-missing', `"${name}" ${what}.`, 'Choose another model.');
}

function cardBeside(path: string): string[] {
  const card = join(dirname(path), CARD_FILE);
  return /\.safetensors$/i.test(path) && existsSync(card) ? [card] : [];
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return found.size;
  throw new LabError('bad-argument', `There is no file ${path}.`);
}

function isAdapter(path: string, bytes: Uint8Array): boolean {
  return /\.safetensors$/i.test(path) && Object.hasOwn(readSafetensors(bytes).metadata, 'adapter');
}

/** Weights that carry their card need none beside them. */
function hasCard(bytes: Uint8Array): boolean {
  return Object.hasOwn(readSafetensors(bytes).metadata, 'card');
}
