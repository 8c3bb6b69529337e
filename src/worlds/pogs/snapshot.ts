// A POGS world's whole state as bytes: the seed of the tree and the actions so far; the rest follows from them. Nothing is left
// to chance after the draw, so there is no generator to keep.
//
//   bytes  content (numbers little-endian)
//   4      "PGS0"
//   4      key of the world's id and options
//   8      seed of POGS that drew the tree, a float64
//   1 each actions
//   4      CRC-32 of all before

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';

const MAGIC = 0x30534750;
const HEADER_BYTES = 16;
const CRC_BYTES = 4;

export interface Moment {
  readonly seed: number;
  readonly actions: readonly number[];
}

export function writeMoment({ seed, actions }: Moment, key: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + actions.length + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, key, true);
  view.setFloat64(8, seed, true);
  bytes.set(actions, HEADER_BYTES);
  const end = bytes.length - CRC_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** The CRC-32 at a snapshot's end. (A CRC over the whole snapshot, its own CRC included, would be the same for all.) */
export function checksumOf(snapshot: Uint8Array): number {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.length);
  return view.getUint32(snapshot.length - CRC_BYTES, true);
}

/** @throws LabError bad-argument for bytes that are damaged or of another world */
export function readMoment(bytes: Uint8Array, key: number): Moment {
  const end = bytes.length - CRC_BYTES;
  if (end < HEADER_BYTES) throw refusal('it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== MAGIC) throw refusal('it is not of a POGS world');
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) throw refusal('it is damaged');
  if (view.getUint32(4, true) !== key) throw refusal('its world has other options');
  return { seed: view.getFloat64(8, true), actions: Array.from(bytes.subarray(HEADER_BYTES, end)) };
}

function refusal(reason: string): LabError {
  return new LabError('bad-argument', `This is not a usable snapshot: ${reason}.`);
}
