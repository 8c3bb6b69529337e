import { expect, test } from 'vitest';
import { PLANNER_DOMAINS } from '../../../src/agents/planner/domains.ts';
import { PocketPlanner, type StepsModel } from '../../../src/agents/planner/planner.ts';
import { Tasks } from '../../../src/deployment/tasks.ts';
import type { StepsPrompt } from '../../../src/language/language-model.ts';

const DOMAIN = PLANNER_DOMAINS['Blocksworld-v1'];
const TASKS = new Tasks({ world: 'Blocksworld-v1', sizes: { blocks: 6 } });

/** Picks up and puts down the first block of its prompt, as often as there is room, and notes what it was asked. */
function fakeModel(context: number, asked: StepsPrompt[] = []): StepsModel {
  return {
    config: { context },
    async complete(prompts) {
      asked.push(...prompts);
      return prompts.map(({ text, grammar }) => {
        const [block] = text.split(' ');
        const words = `pickup ${block} putdown ${block} `.repeat((grammar.maxTokens - 1) >> 2);
        const generatedTokens = 1 + 4 * ((grammar.maxTokens - 1) >> 2);
        return { text: `${words}</plan>`, planTokens: 0, promptTokens: 7, generatedTokens };
      });
    },
  };
}

test('an answer becomes a plan over the problem’s own objects, with its tokens', async () => {
  const [{ plan, tokens }] = await new PocketPlanner(fakeModel(16), DOMAIN).plan(
    [{ problem: TASKS.problem(1), seed: 3 }],
    0.6,
  );
  expect(plan.map(({ name }) => name)).toEqual(['pickup', 'putdown', 'pickup', 'putdown']);
  expect(TASKS.problem(1).objects.has(plan[0].args[0])).toBe(true);
  expect(tokens).toBe(9);
});

test('names and tokens are drawn from the request’s seed: same seed same prompt, other seed other names', async () => {
  const asked: StepsPrompt[] = [];
  const planner = new PocketPlanner(fakeModel(300, asked), DOMAIN);
  const problem = TASKS.problem(1);
  await planner.plan(
    [3, 3, 4].map((seed) => ({ problem, seed })),
    1,
  );
  expect(asked[1]).toEqual(asked[0]);
  expect(asked[2].text).not.toBe(asked[0].text);
  expect(asked.map(({ seed }) => seed)).toEqual([3, 3, 4]);
});

test('a plan has the room that the prompt leaves, 511 tokens at most', async () => {
  const asked: StepsPrompt[] = [];
  const request = { problem: TASKS.problem(1), seed: 3 };
  await new PocketPlanner(fakeModel(40, asked), DOMAIN).plan([request], 1);
  await new PocketPlanner(fakeModel(999, asked), DOMAIN).plan([request], 1);
  expect(asked.map(({ grammar }) => grammar.maxTokens)).toEqual([33, 511]);
});

test('a problem that leaves no room is refused', async () => {
  const planner = new PocketPlanner(fakeModel(7), DOMAIN);
  await expect(planner.plan([{ problem: TASKS.problem(1), seed: 3 }], 1)).rejects.toThrow(/does not fit/);
});
