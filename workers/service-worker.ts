// Offline start. A new build waits until every tab of the old one is closed, so no running tab loses its files.

import { activate, type BuildFile, install, respond } from '../src/services/offline.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: BuildFile[] };

const manifest = self.__WB_MANIFEST;
const scope = self.registration.scope;

self.addEventListener('install', (event) => event.waitUntil(install(manifest, scope)));
self.addEventListener('activate', (event) =>
  event.waitUntil(activate(manifest, scope).then(() => self.clients.claim())),
);
self.addEventListener('fetch', (event) => {
  const answer = respond(event.request, manifest, scope);
  if (answer !== undefined) event.respondWith(answer);
});
