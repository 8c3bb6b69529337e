// THE canonical byte form of a run record: the same bytes in IndexedDB, in a link and in a file. One record has exactly
// one form, and `decodeRecord` accepts that form only: what it read is encoded again and compared.
//
//   bytes     content
//   3         "GLR" (a record) or "GLC" (a configuration alone)
//   1         version of the format
//   32        the record's digest (records only)
//   …         arithmetic-coded: configuration and outcome as canonical JSON, then the steps (`steps-codec.ts`)
//   4         CRC-32 of all before, little-endian: tells damage from forgery, which only `verify` can tell

import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { crc32 } from '../crc32.ts';
import { LabError } from '../lab-error.ts';
import { damaged, RangeDecoder, RangeEncoder } from './range-coder.ts';
import { RECORD_FORMAT, type RunConfig, type RunRecord } from './record.ts';
import { canonicalJson, checkConfig, checkOutcome, parseJson } from './schema.ts';
import { codeSteps } from './steps-codec.ts';
import { TextModel } from './text-model.ts';

/** Longest byte form that is read or written. Holds 10,000 steps with a long plan at each. */
export const MAX_RECORD_BYTES = 2 * 2 ** 20;

const RECORD_MAGIC = 'GLR';
const CONFIG_MAGIC = 'GLC';
const DIGEST_BYTES = 32;
const MAX_JSON_BYTES = 16_384;

// Learnt by the text model before the first byte, so that a usual head costs a few bytes. It is part of the format.
const PRIMER =
  '{"config":{"agent":{"model":"teacher","schedule":"dynamic","seed":0,"temperature":1,"weights":""},"seed":7,' +
  '"world":{"area":[64,64],"id":"Crafter-v1","length":10000}},"outcome":{"achievements":{"collect_coal":112,' +
  '"collect_diamond":205,"collect_drink":38,"collect_iron":149,"collect_sapling":41,"collect_stone":96,' +
  '"collect_wood":15,"defeat_skeleton":180,"defeat_zombie":67,"eat_cow":53,"eat_plant":274,' +
  '"make_iron_pickaxe":163,"make_iron_sword":190,"make_stone_pickaxe":109,"make_stone_sword":128,' +
  '"make_wood_pickaxe":70,"make_wood_sword":84,"place_furnace":137,"place_plant":46,"place_stone":99,' +
  '"place_table":61,"wake_up":256},"episodeReturn":8.099999999999998,"steps":300,"terminated":false,' +
  '"truncated":true}}{"agent":{"model":"pocket-crafter","schedule":"every-4","seed":0,"temperature":0.5,' +
  '"weights":"0123456789abcdef"},"seed":0,"world":{"area":[64,64],"id":"Crafter-v1","length":1000}}';

/** The canonical bytes. @throws LabError bad-record, bad-seed, bad-plan, too-large for what is no record */
export function encodeRecord(record: RunRecord): Uint8Array<ArrayBuffer> {
  const { config, outcome, digest } = checkHead(record);
  const coder = new RangeEncoder();
  const text = new TextModel(PRIMER);
  text.code(coder, canonicalJson({ config, outcome }), MAX_JSON_BYTES);
  codeSteps(coder, text, record.steps);
  return seal(RECORD_MAGIC, hexToBytes(digest), coder.finish());
}

/** Reads exactly what `encodeRecord` writes. @throws LabError bad-record, bad-seed, wrong-version, too-large */
export function decodeRecord(bytes: Uint8Array): RunRecord {
  const content = unseal(RECORD_MAGIC, bytes);
  if (content.length < DIGEST_BYTES) throw damaged();
  const coder = new RangeDecoder(content.subarray(DIGEST_BYTES));
  const text = new TextModel(PRIMER);
  const head = parseJson(text.code(coder, '', MAX_JSON_BYTES)) as Pick<RunRecord, 'config' | 'outcome'>;
  const record = {
    format: RECORD_FORMAT,
    config: checkConfig(head?.config),
    outcome: checkOutcome(head?.outcome),
    steps: codeSteps(coder, text, []),
    digest: bytesToHex(content.subarray(0, DIGEST_BYTES)),
  } as const;
  if (!sameBytes(encodeRecord(record), bytes)) throw damaged();
  return record;
}

/** A configuration alone, for links that start a run. @throws LabError bad-record, bad-seed */
export function encodeConfig(config: RunConfig): Uint8Array<ArrayBuffer> {
  const coder = new RangeEncoder();
  new TextModel(PRIMER).code(coder, canonicalJson(checkConfig(config)), MAX_JSON_BYTES);
  return seal(CONFIG_MAGIC, new Uint8Array(), coder.finish());
}

/** Reads exactly what `encodeConfig` writes. @throws LabError bad-record, bad-seed, wrong-version, too-large */
export function decodeConfig(bytes: Uint8Array): RunConfig {
  const coder = new RangeDecoder(unseal(CONFIG_MAGIC, bytes));
  const config = checkConfig(parseJson(new TextModel(PRIMER).code(coder, '', MAX_JSON_BYTES)));
  if (!sameBytes(encodeConfig(config), bytes)) throw damaged();
  return config;
}

/** Everything but the steps, checked; also what belongs together. */
function checkHead({ config, outcome, digest, format, steps }: RunRecord) {
  if (format !== RECORD_FORMAT) throw wrongVersion();
  const checked = { config: checkConfig(config), outcome: checkOutcome(outcome), digest };
  const isWhole =
    /^[0-9a-f]{64}$/.test(digest) &&
    outcome.steps === steps.length &&
    steps.length <= config.world.length &&
    Object.values(outcome.achievements).every((step) => step <= steps.length);
  if (!isWhole) throw damaged();
  return checked;
}

function seal(magic: string, digest: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = magic.length + 1 + digest.length + body.length;
  if (length + 4 > MAX_RECORD_BYTES) throw tooLarge();
  const bytes = new Uint8Array(length + 4);
  bytes.set(new TextEncoder().encode(magic));
  bytes[magic.length] = RECORD_FORMAT;
  bytes.set(digest, magic.length + 1);
  bytes.set(body, magic.length + 1 + digest.length);
  new DataView(bytes.buffer).setUint32(length, crc32(bytes.subarray(0, length)), true);
  return bytes;
}

function unseal(magic: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_RECORD_BYTES) throw tooLarge();
  const start = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (start !== magic)
    throw new LabError('bad-record', 'This is not a run of this lab.', 'Open a link or a .goldilocks file.');
  if (bytes.length < magic.length + 5) throw damaged();
  if (bytes[magic.length] !== RECORD_FORMAT) throw wrongVersion();
  const end = bytes.length - 4;
  const stated = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true);
  if (stated !== crc32(bytes.subarray(0, end))) throw damaged();
  return bytes.subarray(magic.length + 1, end);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function wrongVersion(): LabError {
  return new LabError(
    'wrong-version',
    'This run was made by another version of the lab, which this one cannot read.',
    'Reload the page to get the newest version.',
  );
}

function tooLarge(): LabError {
  return new LabError(
    'too-large',
    `A run has at most ${MAX_RECORD_BYTES / 2 ** 20} MiB; this one is larger.`,
    'It is no run of this lab, or its plans are too long.',
  );
}
