// What the library's cache holds, model by model: sizes without reading the weights, deleting, and a library's bytes for the
// engine. A *folder* is what the cache knows of a model: several entries of the list may share one (the same weights for a short
// and a long context), so deleting one deletes them for all.

import { LabError } from '../../lab-error.ts';
import type { WebLlmEntry } from './catalog.ts';
import { configFile, libraryFolder, type ModelFile, otherFiles, shards, weightsFile } from './files.ts';
import { lockIdleFolder } from './folder-lock.ts';
import { LIBRARY_STORES } from './url-store.ts';

/** A row of the page. */
export interface CachedFolder {
  /** Its address, as the library makes it. */
  readonly folder: string;
  /** Entries whose weights these are; none for what another page of this origin left, or whose entry was removed. */
  readonly entries: readonly WebLlmEntry[];
  /** Of what is here, without libraries. */
  readonly bytes: number;
  /** Of all its weights; null where their list is not here. */
  readonly totalBytes: number | null;
  /** All of it is here, so that it runs without a network (for the first of `entries` at least). */
  readonly complete: boolean;
}

/** @throws LabError storage-refused */
export async function cachedFolders(known: readonly WebLlmEntry[]): Promise<CachedFolder[]> {
  const keys = await LIBRARY_STORES.model.keys();
  const here = new Set([...keys, ...(await LIBRARY_STORES.wasm.keys())]);
  const folders = Map.groupBy(keys, (key) => key.slice(0, key.lastIndexOf('/') + 1));
  return Promise.all(
    [...folders].map(([folder, own]) => {
      const entries = known.filter((entry) => libraryFolder(entry) === folder);
      return describe(folder, own, entries, here);
    }),
  );
}

/** Whether a model would run without a network. @throws LabError storage-refused */
export async function isCached(entry: WebLlmEntry): Promise<boolean> {
  const files = await filesOf(entry);
  if (!files) return false;
  const stores = Object.values(LIBRARY_STORES);
  const here = new Set((await Promise.all(stores.map((store) => store.keys()))).flat());
  return files.every(({ key }) => here.has(key));
}

/** A model library's bytes. @throws LabError model-missing, storage-refused */
export async function cachedLibrary({ library }: WebLlmEntry): Promise<ArrayBuffer> {
  const bytes = await LIBRARY_STORES.wasm.get(library);
  if (bytes instanceof ArrayBuffer) return bytes;
  throw new LabError('model-missing', 'The model’s library is not in this browser.', 'Download it again.');
}

/**
 * Deletes a folder and the libraries that no other folder's entries use. The list of the weights goes last: until then, what is
 * left can be told.
 * @throws LabError run-busy (it is downloaded at this moment), storage-refused
 */
export async function deleteFolder(folder: string, known: readonly WebLlmEntry[]): Promise<void> {
  await lockIdleFolder(folder, () => deleteFiles(folder, known));
}

async function deleteFiles(folder: string, known: readonly WebLlmEntry[]): Promise<void> {
  const { model, config, wasm } = LIBRARY_STORES;
  const keys = await model.keys();
  const own = keys.filter((key) => folderOf(key) === folder);
  const isList = (key: string) => key.endsWith('/tensor-cache.json');
  const left = new Set(keys.map(folderOf).filter((other) => other !== folder));
  const used = new Set(known.filter((entry) => left.has(libraryFolder(entry))).map(({ library }) => library));
  for (const { library } of known.filter((entry) => libraryFolder(entry) === folder))
    if (!used.has(library)) await wasm.delete(library);
  for (const key of (await config.keys()).filter((key) => folderOf(key) === folder)) await config.delete(key);
  for (const key of [...own.filter((key) => !isList(key)), ...own.filter(isList)]) await model.delete(key);
}

async function describe(
  folder: string,
  keys: readonly string[],
  entries: readonly WebLlmEntry[],
  here: ReadonlySet<string>,
): Promise<CachedFolder> {
  const own = new Set(keys);
  const weights = await readWeights(folder);
  const present = weights?.filter(({ key }) => own.has(key)) ?? [];
  const sum = (some: typeof present) => some.reduce((total, { bytes }) => total + bytes, 0);
  const complete = weights !== null && entries.length > 0 && (await anyComplete(entries, here));
  return {
    folder,
    entries,
    bytes: sum(present) + (await tokenizerBytes(keys)),
    totalBytes: weights && sum(weights),
    complete,
  };
}

async function anyComplete(entries: readonly WebLlmEntry[], here: ReadonlySet<string>): Promise<boolean> {
  for (const entry of entries) if (here.has(entry.library) && (await isCached(entry))) return true;
  return false;
}

/** Every file of a model; null where what describes it is not here, or is damaged. */
async function filesOf(entry: WebLlmEntry): Promise<ModelFile[] | null> {
  const config = await LIBRARY_STORES.config.get(configFile(entry).key);
  const list = await LIBRARY_STORES.model.get(weightsFile(entry).key);
  if (!(config instanceof ArrayBuffer) || list === undefined) return null;
  try {
    return [...otherFiles(entry, new Uint8Array(config)), ...shards(entry, list)];
  } catch {
    return null;
  }
}

/** The list of a folder's weights; null where it is not here, or is none. */
async function readWeights(folder: string): Promise<ReturnType<typeof shards> | null> {
  try {
    return shards(
      { model: folder } as WebLlmEntry,
      await LIBRARY_STORES.model.get(`${folder}tensor-cache.json`),
    );
  } catch {
    return null;
  }
}

/** Tokenizers alone are read for their size: the list tells that of the weights. */
async function tokenizerBytes(keys: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const key of keys.filter((key) => /\/tokenizer\.(json|model)$/.test(key))) {
    const data = await LIBRARY_STORES.model.get(key);
    if (data instanceof ArrayBuffer) bytes += data.byteLength;
  }
  return bytes;
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
