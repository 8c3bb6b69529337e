import { describe, expect, test } from 'vitest';
import { reportOf } from '../../src/experiments/report.ts';
import { jobsOf, type Sweep } from '../../src/experiments/sweep.ts';
import { ProgressMeter } from '../../src/experiments/sweep-progress.ts';
import { agent, figuresWith, SWEEP } from './sample-sweep.ts';

const SEEDS = Array.from({ length: 40 }, (_, i) => 100 + i);

/** The second configuration has one achievement more on each even seed, two more on each odd one. */
const achievements = ({ seed, configuration }: { seed: number; configuration: number }) =>
  5 + (seed % 7) + configuration * (1 + (seed % 2));

function reported(sweep: Sweep, keep: (index: number) => boolean = () => true) {
  const jobs = jobsOf(sweep).filter(({ index }) => keep(index));
  return reportOf(
    sweep,
    jobs.map((job) => figuresWith(job, achievements(job))),
  );
}

describe('a report', () => {
  const sweep = { ...SWEEP, seeds: SEEDS };

  test('has a row for each configuration and compares rows seed by seed', () => {
    const { jobs, done, rows } = reported(sweep);
    expect([jobs, done, rows.map(({ label }) => label)]).toEqual([80, 80, ['never', 'every 3']]);
    const [{ a, b, pairs, difference, verdict }] = rows[1].comparisons;
    expect([a, b, pairs]).toEqual(['every 3', 'never', 40]);
    expect(difference.mean).toBeCloseTo((1.5 * 100) / 22, 10);
    expect(difference.sd).toBeCloseTo((0.5 * 100) / 22, 10);
    expect(verdict).toBe('Progress: every 3 has 6.8 points more than never.');
    const [other] = rows[0].comparisons;
    expect(other.difference.mean).toBeCloseTo(-difference.mean, 10);
    expect(other.difference.ci95).toEqual([-difference.ci95![1], -difference.ci95![0]]);
    expect(other.improvement.probability).toBeLessThan(0.5);
    expect(other.verdict).toBe('Progress: never has 6.8 points less than every 3.');
    expect(rows[0].metrics.tokens).toMatchObject({ n: 40, mean: 140, sd: 0 });
  });

  test('of a sweep that is not over compares only seeds that both rows have', () => {
    const { done, rows } = reported(sweep, (index) => index < 61);
    expect(done).toBe(61);
    expect(rows.map(({ episodes }) => episodes)).toEqual([31, 30]);
    expect(rows[0].comparisons[0].pairs).toBe(30);
    expect(reported(sweep, (index) => index === 0).rows.map(({ label }) => label)).toEqual(['never']);
    expect(reported(sweep, () => false).rows).toEqual([]);
  });

  test('says what a single pair cannot show', () => {
    const [row] = reported(sweep, (index) => index < 2).rows;
    expect(row.warning).toMatch(/^n = 1/);
    expect(row.comparisons[0].difference.ci95).toBeNull();
    expect(row.comparisons[0].verdict).toMatch(/no difference .* can be told\. n = 1/);
  });

  test('pools the trainings of a group in one row, and pairs them training by training', () => {
    const one = (label: string, group: string) => ({ label, group, agent: agent('never') });
    const grouped = {
      ...sweep,
      configurations: [one('a 1', 'a'), one('a 2', 'a'), one('b 1', 'b'), one('b 2', 'b')],
    };
    const { rows } = reported(grouped);
    expect(rows.map(({ label, configurations, episodes }) => [label, configurations, episodes])).toEqual([
      ['a', [0, 1], 80],
      ['b', [2, 3], 80],
    ]);
    expect(rows[0].comparisons[0].pairs).toBe(80);
    expect(rows[0].comparisons[0].difference.mean).toBeCloseTo((-3 * 100) / 22, 10);
  });

  test('leaves episodes out of a metric that they say nothing about', () => {
    const jobs = jobsOf(sweep).map((job) => figuresWith(job, job.seed === 100 ? 0 : 10));
    const [row] = reportOf(sweep, jobs).rows;
    expect(row.metrics.tokensPerAchievement).toMatchObject({ n: 39, mean: 14 });
    expect(row.metrics.progress?.n).toBe(40);
  });
});

describe('progress', () => {
  const jobs = jobsOf(SWEEP);

  test('estimates the time left from the steps still to play and the speed so far', () => {
    const meter = new ProgressMeter(SWEEP, jobs);
    expect(meter.progress(new Map(), 0)).toEqual({
      done: 0,
      total: 6,
      active: 0,
      decisionsPerSecond: 0,
      msLeft: null,
    });
    // Two episodes, 20 steps each after 2 s: 20 steps a second; 6 × 40 − 40 steps are left.
    const start = new Map([
      [0, 20],
      [1, 20],
    ]);
    expect(meter.progress(start, 2_000)).toMatchObject({ active: 2, decisionsPerSecond: 20, msLeft: 10_000 });
    // Episodes turn out to end after 30 steps; one that goes on beyond that counts one step more.
    meter.addPlayed(figuresWith(jobs[0], 3, 30));
    const { done, decisionsPerSecond, msLeft } = meter.progress(new Map([[1, 30]]), 3_000);
    expect([done, decisionsPerSecond, msLeft]).toEqual([1, 20, (1 + 2 * 30 + 2 * 30) * 50]);
  });

  test('does not take jobs that were stored before for speed', () => {
    const meter = new ProgressMeter(SWEEP, jobs);
    meter.addStored(figuresWith(jobs[0], 3, 30));
    meter.progress(new Map(), 0);
    expect(meter.progress(new Map([[1, 10]]), 1_000)).toMatchObject({ done: 1, decisionsPerSecond: 10 });
  });

  test('forgets the speed of more than 20 seconds ago', () => {
    const meter = new ProgressMeter({ ...SWEEP, maxSteps: 10_000 }, jobs);
    let steps = 0;
    for (let second = 0; second <= 60; second++) {
      steps += second < 30 ? 100 : 10;
      meter.progress(new Map([[0, steps]]), 1000 * second);
    }
    expect(meter.progress(new Map([[0, steps + 10]]), 61_000).decisionsPerSecond).toBeCloseTo(10, 5);
  });
});
