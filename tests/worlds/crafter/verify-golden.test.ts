// The command that checks golden files, on good, tampered, damaged and hostile ones.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { verifyGolden } from '../../../cli/verify-golden.ts';
import type { GoldenDocument } from '../../../src/worlds/crafter/golden-trace.ts';
import { lab, testFolder } from '../../cli/run-lab.ts';
import { goldenDataExists, goldenPath, readGolden } from './shared-files.ts';

const folder = testFolder('verify-golden');

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const verify = (...words: string[]) => lab('verify-golden', ...words);

describe.skipIf(!goldenDataExists)('verify-golden on real files', () => {
  test('counts traces and steps and finds them equal', () => {
    const report = verifyGolden([goldenPath('golden/seed_0.json.gz'), goldenPath('golden/seed_1.json.gz')]);
    const traces = [0, 1].flatMap((seed) => readGolden<GoldenDocument>(`golden/seed_${seed}.json.gz`).traces);
    const steps = traces.reduce((sum, trace) => sum + trace.steps, 0);
    expect(report).toEqual({ traces: traces.length, steps, equal: true });
  });

  test('names the first difference and exits 1', async () => {
    const document = readGolden<GoldenDocument>('golden/seed_0.json.gz');
    document.traces[1].rewards[0][1] = 0.5;
    const path = file('tampered.json.gz', gzipSync(JSON.stringify(document)));
    const { code, stdout } = await verify(path, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      equal: false,
      first: { file: path, trace: 'scripted', step: 14, field: 'reward' },
    });
  });
});

describe('verify-golden on bad input', () => {
  test.each([
    ['a missing file', () => join(folder, 'missing'), 'There is no such file.'],
    ['a folder', () => folder, 'There is no such file.'],
    ['text', () => file('text', 'hello'), 'It is not JSON.'],
    ['damaged gzip', () => file('cut.gz', gzipSync('{"format":1}').subarray(0, 20)), 'damaged or cut short'],
    [
      'other JSON',
      () => file('other.json', '{"format":1,"seed":0,"traces":3}'),
      'traces is wrong or missing',
    ],
    [
      'a later format',
      () => file('later.json', '{"format":2,"seed":0,"traces":[]}'),
      'format is wrong or missing',
    ],
  ])('%s gets one clear sentence', (_, path, sentence) => {
    expect(() => verifyGolden([path()])).toThrow(sentence);
  });

  test('a gzip bomb is refused before it fills the memory', () => {
    const bomb = file('bomb.gz', gzipSync(new Uint8Array(257 * 1024 * 1024), { level: 1 }));
    expect(() => verifyGolden([bomb])).toThrow('larger than 256 MB');
  });

  test('a trace that lists fewer actions than steps is refused', () => {
    const trace = {
      name: 'short',
      cfg: { area: [64, 64], view: [9, 9], size: [64, 64], length: 10000, reward: true, render: false },
      episode: 1,
      world_seed: 1256191933,
      steps: 2,
      actions: 'a',
      rewards: [],
      done: false,
      dead: false,
      unlocked: {},
      crc: btoa('\0'.repeat(12)),
      rng: btoa('\0'.repeat(6)),
      snapshots: [],
    };
    const path = file('short.json', JSON.stringify({ format: 1, seed: 0, traces: [trace] }));
    expect(() => verifyGolden([path])).toThrow('does not hold as many values as it has steps');
  });

  test('no file at all is bad usage: exit 2', async () => {
    const { code, stdout, stderr } = await verify();
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Name at least one golden trace file.');
  });
});
