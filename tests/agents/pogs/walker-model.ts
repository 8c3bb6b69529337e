// A tiny language model for tests of POGS: it goes to a neighbour of where it is, by the prompt's seed, and plans in the words of the
// real one. It knows nothing but the prompt.

import { LabError } from '../../../src/lab-error.ts';
import type { Completion, LanguageModel, Prompt } from '../../../src/language/language-model.ts';
import { Random } from '../../../src/random.ts';

export class WalkerModel implements LanguageModel {
  readonly id = 'walker';
  readonly runtime = { kind: 'script', why: 'a test' } as const;
  readonly prompts: Prompt[] = [];
  /** Sizes of the batches it was asked for. */
  readonly batches: number[] = [];
  disposed = 0;
  /** Waited for before each call. */
  before: () => Promise<void> = async () => {};

  async complete(
    prompts: readonly Prompt[],
    _options: unknown = {},
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    await this.before();
    if (signal?.aborted) throw new LabError('aborted', 'The answer was cancelled.');
    this.batches.push(prompts.length);
    this.prompts.push(...prompts);
    return prompts.map(answer);
  }

  async dispose(): Promise<void> {
    this.disposed++;
  }
}

function answer({ grammar, seed, text }: Prompt): Completion {
  const random = new Random(seed);
  const at = /^at:(\d+)/m.exec(text)?.[1];
  const line = text.split('\n').find((each) => each.startsWith(`node:${at} `)) ?? '';
  const neighbours = line.split(' ').filter((word) => /^\d+$/.test(word));
  const action = random.pick(neighbours);
  const plans = grammar.plan === 'must' || (grammar.plan === 'may' && random.uniform() < 0.3);
  return {
    text: plans ? `<plan> explore ${action} </plan> ${action}` : action,
    planTokens: plans ? 2 : 0,
    generatedTokens: plans ? 5 : 1,
    promptTokens: text.split('\n').length,
    planProbability: 0.3,
  };
}
