// The page inside the Chromium that in-chromium.ts drives. It prepares threads, in an order that matters, and then measures.

import { EXCHANGE, fetchJson, reportOutcome } from '../../scripts/chromium-page/in-page.ts';
import { installKernelCache } from '../../src/learning/page-threads.ts';
import type { Figure } from '../figures.ts';
import type { TfjsBundle } from './tfjs.ts';

/** What to measure. */
export interface PagePlan {
  readonly hasTfjs: boolean;
  /** One round each, no whole updates. */
  readonly quick: boolean;
}

export interface PageFigures {
  readonly figures: Readonly<Record<string, Figure>>;
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

async function measure(): Promise<PageFigures> {
  const plan = await fetchJson<PagePlan>('plan');
  const threads = crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  // First tfjs, whose threads are classic workers, then the kernel cache, which makes module workers of all, then jax-js.
  const tfjs = plan.hasTfjs ? await openTfjs(threads) : null;
  installKernelCache();
  const { measurePlaces } = await import('./places.ts');
  return measurePlaces(plan, threads, tfjs);
}

async function openTfjs(threads: number): Promise<TfjsBundle> {
  const bundle = (await import(/* @vite-ignore */ `${EXCHANGE}tfjs.js`)) as TfjsBundle;
  bundle.wasm.setWasmPaths(`${EXCHANGE}tfjs/`);
  bundle.wasm.setThreadsCount(threads);
  await bundle.core.setBackend('wasm');
  await bundle.core.ready();
  return bundle;
}

await reportOutcome(measure);
