import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CARD_FILE,
  httpReader,
  loadModelFiles,
  parseCard,
  WEIGHTS_FILE,
  type WeightsCache,
} from '../../../src/language/pocket/model-files.ts';
import { folderReader, writeModelFolder } from '../../../src/language/pocket/model-files-node.ts';
import { sha256Hex } from '../../../src/sha256.ts';
import { memoryReader, tinyModel } from './tiny-files.ts';

const FILES = tinyModel();

/** A card as damaged JSON may have it. */
interface LooseCard {
  format: string;
  config: Record<string, number>;
  vocabulary: Record<string, string[]>;
  files: { weights: { name: string } };
  selfCheck: { tokens: number[]; expected: { logits: number[] }[] };
}

/** The card with one field set to something else. */
function changedCard(change: (card: LooseCard) => void): Uint8Array {
  const card = JSON.parse(new TextDecoder().decode(FILES.get(CARD_FILE)));
  change(card);
  return new TextEncoder().encode(JSON.stringify(card));
}

describe('a model folder', () => {
  it('loads card and weights, with progress of the weights alone', async () => {
    const progress: number[][] = [];
    const { card, weights } = await loadModelFiles(memoryReader(FILES), {
      onProgress: (loaded, total) => progress.push([loaded, total]),
    });
    const size = FILES.get(WEIGHTS_FILE)!.length;
    expect(progress).toEqual([[size, size]]);
    expect(card.files.weights).toEqual({
      name: WEIGHTS_FILE,
      bytes: size,
      sha256: sha256Hex(FILES.get(WEIGHTS_FILE)!),
    });
    expect(weights.tensors.has('layers.1.down.q8')).toBe(true);
  });

  it('refuses weights with one bit changed, and weights cut short', async () => {
    const flipped = FILES.get(WEIGHTS_FILE)!.slice();
    flipped[5000] ^= 1;
    for (const weights of [flipped, FILES.get(WEIGHTS_FILE)!.slice(0, -1)]) {
      const reader = memoryReader(new Map([...FILES, [WEIGHTS_FILE, weights]]));
      await expect(loadModelFiles(reader)).rejects.toMatchObject({ code: 'wrong-hash' });
    }
  });

  it('reads not one byte more than the card promises', async () => {
    const longer = new Uint8Array(FILES.get(WEIGHTS_FILE)!.length + 1);
    const reader = memoryReader(new Map([...FILES, [WEIGHTS_FILE, longer]]));
    await expect(loadModelFiles(reader)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('takes the weights from the cache where their hash is right, and puts them there', async () => {
    const kept = new Map<string, Uint8Array>();
    const cache: WeightsCache = {
      get: async (hash) => kept.get(hash) ?? null,
      put: async (hash, bytes) => void kept.set(hash, bytes),
    };
    const asked: string[] = [];
    await loadModelFiles(memoryReader(FILES, asked), { cache });
    await loadModelFiles(memoryReader(FILES, asked), { cache });
    expect(asked).toEqual([CARD_FILE, WEIGHTS_FILE, CARD_FILE]);
    const [hash] = kept.keys();
    kept.set(hash, new Uint8Array(3));
    await loadModelFiles(memoryReader(FILES, asked), { cache });
    expect(asked.slice(3)).toEqual([CARD_FILE, WEIGHTS_FILE]);
    expect(kept.get(hash)).toEqual(FILES.get(WEIGHTS_FILE));
  });

  it('loads although the cache refuses to read and to write', async () => {
    const fail = async (): Promise<never> => {
      throw new Error('quota');
    };
    const { card } = await loadModelFiles(memoryReader(FILES), { cache: { get: fail, put: fail } });
    expect(card.id).toBe('tiny');
  });

  it('says what is wrong with a card', () => {
    const refusal = (change: (card: LooseCard) => void) => () => parseCard(changedCard(change));
    expect(refusal((card) => (card.format = 'other-2'))).toThrow('format is not as it should be');
    expect(refusal((card) => (card.config.layers = 1e9))).toThrow('config.layers is not as it should be');
    expect(refusal((card) => (card.config.kvHeads = 3))).toThrow('heads must be a multiple');
    expect(refusal((card) => card.vocabulary.planWords.push('north'))).toThrow('not what config says');
    expect(refusal((card) => card.vocabulary.actions.push('noop'))).toThrow('twice');
    expect(refusal((card) => (card.files.weights.name = '../../secret'))).toThrow('files.weights.name');
    expect(refusal((card) => card.selfCheck.expected[0].logits.pop())).toThrow('self-check');
    expect(refusal((card) => (card.selfCheck.tokens[0] = 1e6))).toThrow('self-check');
    expect(() => parseCard(Uint8Array.of(0xff))).toThrow('not JSON');
  });

  it('says which file is missing', async () => {
    const reader = memoryReader(new Map());
    await expect(loadModelFiles(reader)).rejects.toMatchObject({ code: 'model-missing' });
  });
});

describe('a model folder on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read as it was written, and named when it is not there', async () => {
    await writeModelFolder(join(folder, 'tiny'), FILES);
    expect((await loadModelFiles(folderReader(join(folder, 'tiny')))).card.training).toEqual({ seed: 1 });
    await expect(loadModelFiles(folderReader(join(folder, 'none')))).rejects.toMatchObject({
      code: 'model-missing',
    });
  });
});

describe('a model folder over HTTP', () => {
  let base = '';
  const served = new Map(FILES);
  const server = createServer((request, response) => {
    const bytes = served.get(request.url!.slice(1));
    if (!bytes) response.writeHead(404).end();
    else response.writeHead(200).end(bytes);
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());

  it('arrives in pieces and counts them', async () => {
    const loaded: number[] = [];
    await loadModelFiles(httpReader(base), { onProgress: (bytes) => loaded.push(bytes) });
    expect(loaded.at(-1)).toBe(FILES.get(WEIGHTS_FILE)!.length);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  });

  it('stops at the promised size, on a missing file, on a dead server, and when it is cancelled', async () => {
    served.set(WEIGHTS_FILE, new Uint8Array(10_000_000));
    await expect(loadModelFiles(httpReader(base))).rejects.toMatchObject({ code: 'too-large' });
    served.delete(WEIGHTS_FILE);
    await expect(loadModelFiles(httpReader(base))).rejects.toMatchObject({ code: 'model-missing' });
    await expect(loadModelFiles(httpReader('http://127.0.0.1:1'))).rejects.toMatchObject({
      code: 'model-missing',
    });
    served.set(WEIGHTS_FILE, FILES.get(WEIGHTS_FILE)!);
    const controller = new AbortController();
    const loading = loadModelFiles(httpReader(base), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(loading).rejects.toMatchObject({ code: 'aborted' });
  });
});
