// A language model that does what its plan says, and nothing else: what a plan is worth is then known beforehand. It
// writes one and the same fresh plan, so both arms of a measurement are under control.

import type { Completion, LanguageModel, Prompt } from '../../src/language/language-model.ts';
import { Random } from '../../src/random.ts';

/** First word of a plan → action name; any other plan waits. */
const ACTS: Readonly<Record<string, string>> = { dig: 'do', sleep: 'sleep' };

export class PlanFollower implements LanguageModel {
  readonly id = 'plan-follower';
  readonly runtime = { kind: 'script', why: 'a test' } as const;
  /** Sizes of the batches it was asked for. */
  readonly batches: number[] = [];
  readonly #freshPlan: string;
  readonly #planProbability: number;

  /** @param planProbability how often it plans where it may */
  constructor(freshPlan: string, planProbability = 0) {
    this.#freshPlan = freshPlan;
    this.#planProbability = planProbability;
  }

  async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    this.batches.push(prompts.length);
    return prompts.map((prompt) => this.#answer(prompt));
  }

  async dispose(): Promise<void> {}

  #answer({ text, grammar, seed }: Prompt): Completion {
    const wants = new Random(seed).uniform() < this.#planProbability;
    const plans = grammar.plan === 'must' || (grammar.plan === 'may' && wants);
    const plan = plans ? this.#freshPlan : (/^plan age:\w+ \| (.*)$/m.exec(text)?.[1] ?? '');
    const action = ACTS[plan.split(' ')[0]] ?? 'noop';
    const planTokens = plans ? plan.split(' ').length : 0;
    return {
      text: plans ? `<plan> ${plan} </plan> ${action}` : action,
      planTokens,
      promptTokens: text.split('\n').length,
      generatedTokens: plans ? planTokens + 3 : 1,
      planProbability: this.#planProbability,
    };
  }
}
