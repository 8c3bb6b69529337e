import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeFile } from '../../src/records/file.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { lab, testFolder } from './run-lab.ts';

const folder = testFolder('episodes');

const small = (name: string) => [
  ...['deploy', '--domain', 'Crafter-v1', '--model', 'pocket-crafter', '--tasks', '3', '--held-out', '2'],
  ...['--max-steps', '25', '--generations', '1', '--epochs', '1', '--work', join(folder, name), '--json'],
];

test('lab deploy --domain Crafter-v1 plays, keeps the best, retrains and plays again, and goes on from its folder', async () => {
  const pool = join(folder, 'pool.json');
  const { code, stdout, stderr } = await lab(...small('best'), '--export', pool);
  expect(code, stderr).toBe(0);
  const { generations, ...about } = JSON.parse(stdout);
  expect(about).toMatchObject({
    ...{ domain: 'Crafter-v1', schedule: 'dynamic', maxSteps: 25, collecting: 3, heldOut: 2, samples: 2 },
    ...{ curation: { by: 'best' }, waits: 0 },
  });
  expect(Object.keys(generations[0]).slice(0, 3)).toEqual(['n', 'progress', 'heldout']);
  expect(generations).toHaveLength(2);
  const [base, first] = generations;
  expect(base.collecting).toMatchObject({ tasks: 3, runs: 1, longest: 25 });
  expect(base.kept).toBeGreaterThan(0);
  expect(base.kept).toBeLessThanOrEqual(3);
  expect(first.training.steps).toBeGreaterThan(0);
  expect(first.gain.mean).toBeCloseTo(first.progress - base.progress);
  expect(JSON.parse(await readFile(pool, 'utf8')).traces).toHaveLength(first.pool);
  const again = JSON.parse((await lab(...small('best'), '--export', pool)).stdout);
  expect(again.generations).toEqual(generations);
  const merged = await lab(...small('merged'), '--generations', '0', '--pool', pool);
  expect(merged.stderr).toContain(`${first.pool} episodes, 0 left out`);
}, 240_000);

test('the same comes out of any number of threads, more threads than worlds included', async () => {
  const figures = async (workers: string, ...more: string[]) => {
    const pool = join(folder, `pool-${workers}.json`);
    const run = [...small(`threads-${workers}`), '--workers', workers, '--export', pool, ...more];
    const { code, stdout, stderr } = await lab(...run);
    expect(code, stderr).toBe(0);
    const { generations } = JSON.parse(stdout);
    return { generations, pool: await readFile(pool, 'utf8') };
  };
  const one = await figures('1');
  expect(one.generations).toHaveLength(2);
  expect(await figures('2')).toEqual(one);
  const { generations } = await figures('5', '--generations', '0');
  expect(generations).toEqual(one.generations.slice(0, 1));
}, 400_000);

test('lab deploy hands the episodes out and waits for a thumb, then goes on with what it kept', async () => {
  const thumbs = join(folder, 'thumbs.json');
  const args = [...small('person'), '--curation', `person:${thumbs}`];
  const first = await lab(...args);
  expect(first.code, first.stderr).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ waits: 6, generations: [] });
  const rows = JSON.parse(await readFile(join(folder, 'person', 'episodes.json'), 'utf8'));
  const runs = decodeFile(await readFile(join(folder, 'person', 'episodes.goldilocks')));
  expect(runs.map(({ digest }) => digest.slice(0, 16))).toEqual(rows.map(({ key }: { key: string }) => key));
  expect(runs.every((run) => verifyRecord(run).equal)).toBe(true);
  const undecided = await lab(...args);
  expect([undecided.code, undecided.stderr]).toEqual([
    2,
    expect.stringContaining('no list of kept episodes'),
  ]);
  await writeFile(thumbs, JSON.stringify([rows[4].key]));
  const second = await lab(...args);
  expect(second.code, second.stderr).toBe(0);
  const { waits, generations } = JSON.parse(second.stdout);
  expect([waits, generations.length, generations[0].kept, generations[0].pool]).toEqual([6, 1, 1, 1]);
}, 240_000);

test.each([
  [['--curation', 'valid'], '--curation is progress:>=P, best, person:FILE or none.'],
  [['--curation', 'progress:>=101'], '--curation is progress:>=P, best, person:FILE or none.'],
  [['--schedule', 'gate'], 'A deployment plays under never, always, dynamic or every-k.'],
  [['--max-steps', '0'], '--max-steps is 1 to 10000.'],
  [['--model', 'pocket-toolchain'], '"pocket-toolchain" does not play Crafter-v1.'],
  [['--model', 'pocket-crafter-rl'], 'is an adapter'],
  [['--workers', '0'], '--workers is 1 to 64.'],
  [['--workers', '65'], '--workers is 1 to 64.'],
])('lab deploy --domain Crafter-v1 refuses %j in one line', async (args, line) => {
  const { code, stderr } = await lab('deploy', '--domain', 'Crafter-v1', ...args, '--json');
  expect(code).toBe(2);
  expect(stderr).toContain(line);
});
