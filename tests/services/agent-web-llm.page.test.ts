// What the agent worker says of a web-llm model that is not here. (That such a model plays is for the tests of web-llm itself.)

import { expect, test } from 'vitest';
import { WEB_LLM_MODELS, webLlmModelId } from '../../src/language/web-llm/catalog.ts';
import type { RunConfig } from '../../src/records/record.ts';
import { PageAgentSource } from '../../src/services/agent-source.ts';

const REPORT = { progress: () => expect.fail('Nothing may be loaded.'), notice: () => {} };

function load(model: string) {
  const source = new PageAgentSource({ loader: () => expect.fail('No pocket model is wanted.'), models: '' });
  const config: RunConfig = {
    world: { id: 'Crafter-v1', area: [64, 64], length: 100 },
    seed: 7,
    agent: { model, weights: '', schedule: 'never', temperature: 1, seed: 1 },
  };
  return source.load(config, { runtime: 'auto' }, REPORT, new AbortController().signal);
}

test('a model that was not downloaded is not ordered by a run', async () => {
  const [{ id, label }] = WEB_LLM_MODELS;
  const before = performance.getEntriesByType('resource').length;
  await expect(load(webLlmModelId(id))).rejects.toMatchObject({
    code: 'model-missing',
    message: `${label} is not in this browser.`,
    hint: expect.stringContaining('Models page'),
  });
  const asked = performance.getEntriesByType('resource').slice(before);
  expect(asked.filter(({ name }) => new URL(name).origin !== location.origin)).toEqual([]);
});

test('a model that nobody knows is missing', async () => {
  await expect(load('web-llm:nobody-17B')).rejects.toMatchObject({ code: 'model-missing' });
});
