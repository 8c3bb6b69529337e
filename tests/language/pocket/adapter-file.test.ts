import { describe, expect, test } from 'vitest';
import { type AdapterHeader, readAdapter, writeAdapter } from '../../../src/language/pocket/adapter-file.ts';
import {
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../../src/language/pocket/safetensors.ts';
import { sha256Hex } from '../../../src/sha256.ts';
import { TINY } from '../../learning/tiny.ts';
import { randomLora } from './random-model.ts';

const RANK = 4;
const HEADER: AdapterHeader = {
  name: 'a lesson',
  base: { model: 'pocket-crafter', weights: '0123456789abcdef' },
  rank: RANK,
  training: { steps: 7 },
};

const LORA = { ...randomLora(TINY, RANK, 5), logitScale: 1.5 };
const BYTES = writeAdapter(TINY, HEADER, LORA);

/** The file with something in it changed. */
type Parts = { tensors: Map<string, StoredTensor>; metadata: Record<string, string> };

function changed(change: (file: Parts) => void): Uint8Array {
  const file = readSafetensors(BYTES);
  const copy = { tensors: new Map(file.tensors), metadata: { ...file.metadata } };
  change(copy);
  return writeSafetensors(copy);
}

describe('an adapter’s file', () => {
  test('brings the same matrices back, and says over which weights they were learned', () => {
    const { header, weights, loraFor } = readAdapter(BYTES);
    expect(header).toEqual(HEADER);
    expect(weights).toBe(sha256Hex(BYTES).slice(0, 16));
    expect(loraFor(TINY)).toEqual(LORA);
  });

  test('is refused for a model of another shape', () => {
    const { loraFor } = readAdapter(BYTES);
    expect(() => loraFor({ ...TINY, hidden: 32 })).toThrow(/lora\.0\.down\.a is not F32 \[32, 4\]/);
    expect(() => loraFor({ ...TINY, layers: 3 })).toThrow(/lora\.2\.qkv\.a is not F32/);
  });

  test('is refused with numbers that are none', () => {
    const bytes = changed(({ tensors }) => {
      const tensor = tensors.get('lora.1.o.b')!;
      const data = tensor.data.slice();
      new DataView(data.buffer).setFloat32(0, Number.NaN, true);
      tensors.set('lora.1.o.b', { ...tensor, data });
    });
    expect(() => readAdapter(bytes).loraFor(TINY)).toThrow(/lora\.1\.o\.b holds numbers that are none/);
  });

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another format', JSON.stringify({ format: 'goldilocks-adapter-2', ...HEADER })],
    [
      'a path for a model',
      JSON.stringify({
        format: 'goldilocks-adapter-1',
        ...HEADER,
        base: { model: '../x', weights: HEADER.base.weights },
      }),
    ],
    ['a rank beyond all measure', JSON.stringify({ format: 'goldilocks-adapter-1', ...HEADER, rank: 65 })],
    [
      'a name of a thousand letters',
      JSON.stringify({ format: 'goldilocks-adapter-1', ...HEADER, name: 'x'.repeat(1000) }),
    ],
  ])('is refused with %s in its header', (_, adapter) => {
    const bytes = changed(({ metadata }) => Object.assign(metadata, { adapter }));
    expect(() => readAdapter(bytes)).toThrow(expect.objectContaining({ code: 'bad-model' }));
  });

  test('is refused when it is cut off, too large, or something else', () => {
    expect(() => readAdapter(BYTES.slice(0, 900))).toThrow(expect.objectContaining({ code: 'bad-model' }));
    expect(() => readAdapter(new TextEncoder().encode('no adapter'))).toThrow(
      expect.objectContaining({ code: 'bad-model' }),
    );
    expect(() => readAdapter(new Uint8Array((16 << 20) + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});
