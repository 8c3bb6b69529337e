// The retraining step around a pocket model's files: rows in, an adapter's file out. The same for plans and for episodes, in
// Node and in a page's worker.

import { LabError } from '../lab-error.ts';
import { writeAdapter } from '../language/pocket/adapter-file.ts';
import type { ModelFiles } from '../language/pocket/model-files.ts';
import { dequantize } from '../language/pocket/quantize.ts';
import { WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import type { Dataset } from '../learning/dataset.ts';
import type { Compiler } from '../learning/program.ts';
import { Random } from '../random.ts';
import { sha256Hex } from '../sha256.ts';
import type { LoopPlan, TrainedAdapter } from './loop.ts';

export interface PocketLearner {
  readonly plan: LoopPlan;
  /** The base model's files. */
  readonly files: ModelFiles;
  /** What computes; jax-js by default. */
  readonly compiler?: Compiler;
}

/** What is to be learned, and for which generation. */
export interface Lesson {
  readonly rows: Dataset;
  readonly traces: number;
  readonly generation: number;
  readonly onStep: (done: number, total: number, loss: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** @throws LabError bad-model where the files are not the plan's */
export function checkBase({ plan, files }: PocketLearner): void {
  if (digits(files.card.files.weights.sha256) !== plan.weights)
    throw new LabError('bad-model', `This deployment began with other weights of "${plan.model}".`);
}

/** Whatever is drawn for a generation's training. */
export function trainingSeed({ seed }: LoopPlan, generation: number): number {
  return new Random(seed, generation, 0xf17e).nextUint32();
}

/** @throws LabError aborted */
export async function learn(learner: PocketLearner, lesson: Lesson): Promise<TrainedAdapter> {
  const { plan, files, compiler } = learner;
  const { rows, traces, generation, signal, onStep } = lesson;
  const { config } = files.card;
  const weights = dequantize(config, files.weights);
  // jax-js comes with the first training only.
  const { fineTune } = await import('./fine-tune.ts');
  const seed = trainingSeed(plan, generation);
  const { lora, figures } = await fineTune({
    ...{ config, weights, rows, hyper: plan.hyper, seed },
    ...{ compiler, signal, onStep },
  });
  const header = {
    name: `${plan.model}, generation ${generation}`,
    base: { model: plan.model, weights: plan.weights },
    rank: lora.rank,
    training: { generation, traces, ...figures },
  };
  return { file: writeAdapter(config, header, lora), figures };
}

/** First digits of a file's SHA-256. */
export function hashOf(file: Uint8Array): string {
  return digits(sha256Hex(file));
}

function digits(sha256: string): string {
  return sha256.slice(0, WEIGHTS_DIGITS);
}
