// Where jax-js computes in a page: WebGPU where there is a graphics card, WASM otherwise (on threads where the page is
// cross-origin isolated), said in words. jax-js keeps its one GPU device for ever, so a lost one is not opened again in the
// same worker. Nothing of jax-js is loaded before it is asked for here.

import { LabError } from '../lab-error.ts';
import type { RuntimePreference } from '../language/pocket/backend.ts';
import { findAdapter } from '../language/pocket/gpu-device.ts';
import { installKernelCache } from './page-threads.ts';

export interface LearnerDevice {
  readonly kind: 'webgpu' | 'wasm';
  /** Where and why there, in one sentence. */
  readonly why: string;
  /** Rejects with LabError device-lost or out-of-memory when the GPU says so; never resolves. */
  readonly trouble: Promise<never>;
}

let isPrepared = false;
let isLost = false;

/** @param gpu the door to WebGPU; null where there is none @param threads of WASM, for the sentence */
export async function openLearnerDevice(
  preference: RuntimePreference,
  gpu: GPU | null,
  threads: number,
): Promise<LearnerDevice> {
  prepareLearner();
  const { defaultDevice, getWebGPUDevice, init } = await import('@jax-js/jax');
  const { name, refusal } = await findGpu(preference, gpu);
  if (name !== null && (await init('webgpu')).includes('webgpu')) {
    defaultDevice('webgpu');
    return { kind: 'webgpu', why: `It learns by WebGPU on ${name}.`, trouble: troubleOf(getWebGPUDevice()) };
  }
  defaultDevice('wasm');
  const where = `WASM on ${threads} thread${threads === 1 ? '' : 's'}`;
  const why = `It learns by ${where}: ${refusal || 'the GPU could not be opened'}.`;
  return { kind: 'wasm', why, trouble: new Promise(() => {}) };
}

/** Must come before anything that imports jax-js; a second call does nothing. */
export function prepareLearner(): void {
  if (!isPrepared) installKernelCache();
  isPrepared = true;
}

/** The GPU to take, or why none is. */
async function findGpu(
  preference: RuntimePreference,
  gpu: GPU | null,
): Promise<{ name: string | null; refusal: string }> {
  if (preference === 'wasm') return { name: null, refusal: 'as chosen' };
  if (isLost) return { name: null, refusal: 'the GPU was lost' };
  const found = await findAdapter(gpu);
  if (!found) return { name: null, refusal: 'no WebGPU here' };
  if (found.software && preference !== 'webgpu')
    return { name: null, refusal: `the only GPU is a software one (${found.name})` };
  return { name: found.name, refusal: '' };
}

function troubleOf(device: GPUDevice): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  device.lost
    .then(({ reason, message }) => {
      isLost = true;
      reject(new LabError('device-lost', `The GPU was lost (${reason}). ${message}`.trim()));
    })
    .catch(() => {});
  device.addEventListener('uncapturederror', ({ error }) => {
    if (error.constructor.name === 'GPUOutOfMemoryError') reject(outOfMemory(error.message));
  });
  return promise;
}

/** What a failure of jax-js means: memory that ran out is told apart from a fault. */
export function learnerError(error: unknown): LabError {
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
  const isShort = /RangeError.*(memory|alloc|array buffer|grow)|out of memory|4 GiB/is.test(text);
  return isShort && !(error instanceof LabError) ? outOfMemory(text) : LabError.from(error);
}

function outOfMemory(cause: string): LabError {
  return new LabError(
    'out-of-memory',
    'The learner ran out of memory.',
    'Choose fewer lanes or a shorter horizon, and close other tabs.',
    cause,
  );
}
