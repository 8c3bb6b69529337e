// What people bring along: an exported ONNX file, a model folder's two files, weights that carry their card, and what is neither.

import { describe, expect, test } from 'vitest';
import { writeAdapter } from '../../../src/language/pocket/adapter-file.ts';
import { CARD_FILE, loadModelFiles, WEIGHTS_FILE } from '../../../src/language/pocket/model-files.ts';
import { exportOnnx } from '../../../src/language/pocket/onnx-export.ts';
import { nodeOrt } from '../../../src/language/pocket/ort-node.ts';
import { readOwnModel } from '../../../src/language/pocket/own-model.ts';
import { MAX_OWN_MODEL_BYTES } from '../../../src/language/pocket/own-model-size.ts';
import { PocketModel } from '../../../src/language/pocket/pocket-model.ts';
import { float32File, quantizeWeights } from '../../../src/language/pocket/quantize.ts';
import { type StoredTensor, writeSafetensors } from '../../../src/language/pocket/safetensors.ts';
import { isKeptModel, isOwnModel, weightsOfModel } from '../../../src/language/pocket/shipped.ts';
import { sha256Hex } from '../../../src/sha256.ts';
import { randomLora, randomWeights } from './random-model.ts';
import { memoryReader, tinyConfig, tinyModel, VOCABULARY } from './tiny-files.ts';

const FILES = tinyModel();
const CARD = FILES.get(CARD_FILE)!;
const WEIGHTS = FILES.get(WEIGHTS_FILE)!;
const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const refused = (code: string, said: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(said) });

/** The card with something else in it. */
function card(change: (card: Record<string, unknown>) => void): Uint8Array {
  const parsed = JSON.parse(new TextDecoder().decode(CARD));
  change(parsed);
  return utf8(parsed);
}

/** As somebody writes it who made the weights elsewhere. */
const DRAFT = { format: 'goldilocks-model-1', id: 'my-model', config: tinyConfig(), vocabulary: VOCABULARY };

/** Weights in full, in no particular order, as another library may write them. */
function foreignWeights(
  change: (tensors: Map<string, StoredTensor>) => void = () => {},
  metadata = {},
): Uint8Array {
  const { tensors } = float32File(tinyConfig(), randomWeights(tinyConfig(), 7));
  const turned = new Map([...tensors].reverse());
  change(turned);
  return writeSafetensors({ tensors: turned, metadata });
}

describe('a model from files', () => {
  test('is the same from its folder, in any order, and from its export', async () => {
    const one = readOwnModel([CARD, WEIGHTS]);
    const other = readOwnModel([WEIGHTS, CARD]);
    const onnx = readOwnModel([exportOnnx(await loadModelFiles(memoryReader(FILES)))]);
    expect(one.id).toMatch(/^own-[0-9a-f]{16}$/);
    expect([other.id, onnx.id]).toEqual([one.id, one.id]);
    expect(one.files.get(WEIGHTS_FILE)).toEqual(WEIGHTS);
    expect(onnx.files).toEqual(one.files);
    expect(one.hash).toHaveLength(64);
    expect(weightsOfModel(one.id)).toBe(one.hash.slice(0, 16));
    expect([isOwnModel(one.id), isKeptModel(one.id), isOwnModel('pocket-crafter')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('keeps its id under another name, and has another with other words or weights', () => {
    const { id } = readOwnModel([CARD, WEIGHTS]);
    const renamed = card((c) => Object.assign(c, { id: 'else', training: { seed: 9 } }));
    expect(readOwnModel([renamed, WEIGHTS]).id).toBe(id);
    const reworded = card((c) =>
      Object.assign(c, { vocabulary: { ...VOCABULARY, actions: ['wait', ...VOCABULARY.actions.slice(1)] } }),
    );
    expect(readOwnModel([reworded, WEIGHTS]).id).not.toBe(id);
    const others = tinyModel(2);
    expect(readOwnModel([...others.values()]).id).not.toBe(id);
  });

  test('may come with a card that leaves out what can be worked out, and then opens', async () => {
    const weights = foreignWeights();
    const own = readOwnModel([utf8(DRAFT), weights]);
    expect(own.card.files.weights.sha256).toBe(sha256Hex(own.files.get(WEIGHTS_FILE)!));
    expect(own.card.selfCheck.expected.map(({ positions }) => positions)).toEqual([48, 16]);
    const files = await loadModelFiles(memoryReader(own.files));
    const model = await PocketModel.open(files, { preference: 'wasm', loader: nodeOrt(1) });
    const [{ text }] = await model.complete(
      [
        {
          text: 'tree\ncow',
          grammar: { plan: 'never', maxPlanTokens: 4, actions: VOCABULARY.actions },
          seed: 1,
        },
      ],
      { temperature: 0 },
    );
    expect(VOCABULARY.actions).toContain(text);
    await model.dispose();
  });

  test('may carry its card in the metadata of the weights', () => {
    const weights = foreignWeights(() => {}, { card: JSON.stringify(DRAFT) });
    expect(readOwnModel([weights]).id).toBe(readOwnModel([utf8(DRAFT), foreignWeights()]).id);
  });

  test('is refused with other weights than its card names, before they are looked at', () => {
    const flipped = WEIGHTS.slice();
    flipped[WEIGHTS.length - 1] ^= 1;
    for (const weights of [flipped, tinyModel(2).get(WEIGHTS_FILE)!])
      expect(() => readOwnModel([CARD, weights])).toThrow(
        refused('wrong-hash', /not those the model card names/),
      );
  });

  test.each<[string, (tensors: Map<string, StoredTensor>) => void, RegExp]>([
    ['a missing tensor', (t) => t.delete('layers.1.o'), /lack "layers\.1\.o"/],
    [
      'one too many',
      (t) => t.set('layers.2.o', t.get('layers.1.o')!),
      /hold "layers\.2\.o", which is no part/,
    ],
    [
      'another shape',
      (t) => t.set('final_norm', { ...t.get('final_norm')!, shape: [32, 2] }),
      /"final_norm" in another shape/,
    ],
    ['a NaN', (t) => withNumber(t, 'layers.0.qkv', Number.NaN), /numbers that are none, in "layers\.0\.qkv"/],
    ['an infinite number', (t) => withNumber(t, 'embedding', Number.NEGATIVE_INFINITY), /in "embedding"/],
  ])('is refused with %s', (_, change, said) => {
    expect(() => readOwnModel([utf8(DRAFT), foreignWeights(change)])).toThrow(refused('bad-model', said));
  });

  test.each<[string, (tensors: Map<string, StoredTensor>) => void, RegExp]>([
    [
      'an embedding of four bits, which no graph reads',
      (t) => {
        const [name] = [...t.keys()].filter((each) => each.endsWith('.q4'));
        for (const each of ['embedding', 'embedding.q8', 'embedding.scales']) t.delete(each);
        t.set('embedding.q4', t.get(name)!);
        t.set('embedding.scales', t.get(name.replace('.q4', '.scales'))!);
      },
      /hold "embedding\.(q4|scales)", which is no part/,
    ],
    [
      'zeros of an embedding',
      (t) => t.set('embedding.zeros', t.get('embedding.q8')!),
      /hold "embedding\.zeros"/,
    ],
    [
      'a matrix in four bits and in eight',
      (t) => t.set('layers.0.qkv.q8', t.get('layers.0.qkv.q4')!),
      /"layers\.0\.qkv\.q8"/,
    ],
    [
      'a matrix in four bits and in full',
      (t) => t.set('layers.0.qkv', t.get('final_norm')!),
      /"layers\.0\.qkv"/,
    ],
    ['levels of what is no matrix', (t) => t.set('final_norm.q4', t.get('final_norm')!), /"final_norm\.q4"/],
  ])('is refused with %s', (_, change, said) => {
    const config = tinyConfig();
    const file = quantizeWeights(config, randomWeights(config, 7), { bits: 4, symmetric: true });
    const tensors = new Map(file.tensors);
    expect(readOwnModel([utf8(DRAFT), writeSafetensors({ tensors, metadata: {} })]).hash).toHaveLength(64);
    change(tensors);
    expect(() => readOwnModel([utf8(DRAFT), writeSafetensors({ tensors, metadata: {} })])).toThrow(
      refused('bad-model', said),
    );
  });

  test('is refused with a card beyond all measure', () => {
    const huge = { ...DRAFT, config: { ...tinyConfig(), layers: 1e9 } };
    expect(() => readOwnModel([utf8(huge), foreignWeights()])).toThrow(
      refused('bad-model', /config\.layers/),
    );
    const other = { ...DRAFT, config: { ...tinyConfig(), width: 4096 } };
    expect(() => readOwnModel([utf8(other), foreignWeights()])).toThrow(
      refused('bad-model', /"embedding" in another shape/),
    );
  });

  test('is refused beyond its size, without being read', () => {
    expect(() => readOwnModel([new Uint8Array(MAX_OWN_MODEL_BYTES + 1)])).toThrow(
      refused('too-large', /66 MiB/),
    );
  });

  test('says what to choose instead of an adapter, lone weights, a lone card, or three files', () => {
    const header = { name: 'x', base: { model: 'm', weights: '0'.repeat(16) }, rank: 4, training: {} };
    const adapter = writeAdapter(tinyConfig(), header, randomLora(tinyConfig(), 4, 1));
    expect(() => readOwnModel([adapter])).toThrow(refused('bad-model', /is an adapter/));
    expect(() => readOwnModel([WEIGHTS])).toThrow(refused('bad-model', /without a model card/));
    for (const given of [[CARD], [CARD, CARD], [WEIGHTS, WEIGHTS], [CARD, WEIGHTS, CARD], []])
      expect(() => readOwnModel(given)).toThrow(refused('bad-model', /These files are no model/));
  });
});

function withNumber(tensors: Map<string, StoredTensor>, name: string, value: number): void {
  const tensor = tensors.get(name)!;
  const data = tensor.data.slice();
  new DataView(data.buffer).setFloat32(40, value, true);
  tensors.set(name, { ...tensor, data });
}
