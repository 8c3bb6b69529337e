// Lets commands in while a thread computes: its work may never leave the thread by itself. A posted message, unlike a nested
// timer, is not clamped to 4 ms.

export class CommandEar {
  readonly #channel = new MessageChannel();
  #heard = 0;

  /** Resolves when every message that has come was heard. */
  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#channel.port1.onmessage = () => resolve();
      this.#channel.port2.postMessage(null);
    });
  }

  /** The same, but not more often than every so many ms. */
  async listenEvery(ms: number): Promise<void> {
    if (performance.now() - this.#heard < ms) return;
    await this.listen();
    this.#heard = performance.now();
  }
}
