import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NamedText } from '../../src/deployment/own-problems.ts';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { folderReader } from '../../src/language/pocket/model-files-node.ts';
import { BLOCKS, CROSSING, CROSSING_PLAN, FERRY, ownProblem } from '../deployment/own-files.ts';
import { ChatServer, says } from '../language/remote/chat-server.ts';
import { lab, testFolder } from './run-lab.ts';

const folder = testFolder('deploy');

const model = () => join(folder, 'models', 'pocket-planner-blocksworld');
const small = () => [
  '--model',
  model(),
  '--tasks',
  '3',
  '--held-out',
  '2',
  '--runs',
  '2',
  '--generations',
  '1',
];

test('lab train prime --world Blocksworld-v1 learns short plans and writes a planner', async () => {
  const { code, stdout, stderr } = await lab(
    ...['train', 'prime', '--world', 'Blocksworld-v1', '--rows', '120', '--steps', '3', '--max-steps', '8'],
    ...['--evaluated', '2', '--work', join(folder, 'prime'), '--out', join(folder, 'models'), '--json'],
  );
  expect(code, stderr).toBe(0);
  const { updates, final } = JSON.parse(stdout);
  expect(updates).toBe(3);
  expect(final).toMatchObject({
    rows: { rows: 120 },
    fit: { finished: true },
    evaluation: { tasks: 2, runs: 3 },
  });
  expect(final.rows.longestPlan).toBeLessThanOrEqual(8);
  const { card } = await loadModelFiles(folderReader(model()));
  expect(card.files.weights.bytes).toBeLessThan(1_000_000);
  expect(card.training).toMatchObject({ world: 'Blocksworld-v1', seed: 1, recipe: { maxSteps: 8 } });
}, 240_000);

test('lab deploy deploys, curates, retrains and deploys again, and goes on from its folder', async () => {
  const args = [
    ...['deploy', ...small(), '--curation', 'none', '--epochs', '1', '--work', join(folder, 'work')],
    ...['--export', join(folder, 'pool.json'), '--json'],
  ];
  const { code, stdout, stderr } = await lab(...args);
  expect(code, stderr).toBe(0);
  const { generations, ...about } = JSON.parse(stdout);
  expect(about).toMatchObject({
    domain: 'Blocksworld-v1',
    collecting: 3,
    heldOut: 2,
    samples: 2,
    curation: 'none',
  });
  expect(generations).toHaveLength(2);
  expect(Object.keys(generations[0]).slice(0, 6)).toEqual([
    ...['n', 'solved', 'unanimous3', 'heldout', 'longestPlan', 'kept'],
  ]);
  expect(generations.map(({ n, kept, pool }: Record<string, number>) => [n, kept, pool])).toEqual([
    [0, 6, 3],
    [1, 6, 3],
  ]);
  expect(generations[1].collecting.planLengths).toMatchObject({ width: 5 });
  expect(JSON.parse(await readFile(join(folder, 'pool.json'), 'utf8')).traces).toHaveLength(3);
  const again = JSON.parse((await lab(...args)).stdout);
  expect(again.generations).toEqual(generations);
}, 240_000);

test('lab deploy with two workers makes the same attempts as with one', async () => {
  const solved = async (workers: string) => {
    const work = join(folder, `workers-${workers}`);
    const { code, stdout, stderr } = await lab(
      ...['deploy', ...small(), '--generations', '0', '--workers', workers, '--work', work, '--json'],
    );
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout).generations;
  };
  expect(await solved('2')).toEqual(await solved('1'));
}, 240_000);

test('lab deploy begins with pools of other people, and believes no plan in them', async () => {
  const pool = {
    format: 'goldilocks-pool-1',
    source: { world: 'Blocksworld-v1', sizes: {} },
    preference: 'shortest',
    traces: [{ task: 1, plan: '', steps: 0, tokens: 1, generation: 0, model: 'x', keptBy: 'Eve' }],
  };
  const file = join(folder, 'theirs.json');
  await writeFile(file, JSON.stringify(pool));
  const { code, stderr } = await lab(
    ...[
      'deploy',
      ...small(),
      '--generations',
      '0',
      '--pool',
      file,
      '--work',
      join(folder, 'merged'),
      '--json',
    ],
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('0 traces, 1 left out because their plan is not valid');
}, 240_000);

/** Writes files into the test's folder. @returns their paths */
async function written(...files: NamedText[]): Promise<string[]> {
  const paths = files.map(({ name }) => join(folder, name));
  await Promise.all(files.map(({ text }, i) => writeFile(paths[i], text)));
  return paths;
}

test('lab deploy takes a person’s own domain and problems, and its pool goes with them', async () => {
  const [domain, ...problems] = await written(BLOCKS, ...[1, 2, 3].map(ownProblem));
  const files = ['--domain-file', domain, '--problems', problems.join(','), '--model', model()];
  const { code, stdout, stderr } = await lab(
    ...['deploy', ...files, '--held-out', '1', '--runs', '1', '--generations', '1', '--epochs', '1'],
    ...[
      '--curation',
      'none',
      '--work',
      join(folder, 'own'),
      '--export',
      join(folder, 'own-pool.json'),
      '--json',
    ],
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ domain: 'Strips-v1', collecting: 2, heldOut: 1 });
  const again = await lab(
    ...['deploy', ...files, '--generations', '0', '--runs', '1', '--curation', 'none'],
    ...['--pool', join(folder, 'own-pool.json'), '--work', join(folder, 'own-2'), '--json'],
  );
  expect(again.code, again.stderr).toBe(0);
  const other = await lab(
    ...['deploy', ...small(), '--generations', '0', '--curation', 'none'],
    ...['--pool', join(folder, 'own-pool.json'), '--work', join(folder, 'own-3'), '--json'],
  );
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('about different tasks')]);
}, 240_000);

test('lab deploy asks a remote model for plans in any domain, and curates them', async () => {
  const server = await ChatServer.start(says(CROSSING_PLAN.replaceAll(') (', ')\n(')));
  const [domain, problem] = await written(FERRY, CROSSING);
  const args = [
    'deploy',
    '--domain-file',
    domain,
    '--problems',
    problem,
    '--model',
    'remote:some',
    '--runs',
    '2',
  ];
  const at = ['--endpoint', server.url, '--work', join(folder, 'remote'), '--json'];
  try {
    const { code, stdout, stderr } = await lab(...args, ...at, '--export', join(folder, 'ferry.json'));
    expect(code, stderr).toBe(0);
    const { model: id, generations } = JSON.parse(stdout);
    expect(id).toBe('remote:some');
    expect(generations).toMatchObject([{ n: 0, solved: 100, unanimous3: 100, longestPlan: 4, kept: 2 }]);
    expect(server.requests.length).toBe(2);
    const pool = JSON.parse(await readFile(join(folder, 'ferry.json'), 'utf8'));
    expect(pool.traces).toMatchObject([{ plan: CROSSING_PLAN, steps: 4, keptBy: 'validator' }]);
    const trained = await lab(...args, ...at, '--generations', '1');
    expect([trained.code, trained.stderr]).toEqual([
      2,
      expect.stringContaining('cannot be trained from here'),
    ]);
    const shared = await lab(...args, ...at, '--workers', '2');
    expect([shared.code, shared.stderr]).toEqual([
      2,
      expect.stringContaining('--workers is for pocket models'),
    ]);
  } finally {
    await server.close();
  }
}, 240_000);

test('lab deploy names the file, the line and the column of what it cannot read', async () => {
  const wrong = { name: 'wrong.pddl', text: ownProblem(1).text.replace('(clear', '\n (clean') };
  const [domain, ferry, good, bad] = await written(BLOCKS, FERRY, ownProblem(1), wrong);
  const refused = async (...args: string[]) => {
    const { code, stderr } = await lab('deploy', '--json', ...args);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused('--domain-file', domain, '--problems', `${good},${bad}`)).toMatch(
    /wrong\.pddl: Line \d+, column 3: there is no predicate "clean"\./,
  );
  expect(await refused('--domain-file', domain, '--problems', join(folder, 'none.pddl'))).toMatch(
    /no such file/,
  );
  expect(await refused('--domain-file', domain)).toContain('--domain-file and --problems go together.');
  const [crossing] = await written(CROSSING);
  const unplayed = await lab('deploy', '--domain-file', ferry, '--problems', crossing);
  expect([unplayed.code, unplayed.stderr]).toEqual([
    1,
    expect.stringMatching(/plays the domain "ferry".* A chat model can deploy on any domain/),
  ]);
}, 240_000);

test.each([
  [['--domain', 'Chess-v1'], '--domain is Blocksworld-v1, Rovers-v1 or Sokoban-v1.'],
  [['--curation', 'taste'], '--curation is valid, none, rule:FEATURE<=N or person:FILE.'],
  [['--sizes', 'rovers=3'], '"rovers" is not a size of this world.'],
  [['--sizes', 'blocks'], '--sizes takes NAME=N or NAME=LEAST..MOST, with commas.'],
  [['--tasks', '0'], 'A deployment has 1 to 10000 tasks.'],
  [['--genrations', '2'], '--genrations is not an option here.'],
])('lab deploy refuses %j in one line', async (args, line) => {
  const { code, stderr } = await lab('deploy', '--model', model(), ...args, '--json');
  expect(code).toBe(2);
  expect(stderr).toContain(line);
});
