// The port that deployment asks for plans: a problem and a seed in, a plan out. Nothing promises that the plan is valid.
// The pocket models are behind it, and whatever else answers a planning problem can be.

import { LabError } from '../../lab-error.ts';
import type { CompleteOptions, Completion, StepsPrompt } from '../../language/language-model.ts';
import { Random } from '../../random.ts';
import type { PlanStep } from '../../worlds/strips/plan.ts';
import type { Problem } from '../../worlds/strips/problem.ts';
import { State } from '../../worlds/strips/state.ts';
import type { PlannerDomain } from './planner-domain.ts';
import { type PlanningPrompt, planningPrompt, planOf, stepReader } from './planner-prompt.ts';

export interface PlanRequest {
  readonly problem: Problem;
  /** Draws the naming and every token: same problem, seed and temperature give the same plan. */
  readonly seed: number;
  /**
   * Ends the plan with its first step that cannot be taken. The verdict on it is the same, and what would have come after is
   * not generated: most of what a model that plans badly writes.
   */
  readonly stopAtFault?: boolean;
}

export interface PlanAnswer {
  readonly plan: readonly PlanStep[];
  /** Tokens that were generated, the end of the plan included where it was written. */
  readonly tokens: number;
}

export interface Planner {
  /** @param temperature 0 = greedy. @throws LabError aborted, too-large (a problem that the planner cannot read) */
  plan(
    requests: readonly PlanRequest[],
    temperature: number,
    signal?: AbortSignal,
  ): Promise<readonly PlanAnswer[]>;
}

/** What a pocket planner needs of its model; `PocketModel` is one. */
export interface StepsModel {
  readonly config: { readonly context: number };
  complete(
    prompts: readonly StepsPrompt[],
    options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<readonly Completion[]>;
}

/** Mixed into a request's seed, so that the naming and the tokens are drawn apart. */
const NAMING_STREAM = 0x9a3e;

/** Draws the naming of a request, so that what was asked can be told again. */
export function namingRandom(seed: number): Random {
  return new Random(seed, NAMING_STREAM);
}

export class PocketPlanner implements Planner {
  readonly #model: StepsModel;
  readonly #domain: PlannerDomain;

  constructor(model: StepsModel, domain: PlannerDomain) {
    this.#model = model;
    this.#domain = domain;
  }

  async plan(
    requests: readonly PlanRequest[],
    temperature: number,
    signal?: AbortSignal,
  ): Promise<PlanAnswer[]> {
    const prompts = requests.map((request) => this.#prompt(request));
    const steps = prompts.map(({ text, grammar }, i) => ({ text, grammar, seed: requests[i].seed }));
    const completions = await this.#model.complete(steps, { temperature }, signal);
    return completions.map(({ text, generatedTokens }, i) => ({
      plan: planOf(text, prompts[i]),
      tokens: generatedTokens,
    }));
  }

  /** The prompt, its grammar cut to what the model's context leaves. */
  #prompt({ problem, seed, stopAtFault = false }: PlanRequest): PlanningPrompt {
    const prompt = planningPrompt(this.#domain, problem, namingRandom(seed));
    const room = this.#model.config.context - prompt.text.split('\n').length;
    if (room < 1)
      throw new LabError(
        'too-large',
        `The problem "${problem.name}" does not fit the model's context.`,
        'Take a smaller problem.',
      );
    const maxTokens = Math.min(prompt.grammar.maxTokens, room);
    const watch = stopAtFault && (() => faultFinder(problem, prompt));
    return { ...prompt, grammar: { ...prompt.grammar, maxTokens, ...(watch && { watch }) } };
  }
}

/** Whether the step just finished cannot be taken after those before it. */
function faultFinder(problem: Problem, { naming }: PlanningPrompt): (step: readonly string[]) => boolean {
  const state = new State(problem);
  const read = stepReader(naming);
  return (words) => state.take(read(words)) !== null;
}
