import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderJobStore } from '../../src/experiments/job-store-node.ts';
import { METRICS_VERSION } from '../../src/experiments/metrics.ts';
import { jobsOf } from '../../src/experiments/sweep.ts';
import { played, SWEEP } from './sample-sweep.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldilocks-sweep-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function stored() {
  const store = await FolderJobStore.open(folder, SWEEP);
  const results = await played(SWEEP, { jobs: jobsOf(SWEEP).slice(0, 3) });
  for (const result of results) await store.add(result);
  const figures = results.map(({ job, metrics }) => ({ job, metrics }));
  return { results, figures, file: join(folder, 'jobs.jsonl') };
}

test('a folder gives its jobs back, with their records', async () => {
  const { results, figures } = await stored();
  const again = await FolderJobStore.open(folder, SWEEP);
  expect(await again.load()).toEqual(figures);
  expect(await again.record(results[1].job.index)).toEqual(results[1].record);
  await expect(again.record(5)).rejects.toMatchObject({ code: 'not-found' });
});

test('a line that a killed process left torn is cut off, and its job is missing', async () => {
  const { figures, results, file } = await stored();
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(0, -40));
  const again = await FolderJobStore.open(folder, SWEEP);
  expect(await again.load()).toEqual(figures.slice(0, 2));
  await again.add(results[2]);
  expect(await again.load()).toEqual(figures);
});

test('figures of another version are computed again from their records', async () => {
  const { figures, file } = await stored();
  const text = await readFile(file, 'utf8');
  const old = text.replaceAll(`"version":${METRICS_VERSION},"metrics":{`, '"version":0,"metrics":{"old":1,');
  expect(old).not.toBe(text);
  await writeFile(file, old);
  expect(await (await FolderJobStore.open(folder, SWEEP)).load()).toEqual(figures);
});

test('another experiment’s folder, a forged figure and another job’s record are refused', async () => {
  const { file } = await stored();
  const other = FolderJobStore.open(folder, { ...SWEEP, maxSteps: 41 });
  await expect(other).rejects.toMatchObject({ code: 'bad-argument' });
  const text = await readFile(file, 'utf8');
  const again = await FolderJobStore.open(folder, SWEEP);
  await writeFile(file, text.replace(/"progress":[\d.]+/, '"progress":101'));
  await expect(again.load()).rejects.toMatchObject({ code: 'bad-record' });
  await writeFile(file, text.replace('"job":0', '"job":1').replace(/"version":\d+/, '"version":0'));
  await expect(again.load()).rejects.toMatchObject({ code: 'bad-record', message: /another run/ });
  await writeFile(file, text);
  await appendFile(file, 'noise\n');
  await expect(again.load()).rejects.toMatchObject({ code: 'bad-record' });
});
