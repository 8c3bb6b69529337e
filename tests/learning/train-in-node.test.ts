import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHECKPOINT_FILE } from '../../src/learning/train-in-node.ts';
import { Random } from '../../src/random.ts';
import { copyDataset, TINY } from './tiny.ts';

const STEPS = 6;
/** The project's Node, which runs TypeScript as it is. */
const NODE = new URL('../../node_modules/.bin/node', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldilocks-train-'));
  await writeFile(join(folder, 'rows.bin'), copyDataset(new Random(1), 80).toBytes());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A Node process that trains and prints its steps; killed without warning after `killAfter` of them. */
async function trainInProcess(outDir: string, killAfter = Number.POSITIVE_INFINITY): Promise<string> {
  const options = {
    config: TINY,
    datasetFiles: [join(folder, 'rows.bin')],
    shapes: [
      { length: 6, answers: 2 },
      { length: 10, answers: 4 },
    ],
    hyper: { rowsPerStep: 16 },
    seed: 5,
    steps: STEPS,
    checkpointEvery: 0,
    outDir,
  };
  const module = new URL('../../src/learning/train-in-node.ts', import.meta.url).href;
  const script = `
    const { trainInNode } = await import(${JSON.stringify(module)});
    const onProgress = ({ step }) => process.stdout.write('step ' + step + '\\n');
    const { finished } = await trainInNode({ ...${JSON.stringify(options)}, onProgress });
    process.stdout.write('threads ' + (typeof Worker) + ', finished ' + finished + '\\n');`;
  const child = spawn(NODE, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split('step ').length > killAfter) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  return printed;
}

test('a killed run goes on from its last checkpoint and ends as if never killed, threads and all', async () => {
  const [straight, broken] = [join(folder, 'straight'), join(folder, 'broken')];
  expect(await trainInProcess(straight)).toContain('threads function, finished true');
  const first = await trainInProcess(broken, 4);
  expect(first).not.toContain('finished');
  const second = await trainInProcess(broken);
  expect(second).toMatch(/^step [345]\n/);
  expect(second).toContain('finished true');
  const weights = (outDir: string) => readFile(join(outDir, CHECKPOINT_FILE));
  const { readCheckpoint } = await import('../../src/learning/checkpoint.ts');
  const [a, b] = [await weights(straight), await weights(broken)].map((bytes) => readCheckpoint(bytes, TINY));
  expect(b.weights).toEqual(a.weights);
  expect(b.optimizer).toEqual(a.optimizer);
  expect(b.run).toEqual(a.run);
});
