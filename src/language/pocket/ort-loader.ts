// What the acting runtime needs from its surroundings: an onnxruntime-web build with its WASM binary in place. A page and
// Node get it in different ways (`ort-browser.ts`, `ort-node.ts`), so the loader is handed in.

import type * as OrtModule from 'onnxruntime-web';

export type Ort = typeof OrtModule;

/** `webgpu` also runs WASM, but is twice the download of `wasm`. */
export type OrtBuild = 'webgpu' | 'wasm';

export interface LoadOptions {
  /** WASM threads; more than one needs cross-origin isolation in a page. */
  readonly threads: number;
  /** Bytes of the runtime read so far, of `total`. */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface OrtLoader {
  /** The door to WebGPU, or null where there is none. */
  readonly gpu: GPU | null;
  /** Threads that are worth starting here. */
  readonly threads: number;
  /** The module computes on the processor's own kernels instead of WASM. */
  readonly native?: boolean;
  /** The same module on every call for a build; `threads` counts on its first load. @throws LabError aborted, model-missing */
  load(build: OrtBuild, options: LoadOptions): Promise<Ort>;
}
