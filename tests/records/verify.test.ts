// `lab verify`: links and files, right and wrong, and what is neither.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseArguments } from '../../cli/arguments.ts';
import { command } from '../../cli/verify.ts';
import { encodeRecord } from '../../src/records/codec.ts';
import { encodeFile } from '../../src/records/file.ts';
import { configLinkFor, linkFor } from '../../src/records/share-link.ts';
import { CONFIG, playedRecord } from './sample-runs.ts';

const record = playedRecord(5, 60, true);
const forged = { ...record, steps: record.steps.map((step) => ({ ...step, action: 0 })) };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldilocks-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function verify(...words: string[]) {
  return command.run(parseArguments(words));
}

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${bytes.length}.goldilocks`);
  await writeFile(path, bytes);
  return path;
}

test('a link that replays is equal, with its steps and digest', async () => {
  const result = await verify(await linkFor(record, 'http://localhost:4173/'), '--json');
  expect(result).toMatchObject({ ok: true, json: { steps: 60, digest: record.digest, equal: true } });
});

test('a file of one run', async () => {
  const result = await verify(await fileOf(encodeRecord(record)));
  expect(result).toMatchObject({ ok: true, json: { steps: 60, digest: record.digest, equal: true } });
  expect(result.text).toBe(`60 steps, equal, digest ${record.digest}`);
});

test('a forged run is not equal, and says from where', async () => {
  const result = await verify(await linkFor(forged, 'http://localhost:4173/'));
  expect(result).toMatchObject({ ok: false, json: { steps: 60, equal: false } });
  expect(result.text).toMatch(/^60 steps, NOT EQUAL: step \d+: .+, digest [0-9a-f]{64}$/);
});

test('a file of several runs is equal if all of them are', async () => {
  const good = await verify(await fileOf(encodeFile([record, playedRecord(6, 20)])));
  expect(good).toMatchObject({
    ok: true,
    json: { steps: 80, equal: true, runs: [{ steps: 60 }, { steps: 20 }] },
  });
  const bad = await verify(await fileOf(encodeFile([record, forged, record])));
  expect(bad).toMatchObject({ ok: false, json: { equal: false, runs: [{}, { equal: false }, {}] } });
});

test('bad usage is a bad-argument: nothing, too much, an unknown option, no such file, a link without a run', async () => {
  const settings = await configLinkFor(CONFIG, 'http://localhost:4173/');
  for (const words of [[], ['a', 'b'], ['a', '--fast=1'], [join(folder, 'missing')], [folder], [settings]])
    await expect(verify(...words)).rejects.toMatchObject({ code: 'bad-argument' });
});

test('a damaged link or file is named as such', async () => {
  const link = await linkFor(record, 'http://localhost:4173/');
  await expect(verify(link.slice(0, -9))).rejects.toMatchObject({ code: 'bad-link' });
  await expect(verify(await fileOf(encodeRecord(record).slice(0, 99)))).rejects.toMatchObject({
    code: 'bad-record',
  });
});
