// The predictor's own thread: it learns after every mismatch while the agents go on, and keeps what it learned in IndexedDB. Not
// the learner's worker, which may compute for seconds without listening.

import { LabError } from '../lab-error.ts';
import type { KPredictorHyperparameters } from '../learning/k-predictor/hyperparameters.ts';
import { KPredictor } from '../learning/k-predictor/k-predictor.ts';
import type { MatchRun } from '../learning/k-predictor/match-run.ts';
import {
  learnHere,
  type PredictorWeights,
  type RemotelyLearned,
  weightsOf,
} from '../learning/k-predictor/remote-predictor.ts';

/** Where predictors are kept. */
export interface PredictorShelf {
  /** @throws LabError storage-refused */
  read(key: string): Promise<Uint8Array | null>;
  /** @throws LabError storage-full, storage-refused */
  write(key: string, state: Uint8Array<ArrayBuffer>): Promise<void>;
  clear(): Promise<void>;
}

export interface PredictorOrder {
  /** What it predicts, and under which it is kept. */
  readonly key: string;
  readonly hyper: Partial<KPredictorHyperparameters>;
  /** Numbers of the hidden state that it reads; 0 for none. */
  readonly dense: number;
  readonly seed: number;
  /** Go on with what was kept, and keep what is learned. */
  readonly keep: boolean;
}

/** Commands. */
export interface PredictorService {
  /** @returns the weights to begin with @throws LabError bad-argument (a dial), storage-refused */
  open(order: PredictorOrder): Promise<PredictorWeights>;
  /** @throws LabError not-found before `open` */
  learn(run: MatchRun): Promise<RemotelyLearned>;
  /** Keeps what was learned, where that was asked for. @throws LabError storage-full, storage-refused */
  keep(): Promise<void>;
}

/**
 * A kept predictor if it is wanted, there, whole and of the same dials; a new one otherwise.
 * @throws LabError bad-argument, storage-refused
 */
export async function openPredictor(
  shelf: PredictorShelf,
  { key, hyper, dense, seed, keep }: PredictorOrder,
): Promise<KPredictor> {
  const fresh = KPredictor.create({ hyper, dense, seed });
  const state = keep ? await shelf.read(key) : null;
  const kept = state && restored(state);
  const fits = kept?.dense === fresh.dense && JSON.stringify(kept.hyper) === JSON.stringify(fresh.hyper);
  return kept && fits ? kept : fresh;
}

/** null for bytes that are no predictor of this version: it is learned anew. */
function restored(state: Uint8Array): KPredictor | null {
  try {
    return KPredictor.restore(state);
  } catch {
    return null;
  }
}

export class PredictorHost implements PredictorService {
  readonly #shelf: PredictorShelf;
  #open: { readonly predictor: KPredictor; readonly order: PredictorOrder } | null = null;

  constructor(shelf: PredictorShelf) {
    this.#shelf = shelf;
  }

  async open(order: PredictorOrder): Promise<PredictorWeights> {
    const predictor = await openPredictor(this.#shelf, order);
    this.#open = { predictor, order };
    return weightsOf(predictor);
  }

  async learn(run: MatchRun): Promise<RemotelyLearned> {
    return learnHere(this.#opened().predictor, run);
  }

  async keep(): Promise<void> {
    const { predictor, order } = this.#opened();
    if (order.keep) await this.#shelf.write(order.key, predictor.state().slice());
  }

  #opened() {
    if (this.#open) return this.#open;
    throw new LabError('not-found', 'No predictor is open.');
  }
}
