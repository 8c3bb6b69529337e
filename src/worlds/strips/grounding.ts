// Ground actions on demand. Nothing is ever enumerated over all objects: parameters are found by joining an action's
// preconditions with the facts at hand (`join.ts`). So a state of 100 blocks gives its hundred legal actions in a
// millisecond, and only who asks for all reachable ones pays for those.
//
// *Reachable*: under the delete relaxation (what was true once stays true), the usual over-estimate of what any plan could
// ever use (Helmert 2006, "The Fast Downward Planning System", section 6).

import type { ActionSchema } from './domain.ts';
import { FactIndex } from './fact-index.ts';
import { Join } from './join.ts';
import { checkCount, LIMITS } from './limits.ts';
import type { Literal } from './literals.ts';
import { type PlanStep, stepText } from './plan.ts';
import { type Fact, groundLiteral, type Problem } from './problem.ts';
import type { State } from './state.ts';

/** An action that needs a fact of some predicate. */
interface Reader {
  readonly schema: ActionSchema;
  readonly precondition: Literal;
}

/** Finds the ground actions of one problem. */
export class Grounder {
  readonly #problem: Problem;
  readonly #schemas: readonly ActionSchema[];
  readonly #statics = new FactIndex();

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#schemas = [...problem.domain.actions.values()];
    for (const fact of problem.statics) this.#statics.add(fact);
  }

  /** Every step that can be taken in `state`, by action and objects. @throws LabError too-large */
  applicable(state: State): PlanStep[] {
    const fluents = new FactIndex();
    for (const fact of state.facts()) fluents.add(fact);
    const join = new Join(this.#problem, this.#statics, fluents);
    const steps: PlanStep[] = [];
    for (const schema of this.#schemas)
      join.all(schema, (args) => {
        steps.push({ name: schema.name, args: [...args] });
        checkCount(steps.length, LIMITS.groundActions, 'ground actions');
      });
    return this.#sorted(steps);
  }

  /** Every step that some plan might take, by action and objects. @throws LabError too-large */
  reachable(): PlanStep[] {
    const fluents = new FactIndex();
    const join = new Join(this.#problem, this.#statics, fluents);
    const readers = this.#readers();
    const reached = new Set<Fact>(this.#problem.init);
    const found = new Map<string, PlanStep>();
    const admit = (schema: ActionSchema, args: readonly string[]) => {
      const step = { name: schema.name, args: [...args] };
      found.set(stepText(step), step);
      checkCount(found.size, LIMITS.groundActions, 'ground actions');
      for (const literal of schema.add) reached.add(groundLiteral(literal, args));
    };
    for (const schema of this.#schemas) join.all(schema, (args) => admit(schema, args));
    // A set may grow while it is walked: so this ends when no fact is new. Each action is found from the last of its
    // preconditions to come, when all others are in the index.
    for (const fact of reached) {
      const words = fluents.add(fact);
      for (const { schema, precondition } of readers.get(words[0]) ?? [])
        join.from(schema, precondition, words, (args) => admit(schema, args));
    }
    return this.#sorted([...found.values()]);
  }

  /** Predicate → the actions that need it, for predicates that change. */
  #readers(): Map<string, Reader[]> {
    const readers = new Map<string, Reader[]>();
    for (const schema of this.#schemas)
      for (const precondition of schema.preconditions) {
        const { predicate } = precondition;
        readers.set(predicate, [...(readers.get(predicate) ?? []), { schema, precondition }]);
      }
    return readers;
  }

  /** By the order of actions in the domain, then of objects in the problem. */
  #sorted(steps: PlanStep[]): PlanStep[] {
    const actions = new Map(this.#schemas.map(({ name }, i) => [name, i]));
    const objects = new Map([...this.#problem.objects.keys()].map((name, i) => [name, i]));
    const keyed = steps.map((step) => ({
      step,
      key: [actions.get(step.name)!, ...step.args.map((object) => objects.get(object)!)],
    }));
    return keyed.sort((a, b) => compare(a.key, b.key)).map(({ step }) => step);
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i === a.length ? 0 : a[i] - b[i];
}
