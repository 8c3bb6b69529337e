// The Models page in a real browser, with its real worker and storage, against a server of tiny models that behaves well and badly.
// With and without WebGPU: what cannot run here can still be looked at and downloaded.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WEB_LLM_MODELS, type WebLlmEntry } from '../../../src/language/web-llm/catalog.ts';
import { addOwnEntry, ownEntries, removeOwnEntry } from '../../../src/language/web-llm/own-entries.ts';
import { LIBRARY_STORES } from '../../../src/language/web-llm/url-store.ts';
import '../../../src/ui/models/models-page.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/styles/main.css';
import { askedOf, testEntry } from '../../language/web-llm/server-log.ts';

let page: HTMLElement;

function open(): void {
  page = document.createElement('main');
  page.append(document.createElement('models-page'), document.createElement('lab-notices'));
  document.body.append(page);
}

beforeEach(forget);
afterEach(async () => {
  page.remove();
  await forget();
});

async function forget(): Promise<void> {
  for (const { id } of await ownEntries()) await removeOwnEntry(id);
  for (const store of Object.values(LIBRARY_STORES))
    for (const key of await store.keys()) await store.delete(key);
}

/** A model of the test server, added to the list. */
async function add(kind: string): Promise<WebLlmEntry> {
  const { model, library } = testEntry(kind);
  return addOwnEntry(
    { name: `Tiny ${kind}`, model, library, needsF16: false, contextWindow: null },
    location.href,
  );
}

const text = (element: Element | null) => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
const until = (check: () => unknown) =>
  vi.waitFor(() => expect(check(), `${check}\n${storage()}\n${notices()}`).toBeTruthy(), {
    timeout: 45_000,
    interval: 20,
  });
const rows = () => [...page.querySelectorAll('web-llm-row')];
const row = (name: string) => rows().find((each) => text(each.querySelector('strong')) === name);
const storage = () => text(page.querySelector('model-storage'));
const notices = () => text(page.querySelector('lab-notices'));

function button(within: Element | undefined, label: RegExp): HTMLButtonElement {
  const found = [...(within ?? page).querySelectorAll('button')].find((each) =>
    label.test(each.getAttribute('aria-label') ?? text(each)),
  );
  return found ?? expect.fail(`no button ${label} in “${text(within ?? page)}”`);
}

/** Shows what does not fit as well: without a GPU nothing fits. */
async function showAll(): Promise<void> {
  await until(() => page.querySelector('.model-controls .model-toggle input'));
  page.querySelector<HTMLInputElement>('.model-controls .model-toggle input')!.click();
}

function type(selector: string, value: string): void {
  const field = page.querySelector<HTMLInputElement>(selector) ?? expect.fail(selector);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

async function startDownload(name: string): Promise<void> {
  await until(() => row(name));
  button(row(name), /^Download …/).click();
  await until(() => row(name)!.querySelector('.model-offer .primary:not(:disabled)'));
  button(row(name), /^Download \d/).click();
}

describe('the list', () => {
  test('shows what fits, what does not on request and with its reason, and where nothing can run, says why', async () => {
    open();
    await until(() => page.querySelector('.model-count'));
    const fits = Number(/^(\d+) model/.exec(text(page.querySelector('.model-count')))?.[1]);
    const gpu = await navigator.gpu?.requestAdapter();
    if (gpu) expect(fits).toBeGreaterThan(20);
    else {
      expect(fits).toBe(0);
      expect(text(page.querySelector('web-llm-list .refused'))).toMatch(/no WebGPU|finds no GPU/);
    }
    await showAll();
    await until(() => rows().length === 12);
    button(page, /^Show 149 more/).click();
    await until(() => rows().length === WEB_LLM_MODELS.length);
    const whys = page.querySelectorAll('.model-why').length;
    expect(whys).toBe(WEB_LLM_MODELS.length - fits);
    for (const each of rows()) expect(text(each)).toContain('Licence: ');
  });

  test('is searched by name and licence, word by word', async () => {
    open();
    await showAll();
    type('input[type="search"]', 'qwen2.5 research 4 bits');
    await until(() => rows().length === 4);
    for (const each of rows()) expect(text(each)).toMatch(/Qwen2\.5 (Coder )?3B.*Qwen Research/);
    type('input[type="search"]', 'no such model');
    await until(() => rows().length === 0);
    expect(text(page.querySelector('.model-count'))).toMatch(
      /^0 models of 161 fit and match “no such model”\./,
    );
  });

  test('asks nobody for anything while it is looked at', async () => {
    performance.clearResourceTimings();
    const entry = await add('good');
    open();
    await showAll();
    await until(() => row('Tiny good'));
    const names = performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin);
    expect(names.filter((origin) => origin !== location.origin)).toEqual([]);
    expect(await askedOf(entry)).toEqual([]);
  });
});

describe('a download', () => {
  test('tells size and source first, then its bytes; afterwards the model is here, and can be deleted', async () => {
    const entry = await add('good');
    open();
    await showAll();
    await until(() => row('Tiny good'));
    button(row('Tiny good'), /^Download …/).click();
    await until(() => /Its weights have 600 KB/.test(text(row('Tiny good')!)));
    expect(text(row('Tiny good')!)).toContain(`They come from ${location.host}.`);
    expect((await askedOf(entry)).map(({ file }) => file)).toEqual(['tensor-cache.json']);
    expect(document.activeElement?.textContent).toContain('Download 600 KB');
    button(row('Tiny good'), /^Download 600 KB/).click();
    await until(() => text(row('Tiny good')!).includes('in this browser'));
    await until(() => /Tiny good\s*web-llm, 600 KB/.test(storage()));
    expect(notices()).toContain('Tiny good is in this browser now.');
    button(page.querySelector('model-storage')!, /^Delete Tiny good/).click();
    // Other tests of this browser may have kept pocket models: the list need not be empty.
    await until(() => !storage().includes('Tiny good'));
    expect(await LIBRARY_STORES.model.keys()).toEqual([]);
    await until(() => /Download …/.test(text(row('Tiny good')!)));
  });

  test('that is declined brings nothing', async () => {
    const entry = await add('good');
    open();
    await showAll();
    await until(() => row('Tiny good'));
    button(row('Tiny good'), /^Download …/).click();
    await until(() => row('Tiny good')!.querySelector('.model-offer .primary:not(:disabled)'));
    button(row('Tiny good'), /^Not now/).click();
    await until(() => !row('Tiny good')!.querySelector('.model-offer'));
    expect(text(document.activeElement)).toMatch(/^Download …/);
    expect(await askedOf(entry)).toHaveLength(1);
  });

  test('counts its bytes while they come, and Cancel closes its connections', async () => {
    const entry = await add('slow');
    open();
    await showAll();
    await startDownload('Tiny slow');
    const bar = () => row('Tiny slow')?.querySelector<HTMLProgressElement>('.download progress');
    await until(() => (bar()?.value ?? 0) > 20_000);
    expect(text(row('Tiny slow')!.querySelector('.download label'))).toMatch(/^\d+ KB of 60\d KB$/);
    button(row('Tiny slow'), /^Cancel/).click();
    await until(() => notices().includes('The download of Tiny slow was cancelled.'));
    await vi.waitFor(async () => {
      const open = (await askedOf(entry)).filter(({ ended }) => ended === 'open');
      expect(open).toEqual([]);
    }, 10_000);
    expect((await askedOf(entry)).filter(({ ended }) => ended === 'closed').length).toBeGreaterThan(0);
    expect(row('Tiny slow')!.querySelector('.download')).toBeNull();
  });

  test('of damaged files says what is wrong, and the model goes on from what is whole', async () => {
    await add('changed');
    open();
    await showAll();
    await startDownload('Tiny changed');
    await until(() => /params_shard_5\.bin did not arrive as its list of weights says/.test(notices()));
    await until(() => /unfinished/.test(storage()));
    await until(() => /Go on …/.test(text(row('Tiny changed')!)));
    expect(text(row('Tiny changed')!)).not.toContain('in this browser');
  });

  test('of a model that is not there says so before anything is begun', async () => {
    await add('no-list');
    open();
    await showAll();
    await until(() => row('Tiny no-list'));
    button(row('Tiny no-list'), /^Download …/).click();
    await until(() => /could not be loaded: the server answered 404/.test(text(row('Tiny no-list')!)));
    expect(row('Tiny no-list')!.querySelector('.model-offer .primary')).toBeNull();
  });
});

describe('an own model', () => {
  const fill = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) type(`#own-entry-${name}`, value);
    page.querySelector<HTMLFormElement>('own-entry-form form')!.requestSubmit();
  };

  test('is added by the form and removed from the list', async () => {
    open();
    await showAll();
    fill({ name: 'Class model', model: '/models/class/', library: '/models/class.wasm', context: '1024' });
    await until(() => row('Class model'));
    expect(text(row('Class model')!)).toContain('added by you · context of 1,024 tokens');
    button(row('Class model'), /^Remove Class model/).click();
    await until(() => !row('Class model'));
  });

  test('with an address that is none stays in the form, with the reason', async () => {
    open();
    await showAll();
    fill({ name: 'Class model', model: 'http://evil.example/m/', library: '/models/class.wasm' });
    await until(() => page.querySelector('own-entry-form .problem'));
    expect(text(page.querySelector('own-entry-form .problem'))).toContain('must begin with https');
    expect(page.querySelector<HTMLInputElement>('#own-entry-name')!.value).toBe('Class model');
    expect(await ownEntries()).toEqual([]);
  });
});
