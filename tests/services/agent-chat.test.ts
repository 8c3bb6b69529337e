import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ChatAgent } from '../../src/agents/chat/chat-agent.ts';
import { LabError } from '../../src/lab-error.ts';
import type { RunConfig } from '../../src/records/record.ts';
import { type ChatModel, ChatModels, openRemote } from '../../src/services/agent-chat.ts';
import { checkEndpoint } from '../../src/services/endpoint-settings.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { ScriptedModel } from '../agents/chat/scripted-model.ts';
import { ChatServer, says } from '../language/remote/chat-server.ts';

const REPORT = { progress: () => {}, notice: () => {} };
const NEVER = new AbortController().signal;

let server: ChatServer;
beforeAll(async () => {
  server = await ChatServer.start(says('Move West'));
});
afterAll(() => server.close());
beforeEach(() => server.script(says('Move West')));

function runOf(model: string, agent: Partial<RunConfig['agent']> = {}): RunConfig {
  return {
    world: { id: 'Crafter-v1', area: [64, 64], length: 100 },
    seed: 7,
    agent: { model, weights: '', schedule: 'never', temperature: 1, seed: 1, ...agent },
  };
}
const endpoint = (model: string, more = {}) => checkEndpoint({ url: server.url, model, ...more });
const load = (source: ChatModels, config: RunConfig, ...models: string[]) =>
  source.load(config, { runtime: 'auto', endpoints: models.map((model) => endpoint(model)) }, REPORT, NEVER);

describe('chat models for the agent worker', () => {
  test('a remote model is asked at the endpoint that serves it, and counts what that costs', async () => {
    const source = new ChatModels({ 'remote:': openRemote });
    const endpoints = [endpoint('other'), endpoint('org/Chat', { prices: { prompt: 10_000, generated: 0 } })];
    const loaded = await source.load(runOf('remote:org/Chat'), { runtime: 'auto', endpoints }, REPORT, NEVER);
    expect(loaded.agent).toBeInstanceOf(ChatAgent);
    expect(loaded.runtime()).toEqual({ kind: 'remote', why: `org/Chat answers from ${server.url}.` });
    loaded.agent.reset();
    expect((await loaded.agent.decide(new Crafter().reset(7).observation)).action).toBe(1);
    expect(server.requests.map(({ body }) => body.model)).toEqual(['org/Chat']);
    expect(loaded.usage?.()).toMatchObject({ requests: 1, promptTokens: 100, generatedTokens: 2, money: 1 });
  });

  test('answers are held to their form only where the run says so', async () => {
    const source = new ChatModels({ 'remote:': openRemote });
    for (const agent of [{}, { constrained: true as const }]) {
      server.script(says('{"action": "Move West"}'));
      const loaded = await load(source, runOf('remote:a', agent), 'a');
      loaded.agent.reset();
      await loaded.agent.decide(new Crafter().reset(7).observation);
      expect('response_format' in server.requests[0].body).toBe('constrained' in agent);
    }
  });

  test('without an endpoint that serves it, it is missing, in a sentence that says so', async () => {
    const source = new ChatModels({ 'remote:': openRemote });
    const call = load(source, runOf('remote:org/Chat'), 'other');
    await expect(call).rejects.toMatchObject({
      code: 'model-missing',
      message: /“org\/Chat” answers from an endpoint/,
    });
    await expect(load(source, runOf('web-llm:x'))).rejects.toMatchObject({ code: 'model-missing' });
  });

  test('a gate is refused with a sentence, before anything is asked', async () => {
    const source = new ChatModels({ 'remote:': openRemote });
    const call = load(source, runOf('remote:a', { schedule: 'gate', gate: '0'.repeat(16) }), 'a');
    await expect(call).rejects.toThrow('A chat model cannot play under a gate.');
    expect(server.requests).toEqual([]);
  });

  test('a model that nobody waits for any more is let go, and the one that came meanwhile stays', async () => {
    const closed: string[] = [];
    const waiting = Promise.withResolvers<void>();
    const open = async (id: string): Promise<ChatModel> => {
      if (id === 'web-llm:slow') await waiting.promise;
      return Object.assign(new ScriptedModel('Do'), { dispose: async () => void closed.push(id) });
    };
    const source = new ChatModels({ 'web-llm:': open });
    const stop = new AbortController();
    const slow = source.load(runOf('web-llm:slow'), { runtime: 'auto' }, REPORT, stop.signal);
    stop.abort(new LabError('aborted', 'Another run was started.'));
    await load(source, runOf('web-llm:quick'));
    waiting.resolve();
    await expect(slow).rejects.toMatchObject({ code: 'aborted' });
    expect(closed).toEqual(['web-llm:slow']);
    await source.close();
    expect(closed).toEqual(['web-llm:slow', 'web-llm:quick']);
  });

  test('a model that holds memory stays open for its next run, and is let go for another one', async () => {
    const opened: string[] = [];
    const closed: string[] = [];
    const open = async (id: string): Promise<ChatModel> => {
      opened.push(id);
      const model = new ScriptedModel('Do');
      return Object.assign(model, { dispose: async () => void closed.push(id) });
    };
    const source = new ChatModels({ 'web-llm:': open, 'remote:': openRemote });
    await load(source, runOf('web-llm:a'));
    await load(source, runOf('web-llm:a'));
    expect([opened, closed]).toEqual([['web-llm:a'], []]);
    await load(source, runOf('web-llm:b'));
    await load(source, runOf('remote:c'), 'c');
    expect([opened, closed]).toEqual([
      ['web-llm:a', 'web-llm:b'],
      ['web-llm:a', 'web-llm:b'],
    ]);
    await load(source, runOf('web-llm:a'));
    await source.close();
    expect(closed).toEqual(['web-llm:a', 'web-llm:b', 'web-llm:a']);
  });
});
