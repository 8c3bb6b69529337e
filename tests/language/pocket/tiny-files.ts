// A whole model folder in memory: random weights behind a small vocabulary, as `training` would write it.

import { LabError } from '../../../src/lab-error.ts';
import type { PocketConfig } from '../../../src/language/pocket/config.ts';
import { type FileReader, packModel } from '../../../src/language/pocket/model-files.ts';
import { dequantize, quantizeWeights } from '../../../src/language/pocket/quantize.ts';
import { writeSafetensors } from '../../../src/language/pocket/safetensors.ts';
import { makeSelfCheck } from '../../../src/language/pocket/self-check.ts';
import { layOut, type Vocabulary } from '../../../src/language/pocket/vocabulary.ts';
import { randomTokens, randomWeights, SMALL } from './random-model.ts';

export const VOCABULARY: Vocabulary = {
  actions: ['noop', 'move_left', 'do', 'sleep'],
  planWords: ['collect', 'wood', 'stone', 'then', 'west', 'east'],
  promptWords: ['tree', 'cow', 'water', 'health', 'low'],
};

export function tinyConfig(): PocketConfig {
  const { size, outputs } = layOut(VOCABULARY);
  return { ...SMALL, vocabulary: size, outputs };
}

/** The files of a folder, by name. */
export function tinyModel(seed = 1): Map<string, Uint8Array> {
  const config = tinyConfig();
  const file = quantizeWeights(config, randomWeights(config, seed), { bits: 8, symmetric: true });
  const selfCheck = makeSelfCheck(config, dequantize(config, file), randomTokens(config, 42, 1));
  const about = { id: 'tiny', config, vocabulary: VOCABULARY, selfCheck, training: { seed } };
  return packModel(about, writeSafetensors(file));
}

/** Reads from memory and notes what was asked for. */
export function memoryReader(files: ReadonlyMap<string, Uint8Array>, asked: string[] = []): FileReader {
  return async (name, { limit, onProgress, signal }) => {
    asked.push(name);
    if (signal?.aborted) throw new LabError('aborted', 'Loading was cancelled.');
    const bytes = files.get(name);
    if (!bytes) throw new LabError('model-missing', `${name} is not there.`);
    if (bytes.length > limit) throw new LabError('too-large', `${name} is too large.`);
    onProgress?.(bytes.length, bytes.length);
    return bytes;
  };
}
