// One build for everything: the page, its module workers, the service worker. `base` is relative, so that dist/ works
// below any path of any static host.

import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { ISOLATION_HEADERS } from './scripts/isolation-headers.ts';

/** Offline start and installation. The service worker is ours (`workers/`); the plugin lists the build's files for it. */
const pwa = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'workers',
  filename: 'service-worker.ts',
  // A new build takes over when the old one's tabs are closed: a run in progress keeps the chunks it may still load.
  registerType: 'prompt',
  injectRegister: false,
  injectManifest: {
    rollupFormat: 'iife',
    globPatterns: ['**/*.{html,js,mjs,css,svg,webmanifest,wasm,json,safetensors}'],
    // Files below assets/ carry a content hash in their names.
    dontCacheBustURLsMatching: /^assets\//,
    maximumFileSizeToCacheInBytes: 64 * 2 ** 20,
  },
  manifest: {
    name: 'Goldilocks',
    short_name: 'Goldilocks',
    description:
      'A lab in a browser tab: a small language model plays Crafter and decides for itself when to plan.',
    display: 'standalone',
    background_color: '#1f2430',
    theme_color: '#1f2430',
    icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }],
  },
});

/** Adds the registration to the built page. */
const registration: Plugin = {
  name: 'register-offline',
  apply: 'build',
  transformIndexHtml: {
    order: 'pre',
    handler: () => [
      {
        tag: 'script',
        attrs: { type: 'module', src: '/src/services/register-offline.ts' },
        injectTo: 'body',
      },
    ],
  },
};

/** A name that the service worker knows: web-llm is seven megabytes that only those need who run a model of it. */
const output = {
  assetFileNames: ({ originalFileNames }: { originalFileNames: string[] }) =>
    originalFileNames.some((name) => name.includes('@mlc-ai/web-llm'))
      ? 'assets/mlc-web-llm-[hash][extname]'
      : 'assets/[name]-[hash][extname]',
};

export default defineConfig(({ mode }) => ({
  base: './',
  plugins: [registration, pwa],
  resolve: {
    // onnxruntime-web's default entry inlines its loader and hangs with two threads under a bundler.
    conditions: [
      'onnxruntime-web-use-extern-wasm',
      'module',
      'browser',
      mode === 'production' ? 'production' : 'development',
    ],
  },
  // Pre-bundling would move the runtime away from the .wasm files beside it.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es', rolldownOptions: { output } },
  build: { target: 'es2023', rolldownOptions: { output } },
  server: { headers: ISOLATION_HEADERS },
  preview: { headers: ISOLATION_HEADERS, port: 4173, strictPort: true },
}));
