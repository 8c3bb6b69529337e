// What is true at one moment of a plan, and the only way to change it: take a step. Both the validator and the worlds go
// through `State.take`, so they cannot disagree about what a legal step is.

import type { ActionSchema } from './domain.ts';
import { type PlanStep, stepText } from './plan.ts';
import { type Fact, groundLiteral, type Problem } from './problem.ts';

/** Why a step could not be taken: no such action, or a precondition that does not hold. */
export interface StepFault {
  readonly kind: 'unknown-action' | 'arguments' | 'unknown-object' | 'type' | 'precondition';
  /** The preconditions that do not hold, in the action's order; empty for the other kinds. */
  readonly missing: readonly Fact[];
  /** One sentence without the step's number. */
  readonly message: string;
}

export class State {
  readonly problem: Problem;
  /** True facts that actions can change; those that none can are the problem's `statics`. */
  readonly #facts: Set<Fact>;
  readonly #goal: ReadonlySet<Fact>;
  /** Goals that do not hold: kept count of, so that a long plan need not look at every goal at every step. */
  #open: number;

  /** @param facts the true facts beside the static ones; the problem's initial ones if left out */
  constructor(problem: Problem, facts: Iterable<Fact> = problem.init) {
    this.problem = problem;
    this.#facts = new Set(facts);
    this.#goal = new Set(problem.goal);
    this.#open = this.openGoals().length;
  }

  holds(fact: Fact): boolean {
    return this.#facts.has(fact) || this.problem.statics.has(fact);
  }

  /** True facts that actions can change, sorted: equal states give equal lists. */
  facts(): Fact[] {
    return [...this.#facts].sort();
  }

  /** Whether every goal holds. */
  get solved(): boolean {
    return this.#open === 0;
  }

  /** Goals that do not hold, in the problem's order. */
  openGoals(): Fact[] {
    return this.problem.goal.filter((fact) => !this.holds(fact));
  }

  /** Takes a step, or says why it cannot be taken and changes nothing. */
  take(step: PlanStep): StepFault | null {
    const schema = schemaOf(this.problem, step);
    if ('kind' in schema) return schema;
    const missing: Fact[] = [];
    for (const literal of schema.preconditions) {
      const fact = groundLiteral(literal, step.args);
      if (!this.holds(fact)) missing.push(fact);
    }
    if (missing.length > 0) return unsatisfied(step, missing);
    // Deletes first: what is also added stays true (PDDL 1.2; VAL does the same).
    for (const literal of schema.delete) this.#set(groundLiteral(literal, step.args), false);
    for (const literal of schema.add) this.#set(groundLiteral(literal, step.args), true);
    return null;
  }

  #set(fact: Fact, value: boolean): void {
    if (this.#facts.has(fact) === value) return;
    if (value) this.#facts.add(fact);
    else this.#facts.delete(fact);
    if (this.#goal.has(fact)) this.#open += value ? -1 : 1;
  }
}

/** The schema that a step is an instance of, or what is wrong with its names. */
function schemaOf(problem: Problem, step: PlanStep): ActionSchema | StepFault {
  const { domain, objects } = problem;
  const schema = domain.actions.get(step.name);
  if (!schema) return fault('unknown-action', step, `there is no action "${step.name}"`);
  const { parameters } = schema;
  if (step.args.length !== parameters.length)
    return fault(
      'arguments',
      step,
      `"${step.name}" takes ${parameters.length} objects, not ${step.args.length}`,
    );
  for (let i = 0; i < parameters.length; i++) {
    const type = objects.get(step.args[i]);
    if (type === undefined) return fault('unknown-object', step, `there is no object "${step.args[i]}"`);
    if (!domain.types.isA(type, parameters[i].type))
      return fault('type', step, `"${step.args[i]}" is of type ${type}, but ${parameters[i].type} is wanted`);
  }
  return schema;
}

function fault(kind: StepFault['kind'], step: PlanStep, message: string): StepFault {
  return { kind, missing: [], message: `${stepText(step)}: ${message}` };
}

function unsatisfied(step: PlanStep, missing: readonly Fact[]): StepFault {
  const verb = missing.length === 1 ? 'does' : 'do';
  return {
    kind: 'precondition',
    missing,
    message: `${stepText(step)}: ${missing.join(', ')} ${verb} not hold`,
  };
}
