// Writes a run's record while the run goes on: steps, outcome and digest grow together, so a record (and a link) can be
// taken at any step. It refuses a step that no record could hold, so what it gives can always be encoded.

import { ACHIEVEMENTS } from '../worlds/crafter/names.ts';
import type { StepResult, World } from '../worlds/world.ts';
import { RunDigest } from './digest.ts';
import { type Outcome, RECORD_FORMAT, type RunConfig, type RunRecord, type StepRecord } from './record.ts';
import { checkConfig } from './schema.ts';
import { StepLimits } from './steps-codec.ts';

/** A person's plan that ends by itself: no part of the record, but a run that is resumed must know of it. */
export interface Held {
  /** As `parseHold` of the planning agents reads it: `done`, `steps-8`. */
  readonly hold: string;
  /** Index of the step that the plan came into force with, 0-based. */
  readonly since: number;
}

export class RunRecorder {
  readonly config: RunConfig;
  /** The plan in force, if it ends by itself. */
  held: Held | null = null;
  readonly #world: World;
  readonly #digest: RunDigest;
  readonly #limits = new StepLimits();
  readonly #steps: StepRecord[] = [];
  readonly #achievements: Record<string, number> = {};
  #episodeReturn = 0;
  #terminated = false;
  #truncated = false;

  /**
   * @param world just reset with the configuration's seed; it is read at every step and never changed
   * @throws LabError bad-seed, bad-record for a configuration that no record can hold
   */
  constructor(config: RunConfig, world: World) {
    this.config = checkConfig(config);
    this.#world = world;
    this.#digest = new RunDigest(config, world.checksum());
  }

  /** Steps so far; grows, so copy what must stay. */
  get steps(): readonly StepRecord[] {
    return this.#steps;
  }

  get outcome(): Outcome {
    return {
      steps: this.#steps.length,
      episodeReturn: this.#episodeReturn,
      achievements: { ...this.#achievements },
      terminated: this.#terminated,
      truncated: this.#truncated,
    };
  }

  /**
   * Takes down a step that the world has just made; `result` is what it gave.
   * @throws LabError bad-record, bad-plan, too-large; then nothing was taken down
   */
  add(step: StepRecord, result: StepResult<unknown>): void {
    this.#limits.admit(step);
    this.#digest.add(step, result, this.#world);
    this.#steps.push(step);
    this.#episodeReturn += result.reward;
    this.#terminated = result.terminated;
    this.#truncated = result.truncated;
    const counts = result.info.achievements as ArrayLike<number> | undefined;
    for (let i = 0; counts && i < counts.length; i++)
      if (counts[i] > 0) this.#achievements[ACHIEVEMENTS[i]] ??= this.#steps.length;
  }

  /** SHA-256 (hex) of the run so far. */
  digest(): string {
    return this.#digest.value(this.#world.checksum());
  }

  /** The record of the run so far, a copy. */
  record(): RunRecord {
    return {
      format: RECORD_FORMAT,
      config: this.config,
      steps: [...this.#steps],
      outcome: this.outcome,
      digest: this.digest(),
    };
  }
}
