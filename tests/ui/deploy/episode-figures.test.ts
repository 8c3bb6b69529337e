// Figures of deployments on worlds, alone and one beside the other, shaped for what draws them.

import { expect, test } from 'vitest';
import { episodeMetrics } from '../../../src/deployment/crafter/episode-metrics.ts';
import type { EpisodeGeneration } from '../../../src/deployment/crafter/episode-run.ts';
import type { EpisodeAttempt } from '../../../src/deployment/crafter/episodes.ts';
import {
  episodeComparison,
  episodesBeside,
  type PlannedEpisodes,
} from '../../../src/ui/deploy/episode-comparison.ts';
import { episodeCurve, episodeCurveTable } from '../../../src/ui/deploy/episode-figures.ts';
import {
  episodeSetupOf,
  episodeValuesOf,
  INITIAL_EPISODES,
  uncuratedEpisodes,
} from '../../../src/ui/deploy/episode-setup.ts';

const SEEDS = [600_000, 600_001, 600_002, 600_003];
const { plan: PLAN } = episodeSetupOf({ ...INITIAL_EPISODES, tasks: SEEDS.length, heldOut: 2 }, '');

function attempt(task: number, progress: number): EpisodeAttempt {
  return {
    ...{ task, sample: 0, key: `${task}`.padStart(16, '0'), record: '', progress, achievements: [] },
    ...{ steps: 10, plans: 1, planTokens: 3, tokens: 13, died: false },
  };
}

/** @param progress in each world, % */
function generation(n: number, progress: readonly number[]): EpisodeGeneration {
  const metrics = episodeMetrics(progress.map((each, i) => attempt(SEEDS[i], each)));
  const held = episodeMetrics([attempt(500_000, progress[0]), attempt(500_001, progress[1])]);
  return {
    ...{ n, model: 'm', collecting: metrics, heldOut: held, kept: 3, pool: 3 },
    ...{ rewarded: [], training: null },
  };
}

const CURATED: PlannedEpisodes = {
  name: 'A',
  plan: PLAN,
  generations: [generation(0, [10, 20, 60, 80]), generation(1, [20, 31, 69, 90])],
};
const UNCURATED: PlannedEpisodes = {
  name: 'B',
  plan: uncuratedEpisodes(PLAN).plan,
  generations: [
    ...[generation(0, [10, 20, 60, 80]), generation(1, [10, 21, 59, 80])],
    generation(2, [10, 20, 60, 80]),
  ],
};

test('the control is the same deployment with everything kept, under a name that says so', () => {
  const { name, plan } = uncuratedEpisodes(PLAN);
  expect(plan).toEqual({ ...PLAN, curation: { by: 'none' } });
  expect(name).toBe('Crafter, 4 worlds, uncurated');
  const options = { runtime: 'auto', device: 'auto' } as const;
  expect(episodeValuesOf(plan, options)).toEqual({ ...episodeValuesOf(PLAN, options), curation: 'none' });
});

test('one curve has its own marks; of two each series says whose it is and looks different', () => {
  const alone = episodeCurve([CURATED]);
  expect(alone.series.map(({ name, points }) => [name, points.length])).toEqual([
    ['collecting worlds', 2],
    ['held-out worlds', 2],
  ]);
  const both = episodeCurve([CURATED, UNCURATED]);
  expect(both.series.map(({ name, points }) => [name, points.length])).toEqual([
    ...[['A: collecting worlds', 2] as const, ['A: held-out worlds', 2] as const],
    ...[['B: collecting worlds', 3] as const, ['B: held-out worlds', 3] as const],
  ]);
  expect(new Set(both.series.map(({ tone }) => tone)).size).toBe(4);
  expect(new Set(both.series.map(({ shape }) => shape)).size).toBe(4);
  expect(both.x.domain).toEqual([0, 2]);
  expect(both.series[2].points[1].title).toMatch(/^B: Generation 1, collecting worlds: progress 42\.5 /);
  expect(both.summary).toMatch(/^A: Generation 1 against the base: .* B: Generation 2 against the base: /);
});

test('the table of two names its deployment in every row, that of one does not', () => {
  const one = episodeCurveTable([CURATED]);
  expect([one.columns.includes('Deployment'), one.rows.length]).toEqual([false, 2]);
  const two = episodeCurveTable([CURATED, UNCURATED]);
  expect(two.rows.map(([n, name]) => [n, name])).toEqual([
    ...[
      ['0', 'A'],
      ['1', 'A'],
    ],
    ...[
      ['0', 'B'],
      ['1', 'B'],
      ['2', 'B'],
    ],
  ]);
  for (const { columns, rows } of [one, two])
    expect(rows.every(({ length }) => length === columns.length)).toBe(true);
});

test('side by side: what was set differently alone, every generation of either, and who is ahead', () => {
  const { differences, sideBySide, n } = episodesBeside(CURATED, UNCURATED);
  expect(differences.rows).toEqual([
    ['Curation', 'progress: the best of each world, if above the mean', 'nobody: everything is kept'],
  ]);
  expect(sideBySide.rows.map(([first]) => first)).toEqual(['0', '1', '2']);
  expect(sideBySide.rows[2].slice(1, 5)).toEqual([null, null, null, null]);
  expect(sideBySide.rows.every(({ length }) => length === sideBySide.columns.length)).toBe(true);
  expect(n).toBe('2 and 3 generations');
});

test('the same worlds are compared one by one, so that a small gain everywhere is seen', () => {
  // The intervals over worlds overlap by far: 10 to 90 % in both.
  expect(episodeComparison(CURATED, UNCURATED)).toBe(
    'At generation 1 “A” against “B”: +10.0 (10.0 to 10.0) points in the same worlds; +10.0 (10.0 to 10.0) points in the same held-out worlds.',
  );
  expect(episodeComparison(UNCURATED, CURATED)).toContain('“B” against “A”: -10.0 (-10.0 to -10.0) points');
  const base = { ...CURATED, generations: CURATED.generations.slice(0, 1) };
  expect(episodeComparison(base, UNCURATED)).toContain(
    '0.0 (0.0 to 0.0) points in the same worlds, which may be chance',
  );
  expect(episodeComparison({ ...CURATED, generations: [] }, UNCURATED)).toBe('');
});

test('of other worlds nothing is said beyond their intervals', () => {
  const elsewhere = { ...UNCURATED, plan: { ...UNCURATED.plan, seeds: SEEDS.map((seed) => seed + 9) } };
  expect(episodeComparison(CURATED, elsewhere)).toContain(
    '+10.0 points in other worlds; their intervals overlap, so nothing is decided yet; +10.0 (10.0 to 10.0) points in the same held-out worlds',
  );
});
