// Runs as a file (`.goldilocks`): one run is its canonical bytes as they are; several (a class's) stand one behind the
// other after a small header. Nothing is deflated, because arithmetic-coded bytes do not shrink, and so nothing can
// explode: every length is checked against the bytes that are really there.
//
//   bytes   content
//   3       "GLF"
//   1       version
//   2       number of runs, little-endian
//   …       for each run: 4 bytes of length, little-endian, then its canonical bytes

import { LabError } from '../lab-error.ts';
import { decodeRecord, encodeRecord } from './codec.ts';
import { damaged } from './range-coder.ts';
import type { RunRecord } from './record.ts';

export const FILE_EXTENSION = '.goldilocks';
/** Largest file that is read, in bytes; check a `File`'s size before reading it. */
export const MAX_FILE_BYTES = 4 * 2 ** 20;
export const MAX_FILE_RECORDS = 1_000;

const MAGIC = 'GLF';
const VERSION = 1;
const HEADER_BYTES = 6;

/** @throws LabError bad-argument for none or too many; what `encodeRecord` throws */
export function encodeFile(records: readonly RunRecord[]): Uint8Array<ArrayBuffer> {
  if (records.length === 0 || records.length > MAX_FILE_RECORDS)
    throw new LabError(
      'bad-argument',
      `A file holds 1 to ${MAX_FILE_RECORDS} runs, not ${records.length}.`,
      'Choose some of the runs.',
    );
  const parts = records.map(encodeRecord);
  if (parts.length === 1) return parts[0];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, HEADER_BYTES));
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint8(3, VERSION);
  view.setUint16(4, parts.length, true);
  let at = HEADER_BYTES;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge();
  return bytes;
}

/** @throws LabError bad-record, wrong-version, too-large; then none of the file's runs is taken */
export function decodeFile(bytes: Uint8Array): RunRecord[] {
  checkFileSize(bytes.length);
  const magic = String.fromCharCode(...bytes.subarray(0, 3));
  if (magic !== MAGIC) return [decodeRecord(bytes)];
  if (bytes.length < HEADER_BYTES) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint8(3) !== VERSION)
    throw new LabError(
      'wrong-version',
      'This file was made by another version of the lab, which this one cannot read.',
      'Reload the page to get the newest version.',
    );
  const count = view.getUint16(4, true);
  if (count < 2 || count > MAX_FILE_RECORDS) throw damaged();
  return readAll(bytes, view, count);
}

/** For a file's size before it is read. @throws LabError too-large */
export function checkFileSize(size: number): void {
  if (size > MAX_FILE_BYTES) throw tooLarge();
}

function readAll(bytes: Uint8Array, view: DataView, count: number): RunRecord[] {
  const parts: Uint8Array[] = [];
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw damaged();
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) throw damaged();
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  if (at !== bytes.length) throw damaged();
  return parts.map(decodeRecord);
}

function tooLarge(): LabError {
  return new LabError(
    'too-large',
    `A file of runs has at most ${MAX_FILE_BYTES / 2 ** 20} MiB; this one is larger.`,
    'Export fewer runs into one file.',
  );
}
