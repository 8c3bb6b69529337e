import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { lab, testFolder } from './run-lab.ts';

const folder = testFolder('pogs');

test('lab train prime --world HardPOGS-v0 learns, judges and writes a model folder that lab evaluate plays', async () => {
  const models = join(folder, 'models');
  const trained = await lab(
    ...['train', 'prime', '--world', 'HardPOGS-v0', '--walks', '60', '--steps', '2', '--evaluated', '2'],
    ...['--work', join(folder, 'work'), '--out', models, '--json'],
  );
  expect(trained.code, trained.stderr).toBe(0);
  expect(JSON.parse(trained.stdout)).toMatchObject({
    updates: 2,
    final: {
      teacher: { walks: 60 },
      fit: { steps: 2, finished: true },
      evaluation: { temperature: 1, seeds: '1000,1001', view: [{ schedule: 'never', episodes: 2 }, {}, {}] },
    },
  });
  const { card } = await loadModelFiles(folderReader(join(models, 'pocket-pogs')));
  expect(card.vocabulary.actions).toHaveLength(20);
  expect(card.training).toMatchObject({
    command: 'npm run train -- prime --world HardPOGS-v0 --walks 60 --steps 2 --evaluated 2',
    seed: 1,
  });

  const { code, stdout, stderr } = await lab(
    ...['evaluate', '--world', 'POGS-v0', '--model', join(models, 'pocket-pogs'), '--seeds', '7..9'],
    ...['--schedule', 'never,every-4', '--recall', 'off', '--lanes', '2', '--json'],
  );
  expect(code, stderr).toBe(0);
  const { rows, ...told } = JSON.parse(stdout);
  expect(told).toMatchObject({ world: 'POGS-v0', model: 'pocket-pogs', recall: false, seeds: '7..9' });
  expect(rows.map((row: { schedule: string; episodes: number }) => [row.schedule, row.episodes])).toEqual([
    ['never', 3],
    ['every-4', 3],
  ]);
  const [never, every4] = rows;
  expect([never.figures.planTokens.mean, never.overFirst]).toEqual([0, null]);
  expect(every4.figures.plans.mean).toBeGreaterThanOrEqual(every4.figures.steps.mean / 4);
  expect(every4.overFirst.success.ci95).toHaveLength(2);
}, 180_000);

test.each([
  [['--schedule', 'human'], 'POGS has no schedule "human".'],
  [['--recall', 'maybe'], '--recall is on or off.'],
  [['--lanes', '0'], '--lanes is 1 to 256.'],
  [['--model', 'teacher'], 'POGS has no teacher to evaluate'],
  [['--seeds', '9..1'], 'is not a usable range'],
  [['--gate', 'x'], '--gate is not an option here.'],
])('lab evaluate --world HardPOGS-v0 refuses %j in one line', async (words, line) => {
  const { code, stderr } = await lab('evaluate', '--world', 'HardPOGS-v0', ...words);
  expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining(line)]);
});

test('lab evaluate refuses a model of another world, and a world it does not know', async () => {
  const other = await lab('evaluate', '--world', 'HardPOGS-v0', '--model', 'pocket-crafter');
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('was trained for')]);
  const unknown = await lab('evaluate', '--world', 'Pong-v0', '--seeds', '3');
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('"Pong-v0"')]);
});
