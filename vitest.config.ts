// Four test projects: `node` (the pure core), `webgpu` and `no-webgpu` (real Chromium, with SwiftShader as the WebGPU
// adapter and without any), `e2e` (the built page). One at a time: `vitest run --project node tests/worlds`.

import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/chromium.mjs';
import { ISOLATION_HEADERS } from './scripts/isolation-headers.ts';
import { testModels } from './tests/language/web-llm/model-server.ts';

const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function browserProject(name: string, include: string[], flags: string[]) {
  return {
    extends: './vite.config.ts',
    plugins: [testModels()],
    server: { headers: ISOLATION_HEADERS },
    // Found while a test runs, a dependency would make the page reload in the middle of it.
    optimizeDeps: {
      include: [
        'comlink',
        'fast-check',
        'idb',
        'lit',
        'lit/directives/repeat.js',
        '@jax-js/jax',
        '@mlc-ai/web-llm',
        '@noble/hashes/legacy.js',
        '@noble/hashes/sha2.js',
        '@noble/hashes/utils.js',
        'zod/mini',
      ],
    },
    test: {
      name,
      include,
      testTimeout: 60_000,
      // Two pages at once would share two cores with the threads of the runtime.
      fileParallelism: false,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: { executablePath: findChromium(), args: [...QUIET_FLAGS, ...flags] },
        }),
        instances: [{ browser: 'chromium' as const }],
      },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.{gpu,page,e2e}.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      // The same browser tests with and without a GPU adapter: *.page.test.ts must pass in both.
      browserProject('webgpu', ['tests/**/*.{gpu,page}.test.ts'], ['--enable-unsafe-webgpu']),
      browserProject('no-webgpu', ['tests/**/*.page.test.ts'], []),
    ],
  },
});
