// Predicts symbols from the symbols before them, and codes each at the price of its surprise. The longest known context
// speaks first; where a symbol never followed it, an escape is coded and the next shorter context speaks.
// Source: prediction by partial matching (Cleary & Witten 1984), escapes by method D (Howard 1993).
//
// Encoder and decoder learn the same counts in the same order, so nothing but the symbols is sent. Time and memory are
// bounded for hostile input: a symbol costs a short search, and contexts are learnt up to a number.

import type { Coder } from './range-coder.ts';

/** Returned for a symbol that no context knows; the caller codes it in another way and may `learn` it. */
export const NOVEL = -1;

/** What followed one context; frequent symbols move to the front, where they are found at once. */
interface Followers {
  readonly symbols: number[];
  readonly counts: number[];
  /** Sum of the counts. */
  total: number;
}

const SEEN_AGAIN = 2;
const SEEN_FIRST = 1;
/** Keeps counts plus escapes below the coder's resolution (2^16), and lets recent symbols weigh more. */
const FORGET_ABOVE = 2 ** 14;
/** About 10 MB. */
const MAX_CONTEXTS = 2 ** 16;

export class ContextModel {
  readonly #contexts = new Map<number, Followers>();

  /**
   * Codes one symbol.
   * @param keys contexts, longest first; any distinct numbers
   * @param symbol ignored while decoding
   * @returns the symbol, or NOVEL where none of the contexts knows it (nothing is learnt then)
   */
  code(coder: Coder, keys: readonly number[], symbol: number): number {
    for (let i = 0; i < keys.length; i++) {
      const followers = this.#contexts.get(keys[i]);
      if (followers === undefined) continue;
      const at = place(coder, followers, symbol);
      if (at === NOVEL) continue;
      const coded = followers.symbols[at];
      for (let j = 0; j < i; j++) this.#add(keys[j], coded);
      strengthen(followers, at);
      return coded;
    }
    return NOVEL;
  }

  /** Adds a symbol that was NOVEL to all its contexts. */
  learn(keys: readonly number[], symbol: number): void {
    for (const key of keys) this.#add(key, symbol);
  }

  #add(key: number, symbol: number): void {
    const followers = this.#contexts.get(key);
    if (followers !== undefined) {
      followers.symbols.push(symbol);
      followers.counts.push(SEEN_FIRST);
      followers.total += SEEN_FIRST;
    } else if (this.#contexts.size < MAX_CONTEXTS) {
      this.#contexts.set(key, { symbols: [symbol], counts: [SEEN_FIRST], total: SEEN_FIRST });
    }
  }
}

/** Codes which of the followers comes, or that none does. @returns its place, or NOVEL */
function place(coder: Coder, { symbols, counts, total }: Followers, symbol: number): number {
  const novelty = symbols.length;
  const slot = coder.slot(total + novelty);
  const isNovel = coder.decoding ? slot >= total : !symbols.includes(symbol);
  if (isNovel) {
    coder.narrow(total, novelty, total + novelty);
    return NOVEL;
  }
  let at = 0;
  let start = 0;
  while (coder.decoding ? slot >= start + counts[at] : symbols[at] !== symbol) start += counts[at++];
  coder.narrow(start, counts[at], total + novelty);
  return at;
}

function strengthen(followers: Followers, at: number): void {
  const { symbols, counts } = followers;
  counts[at] += SEEN_AGAIN;
  followers.total += SEEN_AGAIN;
  const ahead = at >> 1;
  if (counts[ahead] < counts[at]) {
    [symbols[ahead], symbols[at]] = [symbols[at], symbols[ahead]];
    [counts[ahead], counts[at]] = [counts[at], counts[ahead]];
  }
  if (followers.total > FORGET_ABOVE) forget(followers);
}

/** Halves all counts. */
function forget(followers: Followers): void {
  const { counts } = followers;
  followers.total = 0;
  for (let i = 0; i < counts.length; i++) {
    counts[i] = (counts[i] + 1) >> 1;
    followers.total += counts[i];
  }
}
