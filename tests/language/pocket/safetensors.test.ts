import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import {
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  toFloat32,
  writeSafetensors,
} from '../../../src/language/pocket/safetensors.ts';

const FILE = {
  tensors: new Map<string, StoredTensor>([
    ['a', float32Tensor([2, 3], Float32Array.of(1, -2, 3.5, 0, 1e-20, 7))],
    ['b', { type: 'I8', shape: [3], data: Uint8Array.of(255, 0, 128) }],
    ['empty', { type: 'U8', shape: [0, 4], data: new Uint8Array(0) }],
    [
      'half',
      { type: 'F16', shape: [4], data: Uint8Array.of(0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c) },
    ],
  ]),
  metadata: { format: 'test' },
};

/** A file with this header text and body. */
function withHeader(header: string, body = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

function refusal(bytes: Uint8Array): string {
  try {
    readSafetensors(bytes);
    return 'read';
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('bad-model');
    return (error as LabError).message;
  }
}

describe('safetensors', () => {
  it('reads back what it wrote, byte for byte', () => {
    const read = readSafetensors(writeSafetensors(FILE));
    expect(read.metadata).toEqual(FILE.metadata);
    expect([...read.tensors.keys()].sort()).toEqual(['a', 'b', 'empty', 'half']);
    for (const [name, tensor] of FILE.tensors) {
      expect(read.tensors.get(name)!.shape).toEqual(tensor.shape);
      expect(Array.from(read.tensors.get(name)!.data)).toEqual(Array.from(tensor.data));
    }
  });

  it('aligns the tensors to eight bytes and starts with the header length', () => {
    const bytes = writeSafetensors(FILE);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))).a).toEqual({
      dtype: 'F32',
      shape: [2, 3],
      data_offsets: [0, 24],
    });
  });

  it('widens every element type to numbers', () => {
    const read = readSafetensors(writeSafetensors(FILE));
    expect(Array.from(toFloat32(read.tensors.get('b')!))).toEqual([-1, 0, -128]);
    expect(Array.from(toFloat32(read.tensors.get('half')!))).toEqual([
      1,
      -2,
      2 ** -24,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('names the fault of a hostile file', () => {
    const entry = (range: string, shape = '[4]', type = 'U8') =>
      `{"x":{"dtype":"${type}","shape":${shape},"data_offsets":${range}}}`;
    const body = new Uint8Array(4);
    expect(refusal(new Uint8Array(3))).toContain('too short');
    const huge = withHeader('{}');
    new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(refusal(huge)).toContain('header does not fit');
    expect(refusal(withHeader('{'))).toContain('not JSON');
    expect(refusal(withHeader('[]'))).toContain('not an object');
    expect(refusal(withHeader(entry('[0,4]', '[4]', 'F64'), body))).toContain('unknown type');
    expect(refusal(withHeader(entry('[0,5]'), body))).toContain('outside the file');
    expect(refusal(withHeader(entry('[4,0]'), body))).toContain('outside the file');
    expect(refusal(withHeader(entry('[0,4]', '[5]'), body))).toContain('another size');
    expect(refusal(withHeader(entry('[0,4]', '[-4]'), body))).toContain('no usable shape');
    expect(refusal(withHeader(entry('[1,4]', '[3]'), body))).toContain(
      'overlap another tensor or leave a gap',
    );
    expect(refusal(withHeader(entry('[0,3]', '[3]'), body))).toContain('longer or shorter');
    const two =
      '{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}';
    expect(refusal(withHeader(two, body))).toContain('overlap');
    expect(refusal(withHeader('{"__metadata__":{"a":1}}'))).toContain('metadata');
    expect(refusal(withHeader(entry('[0,4]', '[1e308,1e308]'), body))).toContain('no usable shape');
  });

  it('reads any damaged file or refuses it as bad-model, nothing else', () => {
    const bytes = writeSafetensors(FILE);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (at, value, length) => {
        const damaged = bytes.slice(0, length);
        if (at < length) damaged[at] = value;
        refusal(damaged);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
