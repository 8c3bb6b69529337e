// The types of a domain. Every type has one parent, and `object` is above them all.

import { errorAt, type Place } from './s-expression.ts';
import { OBJECT, type TypedName } from './typed-names.ts';

/** A tree of types below `object`. */
export class Types {
  readonly #parents = new Map<string, string>();

  /** @throws LabError bad-argument (a type twice, a circle) */
  constructor(declared: readonly TypedName[]) {
    for (const { name, type, place } of declared) {
      if (name === OBJECT) throw errorAt(place, '"object" is the type of everything and cannot be declared');
      this.#parents.set(name, type);
    }
    // A parent that is itself declared nowhere stands directly below `object`, as in many published domains.
    for (const parent of [...this.#parents.values()])
      if (!this.has(parent)) this.#parents.set(parent, OBJECT);
    for (const { name, place } of declared) this.#refuseCircle(name, place);
  }

  has(type: string): boolean {
    return type === OBJECT || this.#parents.has(type);
  }

  /** Whether everything of `type` is also of type `ancestor`. */
  isA(type: string, ancestor: string): boolean {
    for (let at: string | undefined = type; at !== undefined; at = this.#parents.get(at))
      if (at === ancestor) return true;
    return ancestor === OBJECT;
  }

  /** @throws LabError bad-argument for a type that was not declared */
  check({ type, typePlace }: TypedName): string {
    if (this.has(type)) return type;
    throw errorAt(typePlace, `there is no type "${type}"`);
  }

  #refuseCircle(name: string, place: Place): void {
    let at = name;
    for (let steps = 0; at !== OBJECT; steps++) {
      at = this.#parents.get(at) as string;
      if (at === name || steps > this.#parents.size) throw errorAt(place, `"${name}" is a subtype of itself`);
    }
  }
}
