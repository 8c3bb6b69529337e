// Runs supervised fine-tuning in this Node process, on native kernels where they are installed (see native/), else on
// jax-js with threads (see node-threads.ts): loads the data files, steps
// until the steps or the seconds are used up, keeps a checkpoint on disk at least once a minute, and goes on from it when
// it is started again. The clock and the files live here; what is learned, in sft.ts.

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { hasNativeOrt, loadNativeOrt } from '../language/pocket/ort-node.ts';
import { installThreads } from './node-threads.ts';
import type { Compiler } from './program.ts';
import type { TrainingOptions, TrainingResult } from './training-run.ts';

/** File name of the latest checkpoint in the output folder. */
export const CHECKPOINT_FILE = 'checkpoint.safetensors';

/**
 * Trains until the budget is used up or `signal` aborts (the latest state is written either way).
 * A folder that holds a checkpoint of a run that was stopped is resumed, unless `options.fresh` is set.
 * @throws LabError bad-argument for data that fits no shape, bad-model for a checkpoint of another model
 */
export async function trainInNode(options: TrainingOptions): Promise<TrainingResult> {
  installThreads();
  const { runTraining } = await import('./training-run.ts');
  const compiler = (options.native ?? hasNativeOrt()) ? await nativeKernels() : undefined;
  const path = join(options.outDir, CHECKPOINT_FILE);
  await mkdir(options.outDir, { recursive: true });
  const resume = !options.fresh && existsSync(path) ? await readFile(path) : undefined;
  return runTraining({
    ...options,
    compiler,
    dataset: await Promise.all(options.datasetFiles.map((file) => readFile(file))),
    heldOut: options.heldOutFile ? await readFile(options.heldOutFile) : undefined,
    resume,
    now: () => performance.now(),
    save: (bytes) => replaceFile(path, bytes),
  }).then((outcome) => ({ ...outcome, checkpointFile: path }));
}

/** The native package where it is installed: a training step then takes a third of the time. */
export async function nativeKernels(): Promise<Compiler> {
  const { nativeCompiler } = await import('./native/native-program.ts');
  return nativeCompiler(await loadNativeOrt(), availableParallelism());
}

/** Writes beside the file and renames, so that a kill in mid-write leaves the old one. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path).catch((cause) => {
    throw new LabError(
      'internal',
      `The checkpoint ${path} cannot be written.`,
      'Is the folder writable?',
      cause,
    );
  });
}
