// The predictor of dynamic speculative planning (Guan et al., arXiv 2509.01920, section 3): V(s), the expected number of further
// steps on which the approximation agent will say what the target says, learned online by TD(λ) from its own runs.
//
//   const predictor = KPredictor.create({ seed });
//   predictor.value({ task, steps });                       // anywhere, microseconds
//   predictor.learn({ prefixes, mismatched: true });        // after every mismatch, one or two milliseconds
//   const bytes = predictor.state();                        // KPredictor.restore(bytes) goes on exactly there
//
// One update: the newest run and others from the replay, until they have `pool` states; their λ-returns, once, with the values
// as they stand; `epochs` times over them in shuffled minibatches of `batch` states. Everything is a function of the seed and
// of the runs in their order.
//
// The paper's comparison "plain supervised regression" is this learner at λ = 1 and τ = 0.5: its targets are then the counts
// themselves, its loss is squared error.

import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import { type AdamWState, adamwStep, initialAdamW, type Segment } from './flat-adamw.ts';
import { type KPredictorHyperparameters, kPredictorHyperparameters } from './hyperparameters.ts';
import { MAX_AHEAD, type MatchRun } from './match-run.ts';
import { type LearnFigures, type Predictor, surpriseOf } from './predictor.ts';
import {
  MAX_DENSE,
  type PredictorState,
  readPredictorState,
  writePredictorState,
} from './predictor-state.ts';
import { type Prefix, PrefixEncoder, type PrefixFeatures } from './prefix-encoder.ts';
import { Replay, rewardsOf, type Trajectory } from './replay.ts';
import { expectileLoss, expectileSlope, lambdaReturns } from './returns.ts';
import { initialParameters, segmentsOf, ValueNetwork } from './value-network.ts';

export interface KPredictorOptions {
  readonly hyper?: Partial<KPredictorHyperparameters>;
  /** Numbers of `Prefix.hidden`; 0, the default, where the text is all there is. */
  readonly dense?: number;
  readonly seed: number;
}

interface Sample {
  readonly features: PrefixFeatures;
  /** λ-return. */
  readonly target: number;
}

/** Keeps this learner's chance apart from that of others with the same seed. */
const STREAM = 0x4b5d;

export class KPredictor implements Predictor {
  readonly hyper: KPredictorHyperparameters;
  readonly dense: number;
  readonly #seed: number;
  readonly #encoder: PrefixEncoder;
  readonly #network: ValueNetwork;
  readonly #optimizer: AdamWState;
  readonly #gradients: Float32Array;
  readonly #segments: readonly Segment[];
  readonly #replay: Replay;
  #updates: number;

  /** Knows nothing yet. @throws LabError bad-argument for a dial or a number of dense features out of range */
  static create({ hyper: given, dense = 0, seed }: KPredictorOptions): KPredictor {
    const hyper = kPredictorHyperparameters(given);
    if (!(Number.isInteger(dense) && dense >= 0 && dense <= MAX_DENSE))
      throw new LabError('bad-argument', `A place has 0 to ${MAX_DENSE} dense features.`);
    const shape = { inputs: hyper.buckets + dense, units: hyper.units };
    const parameters = initialParameters(shape, hyper.initialValue, new Random(seed, STREAM));
    const optimizer = initialAdamW(parameters.length);
    return new KPredictor({ hyper, dense, seed, updates: 0, parameters, optimizer, trajectories: [] });
  }

  /** Goes on where the predictor stood that wrote these bytes. @throws LabError too-large, bad-model */
  static restore(bytes: Uint8Array): KPredictor {
    return new KPredictor(readPredictorState(bytes));
  }

  private constructor(state: PredictorState) {
    const { hyper, dense, parameters } = state;
    this.hyper = hyper;
    this.dense = dense;
    this.#seed = state.seed;
    this.#encoder = new PrefixEncoder(hyper.buckets, dense);
    this.#network = new ValueNetwork({ inputs: this.#encoder.inputs, units: hyper.units }, parameters);
    this.#optimizer = state.optimizer;
    this.#segments = segmentsOf(this.#network.shape);
    this.#gradients = new Float32Array(parameters.length);
    this.#replay = new Replay(hyper.replay);
    for (const trajectory of state.trajectories) this.#replay.add(trajectory);
    this.#updates = state.updates;
  }

  get updates(): number {
    return this.#updates;
  }

  /** Runs in the replay. */
  get runs(): number {
    return this.#replay.trajectories.length;
  }

  /** A copy of the network's numbers, for `RemotePredictor`. */
  get parameters(): Float32Array<ArrayBuffer> {
    return this.#network.parameters.slice();
  }

  /** Expected number of further matches from here. @throws LabError bad-argument for other dense features than were promised */
  value(prefix: Prefix): number {
    return this.#network.value(this.#encoder.encode(prefix));
  }

  /** Learns from one run; null where it is none to learn from (`taskEnds`). */
  learn(run: MatchRun): LearnFigures | null {
    const { prefixes, mismatched } = run;
    if (prefixes.length === 0 || !(mismatched || this.hyper.taskEnds)) return null;
    const states = prefixes.slice(-MAX_AHEAD).map((prefix) => this.#encoder.encode(prefix));
    const surprise = surpriseOf(run, this.#valuesOf(states));
    this.#replay.add({ states, mismatched });
    const loss = this.#update(new Random(this.#seed, STREAM, ++this.#updates));
    return { ...surprise, 'losses/expectile': loss };
  }

  /** Everything, as bytes: see `predictor-state.ts`. */
  state(): Uint8Array {
    return writePredictorState({
      hyper: this.hyper,
      dense: this.dense,
      seed: this.#seed,
      updates: this.#updates,
      parameters: this.#network.parameters,
      optimizer: this.#optimizer,
      trajectories: this.#replay.trajectories,
    });
  }

  /** @returns mean loss over all minibatches, each before its step */
  #update(random: Random): number {
    const { pool, epochs, batch } = this.hyper;
    const samples = this.#replay.draw(pool, random).flatMap((drawn) => this.#samplesOf(drawn));
    let loss = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      random.shuffle(samples);
      for (let from = 0; from < samples.length; from += batch)
        loss += this.#step(samples.slice(from, from + batch));
    }
    return loss / (epochs * samples.length);
  }

  #samplesOf(trajectory: Trajectory): Sample[] {
    const values = this.#valuesOf(trajectory.states).map((value) => Math.min(value, MAX_AHEAD));
    const returns = lambdaReturns(rewardsOf(trajectory), values, this.hyper.lambda);
    return trajectory.states.map((features, t) => ({ features, target: returns[t] }));
  }

  /** One minibatch. @returns summed loss before the step */
  #step(samples: readonly Sample[]): number {
    const { tau } = this.hyper;
    const gradients = this.#gradients.fill(0);
    let loss = 0;
    for (const { features, target } of samples) {
      const error = target - this.#network.value(features);
      loss += expectileLoss(error, tau);
      this.#network.addGradient(features, expectileSlope(error, tau) / samples.length, gradients);
    }
    adamwStep(this.hyper, this.#network.parameters, gradients, this.#optimizer, this.#segments);
    return loss;
  }

  #valuesOf(states: readonly PrefixFeatures[]): number[] {
    return states.map((features) => this.#network.value(features));
  }
}
