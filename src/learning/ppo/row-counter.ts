// Counts the rows of an update, so that a page can show a number instead of a spinner.

import type { UpdateOptions } from './ppo.ts';

/** Counts the rows of an update, and is where it can be stopped. */
export class RowCounter {
  #done = 0;
  readonly #total: number;
  readonly #signal: AbortSignal | undefined;
  readonly #onRows: UpdateOptions['onRows'];

  constructor(total: number, signal?: AbortSignal, onRows?: UpdateOptions['onRows']) {
    this.#total = total;
    this.#signal = signal;
    this.#onRows = onRows;
  }

  /** @throws LabError aborted */
  async add(rows: number): Promise<void> {
    this.#done += rows;
    await this.#onRows?.(this.#done, this.#total);
    this.#signal?.throwIfAborted();
  }
}
