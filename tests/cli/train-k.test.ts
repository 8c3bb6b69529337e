import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KPredictor } from '../../src/learning/k-predictor/k-predictor.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldilocks-k-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the real command line in a process of its own. */
function lab(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = join(ROOT, 'node_modules/.bin/node');
  return new Promise((resolve) => {
    execFile(file, ['cli/main.ts', ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

test('lab train k learns over a few tasks and writes a predictor that can be taken up again', async () => {
  const out = join(folder, 'predictor.bin');
  const tasks = ['--tasks', '8', '--first-task', '185', '--setting', 'tau-0.9-ends', '--out', out, '--json'];
  const { code, stdout, stderr } = await lab('train', 'k', ...tasks);
  expect(code, stderr).toBe(0);
  const { updates, tokens, final, files } = JSON.parse(stdout);
  expect(files).toEqual([out]);
  expect(tokens).toBeGreaterThan(1000);
  expect(final.error).toBeGreaterThan(0);
  const predictor = KPredictor.restore(await readFile(out));
  expect(predictor.updates).toBe(updates);
  expect(predictor.hyper).toMatchObject({ tau: 0.9, taskEnds: 1 });
});

test('lab speculate plays the table over a few tasks, lossless, the same twice, and refuses what is none', async () => {
  const line = ['speculate', '--tasks', '6', '--setting', 'sequential,fixed-2,tau-0.5', '--json'];
  const [one, other] = [await lab(...line), await lab(...line)];
  expect(one.code, one.stderr).toBe(0);
  const { tasks, rows } = JSON.parse(one.stdout);
  expect(tasks).toBe(6);
  expect(JSON.parse(other.stdout).rows).toEqual(rows);
  expect(rows.map((row: { setting: string; lossless: number }) => [row.setting, row.lossless])).toEqual([
    ['sequential', 6],
    ['fixed-2', 6],
    ['tau-0.5', 6],
  ]);
  expect(rows[1]).toMatchObject({ T: 1, P: 1, G: 1, Cost: 1, K: 2 });
  const { code, stderr } = await lab('speculate', '--setting', 'warp-9', '--json');
  expect(code).toBe(2);
  expect(stderr).toContain('"warp-9" is no setting.');
});
