// A long run on the page that its worker keeps (an experiment, a training, a deployment): it outlives the page element and the
// death of its worker, for a new one goes on from what the old one stored. Runs that are kept nowhere end with their worker,
// so they are none of these.

import { LabError } from '../lab-error.ts';

/** Deaths of the worker in a row after which it is not started again. */
const MAX_DEATHS = 2;

/** A download on its way, in bytes. */
export interface Loading {
  readonly what: string;
  readonly loaded: number;
  readonly total: number;
}

/** Sends `change` whenever something is new, `listed` when what is stored may have changed, and `notice` (a string). */
export abstract class WorkerRun extends EventTarget {
  /** `loading` and `running` where it goes on in this tab, `failed` where an error has stopped it; others as its kind has them. */
  abstract phase: string;
  abstract readonly id: string;
  loading: Loading | null = null;
  error: LabError | null = null;
  #deaths = 0;

  /** It goes on in this tab. */
  get running(): boolean {
    return this.phase === 'loading' || this.phase === 'running';
  }

  /** A new worker would find it. */
  protected abstract get isKept(): boolean;
  /** Goes on in a new worker. */
  protected abstract again(): Promise<unknown>;
  /** It goes on no more. */
  protected abstract end(phase: 'failed'): void;

  /** It is not started again once more. */
  protected get isGivenUp(): boolean {
    return this.#deaths >= MAX_DEATHS;
  }

  /** Something of it was stored: earlier deaths count no more. */
  protected gotOn(): void {
    this.#deaths = 0;
  }

  /** After the worker's death. */
  protected revive(reason: LabError, said = `${reason.message} It goes on in a new one.`): void {
    if (!this.running) return;
    if (!this.isKept || this.isGivenUp) {
      this.fail(reason);
      return;
    }
    this.#deaths++;
    this.say(said);
    this.again().catch((error) => this.fail(LabError.from(error)));
  }

  protected fail(error: LabError): void {
    this.error = error;
    this.end('failed');
    this.changed();
  }

  /** What goes wrong is shown as the run's end, and thrown on. */
  protected async orFail(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.fail(LabError.from(error));
      throw error;
    }
  }

  /** Another tab has stored something: what is on the page is read and shown again. */
  protected onElsewhere<Opened>(
    id: string,
    service: { open(id: string): Promise<Opened> },
    show: (opened: Opened) => void,
  ): void {
    this.listed();
    const isWatched = () => id === this.id && !this.running;
    if (!isWatched()) return;
    service
      .open(id)
      .then((opened) => isWatched() && show(opened))
      .catch(() => undefined);
  }

  protected say(text: string): void {
    this.dispatchEvent(new CustomEvent('notice', { detail: text }));
  }

  protected listed(): void {
    this.dispatchEvent(new Event('listed'));
  }

  protected changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
