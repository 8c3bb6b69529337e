// A tiny model and tiny data that learner tests share.

import type { PocketConfig } from '../../src/language/pocket/config.ts';
import { type Dataset, DatasetBuilder } from '../../src/learning/dataset.ts';
import type { Random } from '../../src/random.ts';

export const TINY: PocketConfig = {
  vocabulary: 24,
  outputs: 10,
  pack: 3,
  width: 16,
  layers: 2,
  heads: 2,
  kvHeads: 1,
  headSize: 8,
  hidden: 24,
  context: 32,
  ropeBase: 10_000,
  normEpsilon: 1e-5,
};

/** A prompt of `positions` positions with one to three random words each. */
export function randomPrompt(random: Random, positions: number, config = TINY): Int32Array {
  const prompt = new Int32Array(positions * config.pack);
  for (let p = 0; p < positions; p++)
    for (let w = 1 + random.int(config.pack); w > 0; w--)
      prompt[p * config.pack + w - 1] = 1 + random.int(config.vocabulary - 1);
  return prompt;
}

/** Rows of two kinds, one-word and three-word answers, that repeat the one word of the prompt that can be an answer. */
export function copyDataset(random: Random, rows: number): Dataset {
  const builder = new DatasetBuilder();
  for (let i = 0; i < rows; i++) {
    const noise = TINY.outputs + random.int(TINY.vocabulary - TINY.outputs);
    const prompt = new Int32Array((3 + random.int(3)) * TINY.pack).fill(noise);
    const word = 1 + random.int(TINY.outputs - 1);
    prompt[random.int(prompt.length)] = word;
    builder.add(prompt, TINY.pack, i % 4 === 0 ? [word, word, word] : [word]);
  }
  return builder.build();
}
