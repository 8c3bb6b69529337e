// ONNX files read back: ours come back byte for byte, and everything else is refused with a sentence, whatever it is.

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import { CARD_FILE, loadModelFiles, WEIGHTS_FILE } from '../../../src/language/pocket/model-files.ts';
import { exportOnnx } from '../../../src/language/pocket/onnx-export.ts';
import { buildGraph } from '../../../src/language/pocket/onnx-graph.ts';
import { filesInOnnx } from '../../../src/language/pocket/onnx-import.ts';
import { encodeModel, type Graph, type Initializer } from '../../../src/language/pocket/onnx-proto.ts';
import { readOnnx } from '../../../src/language/pocket/onnx-reader.ts';
import { readOwnModel } from '../../../src/language/pocket/own-model.ts';
import { memoryReader, tinyModel } from './tiny-files.ts';

const FILES = tinyModel();
let onnx: Uint8Array;
beforeAll(async () => {
  onnx = exportOnnx(await loadModelFiles(memoryReader(FILES)));
});

/** The message of the refusal; 'read' where there was none. Anything but a LabError fails the test. */
function refusal(
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => unknown = (each) => readOwnModel([each]),
): string {
  try {
    read(bytes);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect(['bad-model', 'wrong-hash', 'too-large']).toContain((error as LabError).code);
    return (error as LabError).message;
  }
}

/** A length-delimited field. */
function field(number: number, ...content: readonly (number | Uint8Array)[]): Uint8Array {
  const bytes = content.flatMap((part) => (typeof part === 'number' ? [part] : [...part]));
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Uint8Array.of((number << 3) | 2, ...length, ...bytes);
}
const utf8 = (text: string) => new TextEncoder().encode(text);
const GRAPH = 7;
const TENSOR = 5;
const graphOf = (...tensors: Uint8Array[]) => field(GRAPH, ...tensors);
const tensors = (bytes: Uint8Array) => readOnnx(bytes).tensors();

/** A file of ours with other metadata or tensors. */
function forged(metadata: Record<string, string>, initializers: readonly Initializer[] = []): Uint8Array {
  const graph: Graph = { name: 'pocket', inputs: [], outputs: [], initializers, nodes: [] };
  return encodeModel(graph, 17, { description: '', metadata });
}
const CARD = new TextDecoder().decode(FILES.get(CARD_FILE));

describe('an exported file', () => {
  test('gives back the card and, byte for byte, the weights', () => {
    const files = filesInOnnx(onnx);
    expect(JSON.parse(new TextDecoder().decode(files.get(CARD_FILE)))).toEqual(JSON.parse(CARD));
    expect(files.get(WEIGHTS_FILE)).toEqual(FILES.get(WEIGHTS_FILE));
  });

  test('is refused where one bit of a weight is another', () => {
    const changed = onnx.slice();
    const { data } = readOnnx(changed).tensors().get('layers.1.down.q8')!;
    data[100] ^= 1;
    expect(refusal(changed)).toContain('not those the model card names');
  });

  test('is refused in every length but its own', () => {
    for (let length = 0; length < onnx.length; length += 997)
      expect(refusal(onnx.subarray(0, length))).not.toBe('read');
  });
});

describe('an ONNX file that is not ours', () => {
  test('is refused with a clear sentence, although onnxruntime would run it', async () => {
    const { card, weights } = await loadModelFiles(memoryReader(FILES));
    const foreign = buildGraph(card.config, weights, { quantized: true, loraRank: 0 });
    expect(refusal(foreign)).toContain('was not exported by the lab: it carries no model card');
  });

  test('is refused with our card but without the weights, or with others', () => {
    const card = { 'goldilocks.card': CARD };
    expect(refusal(forged(card))).toContain('lacks "embedding"');
    const embedding = (type: Initializer['type'], shape: number[], data: ArrayBufferView): Initializer[] => [
      { name: 'embedding', type, shape, data },
    ];
    expect(refusal(forged(card, embedding('float', [2, 2], new Float32Array(3))))).toContain('another shape');
    expect(refusal(forged(card, embedding('int64', [1], new BigInt64Array(1))))).toContain('in a type');
    expect(refusal(forged({ 'goldilocks.card': '{' }))).toContain('not JSON');
    expect(refusal(forged({ 'goldilocks.card': '[]' }))).toContain('not as it should be');
    expect(refusal(forged({ ...card, 'goldilocks.weights': '7' }))).toContain('lacks "embedding"');
  });
});

describe('the reader of ONNX files', () => {
  test('names the fault of a hostile file', () => {
    const read = (bytes: Uint8Array) => refusal(bytes, tensors);
    const named = field(8, utf8('w'));
    const typed = Uint8Array.of(2 << 3, 1);
    expect(read(new Uint8Array(0))).toContain('no graph');
    expect(read(Uint8Array.of(0x80))).toContain('cut off');
    expect(read(new Uint8Array(20).fill(0x80))).toContain('no end');
    expect(
      read(Uint8Array.of((GRAPH << 3) | 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)),
    ).toContain('length');
    expect(read(Uint8Array.of((GRAPH << 3) | 2, 5, 0))).toContain('length');
    expect(read(Uint8Array.of(2))).toContain('impossible number');
    expect(read(Uint8Array.of((GRAPH << 3) | 3))).toContain('wire type');
    expect(read(Uint8Array.of((GRAPH << 3) | 0, 1))).toContain('another type');
    expect(read(Uint8Array.of((GRAPH << 3) | 5, 0, 0, 0, 0))).toContain('another type');
    expect(read(Uint8Array.of(...graphOf(), ...graphOf()))).toContain('two graphs');
    expect(read(graphOf(field(TENSOR)))).toContain('no name');
    expect(read(graphOf(field(TENSOR, named)))).toContain('"w" has a type');
    expect(read(graphOf(field(TENSOR, named, typed), field(TENSOR, named, typed)))).toContain('twice');
    expect(read(graphOf(field(TENSOR, field(1, ...new Array(9).fill(1)))))).toContain('dimensions');
    expect(read(graphOf(field(TENSOR, ...new Array(9).fill(Uint8Array.of(1 << 3, 1)))))).toContain(
      'dimensions',
    );
    expect(read(graphOf(field(TENSOR, field(4, 0, 0, 0, 0))))).toContain('raw bytes');
    expect(read(graphOf(field(TENSOR, Uint8Array.of(14 << 3, 1))))).toContain('another file');
    expect(read(graphOf(field(TENSOR, field(13, field(1, utf8('location'))))))).toContain('another file');
    expect(read(graphOf(field(TENSOR, field(8, 0xff, 0xfe))))).toContain('UTF-8');
    expect(read(graphOf(field(TENSOR, field(8, utf8('x'.repeat(300))))))).toContain('too long');
    expect(read(graphOf(field(15)))).toContain('sparse');
    const note = field(14, field(1, utf8('a')), field(2, utf8('b')));
    expect(read(Uint8Array.of(...note, ...note))).toContain('twice');
    const many = Array.from({ length: 4097 }, (_, i) => field(TENSOR, field(8, utf8(`w${i}`)), typed));
    expect(read(graphOf(...many))).toContain('more than 4096');
  });

  test('skips what it does not use, however deep it is nested', () => {
    let deep = field(1);
    for (let i = 0; i < 1200; i++) deep = field(1, deep);
    const read = readOnnx(graphOf(deep, field(TENSOR, field(8, utf8('w')), Uint8Array.of(2 << 3, 1))));
    expect([...read.tensors().keys()]).toEqual(['w']);
  });

  test('reads any damaged file or refuses it, and never takes one for the model it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(onnx.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.option(fc.nat(onnx.length)),
        (changes, length) => {
          const damaged = onnx.slice(0, length ?? onnx.length);
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          const said = refusal(damaged);
          if (said === 'read') expect(sameModel(damaged)).toBe(true);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  test('does so where the damage is in the card and the fields, not in the weights', () => {
    // Everything behind the last weight: small tensors, inputs, outputs, operators, metadata.
    const from = onnx.length - 6000;
    fc.assert(
      fc.property(fc.integer({ min: from, max: onnx.length - 1 }), fc.nat(255), (at, value) => {
        const damaged = onnx.slice();
        damaged[at] = value;
        refusal(damaged);
      }),
      { numRuns: 400, seed: 2 },
    );
  });

  test('refuses noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        expect(refusal(noise)).not.toBe('read');
      }),
      { numRuns: 1000, seed: 3 },
    );
  });
});

/** Damage in parts that are not read (nodes, names of outputs) leaves the same weights. */
function sameModel(bytes: Uint8Array): boolean {
  const { card } = readOwnModel([bytes]);
  const { weights } = JSON.parse(CARD).files;
  return card.files.weights.sha256 === weights.sha256;
}
