// What every language model promises, as a suite that runs over any of them: `describeContract({ name, open, prompt })`. Whoever
// adds a runtime runs it over that. A subject says what it cannot promise (a server's seeds are the server's business).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import type { AnswerGrammar, Completion, LanguageModel, Prompt } from '../../src/language/language-model.ts';

export interface ContractSubject {
  readonly name: string;
  /** A model that was not used before; the suite disposes of it. */
  readonly open: () => Promise<LanguageModel>;
  /** The i-th of at least 12 prompts with different texts and seeds, which the model can read. */
  readonly prompt: (i: number, plan: AnswerGrammar['plan']) => Prompt;
  /** The same prompt, seed and temperature give the same answer, in any batch. */
  readonly seeded: boolean;
  /** A prompt that it cannot read, and the code of the error. */
  readonly refused: { readonly prompt: Prompt; readonly code: string };
}

/** A record holds the id (records/schema.ts). */
const RECORDABLE = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;
const PLAN = /^<plan> (.*) <\/plan> (.*)$/s;

export function describeContract(subject: ContractSubject): void {
  describe(`${subject.name} keeps the contract of a language model:`, () => {
    let model: LanguageModel;
    beforeAll(async () => {
      model = await subject.open();
    });
    afterAll(() => model.dispose());

    const prompts = (count: number, plan: AnswerGrammar['plan'] = 'may') =>
      Array.from({ length: count }, (_, i) => subject.prompt(i, plan));
    const ask = (batch: readonly Prompt[], temperature = 1, signal?: AbortSignal) =>
      model.complete(batch, { temperature }, signal);

    test('a name that a record can hold, and where it runs in words', () => {
      expect(model.id).toMatch(RECORDABLE);
      expect(model.runtime.why).not.toBe('');
    });

    test('one answer for each prompt, and none for none', async () => {
      expect(await ask([])).toEqual([]);
      expect(await ask(prompts(12))).toHaveLength(12);
    });

    test('answers in the order of their prompts', async () => {
      const batch = prompts(12);
      const greedy = texts(await ask(batch, 0));
      expect(new Set(greedy).size).toBeGreaterThan(1);
      expect(texts(await ask(batch.toReversed(), 0))).toEqual(greedy.toReversed());
      const alone = await Promise.all(batch.map((prompt) => ask([prompt], 0)));
      expect(texts(alone.flat())).toEqual(greedy);
    });

    test('a plan where there must be one, none where there may not be, and an action of the grammar', async () => {
      for (const { text } of await ask(prompts(6, 'must'))) {
        const [, , action] = PLAN.exec(text) ?? expect.fail(`No plan: ${text}`);
        expect(subject.prompt(0, 'must').grammar.actions).toContain(action);
      }
      for (const { text, planTokens } of await ask(prompts(6, 'never'))) {
        expect(subject.prompt(0, 'never').grammar.actions).toContain(text);
        expect(planTokens).toBe(0);
      }
    });

    test('counts of tokens that fit each other', async () => {
      for (const answer of [...(await ask(prompts(6, 'must'))), ...(await ask(prompts(6, 'never')))]) {
        const { planTokens, promptTokens, generatedTokens, logProbs, tokenIds } = answer;
        for (const count of [planTokens, promptTokens, generatedTokens])
          expect(Number.isInteger(count)).toBe(true);
        expect(planTokens > 0).toBe(answer.text.includes('<plan>'));
        expect(planTokens).toBeLessThan(generatedTokens);
        expect(promptTokens).toBeGreaterThan(0);
        if (tokenIds) expect(tokenIds).toHaveLength(generatedTokens);
        for (const logProb of logProbs ?? []) expect(logProb).toBeLessThanOrEqual(0);
      }
    });

    test.runIf(subject.seeded)('the same answer for the same seed, whatever else is asked', async () => {
      const batch = prompts(12);
      const together = texts(await ask(batch));
      expect(texts(await ask(batch))).toEqual(together);
      const pairs = await Promise.all([ask(batch.slice(0, 5)), ask(batch.slice(5))]);
      expect(texts(pairs.flat())).toEqual(together);
    });

    test.runIf(subject.seeded)('another seed, another answer, but not at temperature 0', async () => {
      const prompt = subject.prompt(0, 'must');
      const seeds = Array.from({ length: 12 }, (_, seed) => ({ ...prompt, seed }));
      expect(new Set(texts(await ask(seeds))).size).toBeGreaterThan(1);
      expect(new Set(texts(await ask(seeds, 0))).size).toBe(1);
    });

    test('an abort before and after the call begins ends it as aborted, and the model goes on', async () => {
      const stop = new AbortController();
      const call = ask(prompts(12, 'must'), 1, stop.signal);
      queueMicrotask(() => stop.abort());
      expect((await failure(call)).code).toBe('aborted');
      expect((await failure(ask(prompts(2), 1, AbortSignal.abort()))).code).toBe('aborted');
      expect(await ask(prompts(2))).toHaveLength(2);
    });

    test('a prompt that it cannot read fails its call with a code, and no other call', async () => {
      const call = ask([prompts(1)[0], subject.refused.prompt]);
      expect((await failure(call)).code).toBe(subject.refused.code);
      expect(await ask(prompts(2))).toHaveLength(2);
    });

    test('calls in progress are over when it is disposed of', async () => {
      const own = await subject.open();
      let settled = 0;
      const calls = [3, 1].map((count) =>
        own.complete(prompts(count), { temperature: 1 }).then(
          () => settled++,
          (error: unknown) => {
            settled++;
            expect(error).toMatchObject({ code: 'aborted' });
          },
        ),
      );
      await own.dispose();
      await new Promise((resolve) => setTimeout(resolve));
      expect(settled).toBe(2);
      await Promise.all(calls);
    });
  });
}

function texts(completions: readonly Completion[]): string[] {
  return completions.map(({ text }) => text);
}

async function failure(call: Promise<unknown>): Promise<LabError> {
  const error = await call.then(
    () => expect.fail('This should have failed.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LabError);
  return error as LabError;
}
