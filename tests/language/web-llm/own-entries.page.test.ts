// A person's own models in the real storage: added, replaced, listed, removed; and addresses that are refused.

import { afterEach, expect, test } from 'vitest';
import type { LabError } from '../../../src/lab-error.ts';
import { WEB_LLM_MODELS } from '../../../src/language/web-llm/catalog.ts';
import { configFile, libraryFolder } from '../../../src/language/web-llm/files.ts';
import {
  addOwnEntry,
  allEntries,
  findWebLlm,
  MOST_OWN_ENTRIES,
  type OwnEntryForm,
  ownEntries,
  removeOwnEntry,
} from '../../../src/language/web-llm/own-entries.ts';
import { UrlStore } from '../../../src/language/web-llm/url-store.ts';

const FORM: OwnEntryForm = {
  name: 'Class model 1',
  model: 'https://school.example/models/class-1',
  library: 'https://school.example/models/class-1.wasm',
  needsF16: false,
  contextWindow: 2048,
};
const PAGE = 'https://lab.example/goldilocks/index.html';

afterEach(async () => {
  for (const { id } of await ownEntries()) await removeOwnEntry(id);
});

async function refusal(form: Partial<OwnEntryForm>, base = PAGE): Promise<string> {
  return addOwnEntry({ ...FORM, ...form }, base).then(
    ({ id }) => expect.fail(`${id} was taken`),
    ({ code, message }: LabError) => `${code}: ${message}`,
  );
}

test('one that was added is listed before web-llm’s own, and is found by its id', async () => {
  const entry = await addOwnEntry(FORM, PAGE);
  expect(entry).toMatchObject({ id: 'own/Class-model-1', label: 'Class model 1', own: true, licence: null });
  expect(entry.overrides).toEqual({ context_window_size: 2048 });
  expect(await ownEntries()).toEqual([entry]);
  expect((await allEntries())[0]).toEqual(entry);
  expect(await findWebLlm(entry.id)).toEqual(entry);
  expect(await findWebLlm(WEB_LLM_MODELS[3].id)).toBe(WEB_LLM_MODELS[3]);
  await removeOwnEntry(entry.id);
  await expect(findWebLlm(entry.id)).rejects.toMatchObject({ code: 'model-missing' });
});

test('a second one of the same name takes the place of the first', async () => {
  await addOwnEntry(FORM, PAGE);
  await addOwnEntry({ ...FORM, model: 'https://other.example/m/' }, PAGE);
  expect((await ownEntries()).map(({ model }) => model)).toEqual(['https://other.example/m/']);
});

test('a row that this page would not take is no entry, whoever wrote it', async () => {
  const store = new UrlStore('goldilocks-web-llm');
  const good = await addOwnEntry(FORM, PAGE);
  const bad: Partial<OwnEntryForm>[] = [
    { model: 'http://far.example/m' },
    { model: 'https://user:word@far.example/m' },
    { library: 'https://far.example/m.wasm?key=1' },
    { library: 'javascript:alert(1)' },
    { contextWindow: 63 },
  ];
  for (const [i, change] of bad.entries())
    await store.put(`own/bad-${i}`, { ...FORM, name: `bad-${i}`, ...change });
  expect(await ownEntries()).toEqual([good]);
  for (const i of bad.keys()) {
    await expect(findWebLlm(`own/bad-${i}`)).rejects.toMatchObject({ code: 'model-missing' });
    await store.delete(`own/bad-${i}`);
  }
});

test('a path is one on this origin, and its files are fetched from that very folder', async () => {
  const entry = await addOwnEntry({ ...FORM, model: './models/a', library: '/models/a.wasm' }, PAGE);
  expect(entry.model).toBe('https://lab.example/goldilocks/models/a');
  expect(entry.library).toBe('https://lab.example/models/a.wasm');
  expect(configFile(entry).url).toBe('https://lab.example/goldilocks/models/a/mlc-chat-config.json');
  expect(libraryFolder(entry)).toBe('https://lab.example/goldilocks/models/a/resolve/main/');
  const hub = await addOwnEntry({ ...FORM, model: 'https://huggingface.co/me/mine' }, PAGE);
  expect(configFile(hub).url).toBe('https://huggingface.co/me/mine/resolve/main/mlc-chat-config.json');
});

test('plain http is for this machine and this origin alone', async () => {
  for (const model of ['http://localhost:8000/m', 'http://127.0.0.1/m', 'http://[::1]:1/m'])
    expect((await addOwnEntry({ ...FORM, model }, PAGE)).model).toBe(model);
  const near = await addOwnEntry({ ...FORM, model: '/m' }, 'http://192.168.1.5/lab/');
  expect(near.model).toBe('http://192.168.1.5/m');
  expect(await refusal({ model: 'http://school.example/m' })).toMatch(
    /^bad-argument: .* must begin with https/,
  );
  expect(await refusal({ library: 'http://192.168.1.5/m.wasm' })).toMatch(
    /^bad-argument: .* must begin with https/,
  );
});

test.each([
  [{ name: '' }, /A name has/],
  [{ name: '<img src=x>' }, /A name has/],
  [{ name: 'a'.repeat(61) }, /A name has/],
  [{ model: 'class-1' }, /address of the weights is none/],
  [{ model: '//evil.example/m' }, /address of the weights is none/],
  [{ model: 'javascript:alert(1)' }, /address of the weights is none/],
  [{ library: 'blob:https://lab.example/1' }, /address of the library is none/],
  [{ library: 'https://me:secret@school.example/a.wasm' }, /may hold no password/],
  [{ library: 'https://school.example/a.wasm?key=1' }, /may hold no password/],
  [{ model: `https://school.example/${'a'.repeat(1000)}` }, /is none/],
  [{ contextWindow: 3 }, /A context has/],
  [{ contextWindow: Number.NaN }, /A context has/],
])('%o is refused', async (form, message) => {
  expect(await refusal(form)).toMatch(message);
  expect(await ownEntries()).toEqual([]);
});

test('there are only so many, and what is no entry in the storage is passed over and takes no place', async () => {
  const store = new UrlStore('goldilocks-web-llm');
  await store.put('own/broken', { name: 'broken', model: 7 });
  for (let i = 1; i <= MOST_OWN_ENTRIES; i++) await addOwnEntry({ ...FORM, name: `Model ${i}` }, PAGE);
  expect(await ownEntries()).toHaveLength(MOST_OWN_ENTRIES);
  expect(await refusal({ name: 'One more' })).toMatch(/^too-large/);
  await addOwnEntry({ ...FORM, name: 'Model 1', contextWindow: null }, PAGE);
  await store.delete('own/broken');
});
