// The retraining step: supervised fine-tuning of an adapter over the fixed base model on the traces of a pool. Every
// generation starts from the same base (Corrêa et al., section 2): what it learned before is in the pool or nowhere.
//
//   const { lora, figures } = await fineTune({ config, weights, rows, hyper, seed });
//   await model.setAdapter(lora);
//
// The gradient path is the one of PPO's adapters (learning/lora.ts): the low-rank product is added to the frozen matrices, the
// logits are scaled, and nothing before the first layer is trained.

import { nn, type numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { LabError } from '../lab-error.ts';
import type { PocketConfig } from '../language/pocket/config.ts';
import type { Lora } from '../language/pocket/reference.ts';
import { initialOptimizerState, makeAdamW } from '../learning/adamw.ts';
import { type Batch, BatchSampler, fastShape, suggestShapes } from '../learning/batches.ts';
import type { Dataset } from '../learning/dataset.ts';
import { learningRateAt, sftHyperparameters } from '../learning/hyperparameters.ts';
import { actingAdapter, adapterSpecs, initialAdapter, logitScaleOf, withAdapter } from '../learning/lora.ts';
import { downloadNamed, uploadNamed, type Values } from '../learning/named-arrays.ts';
import { type Compiler, jaxCompiler } from '../learning/program.ts';
import { type BatchArrays, uploadBatch } from '../learning/sft.ts';
import { answerLogits, type Parameters, uploadParameters } from '../learning/transformer.ts';
import { Random } from '../random.ts';
import type { FineTuneHyperparameters } from './hyperparameters.ts';

export interface FineTuneOptions {
  readonly config: PocketConfig;
  /** The base model in full precision, by canonical name. */
  readonly weights: Values;
  /** Gone through once: a trace that is to be seen more often stands there more often. */
  readonly rows: Dataset;
  readonly hyper: FineTuneHyperparameters;
  readonly seed: number;
  /** What computes; jax-js by default. */
  readonly compiler?: Compiler;
  readonly signal?: AbortSignal;
  /** Told, and waited for, after every optimizer step. */
  readonly onStep?: (done: number, total: number, loss: number) => void | Promise<void>;
}

export interface FineTuneFigures {
  readonly steps: number;
  /** Nats a token over the last tenth of the steps; null without rows. */
  readonly loss: number | null;
  readonly positions: number;
}

/** Lengths that rows are padded to. */
const LENGTHS = 3;
const SHARE_REPORTED = 0.1;

/** @throws LabError aborted */
export async function fineTune(options: FineTuneOptions): Promise<{ lora: Lora; figures: FineTuneFigures }> {
  const { config, hyper, seed, rows } = options;
  const adapter = initialAdapter(config, hyper.rank, new Random(seed, 0x10a));
  if (rows.rows === 0)
    return { lora: actingAdapter(config, adapter, hyper), figures: { steps: 0, loss: null, positions: 0 } };
  const trainer = new AdapterTrainer(options, adapter);
  try {
    const figures = await trainer.run();
    return { lora: actingAdapter(config, await trainer.adapter(), hyper), figures };
  } finally {
    trainer.dispose();
  }
}

type Rest = Omit<BatchArrays, 'embedded'>;

/**
 * Summed weighted −log p of a micro-batch's answers, and its gradient by the adapter. Compiled once a shape.
 * @returns `[loss, [gradient]]` of `(adapter, embedded, frozen, rest)`, all of which it consumes
 */
export function makeAdapterGradients(
  config: PocketConfig,
  shape: { readonly rank: number; readonly alpha: number },
  { compile, exponential }: Compiler = jaxCompiler,
) {
  const loss = (adapter: Parameters, embedded: np.Array, frozen: Parameters, rest: Rest) => {
    const answers = rest.targets.shape[0] / embedded.shape[0];
    const parameters = withAdapter(config, frozen, adapter, shape);
    const unscaled = answerLogits(config, parameters, embedded, rest.starts, answers, exponential);
    const logProbs = nn.logSoftmax(unscaled.mul(logitScaleOf(adapter)), -1);
    const chosen = logProbs.mul(nn.oneHot(rest.targets, config.outputs)).sum(-1);
    return chosen.mul(rest.weights).sum().neg();
  };
  return compile(valueAndGrad(loss, { argnums: [0] }));
}

class AdapterTrainer {
  readonly #options: FineTuneOptions;
  readonly #table: Float32Array;
  readonly #frozen: Parameters;
  readonly #sampler: BatchSampler;
  readonly #gradients: ReturnType<typeof makeAdapterGradients>;
  readonly #optimizer: ReturnType<typeof makeAdamW>;
  readonly #steps: number;
  #adapter: Parameters;
  #moments: ReturnType<typeof initialOptimizerState>;

  constructor(options: FineTuneOptions, adapter: Values) {
    const { config, weights, rows, hyper, seed, compiler = jaxCompiler } = options;
    this.#options = options;
    this.#table = weights.get('embedding')!;
    this.#frozen = uploadParameters(config, weights);
    this.#adapter = uploadNamed(adapterSpecs(config, hyper.rank), adapter);
    this.#moments = initialOptimizerState(this.#adapter);
    this.#gradients = makeAdapterGradients(config, hyper, compiler);
    const { weightDecay, clipNorm } = hyper;
    this.#optimizer = makeAdamW({ ...sftHyperparameters({ muon: 0 }), weightDecay, clipNorm }, compiler);
    const shapes = suggestShapes(rows, LENGTHS).map(fastShape);
    this.#sampler = new BatchSampler(rows, { shapes, rowsPerStep: hyper.rowsPerStep, seed });
    const rowsOfStep = this.#sampler.rowsOfStep.reduce((sum, count) => sum + count, 0);
    this.#steps = Math.ceil(rows.rows / rowsOfStep);
  }

  async run(): Promise<FineTuneFigures> {
    const losses: number[] = [];
    let positions = 0;
    for (let step = 0; step < this.#steps; step++) {
      if (this.#options.signal?.aborted) throw new LabError('aborted', 'The training was cancelled.');
      const batches = this.#sampler.next();
      losses.push(await this.#step(batches, step));
      positions += batches.reduce((sum, { rows, shape }) => sum + rows * shape.length, 0);
      await this.#options.onStep?.(step + 1, this.#steps, losses[step]);
    }
    const last = losses.slice(-Math.ceil(SHARE_REPORTED * losses.length));
    return { steps: this.#steps, loss: last.reduce((sum, loss) => sum + loss, 0) / last.length, positions };
  }

  /** @returns the loss, nats a token */
  async #step(batches: readonly Batch[], step: number): Promise<number> {
    const { config, hyper } = this.#options;
    const tokens = batches.reduce((sum, batch) => sum + batch.weights.reduce((a, b) => a + b, 0), 0);
    const gradients: Parameters[] = [];
    let loss = 0;
    for (const batch of batches) {
      const { embedded, ...rest } = uploadBatch(batch, this.#table, config.width);
      const out = await this.#gradients(tree.ref(this.#adapter), embedded, tree.ref(this.#frozen), rest);
      const [sum, [gradient]] = out as [np.Array, [Parameters]];
      loss += ((await sum.data()) as Float32Array)[0];
      gradients.push(gradient);
    }
    const learningRate = learningRateAt(sftHyperparameters(hyper), step, step / this.#steps);
    const scalars = { learningRate, step, divisor: tokens };
    const updated = await this.#optimizer.update(this.#adapter, this.#moments, gradients, scalars);
    this.#adapter = updated.parameters;
    this.#moments = { mean: updated.mean, square: updated.square };
    updated.norm.dispose();
    return loss / tokens;
  }

  adapter(): Promise<Map<string, Float32Array>> {
    const { config, hyper } = this.#options;
    return downloadNamed(adapterSpecs(config, hyper.rank), this.#adapter);
  }

  dispose(): void {
    tree.dispose([this.#frozen, this.#adapter, this.#moments.mean, this.#moments.square]);
    this.#gradients.dispose();
    this.#optimizer.dispose();
  }
}
