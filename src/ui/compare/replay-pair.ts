// Two records on one clock: no model is loaded, any step is a short way off, and the shorter one waits at its end.

import type { RunRecord } from '../../records/record.ts';
import { Replay } from '../../records/replay.ts';
import { ReplayPlayer } from '../replay/replay-player.ts';
import { type RunView, viewOfRecord } from '../run-view.ts';
import type { Pair } from './pair.ts';

export class ReplayPair extends EventTarget implements Pair {
  readonly left: RunView;
  readonly right: RunView;
  /** Steps of the longer run. */
  readonly length: number;
  readonly #replays: readonly [Replay, Replay];
  readonly #player: ReplayPlayer;
  #animation = 0;

  /** @throws LabError for a record whose world is not here */
  constructor(left: RunRecord, right: RunRecord) {
    super();
    this.#replays = [new Replay(left), new Replay(right)];
    this.left = viewOfRecord(left);
    this.right = viewOfRecord(right);
    this.length = Math.max(...this.#replays.map(({ length }) => length));
    this.#player = new ReplayPlayer({
      length: this.length,
      frameAt: (step) => this.#replays[0].frameAt(step),
    });
    this.#show();
  }

  get step(): number {
    return this.#player.step;
  }

  get over(): boolean {
    return this.step === this.length;
  }

  get playing(): boolean {
    return this.#player.playing;
  }

  get speed(): number {
    return this.#player.speed;
  }

  set speed(stepsPerSecond: number) {
    this.#player.speed = stepsPerSecond;
  }

  play(): void {
    this.#player.play(performance.now());
    cancelAnimationFrame(this.#animation);
    const tick = (now: number) => {
      if (!this.#player.playing) return;
      if (this.#player.tick(now)) this.#show();
      this.#animation = requestAnimationFrame(tick);
    };
    this.#animation = requestAnimationFrame(tick);
    this.dispatchEvent(new Event('change'));
  }

  pause(): void {
    this.#player.playing = false;
    this.dispatchEvent(new Event('change'));
  }

  async stepOnce(): Promise<void> {
    this.seek(this.step + 1);
  }

  seek(step: number): void {
    this.#player.playing = false;
    this.#player.seek(step);
    this.#show();
  }

  close(): void {
    this.#player.playing = false;
    cancelAnimationFrame(this.#animation);
  }

  #show(): void {
    [this.left, this.right].forEach((view, i) => {
      const replay = this.#replays[i];
      view.step = Math.min(this.step, replay.length);
      view.frame = replay.frameAt(view.step);
      view.episodeReturn = replay.returns[view.step];
    });
    this.dispatchEvent(new Event('change'));
  }
}
