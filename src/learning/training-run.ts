// One training run, wherever it runs: a Node process or a page. It knows budgets, progress and checkpoints, but neither
// files nor clocks: bytes come in, `save` takes bytes out, `now` tells the time.
//
// A run's budget is `steps` (the learning rate then depends on the step alone, so a run repeats bit for bit) or `seconds`
// of training time (the learning rate follows the clock, so the decay ends in time on a slow machine, too).

import { LabError } from '../lab-error.ts';
import type { PocketConfig } from '../language/pocket/config.ts';
import type { BucketShape } from './batches.ts';
import { Dataset } from './dataset.ts';
import type { SftHyperparameters } from './hyperparameters.ts';
import type { Compiler } from './program.ts';
import { type EvaluationFigures, SftTrainer, type StepFigures } from './sft.ts';

/** What a run is, without where its bytes come from. */
export interface RunPlan {
  readonly config: PocketConfig;
  readonly shapes: readonly BucketShape[];
  readonly hyper?: Partial<SftHyperparameters>;
  readonly seed: number;
  /** Stop after this many optimizer steps. */
  readonly steps?: number;
  /** Stop after this many seconds of training; earlier runs that are resumed count. */
  readonly seconds?: number;
  /** Seconds between checkpoints; 60 by default. */
  readonly checkpointEvery?: number;
  /** Weights to start from (checkpoint bytes); the optimizer starts afresh. */
  readonly init?: Uint8Array;
  /** What computes; jax-js by default. */
  readonly compiler?: Compiler;
}

export interface TrainingProgress extends StepFigures {
  /** Seconds of training so far. */
  readonly seconds: number;
  readonly positionsPerSecond: number;
  /** Share of the budget that is used, 0..1. */
  readonly progress: number;
}

/** Options of a run that is driven from Node. */
export interface TrainingOptions extends RunPlan {
  /** Files written by `Dataset.toBytes`. */
  readonly datasetFiles: readonly string[];
  /** Rows to evaluate on at the end. */
  readonly heldOutFile?: string;
  /** Where the checkpoint goes. */
  readonly outDir: string;
  /** Whether to compute on native kernels; by default where they are installed. See `native/`. */
  readonly native?: boolean;
  /** Ignore a checkpoint that lies in `outDir`. */
  readonly fresh?: boolean;
  readonly onProgress?: (figures: TrainingProgress) => void;
  readonly signal?: AbortSignal;
}

export interface TrainingOutcome {
  readonly steps: number;
  /** Seconds of training. */
  readonly seconds: number;
  /** Positions learned from, padding included. */
  readonly positions: number;
  /** Mean loss of the last 50 steps. */
  readonly loss: number;
  readonly epochs: number;
  readonly heldOut?: EvaluationFigures;
  /** `finished`: the budget is used up. */
  readonly finished: boolean;
}

export interface TrainingResult extends TrainingOutcome {
  /** Path of the final checkpoint, safetensors with weights and optimizer. */
  readonly checkpointFile: string;
}

/** Where a run's bytes, time and reports come from. */
export interface RunSurroundings {
  readonly dataset: readonly Uint8Array[];
  readonly heldOut?: Uint8Array;
  readonly resume?: Uint8Array;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  readonly save: (checkpoint: Uint8Array) => Promise<void>;
  readonly onProgress?: (figures: TrainingProgress) => void;
  readonly signal?: AbortSignal;
}

/** Trains on jax-js' default device until the budget is used up or the signal aborts. */
export async function runTraining(options: RunPlan & RunSurroundings): Promise<TrainingOutcome> {
  if (options.steps === undefined && options.seconds === undefined)
    throw new LabError('bad-argument', 'A training run needs a number of steps or of seconds.');
  const dataset = Dataset.concatenate(options.dataset.map((bytes) => Dataset.fromBytes(bytes)));
  const trainer = SftTrainer.create({ ...options, dataset });
  try {
    const clock = new Budget(options, trainer);
    while (!clock.finished && !options.signal?.aborted) {
      const figures = await trainer.step(clock.progress);
      options.onProgress?.(clock.count(figures));
      if (clock.checkpointDue) await options.save(await clock.checkpoint(trainer));
    }
    await options.save(await clock.checkpoint(trainer));
    const outcome = { ...clock.outcome, finished: clock.finished };
    const heldOut = options.heldOut && (await trainer.evaluate(Dataset.fromBytes(options.heldOut)));
    return { ...outcome, heldOut };
  } finally {
    trainer.dispose();
  }
}

/** Time, steps and positions used so far, those of the resumed run included. */
class Budget {
  readonly #plan: RunPlan;
  readonly #now: () => number;
  #started: number;
  #saved: number;
  #last: number;
  #steps: number;
  #positions: number;
  #epochs = 0;
  readonly #losses: number[] = [];

  constructor(options: RunPlan & RunSurroundings, trainer: SftTrainer) {
    this.#plan = options;
    this.#now = options.now;
    this.#steps = trainer.steps;
    this.#positions = Number(trainer.metadata.positions ?? 0);
    this.#started = options.now() - 1000 * Number(trainer.metadata.seconds ?? 0);
    this.#saved = this.#last = options.now();
  }

  get seconds(): number {
    return (this.#now() - this.#started) / 1000;
  }

  get progress(): number {
    const { steps, seconds } = this.#plan;
    return Math.max(steps ? this.#steps / steps : 0, seconds ? this.seconds / seconds : 0);
  }

  get finished(): boolean {
    return this.progress >= 1;
  }

  get checkpointDue(): boolean {
    return this.#now() - this.#saved >= 1000 * (this.#plan.checkpointEvery ?? 60);
  }

  count(figures: StepFigures): TrainingProgress {
    const now = this.#now();
    const positionsPerSecond = (1000 * figures.positions) / Math.max(1e-3, now - this.#last);
    this.#last = now;
    this.#steps = figures.step;
    this.#positions += figures.positions;
    this.#epochs = figures.epochs;
    this.#losses.push(figures.loss);
    if (this.#losses.length > 50) this.#losses.shift();
    return { ...figures, seconds: this.seconds, positionsPerSecond, progress: Math.min(1, this.progress) };
  }

  async checkpoint(trainer: SftTrainer): Promise<Uint8Array> {
    this.#saved = this.#now();
    return trainer.checkpoint({ seconds: String(this.seconds), positions: String(this.#positions) });
  }

  get outcome() {
    return {
      steps: this.#steps,
      seconds: this.seconds,
      positions: this.#positions,
      loss: this.#losses.reduce((sum, loss) => sum + loss, 0) / Math.max(1, this.#losses.length),
      epochs: this.#epochs,
    };
  }
}
