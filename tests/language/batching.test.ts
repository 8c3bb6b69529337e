import { describe, expect, test } from 'vitest';
import { BatchingModel } from '../../src/language/batching.ts';
import type {
  CompleteOptions,
  Completion,
  LanguageModel,
  Prompt,
} from '../../src/language/language-model.ts';

/** Answers every prompt with its own text, 5 ms after it was asked; remembers its batches. */
class Echo implements LanguageModel {
  readonly id = 'echo';
  readonly runtime = { kind: 'script', why: 'a fake' } as const;
  readonly batches: string[][] = [];
  stopped = 0;
  failing = false;

  async complete(
    prompts: readonly Prompt[],
    _options: CompleteOptions,
    signal?: AbortSignal,
  ): Promise<Completion[]> {
    this.batches.push(prompts.map(({ text }) => text));
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 5);
      signal?.addEventListener('abort', () => {
        this.stopped++;
        resolve();
      });
    });
    if (this.failing) throw new Error('broken');
    return prompts.map(({ text }) => ({ text, planTokens: 0, promptTokens: 1, generatedTokens: 1 }));
  }

  async dispose(): Promise<void> {}
}

function ask(
  model: LanguageModel,
  texts: string,
  temperature = 1,
  signal?: AbortSignal,
  plan: 'never' | 'must' = 'must',
): Promise<string[]> {
  const grammar = { plan, maxPlanTokens: 4, actions: [] };
  const prompts = texts.split(' ').map((text) => ({ text, grammar, seed: 0 }));
  return model.complete(prompts, { temperature }, signal).then((answers) => answers.map(({ text }) => text));
}

describe('a batching model', () => {
  test('answers calls that come together in one batch, each with its own answers', async () => {
    const echo = new Echo();
    const model = new BatchingModel(echo);
    const answers = await Promise.all([ask(model, 'a'), ask(model, 'b c'), ask(model, 'd')]);
    expect(answers).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(echo.batches).toEqual([['a', 'b', 'c', 'd']]);
  });

  test('collects while a batch runs, keeps temperatures apart and batches bounded', async () => {
    const echo = new Echo();
    const model = new BatchingModel(echo, 2);
    const first = ask(model, 'a');
    await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([first, ask(model, 'b'), ask(model, 'c', 0), ask(model, 'd'), ask(model, 'e f g')]);
    expect(echo.batches).toEqual([['a'], ['b', 'd'], ['c'], ['e', 'f', 'g']]);
  });

  test('lets short answers go first, and answers all long ones that were asked meanwhile together', async () => {
    const echo = new Echo();
    const model = new BatchingModel(echo);
    const guess = async (): Promise<void> => {
      for (const text of ['a', 'b', 'c']) await ask(model, text, 1, undefined, 'never');
    };
    const think = async (text: string, after: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, after));
      await ask(model, text);
    };
    await Promise.all([guess(), think('A', 0), think('B', 4), think('C', 9)]);
    expect(echo.batches).toEqual([['a'], ['b'], ['c'], ['A', 'B', 'C']]);
  });

  test('lets an aborted call go at once, and stops the batch only when nobody waits for it', async () => {
    const echo = new Echo();
    const model = new BatchingModel(echo);
    const one = new AbortController();
    const other = new AbortController();
    const calls = [ask(model, 'a', 1, one.signal), ask(model, 'b', 1, other.signal)];
    await new Promise((resolve) => setTimeout(resolve, 2));
    one.abort();
    await expect(calls[0]).rejects.toMatchObject({ code: 'aborted' });
    expect(echo.stopped).toBe(0);
    other.abort();
    await expect(calls[1]).rejects.toMatchObject({ code: 'aborted' });
    expect(echo.stopped).toBe(1);
    await expect(ask(model, 'c', 1, one.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(echo.batches).toEqual([['a', 'b']]);
  });

  test('tells everybody of a batch that failed, and goes on', async () => {
    const echo = new Echo();
    const model = new BatchingModel(echo);
    echo.failing = true;
    const failed = await Promise.allSettled([ask(model, 'a'), ask(model, 'b')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    echo.failing = false;
    expect(await ask(model, 'c')).toEqual(['c']);
  });
});
