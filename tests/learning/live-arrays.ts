// How many arrays jax-js holds on its WASM backend. It frees by counting references and has no public count, so a leak shows
// nowhere; this wraps the backend's own allocation, found through the module that the library imports it from.

import { readFile } from 'node:fs/promises';

interface Backend {
  malloc(size: number, data?: Uint8Array): number;
  incRef(slot: number): void;
  decRef(slot: number): void;
}

export interface LiveArrays {
  /** Arrays allocated and not yet freed since counting began. */
  readonly count: number;
  readonly bytes: number;
}

/** Counts from now on; arrays that were there before are not in it, and freeing them changes nothing. */
export async function countLiveArrays(): Promise<LiveArrays> {
  const backend = await wasmBackend();
  const slots = new Map<number, { references: number; readonly size: number }>();
  let bytes = 0;
  const { malloc, incRef, decRef } = backend;
  backend.malloc = (size, data) => {
    const slot = malloc.call(backend, size, data);
    slots.set(slot, { references: 1, size });
    bytes += size;
    return slot;
  };
  backend.incRef = (slot) => {
    incRef.call(backend, slot);
    const known = slots.get(slot);
    if (known) known.references++;
  };
  backend.decRef = (slot) => {
    decRef.call(backend, slot);
    const known = slots.get(slot);
    if (!known || --known.references > 0) return;
    slots.delete(slot);
    bytes -= known.size;
  };
  return {
    get count() {
      return slots.size;
    },
    get bytes() {
      return bytes;
    },
  };
}

async function wasmBackend(): Promise<Backend> {
  const entry = import.meta.resolve('@jax-js/jax');
  const source = await readFile(new URL(entry), 'utf8');
  const [, names, file] = source.match(/import \{([^}]*)\} from "(\.\/backend-[^"]+)"/) ?? [];
  const name = names?.match(/(\S+) as getBackend\b/)?.[1];
  if (!name) throw new Error('jax-js keeps its backends elsewhere now: change live-arrays.ts');
  const module = (await import(new URL(file, entry).href)) as Record<string, (device: string) => Backend>;
  return module[name]('wasm');
}
