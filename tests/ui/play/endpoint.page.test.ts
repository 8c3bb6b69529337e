// The endpoint's form, list and offer, and the panel of prompts, alone in a real browser; the server is the page's own `fetch`
// answered here, so that what is sent can be looked at.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunConfig } from '../../../src/records/record.ts';
import { checkEndpoint } from '../../../src/services/endpoint-settings.ts';
import { endpointList } from '../../../src/ui/endpoints.ts';
import type { BalrogPanel } from '../../../src/ui/play/balrog-panel.ts';
import type { ChosenEndpoint } from '../../../src/ui/play/endpoint-dialog.ts';
import type { EndpointForm } from '../../../src/ui/play/endpoint-form.ts';
import type { EndpointOffer } from '../../../src/ui/play/endpoint-offer.ts';
import type { PromptPanel } from '../../../src/ui/play/prompt-panel.ts';
import { ExchangeLog, emptyView } from '../../../src/ui/run-view.ts';
import '../../../src/ui/play/balrog-panel.ts';
import '../../../src/ui/play/endpoint-form.ts';
import '../../../src/ui/play/endpoint-offer.ts';
import '../../../src/ui/play/prompt-panel.ts';
import '../../../src/ui/styles/main.css';

const KEY = 'sk-page-secret';
const STORED = 'goldilocks-endpoints';
const known = checkEndpoint({ url: 'http://localhost:8000', model: 'org/Known', apiKey: KEY });

const settled = async () => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
};
const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

function mount<Element extends HTMLElement>(name: string, properties: Partial<Element> = {}): Element {
  const element = Object.assign(document.createElement(name), properties) as Element;
  document.body.append(element);
  return element;
}

beforeEach(() => localStorage.clear());
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const model of endpointList.all.map(({ model }) => model)) await endpointList.forget(model);
  document.body.replaceChildren();
});

describe('the form of an endpoint', () => {
  let form: EndpointForm;
  let chosen: ChosenEndpoint[];
  const field = (name: string) => form.querySelector<HTMLInputElement>(`#endpoint-${name}`)!;
  const type = async (name: string, value: string) => {
    field(name).value = value;
    field(name).dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
  };
  const press = async (label: string) => {
    const button = [...form.querySelectorAll('button')].find((each) => text(each).startsWith(label));
    button!.click();
    await settled();
  };
  const said = () => text(form.querySelector('.trial')!);
  const open = async (properties: Partial<EndpointForm> = {}) => {
    form = mount<EndpointForm>('endpoint-form', properties);
    chosen = [];
    form.addEventListener('endpoint', (event) => chosen.push((event as CustomEvent<ChosenEndpoint>).detail));
    await settled();
  };

  test('is empty at first, and neither keeps nor constrains unless somebody says so', async () => {
    await open();
    expect(['url', 'apiKey', 'model', 'pricePrompt'].map((name) => field(name).value)).toEqual([
      '',
      '',
      '',
      '',
    ]);
    expect([field('keep').checked, field('constrained').checked]).toEqual([false, false]);
    expect(field('apiKey').type).toBe('password');
    expect(text(form)).toContain('This changes the benchmark');
  });

  test('gives what was typed, with the address in its usual form', async () => {
    await open();
    await type('url', 'http://localhost:8000/v1/chat/completions');
    await type('apiKey', ` ${KEY} `);
    await type('model', 'org/Chat');
    await type('pricePrompt', '0,5');
    await type('extra', '{"top_p": 0.9}');
    await press('Use this endpoint');
    const endpoint = checkEndpoint({
      url: 'http://localhost:8000',
      apiKey: KEY,
      model: 'org/Chat',
      prices: { prompt: 0.5, generated: 0 },
      extra: { top_p: 0.9 },
    });
    expect(chosen).toEqual([{ endpoint, kept: false, constrained: false }]);
  });

  test.each([
    ['url', 'localhost:8000', /not the address of an endpoint/],
    ['url', `http://me:${KEY}@host`, /holds no password/],
    ['model', '', /not the name of a model/],
    ['maxTokens', '0', /1 to 1,000,000 tokens/],
    ['priceGenerated', 'cheap', /A price is a number/],
    ['extra', '[]', /JSON object/],
    ['apiKey', 'a b', /characters that a key cannot hold/],
  ])('says what is wrong with %s = "%s", and chooses nothing', async (name, value, sentence) => {
    await open();
    await type('url', 'http://localhost:8000');
    await type('model', 'org/Chat');
    await type(name, value);
    await press('Use this endpoint');
    expect(said()).toMatch(sentence);
    expect(said()).not.toContain(KEY);
    expect(form.querySelector('.trial')?.getAttribute('role')).toBe('alert');
    expect(chosen).toEqual([]);
  });

  test('warns of a key on plain http, but not on this machine', async () => {
    await open();
    await type('apiKey', KEY);
    await type('url', 'http://192.168.0.7:8000');
    expect(text(form)).toContain('the key can be read by others');
    await type('url', 'http://localhost:8000');
    expect(text(form)).not.toContain('the key can be read by others');
  });

  test('lists the server’s models, and takes the one that is pressed', async () => {
    const asked: Request[] = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      asked.push(new Request(url, init));
      return Response.json({ data: [{ id: 'org/A' }, { id: '<b>B</b>' }] });
    });
    await open();
    await type('url', 'http://localhost:8000');
    await type('apiKey', KEY);
    await press('List its models');
    await vi.waitFor(() => expect(said()).toBe('It serves 2 models.'));
    expect(asked[0].url).toBe('http://localhost:8000/v1/models');
    expect(asked[0].headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(form.querySelector('.served b')).toBeNull();
    await press('<b>B</b>');
    expect(field('model').value).toBe('<b>B</b>');
  });

  test('is filled with the endpoint of the model that is asked for, and forgets one on demand', async () => {
    await endpointList.add(known, true);
    await open({ model: 'org/Known' });
    expect([field('url').value, field('apiKey').value, field('keep').checked]).toEqual([
      'http://localhost:8000/v1',
      KEY,
      true,
    ]);
    expect(localStorage.getItem(STORED)).toContain(KEY);
    form.querySelector<HTMLButtonElement>('[aria-label^="Forget org/Known"]')!.click();
    await settled();
    expect(endpointList.known).toEqual([]);
    expect(localStorage.getItem(STORED)).toBeNull();
    form.remove();
    await open({ model: 'org/Unknown' });
    expect([field('url').value, field('model').value]).toEqual(['', 'org/Unknown']);
  });
});

describe('a key that is kept', () => {
  test('goes to its own server alone: another address empties it, unless somebody types one', async () => {
    const asked: Request[] = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      asked.push(new Request(url, init));
      return Response.json({ data: [] });
    });
    await endpointList.add(known, false);
    const form = mount<EndpointForm>('endpoint-form');
    await settled();
    const type = async (name: string, value: string) => {
      const field = form.querySelector<HTMLInputElement>(`#endpoint-${name}`)!;
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    };
    const sent = async () => {
      const before = asked.length;
      [...form.querySelectorAll('button')].find((each) => text(each).startsWith('List its'))!.click();
      await vi.waitFor(() => expect(asked.length).toBe(before + 1));
      await settled();
      return asked[before].headers.get('authorization');
    };
    expect(await sent()).toBe(`Bearer ${KEY}`);
    await type('url', 'http://localhost:9999');
    expect(await sent()).toBeNull();
    expect(text(form)).toContain('The key was for http://localhost:8000');
    await type('url', 'http://localhost:8000/other');
    expect(await sent()).toBe(`Bearer ${KEY}`);
    await type('apiKey', 'sk-mine');
    await type('url', 'http://localhost:9999');
    expect(await sent()).toBe('Bearer sk-mine');
  });
});

describe('the endpoints that a page knows', () => {
  /** The same module once more, as another tab has it; each needs a name of its own. */
  const anotherTab = async (module: Promise<{ endpointList: typeof endpointList }>) =>
    (await module).endpointList;
  const keptModels = () =>
    (JSON.parse(localStorage.getItem(STORED) ?? '[]') as { model: string }[]).map(({ model }) => model);

  test('that one tab forgets do not come back when another one writes', async () => {
    await endpointList.add(known, true);
    const other = await anotherTab(import('../../../src/ui/endpoints.ts?tab-that-writes' as string));
    await other.ready();
    expect(other.all).toEqual([known]);
    await endpointList.forget(known.model);
    await other.add({ ...known, model: 'org/New', apiKey: '' }, true);
    expect(keptModels()).toEqual(['org/New']);
    expect(localStorage.getItem(STORED)).not.toContain(KEY);
  });

  test('follow what other tabs keep and forget, and what was kept outlives a tab that adds before it has read', async () => {
    localStorage.setItem(STORED, JSON.stringify([known]));
    const hasty = await anotherTab(import('../../../src/ui/endpoints.ts?hasty-tab' as string));
    await hasty.add({ ...known, model: 'org/Hasty' }, true);
    expect(keptModels()).toEqual(['org/Hasty', 'org/Known']);
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.contentWindow!.localStorage.setItem(STORED, JSON.stringify([{ ...known, model: 'org/Elsewhere' }]));
    await vi.waitFor(() => expect(hasty.all.map(({ model }) => model)).toEqual(['org/Elsewhere']));
    frame.contentWindow!.localStorage.clear();
    await vi.waitFor(() => expect(hasty.all).toEqual([]));
  });

  test('are never pushed out of storage: one too many is said not to be kept', async () => {
    const list = await anotherTab(import('../../../src/ui/endpoints.ts?full-tab' as string));
    for (let i = 0; i < 20; i++) expect(await list.add({ ...known, model: `m${i}` }, true)).toBe(true);
    expect(await list.add({ ...known, model: 'm20' }, true)).toBe(false);
    expect(keptModels()).toHaveLength(20);
    expect(keptModels()).toContain('m0');
    expect(list.serving('m20')).toMatchObject({ kept: false });
  });

  test('stay in memory unless they are to be kept, and one of a model takes the place of another', async () => {
    await endpointList.add(known, false);
    expect(JSON.stringify({ ...localStorage })).not.toContain(KEY);
    await endpointList.add({ ...known, apiKey: 'sk-other' }, true);
    expect(endpointList.all.map(({ apiKey }) => apiKey)).toEqual(['sk-other']);
    expect(localStorage.getItem(STORED)).toContain('sk-other');
    await endpointList.add(known, false);
    expect(localStorage.getItem(STORED)).toBeNull();
  });

  test('are read again where they were kept, but for what is damaged', async () => {
    const good = { ...known, model: 'org/Kept' };
    localStorage.setItem(
      STORED,
      JSON.stringify([good, { url: 'nowhere' }, 7, { ...good, url: 'javascript:1' }]),
    );
    // Another page: the list of this one has been read.
    const { endpointList: fresh } = await import('../../../src/ui/endpoints.ts?another-page' as string);
    await fresh.ready();
    expect(fresh.all).toEqual([good]);
  });
});

describe('a run whose model is remote', () => {
  const config: RunConfig = {
    world: { id: 'Crafter-v1', area: [64, 64], length: 100 },
    seed: 1,
    agent: { model: 'remote:org/Known', weights: '', schedule: 'never', temperature: 1, seed: 0 },
  };

  test('asks for an endpoint, shows it once it is known, and tells what paused it', async () => {
    const view = emptyView(config);
    const offer = mount<EndpointOffer>('endpoint-offer', { view });
    const asked: string[] = [];
    for (const name of ['choose-endpoint', 'command'])
      offer.addEventListener(name, (event) => asked.push(String((event as CustomEvent).detail)));
    await settled();
    expect(text(offer)).toContain('org/Known needs an endpoint');
    offer.querySelector('button')!.click();
    await endpointList.add(known, false);
    await settled();
    expect(text(offer)).toContain('org/Known answers from http://localhost:8000/v1');
    view.phase = 'paused';
    view.error = { code: 'server-error', message: 'It has failed (503).', hint: 'Look.' };
    offer.view = view;
    await settled();
    expect(text(offer)).toContain('The run is paused: It has failed (503). Look.');
    offer.querySelector('button')!.click();
    expect(asked).toEqual(['org/Known', 'toggle']);
    expect(text(offer)).not.toContain(KEY);
  });

  test('says whom Play would ask, and goes on showing whom the run was told of', async () => {
    await endpointList.add({ ...known, url: 'http://localhost:9000/v1' }, false);
    const view = emptyView(config);
    view.phase = 'paused';
    view.runtime = { kind: 'remote', why: 'org/Known answers from http://localhost:8000/v1.' };
    const offer = mount<EndpointOffer>('endpoint-offer', { view });
    await settled();
    expect(text(offer.querySelector('h2')!)).toBe('org/Known answers from http://localhost:8000/v1');
    expect(text(offer)).toContain('Play asks http://localhost:9000/v1 with your key.');
  });

  test('is nothing to a run with another model', async () => {
    const pocket = { ...config, agent: { ...config.agent, model: 'pocket-crafter' } };
    const offer = mount<EndpointOffer>('endpoint-offer', { view: emptyView(pocket) });
    await settled();
    expect(text(offer)).toBe('');
  });
});

describe('a model by BALROG’s protocol', () => {
  const row = {
    model: 'remote:org/Known',
    weights: '',
    observations: 'prose' as const,
    comparable: 'near' as const,
    departures: ['The seeds are ours.'],
    seeds: '100..109',
    maxSteps: 2000,
    progress: { mean: 30, se: 2.5 },
    tokens: 4000,
    invalidShare: 0.125,
    episodes: Array.from({ length: 10 }, (_, i) => ({
      seed: 100 + i,
      steps: 200,
      progress: 30,
      unlocked: [],
      invalidReplies: 25,
    })),
  };

  test('is asked for by episodes and steps, stopped, and set beside the published table', async () => {
    const view = emptyView();
    view.runtime = { kind: 'remote', why: 'a test' };
    const panel = mount<BalrogPanel>('balrog-panel', { view });
    const asked: unknown[] = [];
    for (const name of ['play-balrog', 'stop-balrog'])
      panel.addEventListener(name, (event) => asked.push((event as CustomEvent).detail));
    await settled();
    for (const [name, value] of [
      ['episodes', '3'],
      ['steps', '50'],
      ['steps', '9999'],
    ]) {
      const field = panel.querySelector<HTMLInputElement>(`#balrog-${name}`)!;
      field.value = value;
      field.dispatchEvent(new Event('change'));
      await settled();
    }
    panel.querySelector('button')!.click();
    view.balrog = { type: 'balrog', decisions: 1200, most: 20_000, playing: true, row: null };
    panel.view = view;
    await settled();
    expect(text(panel)).toContain('1,200 of at most 20,000 steps.');
    panel.querySelector('button')!.click();
    expect(asked).toEqual([{ seeds: [100, 101, 102], maxSteps: 50 }, null]);
    view.balrog = { type: 'balrog', decisions: 2000, most: 20_000, playing: false, row };
    panel.view = view;
    await settled();
    expect(text(panel)).toContain(
      '30.0 ± 2.5 % progress over 10 episodes (seeds 100..109); 12.5 % of its replies',
    );
    const rows = [...panel.querySelectorAll('tbody tr')].map(text);
    const own = rows.findIndex((each) => each.startsWith('org/Known (remote), here'));
    expect(rows[own - 1]).toContain('Llama-3.1-70B');
    expect(rows[own + 1]).toContain('28.6 ± 4.1');
  });
});

describe('the panel of what a model read and wrote', () => {
  const turn = (step: number) => ({
    step,
    text: `[user]\nsee ${step}`,
    messages: [
      { role: 'user' as const, content: `see <i>${step}</i>` },
      { role: 'assistant' as const, content: 'Do' },
      { role: 'user' as const, content: 'and now' },
    ],
    answer: `answer ${step}`,
    ...(step === 2 && { thoughts: 'Hm.', cut: true, valid: false }),
  });
  let panel: PromptPanel;
  let log: ExchangeLog;
  beforeEach(async () => {
    log = new ExchangeLog();
    for (const step of [1, 2, 4]) log.add(turn(step));
    panel = mount<PromptPanel>('prompt-panel', { exchanges: log, model: 'remote:x' });
    panel.open = true;
    await settled();
    panel.querySelector('details')!.open = true;
    await settled();
  });
  const step = () => panel.querySelector<HTMLInputElement>('#exchange-step')!;
  const answer = () => text(panel.querySelector('.answer')!);
  const click = async (label: string) => {
    panel.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`)!.click();
    await settled();
  };

  test('follows the newest decision, message by message, as text', async () => {
    expect([step().value, answer()]).toEqual(['4', 'answer 4']);
    expect([...panel.querySelectorAll('.conversation pre')].map(text)).toEqual([
      'see <i>4</i>',
      'Do',
      'and now',
    ]);
    log.add(turn(5));
    panel.exchanges = log;
    await settled();
    expect(answer()).toBe('answer 5');
  });

  test('goes back to any decision, stays there, and follows again when it is told to', async () => {
    await click('The decision before');
    expect([step().value, answer()]).toEqual(['2', 'answer 2']);
    expect(text(panel)).toContain('It thoughtHm.');
    expect(text(panel)).toContain(
      'The limit of tokens ended this answer. It names no action, so it became a Noop',
    );
    log.add(turn(5));
    panel.exchanges = log;
    await settled();
    expect(answer()).toBe('answer 2');
    await click('The decision after');
    expect(step().value).toBe('4');
    step().value = '1';
    step().dispatchEvent(new Event('change'));
    await settled();
    expect(answer()).toBe('answer 1');
    const follow = panel.querySelector<HTMLInputElement>('input[type=checkbox]')!;
    expect(follow.checked).toBe(false);
    follow.click();
    await settled();
    expect(answer()).toBe('answer 5');
  });

  test('says from which step on exchanges are kept', async () => {
    const small = new ExchangeLog(200);
    for (let i = 1; i <= 20; i++) small.add(turn(i));
    expect(small.last).toBe(20);
    expect(small.first).toBeGreaterThan(10);
    panel.exchanges = small;
    await settled();
    expect(text(panel)).toContain(`Seen here from step ${small.first} on.`);
  });
});
