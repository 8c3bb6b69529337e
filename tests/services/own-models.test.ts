// Models that are brought along, behind a store in memory: import, what is shown of them, export, and what a page's agents get.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { exportOnnx } from '../../src/language/pocket/onnx-export.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { readerOf, readOwnModel } from '../../src/language/pocket/own-model.ts';
import type { RunConfig } from '../../src/records/record.ts';
import type { KeptOwnModel, OwnModelFiles, OwnModelStore } from '../../src/records/store/own-model-store.ts';
import { PageAgentSource, type PageSurroundings } from '../../src/services/agent-source.ts';
import { OwnModels } from '../../src/services/own-models.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { memoryReader, tinyModel } from '../language/pocket/tiny-files.ts';

const MODELS = join(import.meta.dirname, '../../public/models');
let server: Server;
let models: string;
let crafterOnnx: Uint8Array;

beforeAll(async () => {
  server = createServer((request, response) => {
    // A test that computes for seconds would find a kept connection closed.
    response.setHeader('connection', 'close');
    readFile(join(MODELS, request.url!)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  models = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  crafterOnnx = exportOnnx(await loadModelFiles(folderReader(join(MODELS, 'pocket-crafter'))));
});
afterAll(() => server.close());

/** The store's face over two maps. */
function memoryStore() {
  const rows = new Map<string, KeptOwnModel>();
  const files = new Map<string, OwnModelFiles>();
  const store = {
    put: async (row: KeptOwnModel, own: OwnModelFiles) => {
      rows.set(row.id, row);
      files.set(row.id, own);
    },
    list: async () => [...rows.values()],
    get: async (id: string) => rows.get(id)!,
    files: async (id: string) => {
      const found = files.get(id);
      if (found) return found;
      throw new LabError('not-found', 'It is not there.');
    },
    rename: async (id: string, name: string) => void rows.set(id, { ...rows.get(id)!, name }),
    delete: async (id: string) => {
      rows.delete(id);
      files.delete(id);
    },
  };
  return { store: store as unknown as OwnModelStore, files };
}

function open() {
  const { store, files } = memoryStore();
  const page: PageSurroundings = {
    loader: async () => nodeOrt(1),
    models,
    ownModels: {
      reader: async (id) => {
        const { card, weights } = await store.files(id);
        return readerOf(readOwnModel([card, weights]).files);
      },
    },
  };
  return { own: new OwnModels(store, page, () => 5), page, files };
}

/** P(plan) of a run's first decision. */
async function decide(page: PageSurroundings, model: string): Promise<number> {
  const agent = { model, weights: '', schedule: 'dynamic', temperature: 0, seed: 1 } as const;
  const config: RunConfig = { world: { id: 'Crafter-v1', area: [64, 64], length: 100 }, seed: 7, agent };
  const options = { runtime: 'wasm', endpoints: [] } as never;
  const report = { progress: () => {}, notice: () => {} };
  const loaded = await new PageAgentSource(page).load(config, options, report, new AbortController().signal);
  loaded.agent.reset();
  return (await loaded.agent.decide(new Crafter().reset(7).observation)).planProbability!;
}

describe('a model that is brought along', () => {
  test('is named after its file, says its world and its size, and plays as the model it was', async () => {
    const { own, page } = open();
    const row = await own.import([{ name: 'My best\u0007 one.onnx', bytes: crafterOnnx }]);
    expect(row).toMatchObject({ name: 'My best one', world: 'Crafter-v1', stored: 5 });
    expect(row.id).toBe(`own-${row.hash.slice(0, 16)}`);
    expect(row.size).toBeGreaterThan(900_000);
    expect(await own.list()).toEqual([row]);
    expect(await decide(page, row.id)).toBe(await decide(page, 'pocket-crafter'));
  });

  test('is named after its card where the file says nothing', async () => {
    const { own } = open();
    const [card, weights] = tinyModel().values();
    const files = [
      { name: 'weights.safetensors', bytes: weights },
      { name: 'model.json', bytes: card },
    ];
    expect(await own.import(files)).toMatchObject({ name: 'tiny', world: null });
  });

  test('is renamed, deleted and put back; an empty name is refused', async () => {
    const { own } = open();
    const { id } = await own.import([{ name: 'a.onnx', bytes: crafterOnnx }]);
    await own.rename(id, '  other\nname ');
    expect((await own.list())[0].name).toBe('other name');
    await expect(own.rename(id, ' \t')).rejects.toMatchObject({ code: 'bad-argument' });
    await own.delete(id);
    expect(await own.list()).toEqual([]);
    await own.restore(id);
    expect((await own.list())[0].name).toBe('other name');
    await expect(own.restore('own-0000000000000000')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('can be deleted where its files are missing, and is not put back as another one', async () => {
    const { own, files } = open();
    const { id: whole } = await own.import([{ name: 'a.onnx', bytes: crafterOnnx }]);
    await own.delete(whole);
    const { id } = await own.import([{ name: 'b.onnx', bytes: crafterOnnx }]);
    files.delete(id);
    await own.delete(id);
    expect(await own.list()).toEqual([]);
    await expect(own.restore(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('changes nothing that is kept when it is refused', async () => {
    const { own } = open();
    const files = [{ name: 'bad.onnx', bytes: crafterOnnx.slice(0, 5000) }];
    await expect(own.import(files)).rejects.toMatchObject({ code: 'bad-model' });
    expect(await own.list()).toEqual([]);
  });
});

describe('any model of the page as an ONNX file', () => {
  test('comes back as the same model: shipped, an adapter over one, brought along', async () => {
    const { own } = open();
    expect(await own.export('pocket-crafter')).toEqual(crafterOnnx);
    const rl = await own.export('pocket-crafter-rl');
    const kept = await own.import([{ name: 'rl.onnx', bytes: rl }]);
    expect(await own.export(kept.id)).toEqual(rl);
  });

  test('says so where there is no such model', async () => {
    const { own } = open();
    await expect(own.export('gpt-17')).rejects.toMatchObject({ code: 'model-missing' });
  });

  test('a merged adapter decides as the adapter over its model does', async () => {
    const { own, page } = open();
    const { id } = await own.import([{ name: 'rl.onnx', bytes: await own.export('pocket-crafter-rl') }]);
    expect(await decide(page, id)).toBeCloseTo(await decide(page, 'pocket-crafter-rl'), 4);
  });
});

test('a tiny model knows the words of no world, so it plays none', async () => {
  const { own } = open();
  const bytes = exportOnnx(await loadModelFiles(memoryReader(tinyModel())));
  expect(await own.import([{ name: 'tiny.onnx', bytes }])).toMatchObject({ world: null });
});
