// Everything that can go wrong with an endpoint, made to go wrong by a real server: the code, whether it is tried again, how
// long that waits, and that no key is ever told.

import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import { type Backoff, DEFAULT_BACKOFF, delayBefore } from '../../../src/language/remote/backoff.ts';
import { ApiKey, apiRoot, isKeyExposed, isMixedContent } from '../../../src/language/remote/endpoint.ts';
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
  neverEnds,
  piece,
  type Script,
  says,
  stream,
} from './chat-server.ts';

const KEY = 'sk-secret-0123456789';
const OVERFLOW = 'maximum context length is 8 tokens';

let server: ChatServer;
beforeAll(async () => {
  server = await ChatServer.start(says('Noop'));
});
beforeEach(() => server.script(says('Noop')));
afterAll(() => server.close());

function open(options: Partial<RemoteModelOptions> = {}): RemoteModel {
  const backoff = { attempts: 3, baseMs: 1, maxMs: 2, ...options.backoff };
  return new RemoteModel({
    url: server.url,
    model: 'tiny',
    random: new Random(1),
    apiKey: KEY,
    ...options,
    backoff,
  });
}

function ask(model: RemoteModel, text = 'What now?'): Promise<string> {
  const grammar = { plan: 'never', maxPlanTokens: 0, actions: ['Noop'] } as const;
  return model
    .complete([{ text, grammar, seed: 1 }], { temperature: 0 })
    .then(([{ text: answer }]) => answer);
}

/** The error, which is a LabError with a sentence and a hint, and shows the key nowhere. */
async function failure(call: Promise<unknown>): Promise<LabError> {
  const error = await call.then(
    () => expect.fail('This should have failed.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LabError);
  const { message, hint } = error as LabError;
  expect(message).toMatch(/^[A-Z].*\.$|^http.*\.$/s);
  if ((error as LabError).code !== 'aborted') expect(hint).not.toBe('');
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('secret');
  return error as LabError;
}

const html: Script = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
};
const cutStream: Script = (response) => {
  beginStream(response).write(piece('No'));
  setTimeout(() => response.destroy(), 5);
};
/** Ends as if all were well, in the middle of an event. */
const cutCleanly: Script = (response) => {
  beginStream(response).end(`${piece('No')}data: {"choices": [{"del`);
};

describe('what a server may do wrong', () => {
  const cases: [what: string, script: Script, code: string, attempts: number, message: RegExp][] = [
    [
      '401',
      fails(401, { error: { message: `Incorrect key ${KEY}` } }),
      'unauthorized',
      1,
      /does not accept this key/,
    ],
    ['403', fails(403, { error: `No ${KEY}` }), 'unauthorized', 1, /does not allow this/],
    [
      '404, model',
      fails(404, { error: { message: 'The model `tiny` does not exist' } }),
      'not-found',
      1,
      /no such model/,
    ],
    ['404, path', fails(404, { detail: 'Not Found' }), 'not-found', 1, /no OpenAI-compatible API/],
    [
      '400',
      fails(400, { message: `${OVERFLOW}, ${KEY}` }),
      'bad-argument',
      1,
      /“maximum .* tokens, \[key\]”/,
    ],
    ['413', fails(413), 'too-large', 1, /413/],
    [
      '429',
      fails(429, { error: { message: 'Slow down.' } }),
      'rate-limited',
      3,
      /“Slow down” \(asked 3 times\)\.$/,
    ],
    ['500', fails(500, 'a page of HTML'), 'server-error', 3, /has failed \(500\) \(asked 3 times\)\.$/],
    ['501', fails(501), 'server-error', 1, /501/],
    [
      'an error in mid-stream',
      stream(piece('No'), event({ error: { message: 'CUDA' } })),
      'server-error',
      3,
      /“CUDA”/,
    ],
    ['another kind of page', html, 'bad-answer', 1, /not as an OpenAI-compatible/],
    ['bad JSON', stream(piece('No'), event('{"choices": [')), 'bad-answer', 1, /not as an OpenAI-compatible/],
    ['the wrong JSON', stream(event({ choices: 'none' })), 'bad-answer', 1, /not as an OpenAI-compatible/],
    ['an empty stream', stream(), 'bad-answer', 1, /not as an OpenAI-compatible/],
    ['a stream that breaks', cutStream, 'bad-answer', 3, /broke off/],
    ['a stream that ends too early', cutCleanly, 'bad-answer', 3, /broke off/],
    ['an empty answer', stream(piece(' '), end()), 'bad-answer', 3, /with nothing/],
    ['an endless answer', neverEnds, 'too-large', 1, /grew past 50000 bytes/],
    [
      'an endless line',
      (response) => void fails(200, 'x'.repeat(99_999))(response, server.requests[0]),
      'too-large',
      1,
      /50000/,
    ],
    ['silence from the start', () => {}, 'timeout', 3, /Nothing came from .* for 0\.1 s/],
    ['silence in the middle', fallsSilent(piece('No')), 'timeout', 3, /Nothing came from .* for 0\.05 s/],
  ];
  const limits = { firstByteMs: 100, idleMs: 50, maxBytes: 50_000 };

  test.each(cases)('%s is told as it is', async (_what, script, code, attempts, message) => {
    server.script(script);
    const error = await failure(ask(open({ limits })));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(server.requests).toHaveLength(attempts);
    // Whatever was in progress has been closed.
    while (server.open > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });

  test.each([301, 302, 307, 308])(
    'a redirect (%s) is not followed: nobody else gets the key',
    async (status) => {
      const other = await ChatServer.start(says('Noop'));
      server.script(fails(status, '', { location: `${other.url}/chat/completions` }));
      const error = await failure(ask(open()));
      expect(error).toMatchObject({
        code: 'bad-argument',
        message: expect.stringContaining('sends elsewhere'),
      });
      expect(error.hint).toContain('final address');
      expect(await failure(listModels({ url: server.url, apiKey: KEY }))).toMatchObject({
        code: 'bad-argument',
      });
      expect(other.requests).toEqual([]);
      await other.close();
    },
  );

  test('an answer that trickles on for ever is stopped by the clock for the whole', async () => {
    server.script(async (response) => {
      beginStream(response);
      while (!response.destroyed) {
        response.write(': still here\n\n');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    const error = await failure(ask(open({ totalMs: 200 })));
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('within 0.2 s') });
    await server.someoneLeft();
    expect(server.requests).toHaveLength(1);
  });

  test('without a key, 401 asks for one', async () => {
    server.script(fails(401));
    const error = await failure(ask(open({ apiKey: undefined })));
    expect(error.message).toContain('asks for a key');
  });

  test('the list of models fails in the same ways', async () => {
    server.script(fails(401, { error: KEY }));
    expect(await failure(listModels({ url: server.url, apiKey: KEY }))).toMatchObject({
      code: 'unauthorized',
    });
    expect(await failure(listModels({ url: server.url }, AbortSignal.abort()))).toMatchObject({
      code: 'aborted',
    });
  });
});

describe('asking again', () => {
  test('helps against a server that fails, breaks off or is silent for a while; every attempt is counted', async () => {
    server.script(fails(500), fails(429), cutStream, fallsSilent(), says('Noop'));
    const model = open({ backoff: { attempts: 5 }, limits: { firstByteMs: 60, idleMs: 60 } });
    expect(await ask(model)).toBe('Noop');
    expect(server.requests).toHaveLength(5);
    expect(new Set(server.requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    // The one that broke off had written one piece by then.
    expect(model.usage).toMatchObject({ requests: 5, generatedTokens: 2, estimated: 1 });
  });

  test('waits as long as the server asks, in seconds or until a date of its own clock', async () => {
    const date = 'Wed, 01 Jan 2025 00:00:00 GMT';
    const later = 'Wed, 01 Jan 2025 00:00:01 GMT';
    const asked: Record<string, string>[] = [{ 'retry-after': '1' }, { date, 'retry-after': later }];
    for (const headers of asked) {
      server.script(fails(429, {}, headers), says('Noop'));
      const begun = performance.now();
      await ask(open());
      expect(performance.now() - begun).toBeGreaterThan(990);
    }
  });

  test('is given up at once where the server asks for more patience than there is', async () => {
    server.script(fails(429, {}, { 'retry-after': '3600' }));
    expect(await failure(ask(open()))).toMatchObject({ code: 'rate-limited' });
    expect(server.requests).toHaveLength(1);
  });

  test('waits up to twice as long each time, at random, and never longer than the bound', () => {
    const backoff: Backoff = { ...DEFAULT_BACKOFF, attempts: 9, baseMs: 100, maxMs: 1000 };
    const half = { uniform: () => 0.5 };
    const waits = Array.from({ length: 9 }, (_, i) => delayBefore(backoff, i + 1, null, half));
    expect(waits).toEqual([50, 100, 200, 400, 500, 500, 500, 500, null]);
    expect(delayBefore(backoff, 1, 3000, half)).toBe(3050);
    const drawn = () => {
      const random = new Random(5);
      return Array.from({ length: 5 }, () => delayBefore(backoff, 2, null, random));
    };
    expect(drawn()).toEqual(drawn());
    expect(new Set(drawn()).size).toBe(5);
  });

  test('an endpoint that never answered is not asked again; one that did is', async () => {
    const flaky = await ChatServer.start(says('Noop'));
    const { url } = flaky;
    const asked: string[] = [];
    const counting: typeof fetch = (input, init) => {
      asked.push(String(input));
      return fetch(input, init);
    };
    const model = open({ url, fetch: counting });
    expect(await ask(model)).toBe('Noop');
    await flaky.close();
    expect(await failure(ask(model))).toMatchObject({ code: 'unreachable' });
    expect(asked).toHaveLength(1 + 3);
    expect(await failure(ask(open({ url, fetch: counting })))).toMatchObject({ code: 'unreachable' });
    expect(asked).toHaveLength(1 + 3 + 1);
  });
});

describe('in a page', () => {
  const page = 'https://lab.example';

  test('plain http of another machine is refused before anything is sent; this machine’s is not', async () => {
    expect(() => open({ url: 'http://cluster.example:8000', page })).toThrow(/does not let it ask/);
    expect(await failure(listModels({ url: 'http://10.0.0.7/v1', page }))).toMatchObject({
      code: 'unreachable',
    });
    const mixed = (root: string, from = page) => isMixedContent({ root, page: from });
    expect(mixed('http://localhost:11434/v1')).toBe(false);
    expect(mixed('http://127.0.0.1:8000/v1')).toBe(false);
    expect(mixed('http://[::1]/v1')).toBe(false);
    expect(mixed('http://127.0.0.1.evil.example/v1')).toBe(true);
    expect(mixed('http://cluster.example/v1', 'http://lab.example')).toBe(false);
    expect(isKeyExposed({ root: 'http://cluster.example/v1', key: new ApiKey(KEY) })).toBe(true);
    expect(isKeyExposed({ root: 'http://cluster.example/v1', key: null })).toBe(false);
    expect(isKeyExposed({ root: 'http://localhost/v1', key: new ApiKey(KEY) })).toBe(false);
  });

  /** A browser's fetch: a server without CORS headers answers opaque requests only. Its error says nothing. */
  const browser = (up: boolean, asked: RequestInit[]): typeof fetch => {
    return async (_input, init = {}) => {
      asked.push(init);
      if (up && init.mode === 'no-cors') return new Response(null);
      throw new TypeError('Failed to fetch');
    };
  };

  test('a server that does not allow the page is told from one that is not there, without showing it the key', async () => {
    const asked: RequestInit[] = [];
    const refused = await failure(ask(open({ page, fetch: browser(true, asked) })));
    expect(refused).toMatchObject({ code: 'unreachable', message: expect.stringContaining('CORS') });
    expect(refused.hint).toContain(`--allowed-origins '["${page}"]'`);
    expect(asked).toHaveLength(2);
    expect(JSON.stringify(asked[1])).not.toContain(KEY);
    const away = await failure(ask(open({ page, fetch: browser(false, []) })));
    expect(away).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('cannot be reached'),
    });
  });
});

describe('addresses and keys', () => {
  test('an address is brought to the API’s root', () => {
    const root = 'http://localhost:8000/v1';
    for (const address of [
      '',
      '/',
      '/v1',
      '/v1/',
      '/v1/models',
      '/v1/chat/completions',
      '/v1//chat/completions/',
    ])
      expect(apiRoot(` http://localhost:8000${address}`)).toBe(root);
    expect(apiRoot('https://hub.example/api/v1')).toBe('https://hub.example/api/v1');
    expect(apiRoot('https://hub.example/openai/')).toBe('https://hub.example/openai');
  });

  test.each([
    '',
    'localhost:8000',
    'ftp://a/v1',
    'http://',
    'javascript:alert(1)',
    `http://user:${KEY}@a/v1`,
    `http://a/v1?key=${KEY}`,
    `http://a/v1#${KEY}`,
    `http://a/${'x'.repeat(3000)}`,
  ])('%s is no address, and is not repeated', async (url) => {
    const error = await failure(listModels({ url }));
    expect(error.code).toBe('bad-argument');
  });

  test('a key that no header can hold is refused before anything is sent, and is not repeated', async () => {
    for (const apiKey of [`${KEY}\n`, `${KEY} `, `${KEY}ü`, KEY.repeat(500)]) {
      expect(await failure(Promise.try(() => open({ apiKey })))).toMatchObject({ code: 'bad-argument' });
    }
    expect(server.requests).toHaveLength(0);
  });

  test('a key does not show: printed, as JSON, as text, in a clone, or in a model that holds it', () => {
    const key = new ApiKey(KEY);
    const model = open();
    for (const thing of [key, model, { key, model }]) {
      expect(inspect(thing, { depth: 20, showHidden: true })).not.toContain('secret');
      expect(JSON.stringify(thing)).not.toContain('secret');
    }
    expect(`${key}`).toBe('[key]');
    expect(inspect(structuredClone(key))).not.toContain('secret');
    expect(model.id).toBe('remote:tiny');
  });

  test.each(['', ' tiny', 'ti\nny', 'tïny', 'x'.repeat(300)])('"%s" is no name of a model', (model) => {
    expect(() => open({ model })).toThrow(/not the name of a model/);
  });

  test('limits that make no sense are refused', () => {
    for (const options of [{ maxTokens: 0 }, { maxTokens: 1.5 }, { concurrency: 0 }, { concurrency: 5000 }])
      expect(() => open(options)).toThrow(LabError);
  });
});
