import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldilocks-toolchain-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Runs the real command line in a process of its own. */
function train(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = join(ROOT, 'node_modules/.bin/node');
  return new Promise((resolve) => {
    execFile(file, ['cli/main.ts', 'train', 'prime', ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

test('lab train prime --world Toolchain-v1 learns, judges and writes a model folder', async () => {
  const { code, stdout, stderr } = await train(
    ...['--world', 'Toolchain-v1', '--walks', '60', '--steps', '2', '--evaluated', '1', '--json'],
    ...['--work', join(folder, 'work'), '--out', join(folder, 'models')],
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    updates: 2,
    final: {
      teacher: { walks: 60 },
      fit: { steps: 2, finished: true },
      evaluation: { temperature: 1, 'direct-react': { 'longer held out': { T: { tasks: 1 } } } },
    },
  });
  const { card } = await loadModelFiles(folderReader(join(folder, 'models', 'pocket-toolchain')));
  expect(card.vocabulary.actions).toHaveLength(15);
  expect(card.training).toMatchObject({
    command: 'npm run train -- prime --world Toolchain-v1 --walks 60 --steps 2 --evaluated 1',
    seed: 1,
  });
}, 180_000);

test('lab train prime refuses a world it knows no teacher of, in one line', async () => {
  const { code, stderr } = await train('--world', 'Chess-v1', '--json');
  expect(code).toBe(2);
  expect(stderr).toContain('No model is trained for a world "Chess-v1".');
});
