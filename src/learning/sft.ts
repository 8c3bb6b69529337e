// Supervised fine-tuning of the pocket transformer.
//
//   const trainer = SftTrainer.create({ config, dataset, shapes, hyper?, seed, init?, resume? });
//   const figures = await trainer.step(progress);   // progress 0..1 drives the learning rate's decay
//   const bytes = await trainer.checkpoint();       // safetensors: weights, optimizer, cursors; resume is exact
//   const { loss, accuracy } = await trainer.evaluate(heldOut);
//   trainer.dispose();
//
// No clock and no file here: training-run.ts drives this class, from train-in-node.ts or from the page of
// scripts/train-page/. A step sums the gradients of one micro-batch of every bucket and updates once. The loss is the
// weighted mean of −log p over answers.

import { blockUntilReady, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { LabError } from '../lab-error.ts';
import { type PocketConfig, parameterSpecs } from '../language/pocket/config.ts';
import { Random } from '../random.ts';
import { initialOptimizerState, makeAdamW, type OptimizerState } from './adamw.ts';
import {
  assembleBatch,
  assignBuckets,
  type Batch,
  BatchSampler,
  type BucketShape,
  fastShape,
} from './batches.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { Dataset } from './dataset.ts';
import { embedWords, scatterWords } from './embedding.ts';
import { learningRateAt, type SftHyperparameters, sftHyperparameters } from './hyperparameters.ts';
import { downloadNamed } from './named-arrays.ts';
import { type Compiler, jaxCompiler } from './program.ts';
import { answerLogits, initialParameters, type Parameters, uploadParameters } from './transformer.ts';

export interface SftOptions {
  readonly config: PocketConfig;
  readonly dataset: Dataset;
  /** Compiled shapes; every row must fit one. See `suggestShapes`. */
  readonly shapes: readonly BucketShape[];
  readonly hyper?: Partial<SftHyperparameters>;
  readonly seed: number;
  /** Checkpoint bytes to start from: weights alone, with a fresh optimizer and step 0. */
  readonly init?: Uint8Array;
  /** Checkpoint bytes of this very run: weights, optimizer, step and place in the data go on as if never stopped. */
  readonly resume?: Uint8Array;
  /** What computes; jax-js by default. */
  readonly compiler?: Compiler;
}

export interface StepFigures {
  /** Steps done, this one included. */
  readonly step: number;
  /** Weighted mean of −log p, nats per answer token. */
  readonly loss: number;
  /** The same for each bucket that had rows, in the order of `shapes`. */
  readonly lossOfBucket: readonly number[];
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Passes over the data so far. */
  readonly epochs: number;
  /** Positions in this step's micro-batches, padding included. */
  readonly positions: number;
}

export interface EvaluationFigures {
  /** Weighted mean of −log p, nats per answer token. */
  readonly loss: number;
  /** Share of answer tokens (of weight > 0) that are the most probable one. */
  readonly accuracy: number;
  readonly tokens: number;
}

/** One micro-batch on the device; see `Batch` for the shapes, `embedded` is [rows, length, width]. */
export type BatchArrays = { embedded: np.Array; starts: np.Array; targets: np.Array; weights: np.Array };

/** Summed weighted −log p of the targets; consumes all. */
function negativeLogLikelihood(
  outputs: number,
  logits: np.Array,
  targets: np.Array,
  weights: np.Array,
): np.Array {
  const chosen = nn.logSoftmax(logits, -1).mul(nn.oneHot(targets, outputs)).sum(-1);
  return chosen.mul(weights).sum().neg();
}

/**
 * Loss (summed, not averaged), its gradients and the cotangent of the embedded positions, of one micro-batch.
 * Compiled once per shape.
 */
export function makeLossAndGradients(config: PocketConfig, { compile, exponential }: Compiler = jaxCompiler) {
  const loss = (parameters: Parameters, embedded: np.Array, rest: Omit<BatchArrays, 'embedded'>) => {
    const answers = rest.targets.shape[0] / embedded.shape[0];
    const logits = answerLogits(config, parameters, embedded, rest.starts, answers, exponential);
    return negativeLogLikelihood(config.outputs, logits, rest.targets, rest.weights);
  };
  return compile(valueAndGrad(loss, { argnums: [0, 1] }));
}

/** Forward only: −log p and hits, both weighted sums. */
function makeEvaluation(config: PocketConfig, { compile, exponential }: Compiler) {
  return compile((parameters: Parameters, { embedded, starts, targets, weights }: BatchArrays) => {
    const answers = targets.shape[0] / embedded.shape[0];
    const logits = answerLogits(config, parameters, embedded, starts, answers, exponential);
    const asked = np.greater(weights.ref, 0).astype(np.float32);
    const hits = np.equal(np.argmax(logits.ref, -1), targets.ref).astype(np.float32).mul(asked.ref).sum();
    return {
      loss: negativeLogLikelihood(config.outputs, logits, targets, weights),
      hits,
      tokens: asked.sum(),
    };
  });
}

export class SftTrainer {
  readonly config: PocketConfig;
  readonly hyper: SftHyperparameters;
  /** Facts found in the checkpoint that is resumed. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly #shapes: readonly BucketShape[];
  readonly #seed: number;
  readonly #sampler: BatchSampler;
  readonly #lossAndGradients: ReturnType<typeof makeLossAndGradients>;
  readonly #evaluation: ReturnType<typeof makeEvaluation>;
  readonly #optimizer: ReturnType<typeof makeAdamW>;
  #parameters: Parameters;
  #state: OptimizerState;
  #step: number;

  /** Builds a trainer on jax-js' default device. @throws LabError bad-model for a checkpoint of another shape */
  static create(options: SftOptions): SftTrainer {
    return new SftTrainer(options, sftHyperparameters(options.hyper));
  }

  private constructor(options: SftOptions, hyper: SftHyperparameters) {
    const { config, dataset, seed } = options;
    const shapes = options.shapes.map(fastShape);
    const bytes = options.resume ?? options.init;
    const saved = bytes && readCheckpoint(bytes, config);
    const resumed = options.resume ? (saved as Checkpoint) : undefined;
    if (resumed && !resumed.optimizer)
      throw new LabError('bad-model', 'This checkpoint holds weights only: a run cannot resume from it.');
    this.config = config;
    this.hyper = hyper;
    this.metadata = resumed?.metadata ?? {};
    this.#shapes = shapes;
    this.#seed = seed;
    this.#parameters = uploadParameters(
      config,
      saved?.weights ?? initialParameters(config, new Random(seed)),
    );
    this.#state = resumed?.optimizer
      ? {
          mean: uploadParameters(config, resumed.optimizer.mean),
          square: uploadParameters(config, resumed.optimizer.square),
        }
      : initialOptimizerState(this.#parameters);
    this.#step = resumed?.run?.step ?? 0;
    this.#sampler = new BatchSampler(dataset, {
      shapes,
      rowsPerStep: hyper.rowsPerStep,
      seed,
      cursors: resumed?.run?.cursors,
    });
    const compiler = options.compiler ?? jaxCompiler;
    this.#lossAndGradients = makeLossAndGradients(config, compiler);
    this.#evaluation = makeEvaluation(config, compiler);
    this.#optimizer = makeAdamW(hyper, compiler);
  }

  get steps(): number {
    return this.#step;
  }

  /** Rows of each bucket in one step. */
  get rowsOfStep(): readonly number[] {
    return this.#sampler.rowsOfStep;
  }

  /** One optimizer step. @param progress share of the run that is done, 0..1; it decays the learning rate */
  async step(progress: number): Promise<StepFigures> {
    const batches = this.#sampler.next();
    const weights = batches.map((b) => b.weights.reduce((sum, w) => sum + w, 0));
    const divisor = Math.max(
      1e-6,
      weights.reduce((sum, w) => sum + w, 0),
    );
    const learningRate = learningRateAt(this.hyper, this.#step, progress);
    const table = (await this.#parameters.embedding.ref.data()) as Float32Array;
    const ofWords = new Float32Array(table.length);
    const losses: number[] = [];
    const gradients: Parameters[] = [];
    // All are under way before the first is awaited: the host prepares one while the threads compute another.
    const running = batches.map((batch) => ({ batch, result: this.#launch(batch, table) }));
    for (const { batch, result } of running) {
      const { loss, ofParameters, ofPositions } = await result;
      losses.push((await loss)[0]);
      scatterWords((await ofPositions.data()) as Float32Array, this.config.width, batch.input, ofWords);
      gradients.push(ofParameters);
    }
    const { vocabulary, width } = this.config;
    gradients[0].embedding = gradients[0].embedding.add(np.array(ofWords).reshape([vocabulary, width]));
    const updated = await this.#optimizer.update(this.#parameters, this.#state, gradients, {
      learningRate,
      step: this.#step,
      divisor,
    });
    this.#parameters = updated.parameters;
    this.#state = { mean: updated.mean, square: updated.square };
    const gradientNorm = (await updated.norm.data())[0];
    await blockUntilReady([this.#parameters, this.#state]);
    this.#step++;
    return {
      step: this.#step,
      loss: losses.reduce((sum, loss) => sum + loss, 0) / divisor,
      lossOfBucket: losses.map((loss, i) => loss / Math.max(1e-6, weights[i])),
      gradientNorm,
      learningRate,
      epochs: this.#sampler.epochs,
      positions: batches.reduce((sum, b) => sum + b.rows * b.shape.length, 0),
    };
  }

  /** Starts a micro-batch's gradients; asking for the loss sets the computation off. */
  async #launch(batch: Batch, table: Float32Array) {
    const { embedded, ...rest } = uploadBatch(batch, table, this.config.width);
    const out = await this.#lossAndGradients(tree.ref(this.#parameters), embedded, rest);
    const [loss, [ofParameters, ofPositions]] = out as [np.Array, [Parameters, np.Array]];
    return { loss: loss.data(), ofParameters, ofPositions };
  }

  /** Mean loss and accuracy over all rows of a dataset, in micro-batches of the training shapes. */
  async evaluate(dataset: Dataset): Promise<EvaluationFigures> {
    const totals = { loss: 0, hits: 0, tokens: 0, weight: 0 };
    const members = assignBuckets(dataset, this.#shapes);
    const table = (await this.#parameters.embedding.ref.data()) as Float32Array;
    for (const [bucket, shape] of this.#shapes.entries()) {
      const size = Math.max(17, this.#sampler.rowsOfStep[bucket]);
      for (let at = 0; at < members[bucket].length; at += size) {
        const batch = paddedBatch(dataset, members[bucket].subarray(at, at + size), shape, size);
        const out = await this.#evaluation(
          tree.ref(this.#parameters),
          uploadBatch(batch, table, this.config.width),
        );
        totals.loss += (await out.loss.data())[0];
        totals.hits += (await out.hits.data())[0];
        totals.tokens += (await out.tokens.data())[0];
        totals.weight += batch.weights.reduce((sum, w) => sum + w, 0);
      }
    }
    return {
      loss: totals.loss / Math.max(1e-6, totals.weight),
      accuracy: totals.hits / Math.max(1, totals.tokens),
      tokens: totals.tokens,
    };
  }

  /** The weights by canonical name. */
  async weights(): Promise<Map<string, Float32Array>> {
    return downloadNamed(parameterSpecs(this.config), this.#parameters);
  }

  /** Safetensors bytes from which `resume` goes on exactly; any `metadata` is kept beside them. */
  async checkpoint(metadata: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
    return writeCheckpoint(this.config, {
      weights: await this.weights(),
      optimizer: {
        mean: await downloadNamed(parameterSpecs(this.config), this.#state.mean),
        square: await downloadNamed(parameterSpecs(this.config), this.#state.square),
      },
      run: { step: this.#step, seed: this.#seed, cursors: this.#sampler.cursors, hyper: this.hyper },
      metadata,
    });
  }

  dispose(): void {
    tree.dispose([this.#parameters, this.#state.mean, this.#state.square]);
    this.#lossAndGradients.dispose();
    this.#evaluation.dispose();
    this.#optimizer.dispose();
  }
}

/** Embeds a batch's words and uploads it. @param table the embedding, [vocabulary, width] */
export function uploadBatch(batch: Batch, table: Float32Array, width: number): BatchArrays {
  const { length } = batch.shape;
  const embedded = new Float32Array(batch.rows * length * width);
  embedWords(table, width, batch.input, embedded);
  return {
    embedded: np.array(embedded).reshape([batch.rows, length, width]),
    starts: np.array(batch.starts),
    targets: np.array(batch.targets),
    weights: np.array(batch.weights),
  };
}

/** A batch of exactly `size` rows: short ones repeat their first row with weight 0. */
function paddedBatch(dataset: Dataset, indices: Uint32Array, shape: BucketShape, size: number): Batch {
  const padded = new Uint32Array(size).fill(indices[0]);
  padded.set(indices);
  const batch = assembleBatch(dataset, padded, shape);
  batch.weights.fill(0, indices.length * shape.answers);
  return batch;
}
