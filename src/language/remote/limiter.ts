// So many at a time, the others in the order they came. A server with a queue of its own serves them no faster when it has
// them all, and an endpoint with a rate limit turns them away.

import { reasonOf } from './backoff.ts';

export class Limiter {
  readonly #most: number;
  #running = 0;
  #queue: (() => void)[] = [];

  /** @param most at a time, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  /** Does the work when it is its turn. @throws what the work throws; LabError aborted while it waits */
  async run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#running--;
      this.#queue.shift()?.();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', leave);
        this.#running++;
        resolve();
      };
      const leave = () => {
        this.#queue = this.#queue.filter((other) => other !== start);
        reject(reasonOf(signal));
      };
      if (this.#running < this.#most) return start();
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(start);
    });
  }
}
