// tfjs, found where somebody installed it and bundled for a page. It is no dependency of this project: what is measured beside it
// here would otherwise be shipped or at least downloaded by everyone.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';

const ROOT = new URL('../..', import.meta.url).pathname;
const VERSION = '4.22.0';
const PACKAGES = ['core', 'backend-wasm', 'backend-webgpu'].map((name) => `@tensorflow/tfjs-${name}`);
const WASM_FILES = 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out';
const ENTRY = 'virtual:tfjs';

export const INSTALL_TFJS = `npm install --no-save ${PACKAGES.map((name) => `${name}@${VERSION}`).join(' ')}`;

/** tfjs as files for a page. */
export interface TfjsFiles {
  /** An ES module whose exports are TfjsBundle. */
  readonly bundle: string;
  /** A WASM build of tfjs by its file name, undefined for any other name. */
  wasm(name: string): Promise<Uint8Array | undefined>;
}

/** @param folder with a node_modules; this project's by default @returns null where tfjs is not all there */
export async function bundleTfjs(folder = ROOT): Promise<TfjsFiles | null> {
  if (!PACKAGES.every((name) => existsSync(join(folder, 'node_modules', name)))) return null;
  const { output } = (await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [{ name: 'tfjs-entry', resolveId: resolveEntry(folder), load: loadEntry }],
    build: {
      write: false,
      // The threads' script is made of a function's own text, which must keep its names.
      minify: false,
      target: 'es2023',
      rolldownOptions: { input: ENTRY, preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput;
  const [{ code }] = output;
  return {
    bundle: code,
    wasm: async (name) =>
      /^[\w-]+\.wasm$/.test(name) ? readFile(join(folder, WASM_FILES, name)) : undefined,
  };
}

/** The entry lies in the folder by its name, so that packages are looked for there. */
function resolveEntry(folder: string) {
  return (id: string) => (id === ENTRY ? join(folder, 'tfjs-entry.js') : undefined);
}

function loadEntry(id: string): string | undefined {
  if (!id.endsWith('/tfjs-entry.js')) return undefined;
  const [core, wasm, ...others] = PACKAGES;
  // The core leaves its gradients to the package that gathers all of tfjs.
  const imports = [`${core}/dist/register_all_gradients`, ...others]
    .map((name) => `import '${name}';`)
    .join('\n');
  return `export * as core from '${core}';\nexport * as wasm from '${wasm}';\n${imports}`;
}
