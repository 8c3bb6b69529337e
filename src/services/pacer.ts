// How fast a run goes: waits so that at most `speed` decisions a second are made, and lets messages (pause, a person's
// action) through even at full speed.

export class Pacer {
  /** Decisions per second; 0 = as fast as it goes. */
  speed: number;
  #due = 0;
  #wake: (() => void) | null = null;
  readonly #channel = new MessageChannel();

  constructor(speed: number) {
    this.speed = speed;
    this.#channel.port1.onmessage = () => this.interrupt();
  }

  /** Resolves when the next decision is due; at once after `interrupt`. */
  async wait(): Promise<void> {
    const now = performance.now();
    this.#due = this.speed > 0 ? Math.max(now, this.#due + 1000 / this.speed) : now;
    const delay = this.#due - now;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      // A posted message, unlike a nested timer, is not clamped to 4 ms.
      if (delay < 1) this.#channel.port2.postMessage(null);
      else setTimeout(resolve, delay);
    });
    this.#wake = null;
  }

  /** Ends the wait in progress: something changed. */
  interrupt(): void {
    this.#wake?.();
  }

  dispose(): void {
    this.#channel.port1.close();
  }
}
