// Which files a model is made of, where they lie and where the library looks for them; and what those that describe it may say.
// Addresses come from a list or from a person, descriptions from a server: both are checked before anything is fetched by them.

import * as z from 'zod/mini';
import { LabError } from '../../lab-error.ts';
import type { WebLlmEntry } from './catalog.ts';
import type { FileKind } from './url-store.ts';

/** One file of a model. */
export interface ModelFile {
  /** Where it is fetched. */
  readonly url: string;
  /** Under which address the library looks for it. */
  readonly key: string;
  readonly kind: FileKind;
  /** The library keeps it as text read as JSON, not as bytes. */
  readonly json?: boolean;
  /** Its size, where the list of weights tells it. */
  readonly bytes?: number;
  /** MD5 in hex, where the list of weights tells it. */
  readonly md5?: string;
  /** Throws for bytes that cannot be this file. */
  readonly check?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

const MAX_SHARD_BYTES = 2 ** 31;
const MAX_SHARDS = 4000;
/** A name in the model's own folder: no address, no way up. */
const PLAIN_NAME = /^\w[\w.-]{0,99}$/;
const TOKENIZERS = ['tokenizer.json', 'tokenizer.model'];

const CONFIG = z.object({
  tokenizer_files: z.array(z.string()).check(z.maxLength(20)),
  vocab_size: z.int().check(z.minimum(1)),
  conv_template: z.object({}),
});

const WEIGHTS = z.object({
  records: z
    .array(
      z.object({
        dataPath: z.string().check(z.regex(PLAIN_NAME)),
        nbytes: z.int().check(z.minimum(1), z.maximum(MAX_SHARD_BYTES)),
        md5sum: z.optional(z.string().check(z.regex(/^[0-9a-f]{32}$/))),
        records: z.array(z.unknown()),
      }),
    )
    .check(z.minLength(1), z.maxLength(MAX_SHARDS)),
});

/** The model's own description. */
export function configFile(entry: WebLlmEntry): ModelFile {
  return { ...place(entry, 'mlc-chat-config.json', 'config'), check: (bytes) => void tokenizerOf(bytes) };
}

/** The list of its weights. */
export function weightsFile(entry: WebLlmEntry): ModelFile {
  const check = (bytes: Uint8Array) => void shards(entry, parseJson(bytes));
  return { ...place(entry, 'tensor-cache.json', 'model'), json: true, check };
}

/** The files beside description and weights: the library, the tokenizer and, where there is one, the manifest. @throws LabError bad-model */
export function otherFiles(entry: WebLlmEntry, config: Uint8Array): ModelFile[] {
  const tokenizer = tokenizerOf(config);
  return [
    { url: entry.library, key: entry.library, kind: 'wasm', check: checkLibrary },
    { ...place(entry, tokenizer, 'model'), check: tokenizer.endsWith('.json') ? checkJson : undefined },
    ...(entry.manifest ? [{ ...place(entry, entry.manifest, 'config'), check: checkJson }] : []),
  ];
}

/** The weights themselves. @param list as JSON @throws LabError bad-model */
export function shards(entry: WebLlmEntry, list: unknown): (ModelFile & { readonly bytes: number })[] {
  const read = z.safeParse(WEIGHTS, list);
  if (!read.success) {
    const [{ path }] = read.error.issues;
    throw badFile(
      `its list of weights is not as it should be (${path.join('.') || 'not a list'})`,
      read.error,
    );
  }
  return read.data.records.map(({ dataPath, nbytes, md5sum }) => ({
    ...place(entry, dataPath, 'model'),
    bytes: nbytes,
    ...(md5sum && { md5: md5sum }),
  }));
}

/** The folder's address as the library makes it: it wants a `/resolve/BRANCH/` in it, and adds one where there is none. */
export function libraryFolder({ model }: Pick<WebLlmEntry, 'model'>): string {
  const folder = withSlash(model);
  return /.+\/resolve\/.+\//.test(folder) ? folder : `${folder}resolve/main/`;
}

/** The folder on the server: only Hugging Face has that `/resolve/main/`. */
function servedFolder(entry: Pick<WebLlmEntry, 'model'>): string {
  const folder = withSlash(entry.model);
  return new URL(folder).hostname === 'huggingface.co' ? libraryFolder(entry) : folder;
}

function place(entry: WebLlmEntry, name: string, kind: FileKind): ModelFile {
  return { url: servedFolder(entry) + name, key: libraryFolder(entry) + name, kind };
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

/** Name of the tokenizer's file that a model's description names. @throws LabError bad-model */
function tokenizerOf(config: Uint8Array): string {
  const read = z.safeParse(CONFIG, parseJson(config));
  if (!read.success) {
    const [{ path }] = read.error.issues;
    throw badFile(`its description is not as it should be (${path.join('.') || 'no object'})`, read.error);
  }
  const tokenizer = TOKENIZERS.find((name) => read.data.tokenizer_files.includes(name));
  if (tokenizer) return tokenizer;
  throw badFile('its description names no tokenizer that web-llm can read');
}

function checkJson(bytes: Uint8Array): void {
  parseJson(bytes);
}

/** @throws LabError bad-model */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw badFile('it is not JSON', cause);
  }
}

function checkLibrary(bytes: Uint8Array<ArrayBuffer>): void {
  if (!WebAssembly.validate(bytes)) throw badFile('it is not a WASM module');
}

/** @param what is wrong, after a colon */
export function badFile(what: string, cause?: unknown): LabError {
  return new LabError(
    'bad-model',
    `A file of the model cannot be used: ${what}.`,
    'Its server may send a page in the file’s place. Check the addresses, or try again later.',
    cause,
  );
}
