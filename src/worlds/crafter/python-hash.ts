// Crafter seeds an episode's generator with `hash((seed, episode))`, so the port needs CPython's hash of a tuple of
// integers (CPython 3.8 or later, 64-bit: xxHash's mixing steps). BigInt is fast enough for once an episode.

const MASK64 = (1n << 64n) - 1n;
const PRIME1 = 11400714785074694791n;
const PRIME2 = 14029467366897019727n;
const PRIME5 = 2870177450012600261n;
/** Integers hash modulo this Mersenne prime. */
const INTEGER_MODULUS = (1n << 61n) - 1n;
/** Crafter keeps the hash modulo 2^31 - 1 as its 32-bit seed. */
const SEED_MODULUS = (1n << 31n) - 1n;

/** CPython's `hash(n)` of an integer, signed. */
export function hashInteger(n: bigint): bigint {
  const hash = n % INTEGER_MODULUS;
  return hash === -1n ? -2n : hash;
}

/** CPython's `hash(tuple)` of integers, a signed 64-bit value. */
export function hashTuple(items: readonly bigint[]): bigint {
  let mixed = PRIME5;
  for (const item of items) {
    mixed = (mixed + hashInteger(item) * PRIME2) & MASK64;
    mixed = ((mixed << 31n) | (mixed >> 33n)) & MASK64;
    mixed = (mixed * PRIME1) & MASK64;
  }
  mixed = (mixed + (BigInt(items.length) ^ PRIME5 ^ 3527539n)) & MASK64;
  return mixed === MASK64 ? 1546275796n : BigInt.asIntN(64, mixed);
}

/** The 31-bit generator seed of an episode (1 = the first after construction) of the environment seeded `seed`. */
export function episodeSeed(seed: number | bigint, episode: number): number {
  const hash = hashTuple([BigInt(seed), BigInt(episode)]);
  return Number(((hash % SEED_MODULUS) + SEED_MODULUS) % SEED_MODULUS);
}
