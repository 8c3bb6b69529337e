// Training in a headless Chromium, driven from Node: on the machine's GPU by WebGPU where it has one, on WASM threads
// otherwise. The files stay here, data and checkpoints travel (see ../chromium-page/). Resumes as
// src/learning/train-in-node.ts does.

import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKPOINT_FILE, replaceFile } from '../../src/learning/train-in-node.ts';
import type {
  TrainingOptions,
  TrainingOutcome,
  TrainingProgress,
  TrainingResult,
} from '../../src/learning/training-run.ts';
import { type PageWork, runInChromium } from '../chromium-page/run-in-chromium.ts';
import type { PagePlan } from './page.ts';

/** Where the run took place. */
export interface PageOutcome extends TrainingOutcome {
  readonly device: string;
  /** Whether the page had threads (cross-origin isolation). */
  readonly threads: boolean;
}

/**
 * As {@link trainInNode}, in Chromium.
 * @param executablePath a Chromium; Debian's by default
 * @throws LabError not-found without a Chromium, and what the page reports
 */
export async function trainInChromium(
  options: TrainingOptions,
  executablePath?: string,
): Promise<TrainingResult & PageOutcome> {
  const path = join(options.outDir, CHECKPOINT_FILE);
  await mkdir(options.outDir, { recursive: true });
  const outcome = await runInChromium<PageOutcome>(new Training(options, path), executablePath);
  return { ...outcome, checkpointFile: path };
}

/** What the training page asks for and what it sends back. */
class Training implements PageWork {
  readonly script = '/scripts/train-page/page.ts';
  readonly #options: TrainingOptions;
  readonly #checkpoint: string;
  readonly #resume: boolean;

  constructor(options: TrainingOptions, checkpoint: string) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#resume = !options.fresh && existsSync(checkpoint);
  }

  async give(name: string): Promise<string | Uint8Array | undefined> {
    const { datasetFiles, heldOutFile, init } = this.#options;
    const [kind, index] = name.split('/');
    if (kind === 'plan') return JSON.stringify(this.#plan());
    if (kind === 'dataset' && datasetFiles[Number(index)]) return readFile(datasetFiles[Number(index)]);
    if (kind === 'held-out' && heldOutFile) return readFile(heldOutFile);
    if (kind === 'resume' && this.#resume) return readFile(this.#checkpoint);
    return kind === 'init' ? init : undefined;
  }

  #plan(): PagePlan {
    const { config, shapes, hyper, seed, steps, seconds, checkpointEvery, init, datasetFiles, heldOutFile } =
      this.#options;
    const has = { init: init !== undefined, resume: this.#resume, heldOut: heldOutFile !== undefined };
    const datasets = datasetFiles.length;
    return { config, shapes, hyper, seed, steps, seconds, checkpointEvery, datasets, has };
  }

  async receive(name: string, body: Buffer): Promise<string> {
    if (name === 'checkpoint') await replaceFile(this.#checkpoint, body);
    if (name === 'progress') this.#options.onProgress?.(JSON.parse(body.toString()) as TrainingProgress);
    return this.#options.signal?.aborted ? 'abort' : '';
  }
}
