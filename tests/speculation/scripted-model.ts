// A language model for tests that gives these answers one after the other, and remembers what it was asked.

import type {
  CompleteOptions,
  Completion,
  LanguageModel,
  Prompt,
} from '../../src/language/language-model.ts';

/** One call of `complete`. */
interface Call {
  readonly prompts: readonly Prompt[];
  readonly temperature: number;
  readonly signal: AbortSignal | undefined;
}

export class ScriptedModel implements LanguageModel {
  readonly id = 'scripted';
  readonly runtime = { kind: 'script', why: 'a test' } as const;
  readonly calls: Call[] = [];
  readonly #answers: string[];

  constructor(...answers: string[]) {
    this.#answers = answers;
  }

  async complete(
    prompts: readonly Prompt[],
    { temperature }: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    signal?.throwIfAborted();
    this.calls.push({ prompts, temperature, signal });
    return prompts.map(({ text }) => {
      const answer = this.#answers.shift()!;
      const generatedTokens = answer.split(' ').length;
      const planTokens = Math.max(0, generatedTokens - 3);
      return { text: answer, planTokens, promptTokens: text.split('\n').length, generatedTokens };
    });
  }

  async dispose(): Promise<void> {}
}
