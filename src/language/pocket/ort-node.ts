// onnxruntime in Node: the native package where somebody installed it (`npm install --no-save onnxruntime-node@1.30.0`),
// else onnxruntime-web's own WASM build, read from node_modules. Neither has a GPU.

import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { Ort, OrtLoader } from './ort-loader.ts';

const NATIVE = 'onnxruntime-node';

/**
 * @param threads of this process, at most 4 by default; on WASM fixed by the first model that is loaded
 * @param native whether to use the native package; by default if it is there
 */
export function nodeOrt(
  threads: number = Math.min(availableParallelism(), 4),
  native: boolean = hasNativeOrt(),
): OrtLoader {
  return {
    gpu: null,
    threads,
    native,
    async load(_build, options) {
      if (native) return loadNativeOrt();
      const ort = await import('onnxruntime-web');
      ort.env.wasm.numThreads ??= options.threads;
      return ort;
    },
  };
}

/** Whether the native package is installed. */
export function hasNativeOrt(): boolean {
  try {
    createRequire(import.meta.url).resolve(NATIVE);
    return true;
  } catch {
    return false;
  }
}

/** The native package, which has the face of onnxruntime-web. @throws Error where it is not installed */
export async function loadNativeOrt(): Promise<Ort> {
  const module = (await import(NATIVE)) as { default: Ort };
  return module.default;
}
