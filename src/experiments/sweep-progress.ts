// How far a sweep is and how long it may still take. Steps still to play / steps a second: an episode that is not over
// counts as long as the mean finished one of its configuration (of all, before that has one; the step limit, before
// there is any). The speed is that of the last WINDOW_MS, so that a machine that turns to something else is noticed.

import type { Job, JobFigures, Sweep } from './sweep.ts';

const WINDOW_MS = 20_000;
/** Before this much was measured an estimate would be a guess. */
const LEAST_MS = 1_500;

export interface SweepProgress {
  /** Jobs stored or played. */
  readonly done: number;
  /** Jobs in all. */
  readonly total: number;
  /** Episodes in play now. */
  readonly active: number;
  /** Decisions (= steps) a second, over the last 20 seconds; 0 before the first. */
  readonly decisionsPerSecond: number;
  /** Estimated time left, in ms; null until it can be told. */
  readonly msLeft: number | null;
}

export class ProgressMeter {
  readonly #sweep: Sweep;
  readonly #jobs: readonly Job[];
  readonly #done = new Set<number>();
  /** Per configuration, of finished episodes. */
  readonly #steps: number[];
  readonly #episodes: number[];
  /** Steps of episodes that were played to their ends. */
  #played = 0;
  /** [time in ms, steps taken until then], the first one WINDOW_MS ago. */
  readonly #marks: (readonly [time: number, steps: number])[] = [];

  constructor(sweep: Sweep, jobs: readonly Job[]) {
    this.#sweep = sweep;
    this.#jobs = jobs;
    this.#steps = sweep.configurations.map(() => 0);
    this.#episodes = sweep.configurations.map(() => 0);
  }

  /** Jobs that are done. */
  get done(): number {
    return this.#done.size;
  }

  /** A job was done before: it is not played, but says how long its configuration's episodes are. */
  addStored({ job, metrics }: JobFigures): void {
    if (this.#done.has(job.index)) return;
    this.#done.add(job.index);
    this.#steps[job.configuration] += metrics.steps;
    this.#episodes[job.configuration]++;
  }

  /** A job was played to its end. */
  addPlayed(figures: JobFigures): void {
    this.addStored(figures);
    this.#played += figures.metrics.steps;
  }

  /**
   * @param playing steps so far of every episode in play, by its job's index
   * @param now in ms
   */
  progress(playing: ReadonlyMap<number, number>, now: number): SweepProgress {
    const [ms, steps] = this.#measure(playing, now);
    const perMs = ms > 0 ? steps / ms : 0;
    return {
      done: this.#done.size,
      total: this.#jobs.length,
      active: playing.size,
      decisionsPerSecond: 1000 * perMs,
      msLeft: perMs > 0 && ms >= LEAST_MS ? this.#stepsLeft(playing) / perMs : null,
    };
  }

  /** Time and steps since the window began. */
  #measure(playing: ReadonlyMap<number, number>, now: number): [ms: number, steps: number] {
    let taken = this.#played;
    for (const steps of playing.values()) taken += steps;
    this.#marks.push([now, taken]);
    while (this.#marks.length > 2 && now - this.#marks[1][0] >= WINDOW_MS) this.#marks.shift();
    const [time, steps] = this.#marks[0];
    return [now - time, taken - steps];
  }

  #stepsLeft(playing: ReadonlyMap<number, number>): number {
    const lengths = this.#sweep.configurations.map((_, i) => this.#expectedLength(i));
    let left = 0;
    for (const { index, configuration } of this.#jobs)
      if (!this.#done.has(index)) left += Math.max(1, lengths[configuration] - (playing.get(index) ?? 0));
    return left;
  }

  #expectedLength(configuration: number): number {
    if (this.#episodes[configuration] > 0) return this.#steps[configuration] / this.#episodes[configuration];
    const episodes = this.#episodes.reduce((sum, n) => sum + n, 0);
    return episodes > 0 ? this.#steps.reduce((sum, n) => sum + n, 0) / episodes : this.#sweep.maxSteps;
  }
}
