// The search for an action's parameters: its preconditions are matched against facts one after the other, the one with the
// fewest candidates first. Candidates are counted against a budget, because a hostile domain can ask for a product of
// everything with everything.

import { LabError } from '../../lab-error.ts';
import type { ActionSchema } from './domain.ts';
import type { FactIndex, FactWords } from './fact-index.ts';
import { LIMITS } from './limits.ts';
import type { Literal } from './literals.ts';
import { groundLiteral, type Problem } from './problem.ts';

/** The parameters of a schema, as far as they are known. */
type Binding = (string | undefined)[];

/** Takes a complete binding; the array is used again, so it copies what it keeps. */
export type Visit = (args: readonly string[]) => void;

export class Join {
  readonly #problem: Problem;
  readonly #statics: FactIndex;
  readonly #fluents: FactIndex;
  #budget: number = LIMITS.matches;

  /** @param statics index of the problem's static facts @param fluents index of the other facts that hold */
  constructor(problem: Problem, statics: FactIndex, fluents: FactIndex) {
    this.#problem = problem;
    this.#statics = statics;
    this.#fluents = fluents;
  }

  /** Visits every binding under which all preconditions hold. @throws LabError too-large */
  all(schema: ActionSchema, visit: Visit): void {
    this.#extend(schema, schema.preconditions, schema.parameters.map(unknown), visit);
  }

  /** As `all`, with one precondition matched to this very fact. @throws LabError too-large */
  from(schema: ActionSchema, precondition: Literal, fact: FactWords, visit: Visit): void {
    const binding = schema.parameters.map(unknown);
    if (this.#match(schema, precondition, fact, binding) === null) return;
    const rest = schema.preconditions.filter((literal) => literal !== precondition);
    this.#extend(schema, rest, binding, visit);
  }

  #extend(schema: ActionSchema, rest: readonly Literal[], binding: Binding, visit: Visit): void {
    if (rest.length === 0) {
      this.#fill(schema, 0, binding, visit);
      return;
    }
    const { literal, candidates } = this.#rarest(rest, binding);
    const others = rest.filter((other) => other !== literal);
    for (const fact of candidates) {
      this.#spend();
      const added = this.#match(schema, literal, fact, binding);
      if (added === null) continue;
      this.#extend(schema, others, binding, visit);
      for (const parameter of added) binding[parameter] = undefined;
    }
  }

  /** Parameters that no precondition mentions: any object of their type. */
  #fill(schema: ActionSchema, from: number, binding: Binding, visit: Visit): void {
    const free = binding.indexOf(undefined, from);
    if (free === -1) {
      visit(binding as string[]);
      return;
    }
    for (const object of this.#problem.objects.keys()) {
      this.#spend();
      if (!this.#fits(schema, free, object)) continue;
      binding[free] = object;
      this.#fill(schema, free + 1, binding, visit);
    }
    binding[free] = undefined;
  }

  #rarest(
    rest: readonly Literal[],
    binding: Binding,
  ): { literal: Literal; candidates: readonly FactWords[] } {
    let literal = rest[0];
    let candidates = this.#candidates(literal, binding);
    for (let i = 1; i < rest.length && candidates.length > 1; i++) {
      const other = this.#candidates(rest[i], binding);
      if (other.length < candidates.length) [literal, candidates] = [rest[i], other];
    }
    return { literal, candidates };
  }

  #candidates(literal: Literal, binding: Binding): readonly FactWords[] {
    const index = this.#problem.domain.statics.has(literal.predicate) ? this.#statics : this.#fluents;
    const args = literal.terms.map((term) => (typeof term === 'number' ? binding[term] : term));
    if (args.includes(undefined)) return index.candidates(literal.predicate, args);
    const words = [literal.predicate, ...(args as string[])];
    return index.has(groundLiteral(literal, binding as string[])) ? [words] : [];
  }

  /** Binds what the fact says: the parameters that were bound by it, or null (and nothing bound) if it does not fit. */
  #match(schema: ActionSchema, { terms }: Literal, fact: FactWords, binding: Binding): number[] | null {
    const added: number[] = [];
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i];
      const object = fact[i + 1];
      const wanted = typeof term === 'number' ? binding[term] : term;
      if (wanted === object) continue;
      if (wanted === undefined && this.#fits(schema, term as number, object)) {
        binding[term as number] = object;
        added.push(term as number);
        continue;
      }
      for (const parameter of added) binding[parameter] = undefined;
      return null;
    }
    return added;
  }

  #fits(schema: ActionSchema, parameter: number, object: string): boolean {
    const { domain, objects } = this.#problem;
    return domain.types.isA(objects.get(object) as string, schema.parameters[parameter].type);
  }

  #spend(): void {
    if (--this.#budget >= 0) return;
    throw new LabError(
      'too-large',
      'The ground actions of this problem take too long to find.',
      'Use a problem with fewer objects, or actions with fewer parameters.',
    );
  }
}

const unknown = (): string | undefined => undefined;
