// A reader for the part of an ONNX file that the lab uses: its metadata and the tensors with their raw bytes. Nodes are skipped:
// no graph but our own is ever run. A file may come from anybody, so nothing is believed: every length is held against what is
// left, numbers have at most ten bytes, the three kinds of message lie at fixed depths (no recursion), and how many tensors and
// notes there may be is bounded. Data is handed out as views into the file, never copied.
// Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).

import { type Check, checkOr, refusal } from './file-check.ts';
import { ELEMENT, type ElementType } from './onnx-proto.ts';

export interface ReadTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Little-endian elements; a view into the file. Their number is not yet held against the shape. */
  readonly data: Uint8Array;
}

export interface ReadModel {
  readonly metadata: ReadonlyMap<string, string>;
  /** By name; read when it is asked for, because the metadata tell whose file it is. @throws LabError bad-model */
  readonly tensors: () => ReadonlyMap<string, ReadTensor>;
}

const badFile = refusal('ONNX file', 'Export the model once more.');
const check: Check = checkOr(badFile);

const MAX_TENSORS = 4096;
const MAX_NOTES = 256;
const MAX_DIMENSIONS = 8;
const MAX_NAME_BYTES = 256;
const MAX_NOTE_BYTES = 4 << 20;
const TYPES = new Map(Object.entries(ELEMENT).map(([name, code]) => [code as number, name as ElementType]));

/** @throws LabError bad-model with the first thing that is wrong */
export function readOnnx(bytes: Uint8Array): ReadModel {
  const metadata = new Map<string, string>();
  const graphs: Uint8Array[] = [];
  for (const { number, value } of fieldsOf(bytes)) {
    if (number === 7) {
      check(graphs.length === 0, 'it holds two graphs');
      graphs.push(bytesOf(value));
    } else if (number === 14) {
      const [name, text] = readNote(bytesOf(value));
      check(
        metadata.size < MAX_NOTES && !metadata.has(name),
        'its metadata name something twice, or too much',
      );
      metadata.set(name, text);
    }
  }
  check(graphs.length === 1, 'it holds no graph');
  return { metadata, tensors: () => readTensors(graphs[0]) };
}

function readTensors(graph: Uint8Array): Map<string, ReadTensor> {
  const tensors = new Map<string, ReadTensor>();
  for (const { number, value } of fieldsOf(graph)) {
    if (number === 15) throw badFile('it has sparse tensors');
    if (number !== 5) continue;
    const { name, tensor } = readTensor(bytesOf(value));
    check(!tensors.has(name), `it holds "${name}" twice`);
    check(tensors.size < MAX_TENSORS, `it holds more than ${MAX_TENSORS} tensors`);
    tensors.set(name, tensor);
  }
  return tensors;
}

/** TensorProto: dims 1, data_type 2, typed data 4–7 and 10–11, name 8, raw_data 9, external data 13 and 14. */
function readTensor(bytes: Uint8Array): { name: string; tensor: ReadTensor } {
  const shape: number[] = [];
  let [name, code] = ['', 0];
  let data = new Uint8Array(0);
  for (const { number, value } of fieldsOf(bytes)) {
    if (number === 1) shape.push(...(typeof value === 'number' ? [value] : packedNumbers(bytesOf(value))));
    else if (number === 2) code = numberOf(value);
    else if (number === 8) name = textOf(value, MAX_NAME_BYTES);
    else if (number === 9) data = bytesOf(value);
    else if (number === 13 || (number === 14 && value !== 0))
      throw badFile('its weights lie in another file');
    else if ([4, 5, 6, 7, 10, 11].includes(number)) throw badFile('its weights are not stored as raw bytes');
    check(shape.length <= MAX_DIMENSIONS, 'a tensor has too many dimensions');
  }
  const type = TYPES.get(code);
  check(name !== '', 'a tensor has no name');
  check(type !== undefined, `"${name}" has a type that no weights of this lab have`);
  return { name, tensor: { type, shape, data } };
}

/** StringStringEntryProto: key 1, value 2. */
function readNote(bytes: Uint8Array): [name: string, text: string] {
  let [name, text] = ['', ''];
  for (const { number, value } of fieldsOf(bytes)) {
    if (number === 1) name = textOf(value, MAX_NAME_BYTES);
    else if (number === 2) text = textOf(value, MAX_NOTE_BYTES);
  }
  return [name, text];
}

/** A number, the bytes of what has a length, or null for four or eight fixed bytes, which nothing here has. */
type Value = number | Uint8Array | null;

interface Field {
  readonly number: number;
  readonly value: Value;
}

/** The fields of one message, one after the other. @throws LabError bad-model */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const at = { offset: 0 };
  while (at.offset < bytes.length) {
    const key = varint(bytes, at);
    const [number, wire] = [Math.floor(key / 8), key % 8];
    check(number >= 1 && number < 2 ** 29, 'a field has an impossible number');
    const value = wire === 0 ? varint(bytes, at) : take(bytes, at, sizeOf(wire, bytes, at));
    yield { number, value: wire === 1 || wire === 5 ? null : value };
  }
}

/** Bytes of a value: eight, as many as it says, or four; groups (3, 4) are of another age. */
function sizeOf(wire: number, bytes: Uint8Array, at: { offset: number }): number {
  if (wire === 1) return 8;
  if (wire === 2) return varint(bytes, at);
  if (wire === 5) return 4;
  throw badFile('a field has an unknown wire type');
}

function take(bytes: Uint8Array, at: { offset: number }, size: number): Uint8Array<ArrayBuffer> {
  check(size <= bytes.length - at.offset, 'it is cut off, or a length in it is wrong');
  at.offset += size;
  return bytes.subarray(at.offset - size, at.offset) as Uint8Array<ArrayBuffer>;
}

/** Beyond 2^53 a number is only nearly itself; nothing that is used here may be that large. */
function varint(bytes: Uint8Array, at: { offset: number }): number {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    check(at.offset < bytes.length, 'it is cut off');
    const byte = bytes[at.offset++];
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return value;
  }
  throw badFile('a number in it has no end');
}

function packedNumbers(bytes: Uint8Array): number[] {
  const at = { offset: 0 };
  const numbers: number[] = [];
  while (at.offset < bytes.length) {
    check(numbers.length < MAX_DIMENSIONS, 'a tensor has too many dimensions');
    numbers.push(varint(bytes, at));
  }
  return numbers;
}

function bytesOf(value: Value): Uint8Array<ArrayBuffer> {
  if (!(value instanceof Uint8Array)) throw badFile('a field has another type than it should have');
  return value as Uint8Array<ArrayBuffer>;
}

function numberOf(value: Value): number {
  if (typeof value !== 'number') throw badFile('a field has another type than it should have');
  return value;
}

function textOf(value: Value, most: number): string {
  const bytes = bytesOf(value);
  check(bytes.length <= most, 'a text in it is too long');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw badFile('a text in it is not UTF-8', cause);
  }
}
