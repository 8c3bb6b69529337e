// A run as a link: the canonical bytes, deflated (deflate-raw) and in base64url, in the URL's fragment, which browsers
// do not send to any server. `#r=` carries a whole run, `#c=` a configuration to run again.
//
// A link comes from anybody. So its length is checked before it is decoded, and it is inflated in small pieces that stop
// at a bound: 100 MB of zeros squeezed into a link cost as little as any other wrong link.

import { LabError } from '../lab-error.ts';
import { decodeConfig, decodeRecord, encodeConfig, encodeRecord } from './codec.ts';
import type { RunConfig, RunRecord } from './record.ts';

/** Longest link that is made, in characters, address included: chat programs and QR codes cut longer ones. */
export const LINK_LIMIT = 8_000;
/** Longest fragment that is read, in characters. */
export const MAX_FRAGMENT = 65_536;

/** Bounds what a fragment may inflate to: canonical bytes hardly deflate, so ours stay below their fragment's length. */
const MAX_LINK_BYTES = MAX_FRAGMENT;
const PIECE_BYTES = 512;

export type Shared =
  | { readonly kind: 'record'; readonly record: RunRecord }
  | { readonly kind: 'config'; readonly config: RunConfig };

/**
 * A link that replays the run.
 * @param baseUrl the page's address; a fragment it has is replaced
 * @throws LabError too-large above LINK_LIMIT: such a run goes to a file
 */
export async function linkFor(record: RunRecord, baseUrl: string): Promise<string> {
  const link = `${withoutFragment(baseUrl)}#r=${await pack(encodeRecord(record))}`;
  if (link.length <= LINK_LIMIT) return link;
  throw new LabError(
    'too-large',
    `As a link this run would have ${link.length.toLocaleString('en')} characters; ${LINK_LIMIT.toLocaleString('en')} is the most that travels well.`,
    'Export it as a file instead.',
  );
}

/** A link that plays the same configuration again, without the steps. */
export async function configLinkFor(config: RunConfig, baseUrl: string): Promise<string> {
  return `${withoutFragment(baseUrl)}#c=${await pack(encodeConfig(config))}`;
}

/**
 * What a fragment (with or without its `#`) or a whole link carries; null where it carries no run.
 * @throws LabError bad-link, wrong-version, too-large, bad-seed
 */
export async function parseFragment(link: string): Promise<Shared | null> {
  const fragment = link.slice(link.indexOf('#') + 1);
  if (fragment.length > MAX_FRAGMENT) throw tooLong();
  const found = /(?:^|[?&])([rc])=/.exec(fragment);
  if (!found) return null;
  const [value] = fragment.slice(found.index + found[0].length).split('&');
  try {
    const bytes = await unpack(value, MAX_LINK_BYTES);
    if (found[1] === 'r') return { kind: 'record', record: decodeRecord(bytes) };
    return { kind: 'config', config: decodeConfig(bytes) };
  } catch (error) {
    const { code } = LabError.from(error);
    throw code === 'bad-record' || code === 'bad-plan' ? badLink(error) : error;
  }
}

/** Bytes as deflated base64url. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const deflated = await through(new CompressionStream('deflate-raw'), bytes, Number.POSITIVE_INFINITY);
  let binary = '';
  for (const byte of deflated) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The bytes that `pack` was given; white space and punctuation that mail programs leave are ignored.
 * @param maxBytes nothing is inflated beyond
 * @throws LabError bad-link, too-large
 */
export async function unpack(given: string, maxBytes: number): Promise<Uint8Array> {
  const text = trimmed(given);
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) throw badLink();
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const deflated = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  try {
    return await through(new DecompressionStream('deflate-raw'), deflated, maxBytes);
  } catch (error) {
    throw error instanceof LabError ? error : badLink(error);
  }
}

/**
 * Sends bytes through a transform, piece by piece, and stops it as soon as more than `maxBytes` came out.
 * @throws LabError too-large; what the transform throws
 */
async function through(
  transform: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array> {
  const reader = (transform.readable as ReadableStream<Uint8Array>).getReader();
  const fed = feed(transform.writable, bytes);
  fed.catch(() => {}); // The reader sees the same error; this one may come after the reader has gone.
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    length += piece.value.length;
    if (length > maxBytes) {
      reader.cancel().catch(() => {});
      throw tooLong();
    }
    pieces.push(piece.value);
  }
  await fed;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Writes no faster than the other end reads, so that little is inflated beyond what is wanted. */
async function feed(writable: WritableStream<BufferSource>, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const writer = writable.getWriter();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    await writer.ready;
    await writer.write(bytes.subarray(at, at + PIECE_BYTES));
  }
  await writer.close();
}

/** Without the white space and punctuation that mail and chat programs leave at a link's end or break it with. */
function trimmed(value: string): string {
  return value.replaceAll(/\s+|%20|%0[AD]/gi, '').replace(/[.,;:!?)\]}>'"]+$/, '');
}

export function withoutFragment(url: string): string {
  return url.split('#', 1)[0];
}

export function badLink(cause?: unknown): LabError {
  return new LabError(
    'bad-link',
    'This link is incomplete or damaged.',
    'Copy it again from where it was shared, the whole of it.',
    cause,
  );
}

function tooLong(): LabError {
  return new LabError(
    'too-large',
    'This link carries more than a run.',
    'Ask for the run as a file, and open that on the Runs page.',
  );
}
