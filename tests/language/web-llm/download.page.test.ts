// Downloads from a real server that behaves well and badly, into the real cache: what comes of each, what is left of it, and that the
// real library finds what is there.

import { hasModelInCache } from '@mlc-ai/web-llm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode, LabError } from '../../../src/lab-error.ts';
import { cachedFolders, deleteFolder, isCached } from '../../../src/language/web-llm/cached.ts';
import type { WebLlmEntry } from '../../../src/language/web-llm/catalog.ts';
import { download, downloadSize } from '../../../src/language/web-llm/download.ts';
import { libraryFolder } from '../../../src/language/web-llm/files.ts';
import { appConfig } from '../../../src/language/web-llm/library-browser.ts';
import { LIBRARY_STORES } from '../../../src/language/web-llm/url-store.ts';
import { askedOf, testEntry, WEIGHT_BYTES } from './server-log.ts';

afterEach(async () => {
  for (const store of Object.values(LIBRARY_STORES))
    for (const key of await store.keys()) await store.delete(key);
});

async function failure(work: Promise<unknown>): Promise<LabError> {
  return work.then(
    () => expect.fail('This should have failed.'),
    (error: unknown) => error as LabError,
  );
}

/** Names of the files that are kept of an entry. */
async function kept(entry: WebLlmEntry): Promise<string[]> {
  const keys = (await Promise.all(Object.values(LIBRARY_STORES).map((store) => store.keys()))).flat();
  const own = keys.filter((key) => key.startsWith(entry.model));
  return own.map((key) => key.slice(key.lastIndexOf('/') + 1)).sort();
}

const ALL = [
  'lib.wasm',
  'mlc-chat-config.json',
  ...Array.from({ length: 6 }, (_, i) => `params_shard_${i}.bin`),
  'tensor-cache.json',
  'tokenizer.json',
];

describe('a download', () => {
  test('brings each file once, tells its bytes as they come, and is found by the library, which then asks for nothing', async () => {
    const entry = testEntry('good');
    const told: [number, number][] = [];
    await download(entry, { onProgress: (loaded, total) => told.push([loaded, total]) });
    expect(await kept(entry)).toEqual(ALL);
    expect((await askedOf(entry)).map(({ file }) => file).sort()).toEqual(ALL);
    for (const [i, [loaded, total]] of told.entries()) {
      expect(loaded).toBeLessThanOrEqual(total);
      expect(loaded).toBeGreaterThanOrEqual(told[i - 1]?.[0] ?? 0);
    }
    const [loaded, total] = told.at(-1)!;
    expect(loaded).toBe(total);
    expect(total).toBeGreaterThan(WEIGHT_BYTES);
    expect(total).toBeLessThan(WEIGHT_BYTES + 5000);
    expect(await hasModelInCache(entry.id, appConfig(entry, entry.library))).toBe(true);
    expect(await isCached(entry)).toBe(true);
  });

  test('of what is here asks nobody', async () => {
    const entry = testEntry('good');
    await download(entry);
    const before = (await askedOf(entry)).length;
    await download(entry);
    expect((await askedOf(entry)).length).toBe(before);
  });

  test('goes on where an earlier one stopped, and counts what is here from the beginning', async () => {
    const entry = testEntry('missing');
    await failure(download(entry));
    const first = (await kept(entry)).length;
    expect(first).toBeGreaterThan(3);
    const told: number[] = [];
    await failure(download(entry, { onProgress: (loaded) => told.push(loaded) }));
    expect(told[0]).toBeGreaterThanOrEqual(100_000);
    const asked = (await askedOf(entry)).map(({ file }) => file);
    expect(asked.filter((file) => file === 'params_shard_0.bin')).toHaveLength(1);
  });

  test('twice at a time is one download', async () => {
    const entry = testEntry('good');
    await Promise.all([download(entry), download(entry)]);
    expect((await askedOf(entry)).map(({ file }) => file).sort()).toEqual(ALL);
  });

  test('tells its size before the weights are asked for', async () => {
    const entry = testEntry('good');
    expect(await downloadSize(entry)).toEqual({ bytes: WEIGHT_BYTES, cached: 0 });
    expect((await askedOf(entry)).map(({ file }) => file)).toEqual(['tensor-cache.json']);
    expect(await kept(entry)).toEqual([]);
    await download(entry);
    expect(await downloadSize(entry)).toEqual({ bytes: WEIGHT_BYTES, cached: WEIGHT_BYTES });
  });
});

describe('a cancelled download', () => {
  test('closes every connection at once, keeps no part of a file, and asks for no other', async () => {
    const entry = testEntry('slow');
    const stop = new AbortController();
    const pieces: number[] = [];
    const running = failure(
      download(entry, { signal: stop.signal, onProgress: (loaded) => pieces.push(loaded) }),
    );
    await vi.waitFor(() => expect(pieces.length).toBeGreaterThan(8), { timeout: 10_000 });
    const at = performance.now();
    stop.abort();
    expect((await running).code).toBe('aborted');
    expect(performance.now() - at).toBeLessThan(2000);
    await vi.waitFor(async () => {
      const weights = (await askedOf(entry)).filter(({ file }) => file.endsWith('.bin'));
      expect(weights.length).toBeGreaterThan(0);
      expect(weights.length).toBeLessThanOrEqual(4);
      expect(weights.every(({ ended }) => ended === 'closed')).toBe(true);
    }, 10_000);
    const told = pieces.length;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(pieces.length).toBe(told);
    expect((await kept(entry)).filter((file) => file.endsWith('.bin'))).toEqual([]);
    expect(await isCached(entry)).toBe(false);
  });

  test('that had not begun asks nobody', async () => {
    const entry = testEntry('good');
    expect((await failure(download(entry, { signal: AbortSignal.abort() }))).code).toBe('aborted');
    expect(await askedOf(entry)).toEqual([]);
  });
});

const BAD: [kind: string, what: string, code: ErrorCode, message: RegExp, file: string][] = [
  [
    'missing',
    'a missing file',
    'model-missing',
    /params_shard_5\.bin could not be loaded: .* 404/,
    'params_shard_5.bin',
  ],
  [
    'cut',
    'a connection that breaks off',
    'model-missing',
    /params_shard_5\.bin .*broke off/,
    'params_shard_5.bin',
  ],
  ['short', 'a truncated file', 'wrong-hash', /60000 bytes where its list says 100000/, 'params_shard_5.bin'],
  [
    'changed',
    'a file with another hash',
    'wrong-hash',
    /params_shard_5\.bin did not arrive/,
    'params_shard_5.bin',
  ],
  ['no-list', 'a missing list of weights', 'model-missing', /tensor-cache\.json .* 404/, 'tensor-cache.json'],
  [
    'page-list',
    'a page in the list’s place',
    'bad-model',
    /tensor-cache\.json: .*not JSON/,
    'tensor-cache.json',
  ],
  ['page-library', 'a page in the library’s place', 'bad-model', /lib\.wasm: .*no.*WASM/, 'lib.wasm'],
  [
    'climbing',
    'a list that names files elsewhere',
    'bad-model',
    /records\.0\.dataPath/,
    'params_shard_0.bin',
  ],
  ['no-tokenizer', 'a model without a tokenizer', 'bad-model', /no tokenizer/, 'tokenizer.json'],
];

test.each(BAD)('%s: %s fails as %s, and that file is not kept', async (kind, _what, code, message, file) => {
  const entry = testEntry(kind);
  const error = await failure(download(entry));
  expect(error).toMatchObject({ name: 'LabError', code });
  expect(error.message).toMatch(message);
  expect(error.hint).not.toBe('');
  expect(await kept(entry)).not.toContain(file);
  expect(await isCached(entry)).toBe(false);
  // A library's failure says nothing of the weights, which may all be here by then.
  if (kind !== 'page-library')
    expect(await hasModelInCache(entry.id, appConfig(entry, entry.library))).toBe(false);
  const folder = (await cachedFolders([entry])).find((each) => each.folder === libraryFolder(entry));
  expect(folder?.complete ?? false).toBe(false);
});

describe('what is kept', () => {
  test('is listed with its size, and deleted whole', async () => {
    const [one, other] = [testEntry('good'), testEntry('good')];
    await Promise.all([download(one), download(other)]);
    const rows = await cachedFolders([one]);
    expect(rows).toHaveLength(2);
    const [known] = rows.filter(({ entries }) => entries.length > 0);
    expect(known).toMatchObject({
      folder: libraryFolder(one),
      entries: [one],
      complete: true,
      totalBytes: WEIGHT_BYTES,
    });
    expect(known.bytes).toBeGreaterThan(WEIGHT_BYTES);
    expect(known.bytes).toBeLessThan(WEIGHT_BYTES + 1000);
    await deleteFolder(known.folder, [one, other]);
    expect(await kept(one)).toEqual([]);
    expect(await kept(other)).toEqual(ALL);
    expect(await isCached(one)).toBe(false);
  });

  test('a library that another model uses stays', async () => {
    const one = testEntry('good');
    const other = { ...testEntry('good'), id: 'own/other', library: one.library };
    await download(one);
    await download(other);
    await deleteFolder(libraryFolder(one), [one, other]);
    expect(await isCached(other)).toBe(true);
    await deleteFolder(libraryFolder(other), [one, other]);
    expect(await LIBRARY_STORES.wasm.keys()).toEqual([]);
  });

  test('is not deleted while it is downloaded, and can be as soon as that has ended', async () => {
    const entry = testEntry('slow');
    const stop = new AbortController();
    const running = failure(download(entry, { signal: stop.signal }));
    await vi.waitFor(async () => expect(await kept(entry)).toContain('tensor-cache.json'), 10_000);
    const refused = await failure(deleteFolder(libraryFolder(entry), [entry]));
    expect(refused).toMatchObject({ code: 'run-busy', message: expect.stringContaining('another tab') });
    expect(await kept(entry)).toContain('tensor-cache.json');
    stop.abort();
    await running;
    await deleteFolder(libraryFolder(entry), [entry]);
    expect(await kept(entry)).toEqual([]);
  });

  test('is not called whole where a shared library went with another model meanwhile', async () => {
    const one = testEntry('good');
    const other = { ...testEntry('good'), id: 'own/other', library: one.library };
    await download(one);
    let gone: Promise<void> | undefined;
    // Weights come only after it was looked what is here.
    const onProgress = (_: number, total: number) => {
      if (total > WEIGHT_BYTES) gone ??= LIBRARY_STORES.wasm.delete(one.library);
    };
    expect(await failure(download(other, { onProgress }))).toMatchObject({
      code: 'model-missing',
      message: 'A file of The good model was deleted while the rest was downloaded.',
    });
    await gone;
    await download(other);
    expect(await isCached(other)).toBe(true);
  });

  test('an unfinished model says how much of it is here', async () => {
    const entry = testEntry('changed');
    await failure(download(entry));
    const [row] = await cachedFolders([entry]);
    expect(row.complete).toBe(false);
    expect(row.totalBytes).toBe(WEIGHT_BYTES);
    expect(row.bytes).toBeLessThan(WEIGHT_BYTES);
  });
});
