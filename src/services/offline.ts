// What the service worker does, as plain functions over the Cache API: the page opens without a network after its first
// visit. The page's own files are kept at install time, all of one build. The WASM runtime (megabytes, one of several
// variants), web-llm and model weights are kept only if the page has used them; weights live in IndexedDB as well, hash-checked.
// Words: *manifest* = every file of the build with its revision; null = the name itself carries a content hash.

/** One file of the build, its URL relative to the service worker. */
export interface BuildFile {
  readonly url: string;
  readonly revision: string | null;
}

/** Files fetched as the page runs, shared by all builds (their names carry hashes). */
const RUNTIME_CACHE = 'goldilocks-runtime';
const BUILD_CACHE = 'goldilocks-build-';
/** A navigation that the network has not answered by now gets the kept page, in ms. */
const NAVIGATION_PATIENCE = 3000;

const isKeptAtInstall = (file: BuildFile) => !/\.(wasm|safetensors)$|\/mlc-web-llm-[^/]*\.js$/.test(file.url);

/** Name of the cache of one build: equal manifests give equal names, so two builds never share a file. */
export function buildCacheName(manifest: readonly BuildFile[]): string {
  let hash = 0x811c9dc5;
  for (const { url, revision } of manifest)
    for (const character of `${url}?${revision}\n`)
      hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return BUILD_CACHE + hash.toString(16).padStart(8, '0');
}

/** Keeps the page's own files. Rejects if one is missing: the browser then stays with the earlier build. */
export async function install(manifest: readonly BuildFile[], scope: string): Promise<void> {
  const cache = await caches.open(buildCacheName(manifest));
  // The build's list may name a file twice, which `addAll` refuses.
  const files = new Map(manifest.filter(isKeptAtInstall).map((file) => [file.url, file]));
  const requests = [...files.values()].map(({ url, revision }) => {
    // Without a hash in the name, the browser's own HTTP cache could hand out another build's file.
    return new Request(new URL(url, scope), { cache: revision === null ? 'default' : 'reload' });
  });
  await cache.addAll(requests);
}

/** Drops the files of earlier builds, and keeps what the page fetched before the service worker was in charge. */
export async function activate(manifest: readonly BuildFile[], scope: string): Promise<void> {
  const current = buildCacheName(manifest);
  for (const name of await caches.keys())
    if (name.startsWith(BUILD_CACHE) && name !== current) await caches.delete(name);
  const known = new Set(manifest.map(({ url }) => new URL(url, scope).href));
  const runtime = await caches.open(RUNTIME_CACHE);
  for (const request of await runtime.keys()) if (!known.has(request.url)) await runtime.delete(request);
  for (const file of manifest)
    if (!isKeptAtInstall(file)) await keepIfUsed(runtime, new URL(file.url, scope).href);
}

/** Copies a file out of the browser's HTTP cache; one that the page never asked for is not there, and not fetched. */
async function keepIfUsed(cache: Cache, url: string): Promise<void> {
  try {
    if (await cache.match(url, MATCHING)) return;
    const response = await fetch(url, { cache: 'only-if-cached', mode: 'same-origin' });
    if (response.status === 200) await cache.put(url, response);
  } catch {
    // Never used, or no room: the page works, only not without a network.
  }
}

/** The answer to a request of the page, or undefined: then the browser asks the network as usual. */
export function respond(
  request: Request,
  manifest: readonly BuildFile[],
  scope: string,
): Promise<Response> | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== new URL(scope).origin || request.headers.has('range'))
    return undefined;
  if (request.mode === 'navigate') return navigation(request, manifest, scope);
  const file = manifest.find((file) => new URL(file.url, scope).href === url.origin + url.pathname);
  if (!file) return undefined;
  return file.revision === null || isKeptAtInstall(file) ? cacheFirst(request) : networkFirst(request);
}

/** Our server varies by Accept-Encoding, which says nothing about the decoded body that a cache holds. */
const MATCHING = { ignoreVary: true, ignoreSearch: true } as const;

async function cacheFirst(request: Request): Promise<Response> {
  const kept = await caches.match(request, MATCHING);
  if (kept) return kept;
  return keepCopy(request, await fetch(request));
}

async function networkFirst(request: Request): Promise<Response> {
  try {
    return await keepCopy(request, await fetch(request));
  } catch (error) {
    const kept = await caches.match(request, MATCHING);
    if (kept) return kept;
    throw error;
  }
}

/** The newest page where there is a network, because only that one names assets which the server still has. */
async function navigation(
  request: Request,
  manifest: readonly BuildFile[],
  scope: string,
): Promise<Response> {
  const cache = await caches.open(buildCacheName(manifest));
  const kept = await cache.match(new URL('index.html', scope).href, MATCHING);
  if (!kept) return fetch(request);
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), NAVIGATION_PATIENCE));
  const fresh = fetch(request).catch(() => kept);
  return Promise.race([fresh, patience]);
}

async function keepCopy(request: Request, response: Response): Promise<Response> {
  if (response.status !== 200) return response;
  const copy = response.clone();
  try {
    await (await caches.open(RUNTIME_CACHE)).put(request, copy);
  } catch {
    // No room: the answer itself is what matters.
  }
  return response;
}
