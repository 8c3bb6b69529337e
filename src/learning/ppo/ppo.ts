// Proximal policy optimisation (Schulman et al. 2017) over decisions of a planning agent, with a price on plan tokens: the
// second stage of Learning When to Plan. One update reads one rollout, top to bottom:
//
//   1. score the rollout with the present policy and with the model that training started from
//   2. advantages of decisions, price paid (gae.ts)
//   3. epochs × minibatches: gradients (loss.ts), clipped, AdamW
//
//   const learner = PpoLearner.create({ shape, weights, hyper, seed });
//   const figures = await learner.update(rollout, { progress });
//   await model.engine.setAdapter(await learner.adapter());
//   const state = await learner.state();            // resumes exactly
//
// No clock, no world and no file here: training/rl/ plays and keeps.

import { blockUntilReady, numpy as np, tree } from '@jax-js/jax';
import { LabError } from '../../lab-error.ts';
import type { Lora } from '../../language/pocket/reference.ts';
import { Random } from '../../random.ts';
import { initialOptimizerState, makeAdamW, type OptimizerState } from '../adamw.ts';
import type { BucketShape } from '../batches.ts';
import type { Dataset } from '../dataset.ts';
import { embedWords, scatterWords } from '../embedding.ts';
import { sftHyperparameters } from '../hyperparameters.ts';
import { actingAdapter } from '../lora.ts';
import type { Values } from '../named-arrays.ts';
import { type Compiler, jaxCompiler } from '../program.ts';
import { type Parameters, uploadParameters } from '../transformer.ts';
import { advantagesOf } from './advantages.ts';
import { drawDecisions } from './drawing.ts';
import { explainedVariance } from './gae.ts';
import { type PpoHyperparameters, ppoHyperparameters, remainingRate } from './hyperparameters.ts';
import { type LossParts, makePpoGradients, makeScores } from './loss.ts';
import {
  choicesOf,
  dealMinibatches,
  firstsOf,
  gatherTokens,
  growShapes,
  layOfTokens,
  MICRO_ROWS,
  type MicroBatch,
  microBatches,
  positionsOf,
} from './minibatches.ts';
import { initialTrained, type PolicyShape } from './policy.ts';
import { mismatchOf, type Rollout } from './rollout.ts';
import { RowCounter } from './row-counter.ts';
import { type StepSums, Sums } from './step-sums.ts';
import { added, download, subtree, upload } from './trained-arrays.ts';

export interface PpoOptions {
  readonly shape: PolicyShape;
  /** The model that training starts from, full precision by canonical name. */
  readonly weights: Values;
  readonly hyper?: Partial<PpoHyperparameters>;
  readonly seed: number;
  /** Goes on where another learner of the same shape stood. */
  readonly resume?: LearnerState;
  readonly compiler?: Compiler;
  /** Rows computed at once, an odd number; fewer need less memory. MICRO_ROWS by default. */
  readonly microRows?: number;
}

export interface UpdateOptions {
  /** Share of the run that is done, 0..1; the learning rate falls with it. */
  readonly progress?: number;
  /** Stops between micro-batches; the update then counts as not made, so start it over from `state`. */
  readonly signal?: AbortSignal;
  /** Told, and waited for, after every micro-batch: rows computed of all rows at most. */
  readonly onRows?: (done: number, total: number) => void | Promise<void>;
}

/** All a learner is made of: numbers by name, as `trainedSpecs` says. */
export interface LearnerState {
  readonly trained: Values;
  readonly mean: Values;
  readonly square: Values;
  /** Updates done. */
  readonly updates: number;
  /** Optimizer steps done. */
  readonly steps: number;
  /** Shapes compiled so far. */
  readonly shapes: readonly BucketShape[];
}

/** Names as in CleanRL where it has one. */
export interface UpdateFigures {
  readonly 'losses/policy_loss': number;
  readonly 'losses/value_loss': number;
  /** Nats a token. */
  readonly 'losses/entropy': number;
  /** Nats a decision, this update's policy against the rollout's. */
  readonly 'losses/approx_kl': number;
  /** Share of tokens whose ratio was clipped. */
  readonly 'losses/clipfrac': number;
  readonly 'losses/explained_variance': number;
  /** Nats a decision, against the model that training started from. */
  readonly 'losses/start_kl': number;
  readonly 'losses/gradient_norm': number;
  readonly 'charts/learning_rate': number;
  /** |log-probability acting − learning| of a token: mean and largest. */
  readonly 'mismatch/mean': number;
  readonly 'mismatch/max': number;
  /** Optimizer steps that this update made; fewer than planned where it moved too far. */
  readonly steps: number;
  /** Positions computed, padding included: once for a score, three times for a gradient. */
  readonly positions: number;
}

interface Scored {
  /** Of every answer id of the rollout. */
  readonly logProbs: Float32Array;
  /** Of every row. */
  readonly values: Float32Array;
}

/** What a minibatch is learned towards: of every answer id, every row and every decision. */
interface Targets {
  readonly old: Scored;
  readonly start: Scored;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
  /** What each decision counts, see drawing.ts. */
  readonly weights: Float32Array;
}

export class PpoLearner {
  readonly shape: PolicyShape;
  readonly hyper: PpoHyperparameters;
  readonly #seed: number;
  readonly #microRows: number;
  readonly #embedding: Float32Array;
  readonly #gradients: ReturnType<typeof makePpoGradients>;
  readonly #scores: ReturnType<typeof makeScores>;
  readonly #optimizer: ReturnType<typeof makeAdamW>;
  /** The weights under the adapter, or none. */
  readonly #frozen: Parameters;
  /** What the policy was before anything was learned. */
  readonly #start: Parameters;
  #trained: Parameters;
  #moments: OptimizerState;
  #shapes: readonly BucketShape[];
  #updates: number;
  #steps: number;

  /** @throws LabError bad-model for a state of another shape */
  static create(options: PpoOptions): PpoLearner {
    return new PpoLearner(options, ppoHyperparameters(options.hyper));
  }

  private constructor(options: PpoOptions, hyper: PpoHyperparameters) {
    const { shape, weights, seed, resume, compiler = jaxCompiler } = options;
    this.shape = shape;
    this.hyper = hyper;
    this.#seed = seed;
    this.#microRows = options.microRows ?? MICRO_ROWS;
    this.#embedding = weights.get('embedding')!;
    const initial = initialTrained(shape, weights, new Random(seed, 0x990));
    this.#frozen = shape.lora ? uploadParameters(shape.config, weights) : {};
    this.#start = upload(shape, initial);
    this.#trained = upload(shape, resume?.trained ?? initial);
    this.#moments = resume
      ? { mean: upload(shape, resume.mean), square: upload(shape, resume.square) }
      : initialOptimizerState(this.#trained);
    this.#shapes = resume?.shapes ?? [];
    this.#updates = resume?.updates ?? 0;
    this.#steps = resume?.steps ?? 0;
    this.#gradients = makePpoGradients(shape, hyper, compiler);
    this.#scores = makeScores(shape, compiler);
    const { clipNorm, weightDecay } = hyper;
    this.#optimizer = makeAdamW({ ...sftHyperparameters({ muon: 0 }), clipNorm, weightDecay }, compiler);
  }

  get updates(): number {
    return this.#updates;
  }

  /** Shapes met so far; each is compiled once. */
  get shapes(): readonly BucketShape[] {
    return this.#shapes;
  }

  /** What is held between two updates: arrays on the device, and their bytes. */
  get memory(): { readonly arrays: number; readonly bytes: number } {
    const held = [this.#frozen, this.#start, this.#trained, this.#moments.mean, this.#moments.square];
    const arrays = held.flatMap((parameters) => Object.values(parameters));
    return { arrays: arrays.length, bytes: arrays.reduce((sum, { size }) => sum + 4 * size, 0) };
  }

  /** Learns from one rollout. @throws LabError aborted */
  async update(
    rollout: Rollout,
    { progress = 0, signal, onRows }: UpdateOptions = {},
  ): Promise<UpdateFigures> {
    const { hyper } = this;
    const { dataset } = rollout;
    this.#shapes = growShapes(this.#shapes, dataset);
    const all = this.#microBatches(dataset, () => true);
    const table = await this.#table();
    const passes = (hyper.kl > 0 ? 1 + hyper.share : 1) * dataset.rows;
    const most = passes + hyper.share * hyper.epochs * rollout.decisions;
    const counter = new RowCounter(Math.ceil(most), signal, onRows);
    const old = await this.#score(rollout, all, table, this.#trained, counter);
    const { advantages, returns } = advantagesOf(rollout, old.values, hyper);
    const learned = (row: number) => row < rollout.decisions && rollout.idle[row] === 0;
    const draws = Array.from({ length: hyper.epochs }, (_, epoch) =>
      drawDecisions(advantages, learned, hyper.share, new Random(this.#seed, this.#updates, epoch, 1)),
    );
    const drawn = this.#microBatches(dataset, (row) => draws.some((weights) => weights[row] > 0));
    const startTable = this.shape.lora ? table : this.#embedding;
    const start = hyper.kl > 0 ? await this.#score(rollout, drawn, startTable, this.#start, counter) : old;
    const rate = remainingRate(progress);
    const sums = new Sums();
    let positions = positionsOf(all) + (hyper.kl > 0 ? positionsOf(drawn) : 0);
    let steps = 0;
    epochs: for (let epoch = 0; epoch < hyper.epochs; epoch++) {
      const random = new Random(this.#seed, this.#updates, epoch);
      const weights = draws[epoch];
      const micro = this.#microBatches(dataset, (row) => weights[row] > 0, random);
      const targets = { old, start, advantages, returns, weights };
      for (const minibatch of dealMinibatches(micro, hyper.minibatches)) {
        const figures = await this.#step(rollout, minibatch, targets, rate, counter);
        sums.add(figures);
        steps++;
        positions += 3 * positionsOf(minibatch);
        if (figures.updateKl / figures.decisions > hyper.targetKl) break epochs;
      }
    }
    this.#updates++;
    const decisions = Array.from({ length: rollout.decisions }, (_, i) => i).filter(learned);
    return {
      ...sums.figures(),
      'losses/explained_variance': explainedVariance(
        decisions.map((row) => old.values[row]),
        decisions.map((row) => returns[row]),
      ),
      'charts/learning_rate': rate * hyper.learningRate,
      ...mismatchOf(rollout, old.logProbs),
      steps,
      positions,
    };
  }

  /** The adapter as the acting runtime takes it. @throws LabError internal where all weights are trained */
  async adapter(): Promise<Lora> {
    const { config, lora } = this.shape;
    if (!lora) throw new LabError('internal', 'All weights are trained: there is no adapter.');
    return actingAdapter(config, await download(this.shape, this.#trained), lora);
  }

  async state(): Promise<LearnerState> {
    return {
      trained: await download(this.shape, this.#trained),
      mean: await download(this.shape, this.#moments.mean),
      square: await download(this.shape, this.#moments.square),
      updates: this.#updates,
      steps: this.#steps,
      shapes: this.#shapes,
    };
  }

  /** The value of each state, and the log-probability of each answer id, under the present policy. */
  async score(rollout: Rollout): Promise<Scored> {
    this.#shapes = growShapes(this.#shapes, rollout.dataset);
    const all = this.#microBatches(rollout.dataset, () => true);
    return this.#score(
      rollout,
      all,
      await this.#table(),
      this.#trained,
      new RowCounter(rollout.dataset.rows),
    );
  }

  dispose(): void {
    tree.dispose([this.#trained, this.#start, this.#frozen, this.#moments.mean, this.#moments.square]);
    this.#scores.dispose();
    (this.#gradients as unknown as { dispose(): void }).dispose();
    this.#optimizer.dispose();
  }

  /** The embedding of the present policy. */
  async #table(): Promise<Float32Array> {
    if (this.shape.lora) return this.#embedding;
    return (await this.#trained.embedding.ref.data()) as Float32Array;
  }

  #microBatches(dataset: Dataset, rows: (row: number) => boolean, random?: Random): MicroBatch[] {
    return microBatches(dataset, this.#shapes, rows, random, this.#microRows);
  }

  async #score(
    { dataset, ...rollout }: Rollout,
    micro: readonly MicroBatch[],
    table: Float32Array,
    trained: Parameters,
    counter: RowCounter,
  ): Promise<Scored> {
    const logProbs = new Float32Array(dataset.columns.answers.length);
    const values = new Float32Array(dataset.rows);
    for (const one of micro) {
      const answers = this.#upload({ dataset, ...rollout }, one, table);
      const scores = await this.#scores(tree.ref(trained), tree.ref(this.#frozen), answers);
      gatherTokens(dataset, one, (await scores.logProbs.data()) as Float32Array, logProbs);
      const ofRows = (await scores.values.data()) as Float32Array;
      for (let i = 0; i < one.count; i++) values[one.rows[i]] = ofRows[i];
      scores.entropies.dispose();
      await counter.add(one.count);
    }
    return { logProbs, values };
  }

  /** One optimizer step on one minibatch. */
  async #step(
    rollout: Rollout,
    minibatch: readonly MicroBatch[],
    targets: Targets,
    rate: number,
    counter: RowCounter,
  ): Promise<StepSums> {
    const { config, lora } = this.shape;
    const table = await this.#table();
    const ofWords = lora ? null : new Float32Array(table.length);
    const gradients: Parameters[] = [];
    const parts: Record<keyof LossParts, number> = {
      policy: 0,
      value: 0,
      entropy: 0,
      startKl: 0,
      updateKl: 0,
      clipped: 0,
    };
    let decisions = 0;
    let tokens = 0;
    for (const micro of minibatch) {
      const { embedded, ...answers } = this.#upload(rollout, micro, table);
      const batch = this.#uploadTargets(rollout, micro, targets);
      const [[loss, sums], [ofTrained, ofPositions]] = await this.#gradients(
        tree.ref(this.#trained),
        embedded,
        tree.ref(this.#frozen),
        answers,
        batch,
      );
      loss.dispose();
      for (const name of Object.keys(parts) as (keyof LossParts)[])
        parts[name] += ((await sums[name].data()) as Float32Array)[0];
      if (ofWords)
        scatterWords((await ofPositions!.data()) as Float32Array, config.width, micro.batch.input, ofWords);
      gradients.push(ofTrained);
      for (const row of micro.rows.subarray(0, micro.count)) {
        decisions += targets.weights[row];
        tokens += targets.weights[row] * rollout.dataset.answerLength(row);
      }
      await counter.add(micro.count).catch((stop: unknown) => {
        tree.dispose(gradients);
        throw stop;
      });
    }
    if (ofWords) {
      const words = np.array(ofWords).reshape([config.vocabulary, config.width]);
      gradients[0].embedding = gradients[0].embedding.add(words);
    }
    const norm = await this.#move(added(gradients), decisions, rate);
    return { ...parts, decisions, tokens, norm };
  }

  /**
   * Moves the policy and the value head, each at its own rate and with its own clip: a head that errs much must not shorten
   * the policy's step. While the head warms up it moves alone.
   * @param rate share of the learning rates that is left @returns the gradient's norm, the head's while it is alone
   */
  async #move(gradient: Parameters, decisions: number, rate: number): Promise<number> {
    const { learningRate, valueLearningRate, valueWarmup } = this.hyper;
    const warm = this.#updates < valueWarmup;
    const parts = [
      { isHead: false, learningRate: learningRate * rate },
      { isHead: true, learningRate: valueLearningRate * rate },
    ];
    const norms: number[] = [];
    for (const part of parts) {
      const [trained, mean, square, own] = [
        this.#trained,
        this.#moments.mean,
        this.#moments.square,
        gradient,
      ].map((of) => subtree(of, part.isHead));
      if (warm && !part.isHead) {
        tree.dispose(own);
        continue;
      }
      const scalars = { learningRate: part.learningRate, step: this.#steps, divisor: decisions };
      const out = await this.#optimizer.update(trained, { mean, square }, [own], scalars);
      Object.assign(this.#trained, out.parameters);
      Object.assign(this.#moments.mean, out.mean);
      Object.assign(this.#moments.square, out.square);
      norms.push(((await out.norm.data()) as Float32Array)[0]);
    }
    await blockUntilReady([this.#trained, this.#moments] as never);
    this.#steps++;
    return norms[0];
  }

  #upload(rollout: Rollout, micro: MicroBatch, table: Float32Array) {
    const { batch } = micro;
    const { width } = this.shape.config;
    const embedded = new Float32Array(batch.rows * batch.shape.length * width);
    embedWords(table, width, batch.input, embedded);
    return {
      embedded: np.array(embedded).reshape([batch.rows, batch.shape.length, width]),
      starts: np.array(batch.starts),
      targets: np.array(batch.targets),
      choices: np.array(choicesOf(rollout, micro)),
      firsts: np.array(firstsOf(rollout.dataset, micro)),
    };
  }

  #uploadTargets({ dataset }: Rollout, micro: MicroBatch, t: Targets) {
    const ofTokens = (of: (index: number, row: number) => number) =>
      np.array(layOfTokens(dataset, micro, of));
    const ofRows = (of: (row: number) => number) =>
      np.array(Float32Array.from(micro.rows, (row, i) => (i < micro.count ? of(row) : 0)));
    return {
      oldLogProbs: ofTokens((index) => t.old.logProbs[index]),
      startLogProbs: ofTokens((index) => t.start.logProbs[index]),
      weights: ofTokens((_, row) => t.weights[row]),
      advantages: ofTokens((_, row) => t.advantages[row]),
      returns: ofRows((row) => t.returns[row]),
      valueWeights: ofRows((row) => t.weights[row]),
    };
  }
}
