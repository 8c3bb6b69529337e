// The page inside the Chromium that train-in-chromium.ts drives. It fetches the plan and the data from the server that
// served it, trains on a real GPU where there is one and on WASM threads otherwise, and posts checkpoints and figures back.

import { LabError } from '../../src/lab-error.ts';
import { installKernelCache } from '../../src/learning/page-threads.ts';
import type { RunPlan } from '../../src/learning/training-run.ts';
import { fetchBytes, fetchJson, post, reportOutcome } from '../chromium-page/in-page.ts';
import type { PageOutcome } from './train-in-chromium.ts';

/** The plan as it travels: bytes are fetched from their own addresses. */
export interface PagePlan extends Omit<RunPlan, 'init'> {
  readonly datasets: number;
  readonly has: { readonly init: boolean; readonly resume: boolean; readonly heldOut: boolean };
}

/** A GPU that is not a software fallback. */
async function hasRealGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  return adapter !== null && adapter !== undefined && !adapter.info.isFallbackAdapter;
}

async function train(): Promise<PageOutcome> {
  installKernelCache();
  const { defaultDevice, init } = await import('@jax-js/jax');
  if ((await hasRealGpu()) && (await init('webgpu')).includes('webgpu')) defaultDevice('webgpu');
  const { runTraining } = await import('../../src/learning/training-run.ts');
  const plan = await fetchJson<PagePlan>('plan');
  const { has, datasets } = plan;
  const abort = new AbortController();
  const outcome = await runTraining({
    ...plan,
    dataset: await Promise.all(Array.from({ length: datasets }, (_, i) => fetchBytes(`dataset/${i}`))),
    init: has.init ? await fetchBytes('init') : undefined,
    resume: has.resume ? await fetchBytes('resume') : undefined,
    heldOut: has.heldOut ? await fetchBytes('held-out') : undefined,
    now: () => performance.now(),
    signal: abort.signal,
    save: async (bytes) => {
      const response = await post('checkpoint', new Uint8Array(bytes));
      if (!response.ok) throw new LabError('internal', 'The checkpoint could not be written.');
    },
    onProgress: (figures) => {
      void post('progress', JSON.stringify(figures)).then(async (response) => {
        if ((await response.text()) === 'abort') abort.abort();
      });
    },
  });
  return { ...outcome, device: defaultDevice(), threads: crossOriginIsolated };
}

await reportOutcome(train);
