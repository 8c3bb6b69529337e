// How a planner reads and writes one domain. A problem becomes lines, one per object, cell or group of facts; a line is
// one position of the model, whose words' embeddings add up, so a word carries its role in itself: `b3 on:b2 want:b5`.
//
// The model knows a closed set of object words. A NAMING says which object of a problem goes by which word. Any naming will
// do, so a problem can be told in many ways: rows are renamed at random when a model learns, so that it learns relations
// and not names.

import { LabError } from '../../lab-error.ts';
import type { Vocabulary } from '../../language/pocket/vocabulary.ts';
import type { Random } from '../../random.ts';
import type { Problem } from '../../worlds/strips/problem.ts';
import type { DrawnWorldId } from '../../worlds/strips/strips.ts';

/** Object → the word it goes by. Two objects never share one. */
export type Naming = ReadonlyMap<string, string>;

/** A problem as a planner reads it. */
export interface Telling {
  /** Lines of the prompt. */
  readonly lines: readonly string[];
  readonly naming: Naming;
}

export interface PlannerDomain {
  readonly world: DrawnWorldId;
  /** Actions are the operators' words; plan words are the objects' words. */
  readonly vocabulary: Vocabulary;
  /** Most words that one line holds. */
  readonly pack: number;
  /**
   * Tells the problem. @param random draws a naming, and an order of the lines where it says nothing; without it objects keep
   * their own names where those are words
   * @throws LabError too-large for more objects than there are words
   */
  tell(problem: Problem, random?: Random): Telling;
}

/** @throws LabError bad-argument for an object that has no word */
export function wordOf(naming: Naming, object: string): string {
  const word = naming.get(object);
  if (word !== undefined) return word;
  throw new LabError('bad-argument', `"${object}" is no object of this problem.`);
}

/**
 * Words for the objects of one type.
 * @param random deals the words out anew; without it an object keeps its name if that is a word, else takes the next free one
 * @throws LabError too-large
 */
export function nameObjects(
  objects: readonly string[],
  words: readonly string[],
  random?: Random,
): [object: string, word: string][] {
  if (objects.length > words.length)
    throw new LabError(
      'too-large',
      `This planner knows ${words.length} names like "${words[0]}", and the problem has ${objects.length} such objects.`,
      'Take a smaller problem.',
    );
  if (random) {
    const dealt = random.shuffle([...words]);
    return objects.map((object, i) => [object, dealt[i]]);
  }
  const known = new Set(words);
  const kept = new Set(objects.filter((object) => known.has(object)));
  const free = words.filter((word) => !kept.has(word));
  return objects.map((object) => [object, kept.has(object) ? object : (free.shift() as string)]);
}

/** Objects of a problem by their type. */
export function objectsOf(problem: Problem, type: string): string[] {
  return [...problem.objects].filter(([, own]) => problem.domain.types.isA(own, type)).map(([name]) => name);
}

/** Lines in the making: words gathered under a head, which is the first word of each. */
export class Lines {
  readonly #words = new Map<string, string[]>();
  readonly #pack: number;

  /** @param pack words of a line at the most; further ones go on in a line of the same head */
  constructor(pack: number) {
    this.#pack = pack;
  }

  /** Adds words to the line of this head; the first call begins it. */
  add(head: string, ...words: string[]): void {
    const line = this.#words.get(head) ?? [];
    line.push(...words);
    this.#words.set(head, line);
  }

  /** In the order in which the lines were begun. */
  text(): string[] {
    const room = this.#pack - 1;
    return [...this.#words].flatMap(([head, words]) =>
      Array.from({ length: Math.max(1, Math.ceil(words.length / room)) }, (_, i) =>
        [head, ...words.slice(i * room, (i + 1) * room)].join(' '),
      ),
    );
  }
}
