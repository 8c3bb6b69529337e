// A STRIPS world's whole state as bytes: source, seed, steps taken and the facts that hold beside the static ones, sorted, so
// that equal states give equal bytes. The problem itself follows from the seed. The last four bytes are the CRC-32 of the
// rest, so that damage is noticed before anything changes.
//
//   bytes  content (numbers little-endian)
//   4      "STR1"
//   4      key of the problem source and the episodes' length
//   8      seed, a float64
//   4      steps taken
//   …      facts, ASCII, one a line
//   4      CRC-32 of all before

import { checkKey, type SnapshotKind, seal, unseal } from '../snapshot-seal.ts';
import type { Fact } from './problem.ts';

const MAGIC = 0x31525453;
const HEADER_BYTES = 20;
const KIND: SnapshotKind = { magic: 'STR1', world: 'a STRIPS world', least: HEADER_BYTES };

export interface Moment {
  readonly seed: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Sorted. */
  readonly facts: readonly Fact[];
}

export function writeMoment({ seed, steps, facts }: Moment, key: number): Uint8Array {
  const text = new TextEncoder().encode(facts.join('\n'));
  const bytes = new Uint8Array(HEADER_BYTES + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, key, true);
  view.setFloat64(8, seed, true);
  view.setUint32(16, steps, true);
  bytes.set(text, HEADER_BYTES);
  return seal(bytes);
}

/** @throws LabError bad-argument for bytes that are damaged or of another world or source */
export function readMoment(snapshot: Uint8Array, key: number): Moment {
  const bytes = unseal(snapshot, KIND);
  checkKey(bytes, key);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES));
  const facts = text === '' ? [] : text.split('\n');
  return { seed: view.getFloat64(8, true), steps: view.getUint32(16, true), facts };
}
