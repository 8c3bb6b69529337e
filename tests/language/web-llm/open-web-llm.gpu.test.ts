// The real library on a real WebGPU device (SwiftShader), as far as it comes without weights: it takes everything from the cache that
// the lab filled, asks the network for nothing, and stops at the library of the model, which has no code in it here.

import { afterEach, expect, test } from 'vitest';
import type { LabError } from '../../../src/lab-error.ts';
import { isCached } from '../../../src/language/web-llm/cached.ts';
import type { WebLlmEntry } from '../../../src/language/web-llm/catalog.ts';
import { describeDevice } from '../../../src/language/web-llm/device.ts';
import { type OpenWebLlmOptions, openWebLlm } from '../../../src/language/web-llm/open-web-llm.ts';
import { LIBRARY_STORES } from '../../../src/language/web-llm/url-store.ts';
import { askedOf, testEntry } from './server-log.ts';

afterEach(async () => {
  for (const store of Object.values(LIBRARY_STORES))
    for (const key of await store.keys()) await store.delete(key);
});

async function refusal(entry: WebLlmEntry, options: Partial<OpenWebLlmOptions> = {}): Promise<LabError> {
  return openWebLlm({ ...options, entry }).then(
    () => expect.fail('A model without code cannot be opened.'),
    (error: unknown) => error as LabError,
  );
}

test('this device is a GPU that web-llm can use, a software one without 16-bit floats', async () => {
  expect(await describeDevice()).toMatchObject({ unusable: null, f16: false, software: true, mobile: false });
});

test('a model is downloaded once; the library is content with the cache and stops at the missing code', async () => {
  const entry = testEntry('good');
  const told: [number, number, string][] = [];
  const error = await refusal(entry, { onProgress: (...progress) => told.push(progress) });
  expect(error).toMatchObject({ name: 'LabError', code: 'bad-model' });
  // The library has the module's bytes by now, and looks for its memory.
  expect(error.message).toMatch(/^web-llm cannot load this model: .*buffer/);
  expect(told.at(-1)).toEqual([told.at(-1)![1], told.at(-1)![1], 'download']);
  expect(await isCached(entry)).toBe(true);
  const asked = await askedOf(entry);
  expect(asked).toHaveLength(10);
  await refusal(entry);
  expect(await askedOf(entry)).toEqual(asked);
});

test('a model that needs what the GPU lacks is refused before anything is asked for', async () => {
  const entry = { ...testEntry('good'), needsF16: true };
  const error = await refusal(entry);
  expect(error.code).toBe('bad-model');
  expect(error.message).toContain('16-bit floats');
  expect(await askedOf(entry)).toEqual([]);
});

test('a broken download stops before the library is loaded, with the download’s own error', async () => {
  const entry = testEntry('changed');
  expect((await refusal(entry)).code).toBe('wrong-hash');
});

test('an abort while it comes closes its connections', async () => {
  const entry = testEntry('slow');
  const stop = new AbortController();
  let pieces = 0;
  const onProgress = () => {
    if (++pieces === 10) stop.abort();
  };
  expect((await refusal(entry, { signal: stop.signal, onProgress })).code).toBe('aborted');
  await expect
    .poll(async () => (await askedOf(entry)).filter(({ ended }) => ended === 'open'), { timeout: 20_000 })
    .toEqual([]);
  expect((await askedOf(entry)).filter(({ ended }) => ended === 'closed').length).toBeGreaterThan(0);
});
