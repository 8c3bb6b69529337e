// Facts by predicate and by any one of their arguments, so that a join looks only at facts that may fit.

import { type Fact, wordsOf } from './problem.ts';

/** A fact taken apart: its predicate, then its objects. */
export type FactWords = readonly string[];

const NONE: readonly FactWords[] = [];

export class FactIndex {
  readonly #facts = new Set<Fact>();
  readonly #lists = new Map<string, FactWords[]>();

  /** @returns the fact's words */
  add(fact: Fact): FactWords {
    const words = wordsOf(fact);
    this.#facts.add(fact);
    this.#list(words[0], words);
    for (let i = 1; i < words.length; i++) this.#list(keyOf(words[0], i, words[i]), words);
    return words;
  }

  has(fact: Fact): boolean {
    return this.#facts.has(fact);
  }

  /**
   * The shortest list that holds every fact with this predicate and these arguments.
   * @param args undefined where any object will do
   */
  candidates(predicate: string, args: readonly (string | undefined)[]): readonly FactWords[] {
    let best = this.#lists.get(predicate) ?? NONE;
    for (let i = 0; i < args.length && best.length > 1; i++) {
      const object = args[i];
      if (object === undefined) continue;
      const list = this.#lists.get(keyOf(predicate, i + 1, object)) ?? NONE;
      if (list.length < best.length) best = list;
    }
    return best;
  }

  #list(key: string, words: FactWords): void {
    const list = this.#lists.get(key);
    if (list) list.push(words);
    else this.#lists.set(key, [words]);
  }
}

function keyOf(predicate: string, position: number, object: string): string {
  return `${predicate} ${position} ${object}`;
}
