// Runs page.ts in a headless Chromium: the learner beside tfjs, on WASM threads and on WebGPU.

import { runInChromium } from '../../scripts/chromium-page/run-in-chromium.ts';
import type { PageFigures, PagePlan } from './page.ts';
import type { TfjsFiles } from './peers.ts';

/**
 * @param tfjs null: jax-js alone
 * @throws LabError not-found without a Chromium, and what the page reports
 */
export function measureInChromium(
  quick: boolean,
  executablePath: string,
  tfjs: TfjsFiles | null,
): Promise<PageFigures> {
  const plan: PagePlan = { quick, hasTfjs: tfjs !== null };
  const give = async (name: string) => {
    if (name === 'plan') return JSON.stringify(plan);
    if (name === 'tfjs.js') return tfjs?.bundle;
    return name.startsWith('tfjs/') ? tfjs?.wasm(name.slice('tfjs/'.length)) : undefined;
  };
  return runInChromium<PageFigures>({ script: '/bench/learn/page.ts', give }, executablePath);
}
