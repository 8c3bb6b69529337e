// Where the model can compute here, best first: WebGPU, WebGPU without subgroups, WASM. A way that fails or computes
// wrong logits is left for the next one, and the reason is kept in words that the page shows.

import { LabError } from '../../lab-error.ts';
import { type AdapterFound, findAdapter, type GpuDevice, openDevice } from './gpu-device.ts';
import type { LoadOptions, Ort, OrtLoader } from './ort-loader.ts';

/** `auto` takes WebGPU unless its adapter is a software one, which is slower than WASM; `webgpu` takes even that. */
export type RuntimePreference = 'auto' | 'webgpu' | 'wasm';

export interface BackendOptions {
  readonly preference: RuntimePreference;
  readonly loader: OrtLoader;
  /** Bytes of onnxruntime that have arrived. */
  readonly onProgress?: LoadOptions['onProgress'];
  readonly signal?: AbortSignal;
  /** Do not try subgroups: known to be wrong on this GPU. */
  readonly withoutSubgroups?: boolean;
}

/** One opened way to compute: a build of onnxruntime and, on WebGPU, a device. */
export interface Backend {
  readonly ort: Ort;
  readonly gpu: GpuDevice | null;
  /** Without a GPU: threads on the processor's own kernels; 0 for WASM. */
  readonly nativeThreads: number;
  /** Where and why there, in one sentence. */
  readonly why: string;
}

/** Failures of the model or of the person's connection: another device would not help. */
const FINAL = new Set(['aborted', 'bad-model', 'model-missing', 'too-large']);

/**
 * Opens backends, best first, until `start` succeeds on one. `start` must release what it opened before it throws.
 * @throws LabError aborted, model-missing, and what `start` throws on WASM
 */
export async function startOnBackend<T>(
  options: BackendOptions,
  start: (backend: Backend) => Promise<T>,
): Promise<T> {
  const { loader, preference } = options;
  const refused: string[] = [];
  const found = preference === 'wasm' ? null : await findAdapter(loader.gpu);
  if (found && usable(found, preference)) {
    for (const [i, subgroups] of subgroupChoices(found, options).entries()) {
      // An adapter gives one device only, so a second try asks for a new one.
      const adapter = i === 0 ? found : await findAdapter(loader.gpu);
      const started = adapter && (await tryGpu(options, adapter, subgroups, refused, start));
      if (started) return started.value;
    }
  } else refused.push(reasonForWasm(found, preference));
  const ort = await loader.load('wasm', { ...options, threads: loader.threads });
  const threads = `${loader.threads} thread${loader.threads === 1 ? '' : 's'}`;
  const kind = loader.native ? 'Native kernels' : 'WASM';
  const why = `${kind} on ${threads}: ${refused.join('; ')}.`;
  return start({ ort, gpu: null, nativeThreads: loader.native ? loader.threads : 0, why });
}

/** Downloads what `startOnBackend` will want first, so that it can arrive beside the weights. @throws as its loader */
export async function preloadBackend(options: BackendOptions): Promise<void> {
  const { loader, preference } = options;
  const found = preference === 'wasm' ? null : await findAdapter(loader.gpu);
  const build = found && usable(found, preference) ? 'webgpu' : 'wasm';
  await loader.load(build, { ...options, threads: loader.threads });
}

async function tryGpu<T>(
  options: BackendOptions,
  found: AdapterFound,
  subgroups: boolean,
  refused: string[],
  start: (backend: Backend) => Promise<T>,
): Promise<{ value: T } | null> {
  const without = found.adapter.features.has('subgroups') && !subgroups;
  const name = `${found.name}${without ? ' without subgroups' : ''}`;
  try {
    const gpu = await openDevice(found, subgroups);
    const ort = await options.loader.load('webgpu', { ...options, threads: options.loader.threads });
    const reasons = refused.length > 0 ? ` (${refused.join('; ')})` : '';
    return { value: await start({ ort, gpu, nativeThreads: 0, why: `WebGPU on ${name}${reasons}.` }) };
  } catch (error) {
    const { code, message } = LabError.from(error);
    if (FINAL.has(code)) throw error;
    refused.push(`${name} failed: ${message.replace(/\.$/, '')}`);
    return null;
  }
}

function usable(found: AdapterFound, preference: RuntimePreference): boolean {
  return preference === 'webgpu' || !found.software;
}

function subgroupChoices({ adapter }: AdapterFound, { withoutSubgroups }: BackendOptions): boolean[] {
  if (withoutSubgroups || !adapter.features.has('subgroups')) return [false];
  return [true, false];
}

function reasonForWasm(found: AdapterFound | null, preference: RuntimePreference): string {
  if (preference === 'wasm') return 'as chosen';
  if (!found) return 'no WebGPU here';
  return `the only GPU is a software one (${found.name})`;
}
