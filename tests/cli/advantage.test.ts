// `lab advantage` with the embedded model: few forks, short horizons. Commands run in this process (cli.test.ts covers what
// a process adds: exit codes and streams).

import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command } from '../../cli/advantage.ts';
import { parseArguments } from '../../cli/arguments.ts';
import { command as runCommand } from '../../cli/run.ts';
import type { AdvantageRow } from '../../src/experiments/advantage-row.ts';
import type { StudyRow } from '../../src/experiments/advantage-study.ts';
import { testFolder } from './run-lab.ts';

const folder = testFolder('advantage');
const FEW = ['--forks', '3', '--horizon', '4'];
/** The model is opened a few times; on a busy machine its threads wait for each other. */
const LIMIT_MS = 180_000;

async function advantage<Json>(...args: string[]): Promise<Json> {
  return (await command.run(parseArguments(args))).json as Json;
}

/** The link of a run of 30 steps. */
async function linkOf(model: string): Promise<string> {
  const args = parseArguments(['--seed', '3', '--model', model, '--steps', '30']);
  return ((await runCommand.run(args)).json as { link: string }).link;
}

test(
  'measures the steps that were asked for, the same way twice',
  async () => {
    const link = await linkOf('pocket-crafter');
    const ask = () => advantage<{ rows: AdvantageRow[] }>(link, '--step', 'every-12', ...FEW);
    const { rows } = await ask();
    expect(await ask()).toEqual({ rows });
    expect(rows.map(({ step }) => step)).toEqual([0, 12, 24]);
    expect(rows[0]).toMatchObject({ planAge: null, oldPlan: '', forks: 3, horizon: 4, hold: false });
    for (const { advantage: measured, planTokens, planProbability } of rows) {
      expect(measured.ci95[0]).toBeLessThanOrEqual(measured.mean);
      expect(measured.mean).toBeLessThanOrEqual(measured.ci95[1]);
      expect(planTokens).toBeGreaterThan(0);
      expect(planProbability).toBeGreaterThan(0);
    }
  },
  LIMIT_MS,
);

test(
  'a study goes on from the rows of its file to the same report and the same file',
  async () => {
    const out = join(folder, 'study.jsonl');
    const ask = () =>
      advantage<{ rows: StudyRow[] }>('--study', '--seeds', '1,2', '--max-steps', '40', '--out', out, ...FEW);
    const report = await ask();
    expect(report.rows.length).toBeGreaterThanOrEqual(6);
    expect(report).toMatchObject({ seeds: '1,2', maxSteps: 40, policy: { bins: expect.anything() } });
    const lines = (await readFile(out, 'utf8')).split('\n');
    await writeFile(out, `${lines.slice(0, 3).join('\n')}\n`);
    await appendFile(out, lines[3].slice(0, 40));
    expect(await ask()).toEqual(report);
    expect(new Set((await readFile(out, 'utf8')).split('\n'))).toEqual(new Set(lines));
  },
  LIMIT_MS,
);

test(
  'workers share the seeds of a study and come to the same rows',
  async () => {
    const ask = async (workers: string) => {
      const { rows } = await advantage<{ rows: StudyRow[] }>(
        ...['--study', '--seeds', '1..3', '--max-steps', '30', '--workers', workers],
        ...['--steps-per-run', '1', '--per-event', '0', ...FEW],
      );
      return rows.map(({ seed, step, oldPlan, advantage: { mean } }) => ({ seed, step, oldPlan, mean }));
    };
    const rows = await ask('2');
    expect(rows.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(rows).toEqual(await ask('1'));
  },
  LIMIT_MS,
);

test('what cannot be measured is refused with a clear line', async () => {
  const [link, scripted] = [await linkOf('pocket-crafter'), await linkOf('teacher')];
  const cases: [string[], string, RegExp][] = [
    [[link, '--step', '31'], 'bad-argument', /has 30 steps/],
    [[link, '--step', 'x'], 'bad-argument', /--step is N/],
    [[link, '--step', '1', '--forks', '1'], 'bad-argument', /Forks: a whole number/],
    [[link, scripted, '--step', '1'], 'bad-argument', /one link or one file/],
    [['--study', '--seeds', '1', '--model', 'teacher'], 'bad-argument', /teacher/],
    [['--study', '--seeds', '1', '--max-steps', '20', '--horizon', '30'], 'bad-argument', /does not fit/],
    [[scripted, '--step', '5'], 'model-missing', /scripted teacher/],
  ];
  for (const [args, code, message] of cases)
    await expect(advantage(...args)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
});
