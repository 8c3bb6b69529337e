// Seeded randomness for everything but the worlds (which bring the generator their rules demand): sampling, the
// teacher's choices, data shuffling. A generator is handed in as an argument, so every run repeats from its seed.

const GOLDEN = 0x9e3779b9;

/** sfc32: 128 bits of state, passes PractRand, a few nanoseconds a draw. Source: C. Doty-Humphrey, PractRand. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  /** @param keys any integers (seed, lane, step …), each read modulo 2^32; different keys give independent streams. */
  constructor(...keys: number[]) {
    this.#a = GOLDEN;
    this.#b = keys.length >>> 0;
    this.#c = 0x243f6a88;
    this.#count = 1;
    for (const key of keys) {
      this.#a = (this.#a ^ (key >>> 0)) >>> 0;
      this.#b = (this.#b ^ (Math.floor(key / 0x1_0000_0000) >>> 0)) >>> 0;
      for (let i = 0; i < 8; i++) this.nextUint32();
    }
    for (let i = 0; i < 8; i++) this.nextUint32();
  }

  /** The next 32 random bits as an unsigned integer. */
  nextUint32(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number {
    return this.nextUint32() / 0x1_0000_0000;
  }

  /** Uniform integer in 0..n-1. */
  int(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** One element, uniformly. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)];
  }

  /** An index drawn with probability proportional to its weight. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i];
    let rest = this.uniform() * total;
    for (let i = 0; i < weights.length; i++) {
      rest -= weights[i];
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }

  /** Fisher–Yates, in place. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** All state, four 32-bit words. */
  snapshot(): Uint32Array {
    return Uint32Array.of(this.#a, this.#b, this.#c, this.#count);
  }

  restore(state: Uint32Array): void {
    [this.#a, this.#b, this.#c, this.#count] = state;
  }
}
