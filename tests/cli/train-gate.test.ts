import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/tools.mjs';
import { readGate } from '../../src/agents/gate-file.ts';
import { lab, testFolder } from './run-lab.ts';

const folder = testFolder('gate');

test('lab train gate trains on the embedded model, stops and goes on to the same gate, which then plays', async () => {
  const train = (name: string, ...more: string[]) =>
    lab(
      ...['train', 'gate', '--lanes', '2', '--horizon', '4', '--steps', '24', '--max-steps', '60', '--json'],
      ...['--work', join(folder, name), '--out', join(folder, `${name}.json`), ...more],
    );
  const whole = await train('whole');
  expect(whole.code, whole.stderr).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({ updates: 3, steps: 24, final: { 'plan/price': 0.01 } });
  await train('parts', '--updates', '1');
  await train('parts');
  const [gate, again] = await Promise.all(
    ['whole', 'parts'].map(async (name) => readGate(await readFile(join(folder, `${name}.json`), 'utf8'))),
  );
  expect(again.id).toBe(gate.id);
  const file = join(folder, 'whole.json');
  const played = await lab(
    ...['evaluate', '--schedule', 'gate', '--gate', file, '--seeds', '7..8', '--max-steps', '40'],
    ...['--workers', '2', '--json'],
  );
  expect(played.code, played.stderr).toBe(0);
  expect(JSON.parse(played.stdout)).toMatchObject({
    episodes: 2,
    agent: { schedule: 'gate', gate: gate.id },
  });
}, 120_000);

test('what cannot be meant is said in a line', async () => {
  const refused: [args: string[], sentence: RegExp][] = [
    [['train', 'gate', '--model', 'teacher'], /needs no gate/],
    [['train', 'gate', '--rank', '4'], /--rank is not an option/],
    [['evaluate', '--schedule', 'dynamic', '--gate', 'x.json', '--seeds', '7'], /goes with --schedule gate/],
    [['evaluate', '--schedule', 'gate', '--gate', join(folder, 'none.json'), '--seeds', '7'], /no file/],
    [['run', '--schedule', 'gate', '--gate', join(ROOT, 'package.json'), '--seed', '7'], /no gate/],
  ];
  for (const [args, sentence] of refused) {
    const { code, stderr } = await lab(...args);
    expect(stderr).toMatch(sentence);
    expect(code).not.toBe(0);
  }
}, 60_000);
