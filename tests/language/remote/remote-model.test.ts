// The remote model against a server that speaks the protocol: what is asked, what is read, what is counted.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Prompt } from '../../../src/language/language-model.ts';
import { listModels } from '../../../src/language/remote/model-list.ts';
import { RemoteModel, type RemoteModelOptions } from '../../../src/language/remote/remote-model.ts';
import { Random } from '../../../src/random.ts';
import {
  beginStream,
  ChatServer,
  end,
  event,
  fails,
  fallsSilent,
  piece,
  type Script,
  says,
  stream,
  usage,
} from './chat-server.ts';

let server: ChatServer;
beforeAll(async () => {
  server = await ChatServer.start(says('Noop'));
});
beforeEach(() => server.script(says('Noop')));
afterAll(() => server.close());

function open(options: Partial<RemoteModelOptions> = {}): RemoteModel {
  const backoff = { baseMs: 1, maxMs: 2, ...options.backoff };
  return new RemoteModel({ url: server.url, model: 'tiny', random: new Random(1), ...options, backoff });
}

function prompt(text: string, more: Partial<Prompt> = {}): Prompt {
  return { text, grammar: { plan: 'may', maxPlanTokens: 20, actions: ['Noop', 'Do'] }, seed: 7, ...more };
}

const GREEDY = { temperature: 0 };
const one = async (model: RemoteModel, more: Partial<Prompt> = {}) =>
  (await model.complete([prompt('What now?', more)], GREEDY))[0];

/** Every answer is the last message, in capitals, after as many ms as the message says. */
const slowEcho: Script = async (response, { body }) => {
  const text = body.messages.at(-1)!.content;
  await new Promise((resolve) => setTimeout(resolve, Number(text.match(/\d+/)?.[0])));
  beginStream(response).end(piece(text.toUpperCase()) + end());
};

describe('a request', () => {
  test('is a chat completion with the prompt, the seed, the temperature and the limit', async () => {
    await open({ maxTokens: 64 }).complete([prompt('What now?')], { temperature: 0.7 });
    const [{ path, body, headers }] = server.requests;
    expect(path).toBe('/v1/chat/completions');
    expect(body).toEqual({
      model: 'tiny',
      messages: [{ role: 'user', content: 'What now?' }],
      temperature: 0.7,
      seed: body.seed,
      max_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(headers.authorization).toBeUndefined();
  });

  test('carries a conversation as it is, a key, and the server’s own options', async () => {
    const messages = [
      { role: 'system', content: 'Play.' },
      { role: 'user', content: 'Now.' },
    ] as const;
    const extra = { chat_template_kwargs: { enable_thinking: false } };
    await one(open({ apiKey: 'sk-1', extra, maxTokensField: 'max_completion_tokens' }), { messages });
    const [{ body, headers }] = server.requests;
    expect(body).toMatchObject({ messages, ...extra, max_completion_tokens: 1024 });
    expect(body).not.toHaveProperty('max_tokens');
    expect(headers.authorization).toBe('Bearer sk-1');
  });

  test('has a seed of 31 bits in which all bits of a prompt’s seed count', async () => {
    const model = open();
    for (const seed of [0, 1, 2 ** 40, 2 ** 40 + 2 ** 33]) await one(model, { seed });
    const seeds = server.requests.map(({ body }) => body.seed);
    expect(new Set(seeds).size).toBe(4);
    for (const seed of seeds) expect(seed).toBeLessThan(2 ** 31);
    await one(model, { seed: 1 });
    expect(server.requests.at(-1)!.body.seed).toBe(seeds[1]);
  });

  test('holds the answer to the grammar only where a prompt asks for it', async () => {
    const regex = '(<plan> [^<>]{1,100} </plan> )?(Noop|Do)';
    const asked = async (constraint: RemoteModelOptions['constraint'], more: Partial<Prompt>) => {
      server.script(says('{"action": "Do"}'));
      await one(open({ constraint }), more);
      return server.requests[0].body;
    };
    expect(await asked('vllm', {})).not.toHaveProperty('structured_outputs');
    const constrained = { constrained: true };
    expect(await asked('vllm', constrained)).toMatchObject({ structured_outputs: { regex } });
    expect(await asked('sglang', constrained)).toMatchObject({ regex });
    expect(await asked('llama.cpp', constrained)).toMatchObject({
      grammar: 'root ::= ("<plan> " [^<>]{1,100} " </plan> ")? ("Noop" | "Do")',
    });
    expect(await asked('json-schema', constrained)).toMatchObject({
      response_format: {
        json_schema: {
          schema: { properties: { action: { enum: ['Noop', 'Do'] } }, required: ['plan', 'action'] },
        },
      },
    });
  });
});

describe('an answer', () => {
  test('is put together from its pieces and counted by the server', async () => {
    server.script(
      stream(
        piece('<plan>'),
        piece(' get'),
        piece(' wood '),
        piece('</plan>'),
        piece(' Do'),
        end(),
        usage(40, 6),
      ),
    );
    const answer = await one(open());
    expect(answer).toEqual({
      text: '<plan> get wood </plan> Do',
      planTokens: 2,
      promptTokens: 40,
      generatedTokens: 6,
    });
  });

  test('is read across cuts in the middle of a line and of a letter, with comments between', async () => {
    server.script(async (response) => {
      const bytes = Buffer.from(
        `: wait\r\n\r\n${piece('Grüße, ').replaceAll('\n', '\r\n')}${piece('Do')}${end()}`,
      );
      beginStream(response);
      for (let from = 0; from < bytes.length; from += 7) {
        response.write(bytes.subarray(from, from + 7));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    expect((await one(open())).text).toBe('Grüße, Do');
  });

  test('without usage is counted by its pieces, and the meter says that it is an estimate', async () => {
    server.script(stream(piece('Do'), piece(' it'), end()));
    const model = open({ prices: { prompt: 1, generated: 10 } });
    expect(await one(model)).toMatchObject({ generatedTokens: 2, promptTokens: 3 });
    expect(model.usage).toEqual({
      requests: 1,
      promptTokens: 3,
      generatedTokens: 2,
      estimated: 1,
      money: (3 * 1 + 2 * 10) / 1e6,
    });
  });

  test('may come whole, from a server that does not stream', async () => {
    const message = { role: 'assistant', content: '<plan>aaaa</plan>Do' };
    server.script((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          choices: [{ message, finish_reason: 'stop' }],
          usage: { prompt_tokens: 5, completion_tokens: 19 },
        }),
      );
    });
    // 4 of 19 characters are the plan's, so 4 of 19 tokens.
    expect(await one(open())).toMatchObject({ text: message.content, planTokens: 4, generatedTokens: 19 });
  });

  test('stands apart from the model’s thoughts, in each of three spellings', async () => {
    const thought = (field: string) => event({ choices: [{ delta: { [field]: 'Hmm. ' } }] });
    const inline = ['<think>Hmm. ', '</think>\n', 'Do'].map((text) => piece(text));
    for (const events of [
      [thought('reasoning_content'), piece('Do')],
      [thought('reasoning'), piece('Do')],
      inline,
      inline.with(0, piece('Hmm.')),
    ]) {
      server.script(stream(...events, end()));
      const answer = await one(open());
      expect(answer).toMatchObject({ text: 'Do', thoughts: 'Hmm.', generatedTokens: events.length });
    }
  });

  test('that the limit of tokens ended says so, and may be empty: its tokens were thoughts', async () => {
    const thought = event({ choices: [{ delta: { reasoning: 'Hmm' } }] });
    server.script(stream(thought, end('length'), usage(9, 64)));
    expect(await one(open())).toEqual({
      text: '',
      planTokens: 0,
      promptTokens: 9,
      generatedTokens: 64,
      thoughts: 'Hmm',
      cut: true,
    });
    server.script(stream(piece('<think>Hmm'), end('length')));
    expect(await one(open())).toMatchObject({ text: '', thoughts: 'Hmm', cut: true });
  });

  test('has log-probabilities where they were asked for and given', async () => {
    const logprobs = {
      content: [
        { token: 'No', logprob: -0.5 },
        { token: 'op', logprob: -0.25, bytes: null },
      ],
    };
    server.script(stream(piece('Noop', { logprobs }), end()));
    const answer = await one(open({ logProbs: true }));
    expect(server.requests[0].body).toMatchObject({ logprobs: true });
    expect(Array.from(answer.logProbs!)).toEqual([-0.5, -0.25]);
    expect(answer.generatedTokens).toBe(2);
  });

  test('held to a JSON schema is brought to the form of a free one', async () => {
    const ask = async (text: string) => {
      server.script(says(text));
      return one(open(), { constrained: true });
    };
    expect((await ask('{"plan": "get wood", "action": "Do"}')).text).toBe('<plan> get wood </plan> Do');
    expect((await ask('{"plan": null, "action": "Do"}')).text).toBe('Do');
    expect((await ask('{"plan": "get')).text).toBe('{"plan": "get');
    const tokens = ['{"plan": "', 'get', ' wood', '", "action": "', 'Do', '"}'];
    server.script(stream(...tokens.map((token) => piece(token)), end()));
    expect(await one(open(), { constrained: true })).toMatchObject({ planTokens: 2, generatedTokens: 6 });
  });
});

describe('a batch', () => {
  test('is answered in order, however long each answer takes, so many at a time', async () => {
    server.script(slowEcho);
    const model = open({ concurrency: 3 });
    const texts = ['a 30', 'b 1', 'c 15', 'd 1', 'e 8', 'f 1', 'g 20'];
    const answers = await model.complete(
      texts.map((text) => prompt(text)),
      GREEDY,
    );
    expect(answers.map(({ text }) => text)).toEqual(texts.map((text) => text.toUpperCase()));
    expect(server.mostOpen).toBe(3);
  });

  test('fails as a whole with its first failure, and stops the others', async () => {
    server.script(
      fallsSilent(piece('I')),
      fails(400, { error: { message: 'No.' } }),
      fallsSilent(piece('I')),
    );
    const model = open({ concurrency: 2 });
    const call = model.complete(
      ['a', 'b', 'c'].map((text) => prompt(text)),
      GREEDY,
    );
    await expect(call).rejects.toMatchObject({ code: 'bad-argument' });
    await server.someoneLeft();
    expect(server.requests).toHaveLength(2);
    expect(model.usage.requests).toBe(2);
  });

  test('can also be asked one by one: a failure then leaves the others alone', async () => {
    server.script(async (response, request) =>
      request.body.messages[0].content.startsWith('bad')
        ? fails(400)(response, request)
        : slowEcho(response, request),
    );
    const results = await open().completeEach([prompt('a 9'), prompt('bad'), prompt('b 1')], GREEDY);
    expect(results).toMatchObject([
      { status: 'fulfilled', value: { text: 'A 9' } },
      { status: 'rejected', reason: { code: 'bad-argument' } },
      { status: 'fulfilled', value: { text: 'B 1' } },
    ]);
  });
});

describe('stopping', () => {
  test('in mid-stream closes the connection, so that the server stops; what came by then is counted', async () => {
    server.script(fallsSilent(piece('I '), piece('think ')));
    const model = open();
    const stop = new AbortController();
    const call = model.complete([prompt('What now?')], GREEDY, stop.signal);
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.left).toBe(0);
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    await server.someoneLeft();
    expect(model.usage).toMatchObject({ requests: 1, promptTokens: 3, generatedTokens: 2, estimated: 1 });
  });

  test('while it waits for its turn, or to ask again, asks nobody', async () => {
    server.script(fallsSilent(), fails(500));
    const model = open({ concurrency: 1 });
    const stop = new AbortController();
    const first = model.complete([prompt('a')], GREEDY, stop.signal);
    const second = model.complete([prompt('b')], GREEDY, stop.signal);
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    expect(server.requests.length).toBeLessThanOrEqual(1);
    server.script(fails(500));
    const patient = open({ backoff: { baseMs: 600_000, maxMs: 600_000 } });
    const waiting = patient.complete([prompt('a')], GREEDY, AbortSignal.timeout(50));
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });

  test('for good ends what is running, and what is asked afterwards', async () => {
    server.script(fallsSilent(piece('I')));
    const model = open();
    const call = expect(one(model)).rejects.toMatchObject({ code: 'aborted' });
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await model.dispose();
    await call;
    await server.someoneLeft();
    await expect(one(model)).rejects.toMatchObject({ code: 'aborted' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the list of models', () => {
  test('has the names the endpoint tells, and may be empty', async () => {
    server.script(fails(200, { object: 'list', data: [{ id: 'a/b', owned_by: 'x' }, { id: 'c' }] }));
    expect(await listModels({ url: `${server.url}/chat/completions/`, apiKey: 'sk-1' })).toEqual([
      'a/b',
      'c',
    ]);
    expect(server.requests[0]).toMatchObject({
      path: '/v1/models',
      headers: { authorization: 'Bearer sk-1' },
    });
    server.script(fails(200, { object: 'list', data: null }));
    expect(await listModels({ url: server.url })).toEqual([]);
  });

  test('of something else is refused', async () => {
    for (const body of ['<html>', '[]', '{"data": [{}]}']) {
      server.script(fails(200, body));
      await expect(listModels({ url: server.url })).rejects.toMatchObject({ code: 'bad-answer' });
    }
  });
});
