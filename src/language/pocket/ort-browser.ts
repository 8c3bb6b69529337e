// onnxruntime-web in a page or worker under Vite: the loaders' addresses come from `?url` imports (the package's default
// entry inlines its loader and hangs with two threads under a bundler), and the WASM binary is fetched here, so that a
// person sees bytes arrive and can cancel. Of the WebGPU builds the one on JSPI is a third smaller; it needs a browser
// with stack switching.

import asyncifyLoader from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiLoader from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiBinary from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmLoader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { fetchBytes } from './fetch-bytes.ts';
import type { LoadOptions, Ort, OrtBuild, OrtLoader } from './ort-loader.ts';

interface Build {
  readonly loader: string;
  readonly binary: string;
  /** Unpacked size of the binary in release 1.30.0: what the progress bar counts to. */
  readonly bytes: number;
  readonly module: () => Promise<Ort>;
}

const WASM: Build = {
  loader: wasmLoader,
  binary: wasmBinary,
  bytes: 14_239_897,
  module: () => import('onnxruntime-web/wasm'),
};
const ASYNCIFY: Build = {
  loader: asyncifyLoader,
  binary: asyncifyBinary,
  bytes: 26_781_914,
  module: () => import('onnxruntime-web/webgpu'),
};
const JSPI: Build = {
  loader: jspiLoader,
  binary: jspiBinary,
  bytes: 16_758_545,
  module: () => import('onnxruntime-web/jspi'),
};

const loads = new Map<OrtBuild, { readonly ort: Promise<Ort>; readonly signal?: AbortSignal }>();

/**
 * Half of the cores, at most 4. Threads wait for each other at every kernel, so a machine that is also busy with
 * something else (drawing, another tab) stalls all of them: on 2 busy cores one thread decides many times faster than two.
 */
function threadsFor(cores: number): number {
  return Math.max(1, Math.min(4, Math.floor(cores / 2)));
}

/** The loader of a page or worker. */
export function browserOrt(): OrtLoader {
  return {
    gpu: navigator.gpu ?? null,
    threads: self.crossOriginIsolated ? threadsFor(navigator.hardwareConcurrency) : 1,
    load(build, options) {
      const known = loads.get(build);
      if (known && !known.signal?.aborted) return known.ort;
      const load = {
        ort: loadBuild(build === 'wasm' ? WASM : webgpuBuild(), options),
        signal: options.signal,
      };
      loads.set(build, load);
      load.ort.then(
        () => loads.set(build, { ort: load.ort }),
        () => loads.get(build) === load && loads.delete(build),
      );
      return load.ort;
    },
  };
}

function webgpuBuild(): Build {
  return 'Suspending' in WebAssembly ? JSPI : ASYNCIFY;
}

async function loadBuild(build: Build, options: LoadOptions): Promise<Ort> {
  const [ort, bytes] = await Promise.all([
    build.module(),
    fetchBytes(build.binary, { ...options, total: build.bytes, limit: 2 * build.bytes }),
  ]);
  ort.env.wasm.numThreads = options.threads;
  ort.env.wasm.wasmPaths = { mjs: new URL(build.loader, self.location.href).href };
  ort.env.wasm.wasmBinary = bytes.buffer as ArrayBuffer;
  return ort;
}
