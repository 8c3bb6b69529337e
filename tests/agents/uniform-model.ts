// A tiny language model for tests: every legal token is equally likely. Answers have the right form, cost nothing and
// depend on the prompt's seed alone.

import type { Completion, LanguageModel, Prompt } from '../../src/language/language-model.ts';
import { Random } from '../../src/random.ts';

const WORDS = ['collect', 'wood', 'drink', 'water', 'explore', 'north'];

export class UniformModel implements LanguageModel {
  readonly id = 'uniform';
  readonly runtime = { kind: 'script', why: 'a test' } as const;
  /** Sizes of the batches it was asked for. */
  readonly batches: number[] = [];
  readonly prompts: Prompt[] = [];

  async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    this.batches.push(prompts.length);
    this.prompts.push(...prompts);
    return prompts.map(answer);
  }

  async dispose(): Promise<void> {}
}

function answer({ grammar, seed, text }: Prompt): Completion {
  const random = new Random(seed);
  const action = random.pick(grammar.actions);
  const plans = grammar.plan === 'must' || (grammar.plan === 'may' && random.uniform() < 0.2);
  const plan = `${random.pick(WORDS)} ${random.pick(WORDS)}`;
  return {
    text: plans ? `<plan> ${plan} </plan> ${action}` : action,
    planTokens: plans ? 2 : 0,
    generatedTokens: plans ? 5 : 1,
    promptTokens: text.split('\n').length,
  };
}
