// The model around its engine: what it asks of it, how it stops it, and what happens when the GPU is lost in the middle of an answer.
// The engine is a script (there are no weights here); the real library is tried as far as it comes in open-web-llm.gpu.test.ts.

import { describe, expect, test } from 'vitest';
import { LabError } from '../../../src/lab-error.ts';
import type { Prompt } from '../../../src/language/language-model.ts';
import { WEB_LLM_MODELS } from '../../../src/language/web-llm/catalog.ts';
import { loadFailure } from '../../../src/language/web-llm/engine.ts';
import { WebLlmModel, type WebLlmOptions } from '../../../src/language/web-llm/web-llm-model.ts';
import { named, ScriptedEngine } from './scripted-engine.ts';

const ENTRY = WEB_LLM_MODELS.find(({ id }) => id.startsWith('SmolLM2-360M'))!;
const THINKER = WEB_LLM_MODELS.find(({ id }) => id.startsWith('Qwen3-0.6B'))!;
const ACTIONS = ['move_left', 'do'];

function prompt(text: string, more: Partial<Prompt> = {}): Prompt {
  return { text, grammar: { plan: 'may', maxPlanTokens: 8, actions: ACTIONS }, seed: 7, ...more };
}

/** A model whose engines are these, one after the other. */
async function open(engines: ScriptedEngine[], options: WebLlmOptions = {}, entry = ENTRY) {
  let opened = 0;
  const model = await WebLlmModel.open(
    entry,
    async () => engines[opened++] ?? expect.fail('no engine left'),
    options,
  );
  return { model, opened: () => opened };
}

async function failure(work: Promise<unknown>): Promise<LabError> {
  return work.then(
    () => expect.fail('This should have failed.'),
    (error: unknown) => error as LabError,
  );
}

const says = (...tokens: string[]) => new ScriptedEngine({ answer: () => tokens });

describe('a request', () => {
  test('has the conversation where there is one, and the text as one message where there is none', async () => {
    const engine = says('do');
    const { model } = await open([engine]);
    const messages = [
      { role: 'system', content: 'Play.' },
      { role: 'user', content: 'Here.' },
    ] as const;
    await model.complete([prompt('one'), prompt('two', { messages })], { temperature: 0.5 });
    expect(engine.requests.map((request) => request.messages)).toEqual([
      [{ role: 'user', content: 'one' }],
      messages,
    ]);
    expect(engine.requests[0]).toMatchObject({ temperature: 0.5, max_tokens: 1024, stream: true });
    expect(engine.requests[0]).not.toHaveProperty('response_format');
    expect(engine.requests[0]).not.toHaveProperty('logprobs');
  });

  test('has a seed of 31 bits in which all of the prompt’s count', async () => {
    const engine = says('do');
    const { model } = await open([engine]);
    const seeds = [1, 1 + 2 ** 32, 2 ** 53 - 1, 1];
    await model.complete(
      seeds.map((seed) => prompt('a', { seed })),
      { temperature: 1 },
    );
    const sent = engine.requests.map(({ seed }) => seed);
    expect(new Set(sent).size).toBe(3);
    expect(sent[0]).toBe(sent[3]);
    for (const seed of sent) expect(seed >>> 0).toBe(seed);
  });

  test('holds the answer to its grammar where the prompt asks for it', async () => {
    const engine = says('do');
    const { model } = await open([engine]);
    await model.complete([prompt('a', { constrained: true })], { temperature: 1 });
    const { response_format } = engine.requests[0];
    expect(response_format?.type).toBe('grammar');
    expect(response_format?.grammar).toMatch(/^root ::= .*"<plan> ".*"move_left" \| "do"/);
  });

  test('keeps models that can think from it, unless that is wanted', async () => {
    const engines = [says('do'), says('do'), says('do')];
    for (const [i, [entry, thinking]] of (
      [
        [THINKER, false],
        [THINKER, true],
        [ENTRY, false],
      ] as const
    ).entries()) {
      const { model } = await open([engines[i]], { thinking }, entry);
      await model.complete([prompt('a')], { temperature: 1 });
    }
    expect(engines.map(({ requests }) => requests[0].extra_body)).toEqual([
      { enable_thinking: false },
      undefined,
      undefined,
    ]);
  });
});

describe('an answer', () => {
  test('has its plan’s tokens, its counts, and log-probabilities where they are asked for', async () => {
    const { model } = await open([says('<plan>', ' go', ' west', ' </plan> ', 'do')], { logProbs: true });
    const [answer] = await model.complete([prompt('a')], { temperature: 1 });
    expect(answer).toMatchObject({
      text: '<plan> go west </plan> do',
      planTokens: 2,
      generatedTokens: 6,
      promptTokens: 1,
    });
    expect([...answer.logProbs!]).toEqual([-0.5, -0.5, -0.5, -0.5, -0.5]);
    expect(model.usage).toMatchObject({ requests: 1, promptTokens: 1, generatedTokens: 6, estimated: 0 });
  });

  test('has its thoughts apart from it, and says where it was cut', async () => {
    const { model } = await open([says('<think>', 'Hm.', '</think>', '\n\n', 'do')], { maxTokens: 5 });
    const [answer] = await model.complete([prompt('a')], { temperature: 1 });
    expect(answer).toMatchObject({ text: 'do', thoughts: 'Hm.', cut: true });
  });
});

describe('an abort', () => {
  test('lets the caller go at once and stops the engine at its next token; the next call has its turn then', async () => {
    const engine = new ScriptedEngine({ answer: () => Array.from({ length: 100 }, () => 'a'), pieceMs: 20 });
    const { model } = await open([engine]);
    const stop = new AbortController();
    const call = failure(model.complete([prompt('a')], { temperature: 1 }, stop.signal));
    const next = model.complete([prompt('b')], { temperature: 1 });
    while (engine.pieces < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect((await call).code).toBe('aborted');
    const computed = engine.pieces;
    while (engine.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(engine.pieces - computed).toBeLessThanOrEqual(1);
    expect((await next)[0].text).toMatch(/^a{100}$/);
    expect(model.usage).toMatchObject({ requests: 2, estimated: 1 });
  });

  test('of a call that waits leaves the one that runs alone', async () => {
    const engine = new ScriptedEngine({ answer: () => ['a', 'b', 'c'], pieceMs: 20 });
    const { model } = await open([engine]);
    const running = model.complete([prompt('a')], { temperature: 1 });
    const stop = new AbortController();
    const waiting = failure(model.complete([prompt('b')], { temperature: 1 }, stop.signal));
    stop.abort();
    expect((await waiting).code).toBe('aborted');
    expect((await running)[0].text).toBe('abc');
    expect(engine.requests).toHaveLength(1);
  });
});

describe('a GPU that is lost in the middle of an answer', () => {
  const lost = () => new Error('Instance reference no longer exists.');

  test('is opened again, and the same answer is asked for with the same seed; a notice says so', async () => {
    const engines = [new ScriptedEngine(), new ScriptedEngine()];
    const notices: string[] = [];
    const { model, opened } = await open(engines, { onNotice: (text) => notices.push(text) });
    const batch = [1, 2, 3].map((seed) => prompt('tree west [must]', { seed }));
    engines[0].failure = { at: 2, error: lost() };
    const texts = (await model.complete(batch, { temperature: 1 })).map(({ text }) => text);
    const undisturbed = await open([new ScriptedEngine()]);
    expect(texts).toEqual(
      (await undisturbed.model.complete(batch, { temperature: 1 })).map(({ text }) => text),
    );
    expect(opened()).toBe(2);
    expect(engines[0].closed).toBe(true);
    expect(engines[1].requests[0]).toEqual(engines[0].requests[0]);
    expect(notices).toEqual([
      'The GPU was lost. The model is loaded again, then the answer is asked for again.',
    ]);
    expect(model.runtime.why).toContain('again after the GPU was lost');
  });

  test('between two answers is found out by the next one', async () => {
    const engines = [says('do'), says('do')];
    const { model, opened } = await open(engines);
    await model.complete([prompt('a')], { temperature: 1 });
    await engines[0].close();
    expect((await model.complete([prompt('a')], { temperature: 1 }))[0].text).toBe('do');
    expect(opened()).toBe(2);
  });

  test.each([
    [lost(), 'device-lost'],
    [new Error('Failed to allocate: out of memory'), 'out-of-memory'],
  ])(
    'three times in one answer fails it (%s as %s); the next answer opens it once more',
    async (error, code) => {
      const engines = Array.from({ length: 4 }, () => says('do'));
      for (const engine of engines.slice(0, 3)) engine.failure = { at: 0, error };
      const notices: string[] = [];
      const { model, opened } = await open(engines, { onNotice: (text) => notices.push(text) });
      const refused = await failure(model.complete([prompt('a')], { temperature: 1 }));
      expect(refused).toMatchObject({ name: 'LabError', code });
      expect(refused.hint).not.toBe('');
      expect(notices).toHaveLength(2);
      expect((await model.complete([prompt('a')], { temperature: 1 }))[0].text).toBe('do');
      expect(opened()).toBe(4);
    },
  );

  test.each(['bad-model', 'model-missing'] as const)(
    'and whose model cannot be loaded again (%s) says that at once',
    async (code) => {
      const first = says('do');
      first.failure = { at: 0, error: lost() };
      const notices: string[] = [];
      let opened = 0;
      const model = await WebLlmModel.open(
        ENTRY,
        async () => {
          if (opened++ === 0) return first;
          throw new LabError(code, 'It is damaged.');
        },
        { onNotice: (text) => notices.push(text) },
      );
      const refused = await failure(model.complete([prompt('a')], { temperature: 1 }));
      expect(refused).toMatchObject({ code, message: 'It is damaged.' });
      expect([opened, notices.length]).toEqual([2, 1]);
    },
  );

  test('an abort while it is loaded again ends the call', async () => {
    const first = says('do');
    first.failure = { at: 0, error: lost() };
    const stop = new AbortController();
    let opened = 0;
    const model = await WebLlmModel.open(ENTRY, (signal) => {
      if (opened++ === 0) return Promise.resolve(first);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const call = failure(model.complete([prompt('a')], { temperature: 1 }, stop.signal));
    while (opened < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect((await call).code).toBe('aborted');
  });
});

test('a prompt that is too long is the prompt’s fault: nothing is loaded again', async () => {
  const { model, opened } = await open([says('do')]);
  const refused = await failure(model.complete([prompt('a'.repeat(5000))], { temperature: 1 }));
  expect(refused).toMatchObject({
    code: 'bad-argument',
    message: 'The prompt is longer than the model’s context.',
  });
  expect(opened()).toBe(1);
});

test('disposing stops the answer in progress and lets go of the GPU', async () => {
  const engine = new ScriptedEngine({ answer: () => Array.from({ length: 100 }, () => 'a'), pieceMs: 10 });
  const { model } = await open([engine]);
  const call = failure(model.complete([prompt('a')], { temperature: 1 }));
  await new Promise((resolve) => setTimeout(resolve, 30));
  await model.dispose();
  expect((await call).code).toBe('aborted');
  expect(engine).toMatchObject({ closed: true, answering: 0 });
  expect((await failure(model.complete([prompt('a')], { temperature: 1 }))).code).toBe('aborted');
});

test('what the library throws while it loads is told by what can be done about it', () => {
  expect(loadFailure(named('ShaderF16SupportError', 'no')).code).toBe('bad-model');
  expect(loadFailure(named('DeviceLostError', 'The WebGPU device was lost')).code).toBe('device-lost');
  expect(loadFailure(new Error('createBuffer failed')).code).toBe('out-of-memory');
  expect(loadFailure(new Error('Cannot find function vm_load_executable')).code).toBe('bad-model');
  expect(loadFailure(new Error(`${'long '.repeat(1000)}\nwords`)).message.length).toBeLessThan(400);
});
