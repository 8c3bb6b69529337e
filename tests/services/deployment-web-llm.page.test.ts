// web-llm's models under a deployment in a real browser: one that does not lie here is not ordered by a link or a stored deployment.

import { expect, test } from 'vitest';
import { chatWeights } from '../../src/deployment/chat-surroundings.ts';
import { Tasks } from '../../src/deployment/tasks.ts';
import { CHAT_OPENERS } from '../../src/services/chat-openers.ts';
import { openChatPlanner } from '../../src/services/deployment-chat.ts';
import { OPTIONS, planOf } from './fake-planner.ts';

const MODEL = 'web-llm:SmolLM2-135M-Instruct-q0f16-MLC';
const SILENT = { progress: () => {}, notice: () => {}, learner: () => {} };

test('a model that is not in this browser is named, with the page that brings it', async () => {
  const plan = planOf({ model: MODEL, weights: chatWeights(MODEL), generations: 0 });
  const { signal } = new AbortController();
  const open = await openChatPlanner(CHAT_OPENERS, plan, OPTIONS, SILENT, signal);
  expect(open.runtime.kind).toBe('web-llm');
  const planner = await open.around.planner(null);
  const problem = new Tasks(plan.source).problem(1);
  await expect(planner.plan([{ problem, seed: 1 }], 1)).rejects.toMatchObject({
    code: 'model-missing',
    hint: 'Download it on the Models page.',
  });
  await open.dispose();
});
