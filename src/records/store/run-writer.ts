// Keeps a run while it goes on: whatever the recorder has taken down reaches IndexedDB within a second, so that a killed
// tab loses at most that. Storage that fails is told once and tried again later; until then the run lives in memory.

import { LabError } from '../../lab-error.ts';
import type { RunRecorder } from '../recorder.ts';
import { storageError } from './database.ts';
import type { RunStore } from './run-store.ts';

/** Longest wait of a step for its write to begin, in ms. */
const WRITE_AFTER = 300;
/** Wait after a failed write, in ms. */
const RETRY_AFTER = 10_000;

export interface WriterReports {
  /** Steps that are stored now. */
  readonly onSaved: (steps: number) => void;
  /** Storage failed; the run goes on in memory. Told once until a write succeeds again. */
  readonly onTrouble: (error: LabError) => void;
}

export class RunWriter {
  readonly runId: string;
  readonly #store: RunStore;
  readonly #recorder: RunRecorder;
  readonly #reports: WriterReports;
  #stored: number;
  #finished = false;
  #writing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #inTrouble = false;

  /** @param stored steps of the recorder that the store has already */
  constructor(store: RunStore, runId: string, recorder: RunRecorder, stored: number, reports: WriterReports) {
    this.#store = store;
    this.runId = runId;
    this.#recorder = recorder;
    this.#stored = stored;
    this.#reports = reports;
  }

  /** Steps that are stored. */
  get stored(): number {
    return this.#stored;
  }

  /** Says that the recorder has a new step. Cheap: call it at every step. */
  touch(): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#inTrouble ? RETRY_AFTER : WRITE_AFTER);
  }

  /** Writes what is unwritten, and the finished record at the end of the episode. Never rejects: see `onTrouble`. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write()).catch((error: unknown) => this.#fail(error));
    return this.#writing;
  }

  /** Writes what is unwritten and stops; the run may go on elsewhere. */
  async close(): Promise<void> {
    await this.flush();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #write(): Promise<void> {
    const { steps, outcome } = this.#recorder;
    const first = this.#stored;
    if (this.#finished) return;
    if (outcome.terminated || outcome.truncated) {
      await this.#store.finish(this.runId, this.#recorder.record());
      this.#finished = true;
    } else if (steps.length > first) {
      await this.#store.append(this.runId, first, steps.slice(first), outcome, this.#recorder.held);
    } else return;
    this.#stored = outcome.steps;
    this.#inTrouble = false;
    this.#reports.onSaved(this.#stored);
  }

  #fail(error: unknown): void {
    const known = LabError.from(storageError(error));
    if (!this.#inTrouble) this.#reports.onTrouble(known);
    this.#inTrouble = true;
    const mayPass = known.code === 'storage-full' || known.code === 'storage-refused';
    if (mayPass) this.touch();
  }
}
