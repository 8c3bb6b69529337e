import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentConfig } from '../../src/agents/agent.ts';
import { readAdapter, writeAdapter } from '../../src/language/pocket/adapter-file.ts';
import { parseCard } from '../../src/language/pocket/model-files.ts';
import { nodeOrt } from '../../src/language/pocket/ort-node.ts';
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

/** P(plan) of the first decision of a run. */
async function decide(source: PageAgentSource, model: string): Promise<number> {
  const agent: AgentConfig = { model, weights: '', schedule: 'dynamic', temperature: 0, seed: 1 };
  const config: RunConfig = { world: { id: 'Crafter-v1', area: [64, 64], length: 100 }, seed: 7, agent };
  const loaded = await source.load(config, { runtime: 'wasm' }, REPORT, new AbortController().signal);
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
