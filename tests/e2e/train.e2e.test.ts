import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainInChromium } from '../../scripts/train-page/train-in-chromium.ts';
import { readCheckpoint } from '../../src/learning/checkpoint.ts';
import { Random } from '../../src/random.ts';
import { copyDataset, TINY } from '../learning/tiny.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldilocks-train-'));
  await writeFile(join(folder, 'rows.bin'), copyDataset(new Random(1), 80).toBytes());
  await writeFile(join(folder, 'held-out.bin'), copyDataset(new Random(2), 20).toBytes());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function options(outDir: string) {
  return {
    config: TINY,
    datasetFiles: [join(folder, 'rows.bin')],
    shapes: [
      { length: 6, answers: 2 },
      { length: 10, answers: 4 },
    ],
    hyper: { rowsPerStep: 16 },
    seed: 5,
    outDir: join(folder, outDir),
  };
}

test('training in Chromium stops when asked, resumes, and ends as a run that was never stopped', async () => {
  const straight = await trainInChromium({
    ...options('straight'),
    steps: 40,
    heldOutFile: join(folder, 'held-out.bin'),
  });
  expect(straight).toMatchObject({ steps: 40, finished: true, threads: true });
  expect(straight.heldOut?.tokens).toBe(15 + 3 * 5);
  const abort = new AbortController();
  const onProgress = ({ step }: { step: number }) => step === 3 && abort.abort();
  const stopped = await trainInChromium({
    ...options('stopped'),
    steps: 40,
    onProgress,
    signal: abort.signal,
  });
  expect(stopped.finished).toBe(false);
  expect(stopped.steps).toBeLessThan(40);
  const resumed = await trainInChromium({ ...options('stopped'), steps: 40 });
  expect(resumed).toMatchObject({ steps: 40, finished: true });
  const [a, b] = await Promise.all(
    [straight, resumed].map(async (run) => readCheckpoint(await readFile(run.checkpointFile), TINY)),
  );
  expect(b.weights).toEqual(a.weights);
});

test('what fails in the page reaches the caller with its code', async () => {
  const failing = trainInChromium({ ...options('failing'), shapes: [{ length: 2, answers: 2 }], steps: 1 });
  await expect(failing).rejects.toMatchObject({ code: 'bad-argument' });
});

test('without a Chromium there is a clear answer', async () => {
  const missing = trainInChromium({ ...options('missing'), steps: 1 }, '/no/such/chromium');
  await expect(missing).rejects.toMatchObject({ code: 'not-found' });
});
