import { expect, test } from 'vitest';
import {
  type EpisodeCuration,
  episodeCurator,
  episodeKeeper,
} from '../../../src/deployment/crafter/episode-curation.ts';
import { episodeFeatures } from '../../../src/deployment/crafter/episode-features.ts';
import { episodeMetrics, gainOver } from '../../../src/deployment/crafter/episode-metrics.ts';
import { episodeDomain } from '../../../src/deployment/crafter/episode-run.ts';
import { type EpisodeAttempt, playTasks, recordOf } from '../../../src/deployment/crafter/episodes.ts';
import { verifyRecord } from '../../../src/records/replay.ts';
import { UniformModel } from '../../agents/uniform-model.ts';
import { PLAN, PLAYER, played, SOURCE } from './fakes.ts';

const OPTIONS = { source: SOURCE, player: PLAYER, seeds: PLAN.seeds, samples: 3, temperature: 1, seed: 1 };

const keptBy = (curation: EpisodeCuration) => played.filter(episodeKeeper(curation, played));

test('deploying plays every world as often as asked, and the records replay as they claim', () => {
  expect(played.map(({ task, sample }) => [task, sample])).toEqual(
    PLAN.seeds.flatMap((task) => [0, 1, 2].map((sample) => [task, sample])),
  );
  for (const attempt of played) {
    const record = recordOf(attempt);
    expect(verifyRecord(record).equal).toBe(true);
    expect(record.config).toMatchObject({ seed: attempt.task, agent: PLAYER });
    expect(record.digest.startsWith(attempt.key)).toBe(true);
    expect(attempt.progress).toBeCloseTo((100 * Object.keys(record.outcome.achievements).length) / 22);
    expect(attempt.tokens).toBeGreaterThan(attempt.planTokens);
  }
  expect(new Set(played.map(({ key }) => key)).size).toBe(18);
  expect(played.some(({ died }) => died)).toBe(true);
});

test('an episode depends on world, sample and seed, not on what is played beside it', async () => {
  expect(await playTasks(new UniformModel(), { ...OPTIONS, lanes: 2 })).toEqual(played);
  const some = await playTasks(new UniformModel(), { ...OPTIONS, seeds: [PLAN.seeds[3]], samples: 1 });
  expect(some).toEqual([played[9]]);
  expect(await playTasks(new UniformModel(), { ...OPTIONS, seed: 2 })).not.toEqual(played);
});

test('tells its progress and stops when it is told to', async () => {
  const told: string[] = [];
  const controller = new AbortController();
  const playing = playTasks(new UniformModel(), {
    ...OPTIONS,
    lanes: 3,
    signal: controller.signal,
    onProgress: (done, total) => {
      told.push(`${done}/${total}`);
      if (done === 4) controller.abort();
    },
  });
  await expect(playing).rejects.toThrow();
  expect(told.slice(0, 4)).toEqual(['1/18', '2/18', '3/18', '4/18']);
});

test('figures are means over worlds, and two generations are compared world by world', () => {
  const metrics = episodeMetrics(played);
  const mean = played.reduce((sum, { progress }) => sum + progress, 0) / 18;
  expect(metrics).toMatchObject({ tasks: 6, runs: 3, longest: 60 });
  expect(metrics.progress).toBeCloseTo(mean);
  expect(metrics.ci95![0]).toBeLessThan(mean);
  expect(metrics.ci95![1]).toBeGreaterThan(mean);
  expect(metrics.best).toBe(Math.max(...played.map(({ progress }) => progress)));
  const unlocked = played.filter(({ achievements }) => achievements.includes('collect_sapling')).length;
  expect(metrics.achievements.collect_sapling).toBeCloseTo((100 * unlocked) / 18);
  expect(metrics.died).toBeCloseTo((100 * played.filter(({ died }) => died).length) / 18);
  const better = { ...metrics, byTask: metrics.byTask.map((progress) => progress + 2) };
  expect(gainOver(metrics, better).mean).toBeCloseTo(2);
  expect(gainOver(metrics, better).ci95![0]).toBeCloseTo(2);
});

test('a bar of progress keeps what reaches it, no curation keeps everything', () => {
  const kept = keptBy({ by: 'progress', least: 9 });
  expect(kept.length).toBe(played.filter(({ progress }) => progress >= 9).length);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(18);
  expect(keptBy({ by: 'none' })).toHaveLength(18);
  expect(episodeCurator({ by: 'progress', least: 9 })).toBe('progress at least 9 %');
});

test('the best of its world is kept unless it is below the mean of all; of equal ones the one with fewer tokens', () => {
  const attempt = (task: number, sample: number, progress: number, tokens: number): EpisodeAttempt => ({
    ...played[0],
    ...{ task, sample, progress, tokens, key: `${task}${sample}`.padStart(16, '0') },
  });
  const attempts = [
    ...[attempt(1, 0, 20, 90), attempt(1, 1, 20, 80), attempt(1, 2, 10, 1)],
    ...[attempt(2, 0, 5, 1), attempt(2, 1, 4, 1), attempt(2, 2, 0, 1)],
  ];
  expect(attempts.filter(episodeKeeper({ by: 'best' }, attempts))).toEqual([attempts[1]]);
});

test('a person keeps by key, whatever the progress', () => {
  const chosen = played[5];
  expect(keptBy({ by: 'person', name: 'Ada', kept: [chosen.key] })).toEqual([chosen]);
});

test('features count what was done and what was unlocked', () => {
  const features = episodeFeatures(played[0]);
  const { steps } = recordOf(played[0]);
  const moves = steps.filter(({ action }) => action >= 1 && action <= 4).length;
  expect(features).toMatchObject({ progress: played[0].progress, 'steps survived': 60, died: 0 });
  expect(features['share of moves']).toBeCloseTo(moves / 60);
  expect(features['plans per 100 steps']).toBeCloseTo((100 * played[0].plans) / 60);
  const shares = Object.entries(features).filter(([name]) => name.startsWith('share of '));
  expect(shares.reduce((sum, [, value]) => sum + value, 0)).toBeCloseTo(1);
  const unlocked = Object.entries(features).filter(([name, on]) => name.startsWith('unlocked ') && on === 1);
  expect(unlocked).toHaveLength(played[0].achievements.length);
});

test('a curation that keeps the long-lived rewards surviving, surely, and says so', () => {
  const { rewarded } = episodeDomain({ by: 'none' });
  const features = rewarded(played, ({ steps }) => steps === 60);
  const survived = features.find(({ feature }) => feature === 'steps survived')!;
  expect(survived.kept).toBe(60);
  expect(survived.effect).toBeGreaterThan(1);
  expect(survived.ci95[0]).toBeGreaterThan(0);
  expect(features.find(({ feature }) => feature === 'died')!.kept).toBe(0);
});
