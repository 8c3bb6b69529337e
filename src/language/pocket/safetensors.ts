// Safetensors: eight bytes of header length, a JSON header (name → type, shape, byte range), then the raw tensors.
// A weights file may come from anywhere, so reading trusts nothing: the header's size is bounded before it is parsed,
// every range is checked against its shape and the file, and no two tensors may overlap.
// Source of the format: https://github.com/huggingface/safetensors#format

import { LabError } from '../../lab-error.ts';
import { type Check, checkOr, refusal } from './file-check.ts';

/** Element types this project stores; the format has more, which are refused. */
export type TensorType = 'F32' | 'F16' | 'I8' | 'U8';

export interface StoredTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** Little-endian elements, row-major; a view into the file where it was read from one. */
  readonly data: Uint8Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text facts, `__metadata__` of the header. */
  readonly metadata: Readonly<Record<string, string>>;
}

const badFile = refusal('weights file', 'Load the model again.');
const check: Check = checkOr(badFile);

const ELEMENT_BYTES: Readonly<Record<TensorType, number>> = { F32: 4, F16: 2, I8: 1, U8: 1 };
const MAX_HEADER_BYTES = 1 << 20;
const MAX_TENSORS = 4096;
const METADATA = '__metadata__';

/** File bytes; tensors lie in the map's order, each aligned to eight bytes where its size allows. */
export function writeSafetensors(file: TensorFile): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(file.metadata).length > 0) header[METADATA] = file.metadata;
  let offset = 0;
  for (const [name, { type, shape, data }] of file.tensors) {
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + data.length] };
    offset += data.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, 8, 8 + headerBytes).set(json, 8);
  let at = 8 + headerBytes;
  for (const { data } of file.tensors.values()) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/** @throws LabError bad-model with the first thing that is wrong */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const { header, start } = readHeader(bytes);
  const body = bytes.subarray(start);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  check(entries.length <= MAX_TENSORS, `it names more than ${MAX_TENSORS} tensors`);
  const ranges = entries.map(([name, entry]) => ({ name, ...readEntry(name, entry, body.length) }));
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const range of ranges) {
    check(range.begin === end, `the bytes of "${range.name}" overlap another tensor or leave a gap`);
    end = range.end;
  }
  check(end === body.length, 'it is longer or shorter than its tensors');
  const tensors = new Map<string, StoredTensor>();
  for (const r of ranges)
    tensors.set(r.name, { type: r.type, shape: r.shape, data: body.subarray(r.begin, r.end) });
  return { tensors, metadata: readMetadata(header[METADATA]) };
}

/** A tensor's elements as numbers; F16 is widened. Always a copy. */
export function toFloat32(tensor: StoredTensor): Float32Array {
  const bytes = new Uint8Array(tensor.data);
  if (tensor.type === 'F32') return new Float32Array(bytes.buffer);
  if (tensor.type === 'I8') return Float32Array.from(new Int8Array(bytes.buffer));
  if (tensor.type === 'U8') return Float32Array.from(bytes);
  return Float32Array.from(new Uint16Array(bytes.buffer), halfToNumber);
}

/**
 * The finite F32 numbers of a tensor that has to be there in this shape.
 * @param refuse makes the error out of what is wrong, as the end of a sentence
 */
export function finiteNumbers(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  shape: readonly number[],
  refuse: (what: string) => Error,
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor?.type !== 'F32' || tensor.shape.join() !== shape.join())
    throw refuse(`${name} is not F32 [${shape.join(', ')}]`);
  const values = toFloat32(tensor);
  if (!values.every(Number.isFinite)) throw refuse(`${name} holds numbers that are none`);
  return values;
}

export function float32Tensor(shape: readonly number[], values: Float32Array): StoredTensor {
  return { type: 'F32', shape, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  check(bytes.length >= 8, 'it is too short');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  check(length <= MAX_HEADER_BYTES && 8 + length <= bytes.length, 'its header does not fit');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    const header: unknown = JSON.parse(text);
    check(isObject(header), 'its header is not an object');
    return { header, start: 8 + length };
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw badFile('its header is not JSON', cause);
  }
}

function readEntry(name: string, entry: unknown, available: number) {
  check(isObject(entry), `"${name}" is not described`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = dtype as TensorType;
  check(typeof dtype === 'string' && Object.hasOwn(ELEMENT_BYTES, dtype), `"${name}" has an unknown type`);
  check(isCounts(shape) && shape.length <= 8, `"${name}" has no usable shape`);
  check(isCounts(offsets) && offsets.length === 2, `"${name}" has no byte range`);
  const [begin, end] = offsets;
  const bytes = shape.reduce((product, size) => product * size, ELEMENT_BYTES[type]);
  check(begin <= end && end <= available, `"${name}" lies outside the file`);
  check(bytes === end - begin, `"${name}" has another size than its shape`);
  return { type, shape, begin, end };
}

function readMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  check(
    isObject(value) && Object.values(value).every((v) => typeof v === 'string'),
    'its metadata is not text',
  );
  return value as Record<string, string>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
