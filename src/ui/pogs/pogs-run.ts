// The episode and the comparison on the page. It outlives the page element, so a walk and a comparison go on while their viewer
// looks elsewhere. To look back at earlier moments changes nothing of the episode: only the last one can be gone on from.

import { LabError } from '../../lab-error.ts';
import type { RuntimePreference } from '../../services/agent-service.ts';
import type { PogsComparison, PogsServiceEvent } from '../../services/pogs-service.ts';
import type { PogsSetup } from '../../services/pogs-setup.ts';
import { RUNTIME_LABELS } from '../labels.ts';
import { keepComparison, keptComparison } from './last-comparison.ts';
import { type ConnectPogs, connectPogs, type PogsClient } from './pogs-client.ts';
import { PogsFilm } from './pogs-film.ts';
import { INITIAL_POGS } from './setup.ts';

/** What is played: an episode. */
export interface Wanted {
  readonly setup: PogsSetup;
  readonly graph: number;
  readonly runtime: RuntimePreference;
  /** Played through to this moment at once. */
  readonly at: number;
}

export interface Loading {
  readonly what: string;
  readonly loaded: number;
  readonly total: number;
}

export interface ComparisonProgress {
  readonly done: number;
  readonly total: number;
  /** ms since it began. */
  readonly elapsed: number;
}

/** A step that is under way is looked after so often, in ms. */
const POLL_MS = 20;

/** Sends `change` whenever something is new, `notice` (a string) and `failure` (a LabError). */
export class PogsRun extends EventTarget {
  film: PogsFilm | null = null;
  /** The moment that is shown. */
  at = 0;
  playing = false;
  /** Steps per second at the most; 0 for as many as come. */
  speed = Number(INITIAL_POGS.speed);
  /** A graph is being drawn, which takes seconds where hard ones are rare. */
  opening = false;
  loading: Loading | null = null;
  /** What the model runs on; '' before the first step. */
  runtime = '';
  error: LabError | null = null;
  /** null while no comparison is played. */
  comparing: ComparisonProgress | null = null;
  comparison: PogsComparison | null = keptComparison();
  /** What the page was set to when it was last seen: it comes back to that. */
  values = INITIAL_POGS;
  readonly client: PogsClient;
  #wanted: Wanted | null = null;
  #opened: Promise<void> = Promise.resolve();
  /** A step is asked for. */
  #stepping = false;
  /** Steps up to this moment are played without a pause. */
  #goal = 0;
  /** Ends the loop of an earlier start. */
  #loop = 0;

  constructor(connect: ConnectPogs = connectPogs) {
    super();
    this.client = connect({
      onEvent: (event) => this.#receive(event),
      onDeath: (reason) => this.#die(reason),
    });
  }

  /** There is a moment behind the one that is shown, played or not; new ones wait for a comparison. */
  get canStep(): boolean {
    const { film, comparing } = this;
    if (!film || this.error) return false;
    return this.at < film.last || (!film.isOver && !comparing);
  }

  /** The steps of an address are played again. */
  get isCatchingUp(): boolean {
    return this.#goal > this.at;
  }

  /** A new step is asked for. */
  get waiting(): boolean {
    return this.#stepping;
  }

  /** Shows the start of an episode. Of several that are wanted while one is opened, only the last is. */
  open(wanted: Wanted): Promise<void> {
    this.#wanted = wanted;
    this.pause();
    this.#opened = this.#opened.then(() => this.#open(wanted));
    return this.#opened;
  }

  /** Shows another moment that was played. */
  seek(at: number): void {
    this.pause();
    this.#show(at);
  }

  /** One moment on: the next one that was played, or a new one. */
  async step(): Promise<void> {
    this.pause();
    await this.#forward();
  }

  /** Goes on from the moment that is shown; at the end of an episode, from its start. */
  play(): void {
    if (this.playing || !this.film || this.error) return;
    if (!this.canStep) this.at = 0;
    this.playing = true;
    this.#changed();
    void this.#go();
  }

  pause(): void {
    this.#goal = 0;
    if (!this.playing) return;
    this.playing = false;
    this.#changed();
  }

  /** Ends what goes on at once. */
  async stop(): Promise<void> {
    this.pause();
    await this.client.service.stop();
  }

  /** @throws LabError bad-argument, model-missing, aborted, run-busy */
  async compare(
    setup: PogsSetup,
    seeds: readonly number[],
    schedules: readonly string[],
    runtime: RuntimePreference,
  ): Promise<void> {
    if (this.comparing) throw new LabError('run-busy', 'A comparison is played already.', 'Cancel it first.');
    await this.stop();
    this.comparing = { done: 0, total: 0, elapsed: 0 };
    this.#changed();
    try {
      this.comparison = await this.client.service.compare(setup, seeds, schedules, runtime);
      keepComparison(this.comparison);
    } finally {
      this.comparing = null;
      this.loading = null;
      this.#changed();
    }
  }

  async #open(wanted: Wanted): Promise<void> {
    if (wanted !== this.#wanted) return;
    this.opening = true;
    this.#changed();
    try {
      const { treeSeed } = await this.client.service.open(wanted.setup, wanted.graph, wanted.runtime);
      if (wanted !== this.#wanted) return;
      this.film = new PogsFilm(treeSeed, wanted.setup.config);
      this.at = 0;
      this.error = null;
      this.#goal = wanted.at;
      if (wanted.at > 0) this.play();
    } catch (error) {
      if (wanted === this.#wanted) this.film = null;
      this.#fail(LabError.from(error));
    } finally {
      this.opening = false;
      this.#changed();
    }
  }

  async #go(): Promise<void> {
    const loop = ++this.#loop;
    while (this.playing && loop === this.#loop && this.canStep) {
      const began = performance.now();
      await this.#forward();
      const isPast = this.at < this.#goal;
      if (!isPast && this.#goal > 0) break;
      if (!isPast && this.speed > 0) await pauseOf(1000 / this.speed - (performance.now() - began));
    }
    if (loop === this.#loop) this.pause();
  }

  async #forward(): Promise<void> {
    const { film } = this;
    if (!film || !this.canStep) return;
    if (this.at < film.last) {
      this.#show(this.at + 1);
      return;
    }
    if (this.#stepping) {
      await pauseOf(POLL_MS);
      return;
    }
    this.#stepping = true;
    this.#changed();
    try {
      const step = await this.client.service.step();
      // Another graph may have been opened meanwhile.
      if (film !== this.film) return;
      film.add(step);
      this.#show(film.last);
    } catch (error) {
      if (film === this.film) this.#fail(LabError.from(error));
    } finally {
      this.#stepping = false;
      this.loading = null;
      this.#changed();
    }
  }

  #show(at: number): void {
    this.at = Math.max(0, Math.min(this.film?.last ?? 0, at));
    this.#changed();
  }

  #receive(event: PogsServiceEvent): void {
    if (event.type === 'notice') this.dispatchEvent(new CustomEvent('notice', { detail: event.text }));
    else if (event.type === 'loading') this.loading = event;
    else if (event.type === 'runtime') this.runtime = `${RUNTIME_LABELS[event.kind]}. ${event.why}`;
    else if (this.comparing) {
      this.comparing = event;
      this.loading = null;
    }
    this.#changed();
  }

  /** To be stopped is no failure: the step can be asked for again. */
  #fail(error: LabError): void {
    this.pause();
    if (error.code === 'aborted') return;
    // A model that is missing now may be there at the next try.
    if (error.code === 'internal') this.error = error;
    this.dispatchEvent(new CustomEvent('failure', { detail: error }));
  }

  /** A new worker has no episode: the graph must be started again. */
  #die(reason: LabError): void {
    this.comparing = null;
    this.opening = false;
    this.#stepping = false;
    this.#opened = Promise.resolve();
    this.#fail(reason);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function pauseOf(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

let shared: PogsRun | undefined;

/** The page's one run. */
export function pogsRun(): PogsRun {
  shared ??= new PogsRun();
  return shared;
}
