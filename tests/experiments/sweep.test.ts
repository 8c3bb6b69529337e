import { describe, expect, test } from 'vitest';
import {
  formatEvaluationSeeds,
  formatSeeds,
  parseEvaluationSeeds,
  parseSeeds,
} from '../../src/experiments/seeds.ts';
import { checkSweep, jobsOf, MAX_JOBS, MAX_SEEDS, runConfigOf } from '../../src/experiments/sweep.ts';
import { agent, SWEEP } from './sample-sweep.ts';

const withCode = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('a sweep', () => {
  test('is the same after it was checked', () => {
    const coached = { label: 'coached', agent: agent('human'), coach: 'scripted', group: 'with a person' };
    const sweep = { ...SWEEP, configurations: [...SWEEP.configurations, coached] };
    expect(checkSweep(JSON.parse(JSON.stringify(sweep)))).toEqual(sweep);
  });

  const one = SWEEP.configurations[0];
  const bad: [what: string, sweep: unknown, code: string, message: RegExp][] = [
    ['nothing', null, 'bad-argument', /no experiment/],
    ['no configuration', { ...SWEEP, configurations: [] }, 'bad-argument', /configurations/],
    ['an unknown key', { ...SWEEP, script: 'x' }, 'bad-argument', /no experiment/],
    ['a cap of zero', { ...SWEEP, maxSteps: 0 }, 'bad-argument', /maxSteps/],
    ['a cap beyond a record', { ...SWEEP, maxSteps: 10_001 }, 'bad-argument', /maxSteps/],
    ['a negative seed', { ...SWEEP, seeds: [-1] }, 'bad-argument', /seeds\.0/],
    ['a seed twice', { ...SWEEP, seeds: [3, 3] }, 'bad-argument', /"3" is there twice/],
    ['a label twice', { ...SWEEP, configurations: [one, one] }, 'bad-argument', /"never" is there twice/],
    ['an unknown coach', { ...SWEEP, configurations: [{ ...one, coach: 'me' }] }, 'bad-argument', /coach/],
    [
      'a schedule nobody knows',
      { ...SWEEP, configurations: [{ ...one, agent: { ...one.agent, schedule: 'often' } }] },
      'bad-argument',
      /"never".*schedule/,
    ],
    [
      'seeds whose sum is no integer any more',
      { ...SWEEP, configurations: [{ ...one, agent: { ...one.agent, seed: Number.MAX_SAFE_INTEGER } }] },
      'bad-argument',
      /"never".*seed/,
    ],
    [
      'too many seeds',
      { ...SWEEP, seeds: Array.from({ length: MAX_SEEDS + 1 }, (_, i) => i) },
      'too-large',
      /2001 seeds/,
    ],
    [
      'too many jobs',
      {
        ...SWEEP,
        configurations: Array.from({ length: 60 }, (_, i) => ({ ...one, label: `${i}` })),
        seeds: Array.from({ length: Math.floor(MAX_JOBS / 60) + 1 }, (_, i) => i),
      },
      'too-large',
      /60 configurations/,
    ],
  ];
  test.each(bad)('with %s is refused', (_, sweep, code, message) => {
    expect(() => checkSweep(sweep)).toThrow(withCode(code, message));
  });

  test('has a job for each configuration on each seed, seed by seed', () => {
    const jobs = jobsOf(SWEEP);
    expect(jobs.map(({ seed, configuration }) => [seed, configuration])).toEqual([
      [7, 0],
      [7, 1],
      [8, 0],
      [8, 1],
      [9, 0],
      [9, 1],
    ]);
    expect(jobs.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(runConfigOf(SWEEP, jobs[3])).toEqual({
      world: { id: 'Crafter-v1', area: [64, 64], length: 40 },
      seed: 8,
      agent: { ...agent('every-3'), seed: 13 },
    });
  });
});

describe('seeds', () => {
  test('are written as ranges where that is shorter, and read again', () => {
    for (const [text, seeds] of [
      ['7', [7]],
      ['1,2,9..11', [1, 2, 9, 10, 11]],
      ['5,4,3', [5, 4, 3]],
    ] as const) {
      expect(formatSeeds(seeds)).toBe(text);
      expect(parseSeeds(text)).toEqual(seeds);
    }
  });

  test('for an evaluation, a lone number is a number of worlds that were not trained on', () => {
    expect(formatSeeds(parseEvaluationSeeds('200'))).toBe('100..299');
    expect(parseEvaluationSeeds('7..7')).toEqual([7]);
    expect(formatEvaluationSeeds([7])).toBe('7..7');
    expect(parseEvaluationSeeds('7,9')).toEqual([7, 9]);
    expect(() => parseEvaluationSeeds('0')).toThrow(/At least one/);
  });
});
