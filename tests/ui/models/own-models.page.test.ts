// The element with its real worker and a real IndexedDB: a model goes out as a file, comes in, plays, stays, and goes.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AgentEvent } from '../../../src/services/agent-service.ts';
import { connectAgent } from '../../../src/ui/agent-client.ts';
import { modelList } from '../../../src/ui/kept-models.ts';
import { type OwnModelClient, OwnModelWorker } from '../../../src/ui/models/own-model-client.ts';
import type { OwnModelsElement } from '../../../src/ui/models/own-models.ts';
import { INITIAL_SETTINGS, runConfigOf } from '../../../src/ui/settings.ts';
import '../../../src/ui/models/own-models.ts';
import '../../../src/ui/parts/notices.ts';
import '../../../src/ui/styles/main.css';

let element: OwnModelsElement;

function open(client?: OwnModelClient): void {
  document.body.replaceChildren(document.createElement('lab-notices'));
  element = document.createElement('own-models') as OwnModelsElement;
  if (client) element.client = client;
  document.body.append(element);
}

const text = () => (document.body.textContent ?? '').replace(/\s+/g, ' ');
const until = (check: () => boolean) =>
  vi.waitFor(() => expect(check(), text()).toBe(true), { timeout: 30_000, interval: 30 });
const rows = () => [...element.querySelectorAll('li')];
const listed = () => until(() => element.rows !== null && element.working === '');
const button = (label: string, within: ParentNode = element) => {
  const all = [...within.querySelectorAll<HTMLButtonElement>('button, a.button')];
  const named = all.find((each) =>
    (each.getAttribute('aria-label') ?? each.textContent ?? '').trim().startsWith(label),
  );
  if (!named) throw new Error(`no button "${label}"`);
  return named;
};

function choose(...files: File[]): void {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  const input = element.querySelector<HTMLInputElement>('input[type=file]')!;
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
}

/** The file that the page hands to the browser for saving. */
async function exported(id: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const saved = Promise.withResolvers<Blob>();
  const made = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.resolve(blob as Blob);
    return 'blob:nothing';
  });
  const names: string[] = [];
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  element.querySelector<HTMLSelectElement>('select')!.value = id;
  button('Export as').click();
  const bytes = new Uint8Array(await (await saved.promise).arrayBuffer());
  await listed();
  made.mockRestore();
  clicked.mockRestore();
  return { name: names[0], bytes };
}

/** Decisions of a run in the real agent worker. */
async function play(model: string, steps: number): Promise<number[]> {
  const events: AgentEvent[] = [];
  const agent = connectAgent({ onEvent: (event) => events.push(event), onRestarted: () => {} });
  const config = runConfigOf({ ...INITIAL_SETTINGS, model });
  await agent.service.start(config, {
    runtime: 'wasm',
    speed: 0,
    paused: true,
    store: false,
    prompts: false,
  });
  await agent.service.step(steps);
  const taken = () =>
    events.flatMap((event) => (event.type === 'step' && event.step > 0 ? [event.action!] : []));
  await vi.waitFor(() => expect(taken()).toHaveLength(steps), { timeout: 30_000 });
  agent.close();
  return taken();
}

/** Other tests of this browser keep nothing of their own in these stores, but this one may have been broken off. */
async function forget(): Promise<void> {
  for (const row of element.rows ?? []) await element.client.ask((service) => service.delete(row.id));
}

beforeEach(async () => {
  open();
  await listed();
  await forget();
  open();
  await listed();
});
afterEach(async () => {
  await forget();
  document.body.replaceChildren();
  await modelList.refresh();
});

test('a shipped model is exported, imported, plays as it did, is there after a reload, and is deleted', {
  timeout: 180_000,
}, async () => {
  expect(text()).toContain('None yet');
  const { name, bytes } = await exported('pocket-crafter');
  expect(name).toBe('pocket-model.onnx');
  choose(new File([bytes], 'my <b>crafter</b>.onnx'));
  await until(() => rows().length === 1);
  await until(() => text().includes('“my <b>crafter</b>” is imported: it plays Crafter.'));
  expect(element.querySelector('li b')).toBeNull();
  const { id, hash, size } = element.rows![0];
  expect(rows()[0].textContent).toContain(hash.slice(0, 16));
  expect(size).toBeGreaterThan(900_000);
  expect(button('Play', rows()[0]).getAttribute('href')).toBe(`#/play?model=${id}`);
  await until(() =>
    modelList.choices.some(([value, label]) => value === id && label === 'my <b>crafter</b>'),
  );

  expect(await play(id, 5)).toEqual(await play('pocket-crafter', 5));

  open();
  await until(() => rows().length === 1);
  expect(element.rows![0]).toMatchObject({ id, hash, name: 'my <b>crafter</b>' });

  button('Rename', rows()[0]).click();
  await until(() => element.querySelector('.rename input') !== null);
  element.querySelector<HTMLInputElement>('.rename input')!.value = 'renamed';
  button('Save').click();
  await until(() => rows()[0]?.textContent?.includes('renamed') === true);

  await listed();
  expect((await exported(id)).bytes).toEqual(bytes);

  button('Delete', rows()[0]).click();
  await until(() => rows().length === 0 && text().includes('is deleted'));
  await listed();
  button('Undo', document.body).click();
  await until(() => rows().length === 1);
  await listed();
  button('Delete', rows()[0]).click();
  await until(() => rows().length === 0);
  await until(() => !modelList.choices.some(([value]) => value === id));
  open();
  await listed();
  expect(rows()).toHaveLength(0);
});

test('a deleted model can be put back from another page of the lab, and whoever has come back sees it', async () => {
  const { bytes } = await exported('pocket-crafter');
  choose(new File([bytes], 'kept.onnx'));
  await until(() => rows().length === 1);
  await listed();
  button('Delete', rows()[0]).click();
  await until(() => rows().length === 0 && text().includes('is deleted'));
  await listed();
  element.remove();
  element = document.createElement('own-models') as OwnModelsElement;
  document.body.append(element);
  await listed();
  expect(rows()).toHaveLength(0);
  button('Undo', document.body).click();
  await until(() => rows().length === 1);
  expect(rows()[0].textContent).toContain('kept');
});

test('a model of another world is kept, but not offered for Play', async () => {
  const { bytes } = await exported('pocket-pogs');
  choose(new File([bytes], 'graphs.onnx'));
  await until(() => rows().length === 1);
  expect(rows()[0].textContent).toContain('plays HardPOGS');
  expect(rows()[0].querySelector('a')).toBeNull();
  await listed();
  expect(modelList.choices.map(([, label]) => label)).not.toContain('graphs');
});

test('a file that is no model changes nothing, names itself, and says what to do', async () => {
  choose(new File(['certainly no model'], 'noise.onnx'));
  await until(() => text().includes('noise.onnx: The ONNX file cannot be read'));
  await listed();
  choose(new File([new Uint8Array(67 << 20)], 'huge.onnx'));
  await until(() => text().includes('huge.onnx: A model has at most 66 MiB.'));
  await listed();
  choose(new File(['{}'], 'model.json'));
  await until(() =>
    text().includes('Choose one .onnx file, or a .safetensors file together with its model.json.'),
  );
  expect(rows()).toHaveLength(0);
});

test('a worker that dies is said, and the next command has a new one', async () => {
  const real = Worker;
  const dead = URL.createObjectURL(new Blob(['throw new Error("no memory")'], { type: 'text/javascript' }));
  vi.stubGlobal(
    'Worker',
    class extends real {
      constructor() {
        super(dead);
      }
    },
  );
  open(new OwnModelWorker());
  await until(() => text().includes('The worker for models stopped'));
  vi.stubGlobal('Worker', real);
  await element.client.ask((service) => service.list());
  vi.unstubAllGlobals();
});
