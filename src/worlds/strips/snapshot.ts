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

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import type { Fact } from './problem.ts';

const MAGIC = 0x31525453;
const HEADER_BYTES = 20;
const CRC_BYTES = 4;

export interface Moment {
  readonly seed: number;
  /** Steps taken so far. */
  readonly steps: number;
  /** Sorted. */
  readonly facts: readonly Fact[];
}

export function writeMoment({ seed, steps, facts }: Moment, key: number): Uint8Array {
  const text = new TextEncoder().encode(facts.join('\n'));
  const bytes = new Uint8Array(HEADER_BYTES + text.length + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, key, true);
  view.setFloat64(8, seed, true);
  view.setUint32(16, steps, true);
  bytes.set(text, HEADER_BYTES);
  const end = bytes.length - CRC_BYTES;
  view.setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** The CRC-32 at a snapshot's end. (A CRC over the whole snapshot, its own CRC included, would be the same for all.) */
export function checksumOf(snapshot: Uint8Array): number {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.length);
  return view.getUint32(snapshot.length - CRC_BYTES, true);
}

/** @throws LabError bad-argument for bytes that are damaged or of another world or source */
export function readMoment(bytes: Uint8Array, key: number): Moment {
  const end = bytes.length - CRC_BYTES;
  if (end < HEADER_BYTES) throw refusal('it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== MAGIC) throw refusal('it is not of a STRIPS world');
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) throw refusal('it is damaged');
  if (view.getUint32(4, true) !== key) throw refusal('its world has other options');
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, end));
  const facts = text === '' ? [] : text.split('\n');
  return { seed: view.getFloat64(8, true), steps: view.getUint32(16, true), facts };
}

function refusal(reason: string): LabError {
  return new LabError('bad-argument', `This is not a usable snapshot: ${reason}.`);
}
