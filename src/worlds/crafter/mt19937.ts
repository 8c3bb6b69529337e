// The generator that Crafter's rules demand: numpy's legacy RandomState, which is MT19937 (Matsumoto and Nishimura 1998)
// seeded by one integer. Draws must match numpy's word for word, so `uniform` takes two words and `randomInt` masks and
// retries. Words are tempered when they are read, because night rendering skips thousands of them unread.

const SIZE = 624;
const SHIFT = 397;
const MATRIX = 0x9908b0df | 0;

export class MersenneTwister {
  /** The 624 words of state, signed. */
  readonly key = new Int32Array(SIZE);
  /** Words of the current block already used, 0..624; numpy's `pos`. */
  position = SIZE;

  /** @param seed an unsigned 32-bit integer */
  seed(seed: number): void {
    const key = this.key;
    key[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = key[i - 1];
      key[i] = Math.imul(previous ^ (previous >>> 30), 1812433253) + i;
    }
    this.position = SIZE;
  }

  /** The next 32 bits, signed. */
  next(): number {
    if (this.position === SIZE) this.#refill();
    return temper(this.key[this.position++]);
  }

  /** Uniform in [0, 1), 53 bits of resolution: two words. */
  uniform(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Uniform integer in 0..n-1, numpy's `randint(0, n)`: draws nothing for n = 1, else masks and retries. */
  randomInt(n: number): number {
    const limit = n - 1;
    if (limit === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(limit);
    let value = this.next() & mask;
    while (value > limit) value = this.next() & mask;
    return value;
  }

  /** Passes over `words` 32-bit words. Only the block refills cost anything. */
  skip(words: number): void {
    let position = this.position + words;
    while (position > SIZE) {
      this.#refill();
      position -= SIZE;
    }
    this.position = position;
  }

  #refill(): void {
    const key = this.key;
    let word = key[0];
    for (let i = 0; i < SIZE - SHIFT; i++) {
      const next = key[i + 1];
      key[i] = key[i + SHIFT] ^ twist(word, next);
      word = next;
    }
    for (let i = SIZE - SHIFT; i < SIZE - 1; i++) {
      const next = key[i + 1];
      key[i] = key[i + SHIFT - SIZE] ^ twist(word, next);
      word = next;
    }
    key[SIZE - 1] = key[SHIFT - 1] ^ twist(word, key[0]);
    this.position = 0;
  }
}

function twist(upper: number, lower: number): number {
  const mixed = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (mixed >>> 1) ^ (-(lower & 1) & MATRIX);
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}
