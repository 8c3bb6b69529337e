// onnxruntime-web in Node: its own WASM build, read from node_modules; no WebGPU.

import { availableParallelism } from 'node:os';
import type { OrtLoader } from './ort-loader.ts';

/** @param threads WASM threads of this process, at most 4 by default; fixed by the first model that is loaded */
export function nodeOrt(threads = Math.min(availableParallelism(), 4)): OrtLoader {
  return {
    gpu: null,
    threads,
    async load(_build, options) {
      const ort = await import('onnxruntime-web');
      ort.env.wasm.numThreads ??= options.threads;
      return ort;
    },
  };
}
