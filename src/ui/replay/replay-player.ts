// Playing a record back: a position, a speed, and a clock that is handed in. It holds no picture and no element, so its
// timing is tested without a browser.

import type { CrafterFrame } from '../../worlds/crafter/names.ts';

/** What a player needs of `records/replay.ts`. */
export interface ReplaySource {
  readonly length: number;
  frameAt(step: number): CrafterFrame;
}

/** Steps per second that 0, "max", stands for: four a frame is as fast as an eye follows. */
export const MAX_SPEED = 240;
/** A hidden tab gets no frames; what it missed is not made up for. */
const LONGEST_GAP_MS = 250;

export class ReplayPlayer {
  readonly length: number;
  playing = false;
  /** Steps per second; 0 for as fast as it goes. */
  speed = 10;
  #step = 0;
  #since = 0;
  #last = 0;
  readonly #source: ReplaySource;

  constructor(source: ReplaySource) {
    this.#source = source;
    this.length = source.length;
  }

  get step(): number {
    return this.#step;
  }

  get frame(): CrafterFrame {
    return this.#source.frameAt(this.#step);
  }

  /** Goes to a step, drawn into 0..length. */
  seek(step: number): void {
    this.#step = Math.min(this.length, Math.max(0, Math.round(step)));
    if (this.#step === this.length) this.playing = false;
  }

  /** Plays on; from the end it starts over. */
  play(now: number): void {
    if (this.#step === this.length) this.#step = 0;
    this.playing = this.length > 0;
    this.#last = now;
    this.#since = 0;
  }

  /** Moves to where the clock says. @param now ms @returns whether the step changed */
  tick(now: number): boolean {
    if (!this.playing) return false;
    this.#since += Math.min(LONGEST_GAP_MS, now - this.#last);
    this.#last = now;
    const every = 1000 / (this.speed || MAX_SPEED);
    const steps = Math.floor(this.#since / every);
    if (steps === 0) return false;
    this.#since -= steps * every;
    this.seek(this.#step + steps);
    return true;
  }
}
