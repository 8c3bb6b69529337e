import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../cli/arguments.ts';
import { lab, testFolder } from './run-lab.ts';

describe('arguments', () => {
  test('seeds are one, a list, a range, or a mixture', () => {
    const seeds = (text: string) => parseArguments(['--seeds', text]).seeds('seeds');
    expect(seeds('7')).toEqual([7]);
    expect(seeds('1,2,9..11')).toEqual([1, 2, 9, 10, 11]);
    for (const bad of ['', 'x', '5..1', '1..9999999', '-3', '1.5'])
      expect(() => seeds(bad)).toThrow(/--seeds/);
  });

  test('an option nobody asked for is refused', () => {
    const args = parseArguments(['--sede', '7']);
    expect(() => args.refuseUnknown()).toThrow(/--sede is not an option/);
  });
});

describe('the lab on the command line', () => {
  const folder = testFolder('cli');

  test('prints one JSON object, and its link verifies', async () => {
    const run = await lab('run', '--seed', '7', '--model', 'teacher', '--steps', '120', '--json');
    const result = JSON.parse(run.stdout);
    expect([run.code, result.steps]).toEqual([0, 120]);
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
    const verified = await lab('verify', result.link, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ steps: 120, digest: result.digest, equal: true });
    expect(verified.code).toBe(0);
  });

  test('the embedded model plays headless, the same way twice', async () => {
    const play = () => lab('run', '--seed', '3', '--schedule', 'every-4', '--steps', '60', '--json');
    const [one, other] = [await play(), await play()];
    expect(JSON.parse(one.stdout)).toEqual(JSON.parse(other.stdout));
    const { plans, steps, planTokens, tokens } = JSON.parse(one.stdout);
    expect(plans).toBe(Math.ceil(steps / 4));
    expect(tokens).toBe(steps + planTokens + 2 * plans);
  });

  test('evaluates a lone number of seeds on worlds that were not trained on, with every metric', async () => {
    const { stdout } = await lab(
      'evaluate',
      '--seeds',
      '3',
      '--model',
      'teacher',
      '--max-steps',
      '150',
      '--json',
    );
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ seeds: '100..102', episodes: 3, maxSteps: 150, label: 'dynamic' });
    expect(json.warning).toMatch(/^n = 3/);
    expect(json.metrics.progress.mean).toBe(json.progress.mean);
    expect(json.metrics.drift.mean).toBe(0);
  });

  test('plays a sweep in threads, keeps it in a folder, and then has nothing left to play', async () => {
    const file = join(folder, 'curve.json');
    const agent = { model: 'teacher' };
    const configurations = [
      { agent: { ...agent, schedule: 'never' } },
      { agent: { ...agent, schedule: 'dynamic' } },
    ];
    await writeFile(file, JSON.stringify({ seeds: '5..7', maxSteps: 120, configurations }));
    const sweep = (...more: string[]) => lab('sweep', file, '--out', join(folder, 'out'), '--json', ...more);
    const first = await sweep('--workers', '2');
    const report = JSON.parse(first.stdout);
    expect(report).toMatchObject({ name: 'curve', jobs: 6, done: 6, seeds: '5..7' });
    expect(report.rows.map((row: { label: string }) => row.label)).toEqual([
      'teacher never',
      'teacher dynamic',
    ]);
    expect(report.rows[0].comparisons[0]).toMatchObject({ b: 'teacher dynamic', pairs: 3 });
    expect(first.stderr.match(/seed \d/g)).toHaveLength(6);
    const again = await sweep();
    expect(again.stderr).toBe('');
    expect(JSON.parse(again.stdout)).toEqual(report);
  });

  test('bad usage is exit 2 with a clear line, and nothing on stdout', async () => {
    for (const args of [
      ['run'],
      ['run', '--seed', 'x'],
      ['fly'],
      ['verify'],
      ['evaluate', '--seeds', '1', '--model', 'no-such'],
      ['evaluate', '--seeds', '0'],
      ['sweep'],
      ['sweep', 'no-such.json'],
    ]) {
      const { code, stdout, stderr } = await lab(...args);
      expect([args[0], code, stdout]).toEqual([args[0], 2, '']);
      expect(stderr.length).toBeGreaterThan(10);
    }
  });

  test('a broken link or file is exit 1 or 2 with one clear sentence', async () => {
    const file = join(folder, 'noise.goldilocks');
    await writeFile(file, 'this is no run');
    for (const source of [file, 'http://localhost:4173/#r=abc']) {
      const { code, stderr } = await lab('verify', source);
      expect(code).toBe(1);
      expect(stderr).not.toContain('    at ');
    }
  });
});
