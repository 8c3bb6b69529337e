// Brings a model's files into the library's cache: whole files only, each one checked, as many bytes told as have come, and
// stopped at once where it is not wanted any more (every request hangs on one signal). What is whole stays, so that a second
// download goes on where the first one stopped; what is cut off, changed or something else is never stored.
//
// Bytes are those of the files, unpacked. The weights' sizes stand in their list, so the total is exact but for the library and
// the tokenizer (some megabytes), which are counted once their servers have told their sizes.

import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { LabError } from '../../lab-error.ts';
import { isCached } from './cached.ts';
import type { WebLlmEntry } from './catalog.ts';
import { fetchFile } from './fetch-file.ts';
import {
  configFile,
  libraryFolder,
  type ModelFile,
  otherFiles,
  parseJson,
  shards,
  weightsFile,
} from './files.ts';
import { lockFolder } from './folder-lock.ts';
import { LIBRARY_STORES } from './url-store.ts';

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Bytes that are here, what was kept from earlier included, of all that there will be. */
  readonly onProgress?: (loaded: number, total: number) => void;
}

/** Of a model whose weights were not asked for yet. */
export interface DownloadSize {
  /** Of all weights. */
  readonly bytes: number;
  /** Of these, what is in this browser already. */
  readonly cached: number;
}

/** Files at a time: as the library itself would. */
const AT_ONCE = 4;

/**
 * Leaves the model complete in the cache; asks nobody where it is. One download of a model at a time, also among tabs.
 * @throws LabError aborted, model-missing (not found or no network), bad-model, wrong-hash, too-large, storage-full, storage-refused
 */
export async function download(entry: WebLlmEntry, options: DownloadOptions = {}): Promise<void> {
  const { signal } = options;
  if (signal?.aborted) throw aborted();
  try {
    await lockFolder(libraryFolder(entry), signal, () => downloadAlone(entry, options));
  } catch (error) {
    throw signal?.aborted ? aborted(error) : error;
  }
}

/** How much a download would bring: reads the list of weights alone, and keeps nothing. @throws LabError as `download` */
export async function downloadSize(entry: WebLlmEntry, signal?: AbortSignal): Promise<DownloadSize> {
  const file = weightsFile(entry);
  const here = await keysHere();
  const list = (await LIBRARY_STORES.model.get(file.key)) ?? parseJson(await fetchFile(file.url, { signal }));
  const files = shards(entry, list);
  const sum = (some: typeof files) => some.reduce((total, { bytes }) => total + bytes, 0);
  return { bytes: sum(files), cached: sum(files.filter(({ key }) => here.has(key))) };
}

async function downloadAlone(entry: WebLlmEntry, { signal, onProgress }: DownloadOptions): Promise<void> {
  const stop = new AbortController();
  const any = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const progress = new Progress(onProgress ?? (() => {}));
  try {
    const config = (await bring(configFile(entry), progress, any)) as ArrayBuffer;
    const weights = shards(entry, await bring(weightsFile(entry), progress, any));
    const others = otherFiles(entry, new Uint8Array(config));
    const here = await keysHere();
    const missing = [...others, ...weights].filter(({ key }) => !here.has(key));
    for (const { key, bytes } of weights) progress.expect(bytes, here.has(key));
    await checkRoom(missing);
    await eachOf(
      missing,
      (file) => fetchInto(file, progress, any),
      () => stop.abort(),
    );
    // Its library may have gone with another model, whose own lock another tab had.
    if (!(await isCached(entry))) throw deletedMeanwhile(entry);
    progress.finish();
  } catch (error) {
    throw signal?.aborted ? aborted(error) : error;
  }
}

/** A small file's content, as the library keeps it: from the cache, or fetched into it. */
async function bring(file: ModelFile, progress: Progress, signal?: AbortSignal): Promise<unknown> {
  const kept = await LIBRARY_STORES[file.kind].get(file.key);
  return kept ?? (await fetchInto(file, progress, signal));
}

async function fetchInto(file: ModelFile, progress: Progress, signal?: AbortSignal): Promise<unknown> {
  const hash = file.md5 ? md5.create() : null;
  const bytes = await fetchFile(file.url, {
    bytes: file.bytes,
    signal,
    onSize: (size) => progress.expect(size),
    onPiece: (piece) => {
      hash?.update(piece);
      progress.add(piece.length);
    },
  });
  if (hash && bytesToHex(hash.digest()) !== file.md5) throw changed(file);
  checkAs(file, bytes);
  if (signal?.aborted) throw aborted();
  const data = file.json ? parseJson(bytes) : bytes.buffer;
  await LIBRARY_STORES[file.kind].put(file.key, data);
  return data;
}

/** Names the file that is wrong. */
function checkAs({ url, check }: ModelFile, bytes: Uint8Array<ArrayBuffer>): void {
  try {
    check?.(bytes);
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(code, `${url.slice(0, 300)}: ${message}`, hint, error);
  }
}

async function keysHere(): Promise<Set<string>> {
  const stores = Object.values(LIBRARY_STORES);
  return new Set((await Promise.all(stores.map((store) => store.keys()))).flat());
}

/** Said before gigabytes have come for nothing. @throws LabError storage-full */
async function checkRoom(missing: readonly ModelFile[]): Promise<void> {
  const needed = missing.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate()) ?? {};
  if (quota === 0 || needed <= quota - usage) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
  throw new LabError(
    'storage-full',
    `The model takes ${gigabytes(needed)}, and this browser has room for ${gigabytes(Math.max(0, quota - usage))}.`,
    'Delete another model first, or choose a smaller one.',
  );
}

/** Does the work for each, so many at a time. Once one fails, `stop` is called, and its failure thrown when all have ended. */
async function eachOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
  stop: () => void,
): Promise<void> {
  const queue = [...items];
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  });
  try {
    await Promise.all(lanes);
  } catch (error) {
    stop();
    await Promise.allSettled(lanes);
    throw error;
  }
}

/** What has come of what there will be. */
class Progress {
  readonly #told: (loaded: number, total: number) => void;
  #loaded = 0;
  #total = 0;

  constructor(told: (loaded: number, total: number) => void) {
    this.#told = told;
  }

  /** @param here it needs no download any more */
  expect(bytes: number, here = false): void {
    this.#total += bytes;
    if (here) this.add(bytes);
  }

  add(bytes: number): void {
    this.#loaded += bytes;
    this.#told(this.#loaded, Math.max(this.#loaded, this.#total));
  }

  /** A file whose server told no size, or a packed one, is over now. */
  finish(): void {
    this.#told(this.#loaded, this.#loaded);
  }
}

function changed({ url }: ModelFile): LabError {
  return new LabError(
    'wrong-hash',
    `${url.slice(0, 300)} did not arrive as its list of weights says.`,
    'Try again. If it stays so, delete what is kept of the model: its maker may have published it anew.',
  );
}

function deletedMeanwhile({ label }: WebLlmEntry): LabError {
  return new LabError(
    'model-missing',
    `A file of ${label} was deleted while the rest was downloaded.`,
    'Download it again: what is whole is kept.',
  );
}

function aborted(cause?: unknown): LabError {
  return new LabError(
    'aborted',
    'The download was cancelled.',
    'What is whole is kept; it goes on from there.',
    cause,
  );
}
