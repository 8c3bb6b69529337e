// A predictor that learns in another thread and answers in this one. Values come from the latest weights that the learner sent,
// so that `value` stays synchronous and an update never holds the agents up.
//
//   in the worker:  const learned = learnHere(predictor, run);      // postMessage or Comlink: plain data both ways
//   in the loop:    new RemotePredictor(start, (run) => worker.learn(run))

import type { KPredictor } from './k-predictor.ts';
import type { MatchRun } from './match-run.ts';
import type { LearnFigures, Predictor } from './predictor.ts';
import { type Prefix, PrefixEncoder } from './prefix-encoder.ts';
import { ValueNetwork } from './value-network.ts';

/** A network as a message: about 130 KB. */
export interface PredictorWeights {
  readonly buckets: number;
  readonly dense: number;
  readonly units: number;
  readonly parameters: Float32Array<ArrayBuffer>;
  /** Updates behind these weights. */
  readonly updates: number;
}

export interface RemotelyLearned {
  readonly figures: LearnFigures | null;
  readonly weights: PredictorWeights;
}

/** The learner's side. */
export function weightsOf({ hyper, dense, parameters, updates }: KPredictor): PredictorWeights {
  return { buckets: hyper.buckets, dense, units: hyper.units, parameters, updates };
}

/** The learner's side of one run. */
export function learnHere(predictor: KPredictor, run: MatchRun): RemotelyLearned {
  const figures = predictor.learn(run);
  return { figures, weights: weightsOf(predictor) };
}

export class RemotePredictor implements Predictor {
  readonly #encoder: PrefixEncoder;
  readonly #network: ValueNetwork;
  readonly #learn: (run: MatchRun) => Promise<RemotelyLearned>;
  #updates: number;

  /** @param start the learner's weights now, see `weightsOf` @param learn asks the learner, see `learnHere` */
  constructor(start: PredictorWeights, learn: (run: MatchRun) => Promise<RemotelyLearned>) {
    const { buckets, dense, units, parameters, updates } = start;
    this.#encoder = new PrefixEncoder(buckets, dense);
    this.#network = new ValueNetwork({ inputs: this.#encoder.inputs, units }, parameters.slice());
    this.#learn = learn;
    this.#updates = updates;
  }

  value(prefix: Prefix): number {
    return this.#network.value(this.#encoder.encode(prefix));
  }

  /** Resolves when the weights have arrived. Answers that come out of order never bring older weights back. */
  async learn(run: MatchRun): Promise<LearnFigures | null> {
    const { figures, weights } = await this.#learn(run);
    if (weights.updates > this.#updates) {
      this.#network.parameters.set(weights.parameters);
      this.#updates = weights.updates;
    }
    return figures;
  }
}
