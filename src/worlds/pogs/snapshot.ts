// A POGS world's whole state as bytes: the seed of the tree and the actions so far; the rest follows from them. Nothing is left
// to chance after the draw, so there is no generator to keep.
//
//   bytes  content (numbers little-endian)
//   4      "PGS0"
//   4      key of the world's id and options
//   8      seed of POGS that drew the tree, a float64
//   1 each actions
//   4      CRC-32 of all before

import { checkKey, type SnapshotKind, seal, unseal } from '../snapshot-seal.ts';

const MAGIC = 0x30534750;
const HEADER_BYTES = 16;
const KIND: SnapshotKind = { magic: 'PGS0', world: 'a POGS world', least: HEADER_BYTES };

export interface Moment {
  readonly seed: number;
  readonly actions: readonly number[];
}

export function writeMoment({ seed, actions }: Moment, key: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + actions.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, key, true);
  view.setFloat64(8, seed, true);
  bytes.set(actions, HEADER_BYTES);
  return seal(bytes);
}

/** @throws LabError bad-argument for bytes that are damaged or of another world */
export function readMoment(snapshot: Uint8Array, key: number): Moment {
  const bytes = unseal(snapshot, KIND);
  checkKey(bytes, key);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { seed: view.getFloat64(8, true), actions: Array.from(bytes.subarray(HEADER_BYTES)) };
}
