// What every world's snapshot begins and ends with: some bytes that name the world, and the CRC-32 of all before it, so that
// damage is noticed before anything changes. What lies between is the world's own.

import { crc32 } from '../crc32.ts';
import { LabError } from '../lab-error.ts';

const CRC_BYTES = 4;

/** What a snapshot must be to be read. */
export interface SnapshotKind {
  /** ASCII that it begins with. */
  readonly magic: string;
  /** The world, for the refusal: `Crafter-v1`, `a STRIPS world`. */
  readonly world: string;
  /** Least number of bytes before the CRC. */
  readonly least: number;
}

/** The content with its CRC-32 behind. */
export function seal(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + CRC_BYTES);
  bytes.set(content);
  new DataView(bytes.buffer).setUint32(content.length, crc32(content), true);
  return bytes;
}

/** The CRC-32 at a snapshot's end. (A CRC over the whole snapshot, its own CRC included, would be the same for all.) */
export function sealOf(snapshot: Uint8Array): number {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.length);
  return view.getUint32(snapshot.length - CRC_BYTES, true);
}

/** What was sealed. @throws LabError bad-argument for bytes that are damaged or of another world */
export function unseal(snapshot: Uint8Array, { magic, world, least }: SnapshotKind): Uint8Array {
  if (snapshot.length < least + CRC_BYTES) throw unusable('it is too short');
  const content = snapshot.subarray(0, -CRC_BYTES);
  if ([...magic].some((letter, i) => letter.charCodeAt(0) !== content[i]))
    throw unusable(`it is not of ${world}`);
  if (sealOf(snapshot) !== crc32(content)) throw unusable('it is damaged');
  return content;
}

/** @param key of the world's options, a uint32 behind the magic's four bytes. @throws LabError bad-argument for another */
export function checkKey(content: Uint8Array, key: number): void {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  if (view.getUint32(4, true) !== key) throw unusable('its world has other options');
}

export function unusable(reason: string): LabError {
  return new LabError('bad-argument', `This is not a usable snapshot: ${reason}.`);
}
