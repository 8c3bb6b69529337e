// An adapter file of a tiny model whose last byte says which generation it is.

import { writeAdapter } from '../../src/language/pocket/adapter-file.ts';
import { actingAdapter, initialAdapter } from '../../src/learning/lora.ts';
import { Random } from '../../src/random.ts';
import { TINY } from '../learning/tiny.ts';

const LORA = { rank: 1, alpha: 1 };

export function tinyAdapter(generation: number): Uint8Array {
  const lora = actingAdapter(TINY, initialAdapter(TINY, LORA.rank, new Random(generation)), LORA);
  const base = { model: 'tiny', weights: '0123456789abcdef' };
  const file = writeAdapter(TINY, { name: 'tiny', base, rank: LORA.rank, training: {} }, lora);
  file[file.length - 1] = generation;
  return file;
}
