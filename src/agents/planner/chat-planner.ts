// A chat model as a planner: it reads a domain and a problem in PDDL, and answers with ground actions, one a line. So it plans
// in any domain, and nothing of it needs to be primed. The instructions are ours; what is not a step in an answer is passed
// over.

import type { AnswerGrammar, LanguageModel, Prompt, StepsGrammar } from '../../language/language-model.ts';
import { type PlanStep, parsePlan, stepText } from '../../worlds/strips/plan.ts';
import type { Problem } from '../../worlds/strips/problem.ts';
import { State } from '../../worlds/strips/state.ts';
import type { PlanAnswer, Planner, PlanRequest } from './planner.ts';
import { objectsOf } from './planner-domain.ts';

/** Characters of an answer that are read, of one of its lines, and of the plan that they come to. */
const MOST_READ = 400_000;
const MOST_LINE = 2000;
const MOST_PLAN = 60_000;
/** Steps of a plan. The longest reference plan has 190. */
const MOST_STEPS = 1000;

/** Where a server does not tell a model's thoughts from its answer. */
const END_OF_THOUGHTS = '</think>';

const INSTRUCTION = [
  'You solve planning problems. You are given a domain and a problem in PDDL and write a plan: ground actions that lead from the initial state to a state in which every part of the goal is true.',
  'An action can be taken only when all its preconditions hold at that moment; its effects then change the state.',
].join(' ');

const ANSWER_RULE = [
  'Write the whole plan, one action a line, in the order in which they are taken. A line is (ACTION OBJECT OBJECT …):',
  'the name of an action of the domain, then objects of the problem in the order of its parameters.',
  'Write nothing else.',
].join(' ');

/** Unused: an answer is a plan, free or held to its steps. */
const FREE: AnswerGrammar = { plan: 'never', maxPlanTokens: 0, actions: [] };

export class ChatPlanner implements Planner {
  readonly #model: Pick<LanguageModel, 'complete'>;
  readonly #domain: string;
  readonly #constrained: boolean;

  /** @param domain in PDDL @param constrained holds answers to well-formed steps, where the server can */
  constructor(model: Pick<LanguageModel, 'complete'>, domain: string, constrained = false) {
    this.#model = model;
    this.#domain = domain;
    this.#constrained = constrained;
  }

  /** @throws LabError aborted, and what the model's endpoint may meet */
  async plan(
    requests: readonly PlanRequest[],
    temperature: number,
    signal?: AbortSignal,
  ): Promise<PlanAnswer[]> {
    const prompts = requests.map((request) => ({
      ...planPrompt(this.#domain, request),
      ...(this.#constrained && { constrained: true, steps: stepsGrammar(request.problem) }),
    }));
    const completions = await this.#model.complete(prompts, { temperature }, signal);
    return completions.map(({ text, generatedTokens }, i) => {
      const { problem, stopAtFault } = requests[i];
      const steps = readSteps(text);
      return { plan: stopAtFault ? upToFault(problem, steps) : steps, tokens: generatedTokens };
    });
  }
}

function planPrompt(domain: string, { problem, seed }: PlanRequest): Prompt {
  const question = `The domain:\n${domain.trim()}\n\nThe problem:\n${problem.text.trim()}\n\n${ANSWER_RULE}`;
  return {
    text: `${INSTRUCTION}\n\n${question}`,
    messages: [
      { role: 'system', content: INSTRUCTION },
      { role: 'user', content: question },
    ],
    grammar: FREE,
    seed,
  };
}

/** Every operator, and at each place the objects of its type. */
function stepsGrammar(problem: Problem): StepsGrammar {
  const operators = [...problem.domain.actions.values()].map(({ name, parameters }) => ({
    word: name,
    parameters: parameters.map(({ type }) => objectsOf(problem, type)),
  }));
  return { operators, maxTokens: MOST_PLAN };
}

/**
 * The steps of an answer: its lines that are steps and nothing else, list marks aside; of several fenced blocks the last one
 * with steps, since models like to draft. Never throws: no steps are the empty plan, which the validator refuses.
 */
export function readSteps(answer: string): PlanStep[] {
  const [text] = answer.split(END_OF_THOUGHTS).slice(-1);
  const parts = text.slice(-MOST_READ).split(/^[ \t]*```.*$/m);
  const fenced = parts.filter((_, i) => i % 2 === 1).map(stepsOf);
  return fenced.findLast((steps) => steps.length > 0) ?? stepsOf(text.slice(-MOST_READ));
}

function stepsOf(text: string): PlanStep[] {
  const steps: PlanStep[] = [];
  let characters = 0;
  for (const line of text.split('\n'))
    for (const step of stepsOfLine(line)) {
      characters += stepText(step).length + 1;
      if (steps.length === MOST_STEPS || characters > MOST_PLAN) return steps;
      steps.push(step);
    }
  return steps;
}

/** None for a line that is prose, a comment or a mark. */
function stepsOfLine(line: string): PlanStep[] {
  if (line.length > MOST_LINE) return [];
  const bare = line.replace(/^[\s\d.):*>`-]*/, '').replace(/[\s`*.,;]*$/, '');
  if (!/^(?:\([^()]*\)\s*)+$/.test(bare)) return [];
  try {
    return parsePlan(bare);
  } catch {
    return [];
  }
}

/** With the first step that cannot be taken, and nothing behind it. */
function upToFault(problem: Problem, steps: readonly PlanStep[]): PlanStep[] {
  const state = new State(problem);
  const fault = steps.findIndex((step) => state.take(step) !== null);
  return fault < 0 ? [...steps] : steps.slice(0, fault + 1);
}
