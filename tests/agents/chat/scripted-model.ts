// A chat model for tests that says what a script says, and keeps what it was asked.

import type { Completion, LanguageModel, Prompt } from '../../../src/language/language-model.ts';

export class ScriptedModel implements LanguageModel {
  readonly id = 'scripted';
  readonly runtime = { kind: 'script', why: 'a test' } as const;
  readonly prompts: Prompt[] = [];
  readonly #answers: readonly string[];

  /** @param answers one for each decision, over and over */
  constructor(...answers: string[]) {
    this.#answers = answers;
  }

  async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    return prompts.map((prompt) => {
      const text = this.#answers[this.prompts.length % this.#answers.length];
      this.prompts.push(prompt);
      const planTokens = text.includes('</plan>') ? 4 : 0;
      return { text, planTokens, promptTokens: 100, generatedTokens: planTokens + 2 };
    });
  }

  async dispose(): Promise<void> {}
}
