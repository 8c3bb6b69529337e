// A problem as the prompt of a planner, and its answer as a plan. The last line, `plan`, is where the model begins to write:
// operator, objects, operator, objects …, `</plan>`.

import type { StepsGrammar } from '../../language/language-model.ts';
import type { Random } from '../../random.ts';
import type { PlanStep } from '../../worlds/strips/plan.ts';
import type { Problem } from '../../worlds/strips/problem.ts';
import { type Naming, objectsOf, type PlannerDomain, wordOf } from './planner-domain.ts';

/** Ends a plan. */
const CLOSE = '</plan>';
/** Plans of two hundred steps in Blocksworld; what is longer no generator of the published ranges made. */
export const MAX_PLAN_TOKENS = 511;

export interface PlanningPrompt {
  readonly text: string;
  readonly grammar: StepsGrammar;
  readonly naming: Naming;
}

/** @param random names the objects anew @throws LabError too-large for more objects than the planner has words */
export function planningPrompt(domain: PlannerDomain, problem: Problem, random?: Random): PlanningPrompt {
  const { lines, naming } = domain.tell(problem, random);
  return { text: [...lines, 'plan'].join('\n'), grammar: grammarOf(problem, naming), naming };
}

/** The answer that a plan is, `</plan>` included. @throws LabError bad-argument for objects that are not the problem's */
export function answerOf(plan: readonly PlanStep[], naming: Naming): string {
  const steps = plan.map(({ name, args }) =>
    [name, ...args.map((object) => wordOf(naming, object))].join(' '),
  );
  return [...steps, CLOSE].join(' ');
}

/** The plan that an answer is. */
export function planOf(answer: string, { grammar, naming }: Omit<PlanningPrompt, 'text'>): PlanStep[] {
  const step = stepReader(naming);
  const arity = new Map(grammar.operators.map(({ word, parameters }) => [word, parameters.length]));
  const words = answer.split(' ').filter((word) => word !== '' && word !== CLOSE);
  const plan: PlanStep[] = [];
  for (let at = 0; at < words.length; ) {
    const end = at + 1 + (arity.get(words[at]) ?? 0);
    plan.push(step(words.slice(at, end)));
    at = end;
  }
  return plan;
}

/** Reads the words of one step as a step over the problem's own objects. */
export function stepReader(naming: Naming): (words: readonly string[]) => PlanStep {
  const objects = new Map([...naming].map(([object, word]) => [word, object]));
  return ([name, ...args]) => ({ name, args: args.map((word) => objects.get(word) ?? word) });
}

function grammarOf(problem: Problem, naming: Naming): StepsGrammar {
  const words = new Map<string, readonly string[]>();
  const ofType = (type: string) => {
    const known = words.get(type) ?? objectsOf(problem, type).map((object) => wordOf(naming, object));
    words.set(type, known);
    return known;
  };
  const operators = [...problem.domain.actions.values()].map(({ name, parameters }) => ({
    word: name,
    parameters: parameters.map(({ type }) => ofType(type)),
  }));
  return { operators, maxTokens: MAX_PLAN_TOKENS };
}
