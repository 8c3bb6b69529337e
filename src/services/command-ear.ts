// Lets commands in while a thread computes: its work may never leave the thread by itself.

import { nextTurn } from '../next-turn.ts';

export class CommandEar {
  #heard = 0;

  /** Resolves when every message that has come was heard. */
  listen(): Promise<void> {
    return nextTurn();
  }

  /** The same, but not more often than every so many ms. */
  async listenEvery(ms: number): Promise<void> {
    if (performance.now() - this.#heard < ms) return;
    await this.listen();
    this.#heard = performance.now();
  }
}
