import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AgentConfig } from '../../src/agents/agent.ts';
import { LabError } from '../../src/lab-error.ts';
import { readAdapter, writeAdapter } from '../../src/language/pocket/adapter-file.ts';
import { parseCard } from '../../src/language/pocket/model-files.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
import { PocketModel } from '../../src/language/pocket/pocket-model.ts';
import { keptModelId, SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import type { RunConfig } from '../../src/records/record.ts';
import { PageAgentSource } from '../../src/services/agent-source.ts';
import { sha256Hex } from '../../src/sha256.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { randomLora } from '../language/pocket/random-model.ts';

const MODELS = join(import.meta.dirname, '../../public/models');
const BASE = 'pocket-crafter';
const REPORT = { progress: () => {}, notice: () => {} };
const observation = () => new Crafter().reset(7).observation;

let server: Server;
let models: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    readFile(join(MODELS, request.url!)).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  models = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** A strong random adapter over the shipped model, as the page would keep it. */
async function keptAdapter(seed: number, base = { model: BASE, weights: SHIPPED_MODELS[BASE].weights }) {
  const { config } = parseCard(await readFile(join(MODELS, BASE, 'model.json')));
  const lora = randomLora(config, 4, seed);
  const bytes = writeAdapter(config, { name: 'a lesson', base, rank: 4, training: {} }, lora);
  return { id: keptModelId(readAdapter(bytes).weights), bytes };
}

function sourceOf(kept: Awaited<ReturnType<typeof keptAdapter>>[]): PageAgentSource {
  const shelf = new Map(kept.map(({ id, bytes }) => [id, bytes]));
  return new PageAgentSource({
    loader: async () => nodeOrt(1),
    models,
    adapters: { read: async (id) => shelf.get(id)! },
  });
}

function load(source: PageAgentSource, model: string, signal = new AbortController().signal) {
  const agent: AgentConfig = { model, weights: '', schedule: 'dynamic', temperature: 0, seed: 1 };
  const config: RunConfig = { world: { id: 'Crafter-v1', area: [64, 64], length: 100 }, seed: 7, agent };
  return source.load(config, { runtime: 'wasm' }, REPORT, signal);
}

/** P(plan) of the first decision of a run. */
async function decide(source: PageAgentSource, model: string): Promise<number> {
  const loaded = await load(source, model);
  loaded.agent.reset();
  return (await loaded.agent.decide(observation())).planProbability!;
}

describe('the page’s source of agents', () => {
  test('swaps adapters over the open model, which is loaded once', async () => {
    const [one, other] = [await keptAdapter(1), await keptAdapter(2)];
    const source = sourceOf([one, other]);
    asked.length = 0;
    const plain = await decide(source, BASE);
    const withOne = await decide(source, one.id);
    const withOther = await decide(source, other.id);
    const again = await decide(source, BASE);
    expect(again).toBe(plain);
    expect(new Set([plain, withOne, withOther]).size).toBe(3);
    expect(asked).toEqual([`/${BASE}/model.json`, `/${BASE}/weights.safetensors`]);
  });

  describe('a load that is cancelled', () => {
    afterEach(() => void vi.restoreAllMocks());

    /** A signal that is aborted as soon as an adapter is being put over a model. */
    function abortedBySwap(): AbortSignal {
      const stop = new AbortController();
      const { setAdapter } = PocketModel.prototype;
      vi.spyOn(PocketModel.prototype, 'setAdapter').mockImplementationOnce(function (
        this: PocketModel,
        lora,
      ) {
        stop.abort(new LabError('aborted', 'Another run was started.'));
        return setAdapter.call(this, lora);
      });
      return stop.signal;
    }

    test('after its weights were there attaches nothing, and leaves no model open', async () => {
      const one = await keptAdapter(1);
      const source = sourceOf([one]);
      const closed = vi.spyOn(PocketModel.prototype, 'dispose');
      await expect(load(source, one.id, abortedBySwap())).rejects.toMatchObject({ code: 'aborted' });
      expect(closed).toHaveBeenCalledTimes(1);
      asked.length = 0;
      await decide(source, BASE);
      expect(asked).toContain(`/${BASE}/weights.safetensors`);
    });

    test('while its adapter is swapped in leaves the next run the model that it asks for', async () => {
      const one = await keptAdapter(1);
      const source = sourceOf([one]);
      const plain = await decide(source, BASE);
      const signal = abortedBySwap();
      const cancelled = expect(load(source, one.id, signal)).rejects.toMatchObject({ code: 'aborted' });
      await vi.waitFor(() => expect(signal.aborted).toBe(true), { interval: 0 });
      expect(await decide(source, BASE)).toBe(plain);
      await cancelled;
    });

    test('before its adapter was read does not touch the model of the run that came meanwhile', async () => {
      const [one, reading] = [await keptAdapter(1), Promise.withResolvers<Uint8Array>()];
      const adapters = { read: () => reading.promise };
      const source = new PageAgentSource({ loader: async () => nodeOrt(1), models, adapters });
      const stop = new AbortController();
      const cancelled = expect(load(source, one.id, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
      stop.abort(new LabError('aborted', 'Another run was started.'));
      const { agent } = await load(source, BASE);
      reading.resolve(one.bytes);
      await cancelled;
      agent.reset();
      const { planProbability } = await agent.decide(observation());
      expect(planProbability).toBe(await decide(sourceOf([]), BASE));
    });
  });

  test('fetches a shipped adapter once, and then takes it from this browser', async () => {
    const kept = new Map<string, Uint8Array>();
    const cache = {
      get: async (hash: string) => kept.get(hash) ?? null,
      put: async (hash: string, bytes: Uint8Array) => {
        kept.set(hash, bytes);
      },
    };
    const visit = () => new PageAgentSource({ loader: async () => nodeOrt(1), models, cache });
    asked.length = 0;
    const first = await decide(visit(), 'pocket-crafter-rl');
    expect(await decide(visit(), 'pocket-crafter-rl')).toBe(first);
    expect(asked.filter((path) => path.endsWith('.safetensors'))).toEqual([
      '/pocket-crafter-rl/adapter.safetensors',
      `/${BASE}/weights.safetensors`,
    ]);
    for (const [hash, bytes] of kept) expect(sha256Hex(bytes)).toBe(hash);
  });

  test('refuses an adapter that was learned over other weights, or is not the one its id names', async () => {
    const stranger = await keptAdapter(1, { model: BASE, weights: '0123456789abcdef' });
    const orphan = await keptAdapter(1, { model: 'nobody', weights: '0123456789abcdef' });
    const swapped = { id: keptModelId('0'.repeat(16)), bytes: stranger.bytes };
    const source = sourceOf([stranger, orphan, swapped]);
    for (const { id } of [stranger, orphan])
      await expect(decide(source, id)).rejects.toMatchObject({ code: 'model-missing' });
    await expect(decide(source, swapped.id)).rejects.toMatchObject({ code: 'wrong-hash' });
  });

  test('says so where a model is neither shipped nor kept', async () => {
    await expect(decide(sourceOf([]), 'gpt-17')).rejects.toMatchObject({ code: 'model-missing' });
    await expect(decide(sourceOf([]), 'pocket-toolchain')).rejects.toThrow('trained for Toolchain-v1');
    const bare = new PageAgentSource({ loader: async () => nodeOrt(1), models });
    await expect(decide(bare, keptModelId('0'.repeat(16)))).rejects.toMatchObject({ code: 'model-missing' });
  });
});
