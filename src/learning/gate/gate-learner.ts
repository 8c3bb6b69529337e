// PPO (Schulman et al. 2017) for a gate: the advantages, the loss, the optimizer and the figures of ppo/, over decisions that are
// one bit each. An update of some thousand decisions takes milliseconds, so it may run wherever the model plays.
//
//   const learner = GateLearner.create({ inputs: 32, seed });
//   const figures = await learner.update(rollout, { progress });
//   const state = await learner.state();            // resumes exactly; `gate.…` in it is the gate

import { numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { Random } from '../../random.ts';
import { initialOptimizerState, makeAdamW, type OptimizerState } from '../adamw.ts';
import { sftHyperparameters } from '../hyperparameters.ts';
import { downloadNamed, uploadNamed, type Values } from '../named-arrays.ts';
import { advantagesOf } from '../ppo/advantages.ts';
import { explainedVariance } from '../ppo/gae.ts';
import { remainingRate } from '../ppo/hyperparameters.ts';
import { type LossParts, lossOfScores, type PpoArrays } from '../ppo/loss.ts';
import type { UpdateFigures } from '../ppo/ppo.ts';
import { type StepSums, Sums } from '../ppo/step-sums.ts';
import { type Compiler, jaxCompiler } from '../program.ts';
import type { Parameters } from '../transformer.ts';
import { type GateArrays, type GateShape, gateSpecs, initialGate, scoreGate } from './gate-policy.ts';
import type { GateRollout } from './gate-rollout.ts';
import { type GateHyperparameters, gateHyperparameters } from './hyperparameters.ts';

export interface GateLearnerOptions {
  /** Features of a decision. */
  readonly inputs: number;
  /** The one that is 1 without a plan, if there is one: see `initialGate`. */
  readonly planless?: number;
  readonly hyper?: Partial<GateHyperparameters>;
  readonly seed: number;
  /** Goes on where another learner of the same shape stood. */
  readonly resume?: GateLearnerState;
  readonly compiler?: Compiler;
}

/** All a learner is made of: numbers by name, as `gateSpecs` says. */
export interface GateLearnerState {
  readonly trained: Values;
  readonly mean: Values;
  readonly square: Values;
  /** Updates done. */
  readonly updates: number;
  /** Optimizer steps done. */
  readonly steps: number;
}

interface Scored {
  /** Of every row's decision (0 where it has none). */
  readonly logProbs: Float32Array;
  readonly values: Float32Array;
}

interface Targets {
  readonly old: Scored;
  readonly start: Scored;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
}

/** Keeps this learner's chance apart from PpoLearner's. */
const STREAM = 0x9a7e;

export class GateLearner {
  readonly shape: GateShape;
  readonly hyper: GateHyperparameters;
  readonly #seed: number;
  /** Rows of every minibatch: one shape, compiled once. */
  readonly #rows: number;
  readonly #gradients: ReturnType<typeof makeGradients>;
  readonly #scores: ReturnType<typeof makeScores>;
  readonly #optimizer: ReturnType<typeof makeAdamW>;
  readonly #start: Parameters;
  #trained: Parameters;
  #moments: OptimizerState;
  #updates: number;
  #steps: number;

  /** @throws LabError bad-model for a state of another shape */
  static create(options: GateLearnerOptions): GateLearner {
    return new GateLearner(options, gateHyperparameters(options.hyper));
  }

  private constructor(options: GateLearnerOptions, hyper: GateHyperparameters) {
    const { inputs, seed, resume, compiler = jaxCompiler } = options;
    this.shape = { inputs, units: hyper.units };
    const specs = gateSpecs(this.shape);
    this.hyper = hyper;
    this.#seed = seed;
    this.#rows = Math.ceil((hyper.lanes * hyper.horizon) / hyper.minibatches);
    const initial = gateAtStart(options);
    this.#start = uploadNamed(specs, initial);
    this.#trained = uploadNamed(specs, resume?.trained ?? initial);
    this.#moments = resume
      ? { mean: uploadNamed(specs, resume.mean), square: uploadNamed(specs, resume.square) }
      : initialOptimizerState(this.#trained);
    this.#updates = resume?.updates ?? 0;
    this.#steps = resume?.steps ?? 0;
    this.#gradients = makeGradients(hyper, compiler);
    this.#scores = makeScores(compiler);
    const { clipNorm, weightDecay } = hyper;
    this.#optimizer = makeAdamW({ ...sftHyperparameters({ muon: 0 }), clipNorm, weightDecay }, compiler);
  }

  get updates(): number {
    return this.#updates;
  }

  /** What is held between two updates: arrays on the device, and their bytes. */
  get memory(): { readonly arrays: number; readonly bytes: number } {
    const held = [this.#start, this.#trained, this.#moments.mean, this.#moments.square];
    const arrays = held.flatMap((parameters) => Object.values(parameters));
    return { arrays: arrays.length, bytes: arrays.reduce((sum, { size }) => sum + 4 * size, 0) };
  }

  /**
   * Learns from one rollout. @param progress share of the run that is done, 0..1; the learning rate falls with it
   * @param signal stops between optimizer steps; the update then counts as not made
   */
  async update(
    rollout: GateRollout,
    { progress = 0, signal }: { progress?: number; signal?: AbortSignal } = {},
  ): Promise<UpdateFigures> {
    const old = await this.#score(rollout, this.#trained);
    const start = await this.#score(rollout, this.#start);
    const targets = { old, start, ...advantagesOf(rollout, old.values, this.hyper) };
    const learned = Uint32Array.from(rollout.idle.keys()).filter((row) => rollout.idle[row] === 0);
    const learningRate = this.hyper.learningRate * remainingRate(progress);
    const sums = new Sums();
    let steps = 0;
    for (const rows of this.#minibatches(learned)) {
      signal?.throwIfAborted();
      const step = await this.#step(rollout, rows, targets, learningRate);
      sums.add(step);
      steps++;
      if (step.updateKl / step.decisions > this.hyper.targetKl) break;
    }
    this.#updates++;
    return {
      ...sums.figures(),
      'losses/explained_variance': explainedVariance(
        Array.from(learned, (row) => old.values[row]),
        Array.from(learned, (row) => targets.returns[row]),
      ),
      'charts/learning_rate': learningRate,
      ...mismatchOf(rollout, old.logProbs),
      steps,
      positions: 2 * rollout.rows + 3 * steps * this.#rows,
    };
  }

  async state(): Promise<GateLearnerState> {
    const specs = gateSpecs(this.shape);
    return {
      trained: await downloadNamed(specs, this.#trained),
      mean: await downloadNamed(specs, this.#moments.mean),
      square: await downloadNamed(specs, this.#moments.square),
      updates: this.#updates,
      steps: this.#steps,
    };
  }

  dispose(): void {
    tree.dispose([this.#trained, this.#start, this.#moments.mean, this.#moments.square]);
    this.#scores.dispose();
    this.#gradients.dispose();
    this.#optimizer.dispose();
  }

  /** All epochs' minibatches of rows to learn from, shuffled anew for every epoch. */
  *#minibatches(learned: Uint32Array): Generator<Uint32Array> {
    for (let epoch = 0; epoch < this.hyper.epochs; epoch++) {
      const rows = new Random(this.#seed, STREAM, this.#updates, epoch).shuffle(learned.slice());
      for (let from = 0; from < rows.length; from += this.#rows) yield rows.subarray(from, from + this.#rows);
    }
  }

  async #score(rollout: GateRollout, trained: Parameters): Promise<Scored> {
    const scored = { logProbs: new Float32Array(rollout.rows), values: new Float32Array(rollout.rows) };
    for (let from = 0; from < rollout.rows; from += this.#rows) {
      const count = Math.min(this.#rows, rollout.rows - from);
      const rows = Uint32Array.from({ length: count }, (_, i) => from + i);
      const scores = await this.#scores(tree.ref(trained), this.#upload(rollout, rows));
      scored.logProbs.set((await numbers(scores.logProbs)).subarray(0, count), from);
      scored.values.set((await numbers(scores.values)).subarray(0, count), from);
      scores.entropies.dispose();
    }
    return scored;
  }

  async #step(
    rollout: GateRollout,
    rows: Uint32Array,
    targets: Targets,
    learningRate: number,
  ): Promise<StepSums> {
    const batch = this.#uploadTargets(rows, targets);
    const arrays = this.#upload(rollout, rows);
    const [[loss, parts], [gradients]] = await this.#gradients(tree.ref(this.#trained), arrays, batch);
    loss.dispose();
    const updated = await this.#optimizer.update(this.#trained, this.#moments, [gradients], {
      learningRate,
      step: this.#steps,
      divisor: rows.length,
    });
    this.#trained = updated.parameters;
    this.#moments = { mean: updated.mean, square: updated.square };
    this.#steps++;
    const sums: Record<string, number> = {};
    for (const [name, sum] of Object.entries(parts)) sums[name] = (await numbers(sum))[0];
    const norm = (await numbers(updated.norm))[0];
    return {
      ...(sums as Record<keyof LossParts, number>),
      decisions: rows.length,
      tokens: rows.length,
      norm,
    };
  }

  /** [#rows, …]; what is missing repeats the first row. */
  #upload({ features, planned }: GateRollout, rows: Uint32Array): GateArrays {
    const { inputs } = this.shape;
    const seen = new Float32Array(this.#rows * inputs);
    for (let i = 0; i < this.#rows; i++) {
      const row = rows[i] ?? rows[0];
      seen.set(features.subarray(row * inputs, (row + 1) * inputs), i * inputs);
    }
    return {
      features: np.array(seen).reshape([this.#rows, inputs]),
      plans: np.array(this.#column(rows, (row) => planned[row] ?? 0)),
    };
  }

  #uploadTargets(rows: Uint32Array, { old, start, advantages, returns }: Targets): PpoArrays {
    const column = (of: (row: number) => number) => np.array(this.#column(rows, of));
    return {
      oldLogProbs: column((row) => old.logProbs[row]),
      startLogProbs: column((row) => start.logProbs[row]),
      weights: column(() => 1),
      advantages: column((row) => advantages[row]),
      returns: column((row) => returns[row]),
      valueWeights: column(() => 1),
    };
  }

  /** 0 for rows that only fill the shape. */
  #column(rows: Uint32Array, of: (row: number) => number): Float32Array<ArrayBuffer> {
    return Float32Array.from({ length: this.#rows }, (_, i) => (i < rows.length ? of(rows[i]) : 0));
  }
}

/** What a learner with these options starts from, as `gateSpecs` says. */
export function gateAtStart({
  inputs,
  planless,
  seed,
  hyper,
}: Pick<GateLearnerOptions, 'inputs' | 'planless' | 'seed' | 'hyper'>): Map<string, Float32Array> {
  const { units, startRate } = gateHyperparameters(hyper);
  return initialGate({ inputs, units }, startRate, new Random(seed, STREAM), planless);
}

type Gradients = [[np.Array, LossParts], [Parameters]];

function makeGradients(h: GateHyperparameters, compiler: Compiler) {
  const loss = (trained: Parameters, arrays: GateArrays, batch: PpoArrays) =>
    lossOfScores(h, scoreGate(trained, arrays), batch);
  const differentiated = valueAndGrad(loss as never, { argnums: [0], hasAux: true } as never);
  return compiler.compile(
    differentiated as unknown as (trained: Parameters, arrays: GateArrays, batch: PpoArrays) => Gradients,
  );
}

function makeScores(compiler: Compiler) {
  return compiler.compile((trained: Parameters, arrays: GateArrays) => scoreGate(trained, arrays));
}

function mismatchOf({ logProbs, decisions }: GateRollout, learned: Float32Array) {
  const differences = logProbs.map((acting, row) => Math.abs(acting - learned[row]));
  const sum = differences.reduce((a, b) => a + b, 0);
  return {
    'mismatch/mean': sum / Math.max(1, decisions),
    'mismatch/max': differences.reduce((a, b) => Math.max(a, b), 0),
  };
}

async function numbers(array: np.Array): Promise<Float32Array> {
  return (await array.data()) as Float32Array;
}
