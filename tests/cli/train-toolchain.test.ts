import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { lab, testFolder } from './run-lab.ts';

const folder = testFolder('toolchain');

const train = (...args: string[]) => lab('train', 'prime', ...args);

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
