// The service worker's rules over the browser's real Cache API (the whole path, without a network, is an e2e test).

import { afterEach, beforeEach, expect, test } from 'vitest';
import { activate, type BuildFile, buildCacheName, install, respond } from '../../src/services/offline.ts';

const SCOPE = new URL('/', location.href).href;
const MANIFEST: BuildFile[] = [
  { url: 'icon.svg', revision: 'a' },
  { url: 'icon.svg', revision: 'a' },
  { url: 'src/random.ts', revision: null },
  { url: 'missing.wasm', revision: null },
  { url: 'assets/mlc-web-llm-missing.js', revision: null },
  { url: 'models/missing.safetensors', revision: 'b' },
];

async function keptUrls(): Promise<string[]> {
  const names = await caches.keys();
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return lists
    .flat()
    .map((request) => request.url.slice(SCOPE.length))
    .sort();
}

const forget = async () => {
  for (const name of await caches.keys()) await caches.delete(name);
};
beforeEach(forget);
afterEach(forget);

test('installing keeps each file of the build once, but neither the runtimes nor the weights', async () => {
  await install(MANIFEST, SCOPE);
  expect(await keptUrls()).toEqual(['icon.svg', 'src/random.ts']);
});

test('a build with a missing file is not installed', async () => {
  await expect(
    install([{ url: 'nowhere/a.js', revision: null }, ...MANIFEST], 'http://localhost:1/'),
  ).rejects.toThrow();
  expect(await keptUrls()).toEqual([]);
});

test('another build gets another cache, and activating it drops the earlier one', async () => {
  const older: BuildFile[] = [{ url: 'icon.svg', revision: 'older' }];
  expect(buildCacheName(older)).not.toBe(buildCacheName(MANIFEST));
  await install(older, SCOPE);
  await caches.open('goldilocks-runtime').then((cache) => cache.put(`${SCOPE}old.wasm`, new Response('old')));
  await activate(MANIFEST, SCOPE);
  expect(await keptUrls()).toEqual([]);
});

test('activating keeps a runtime file that the page had fetched, and fetches none that it had not', async () => {
  const used = `icon.svg?as=${crypto.randomUUID()}.wasm`;
  const unused = `icon.svg?as=${crypto.randomUUID()}.wasm`;
  await (await fetch(SCOPE + used)).arrayBuffer();
  await activate(
    [used, unused].map((url) => ({ url, revision: null })),
    SCOPE,
  );
  expect(await keptUrls()).toEqual([used]);
});

test('a kept file is answered from the cache', async () => {
  const cache = await caches.open(buildCacheName(MANIFEST));
  await cache.put(`${SCOPE}src/random.ts`, new Response('kept'));
  const answer = await respond(new Request(`${SCOPE}src/random.ts`), MANIFEST, SCOPE);
  expect(await answer?.text()).toBe('kept');
});

test('what belongs to nobody, to another origin, or writes, is left to the browser', () => {
  expect(respond(new Request(`${SCOPE}other.txt`), MANIFEST, SCOPE)).toBeUndefined();
  expect(respond(new Request('https://example.org/icon.svg'), MANIFEST, SCOPE)).toBeUndefined();
  expect(respond(new Request(`${SCOPE}icon.svg`, { method: 'POST' }), MANIFEST, SCOPE)).toBeUndefined();
});
