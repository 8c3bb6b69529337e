// Studies over runs whose agent does what its plan says (see advantage.test.ts for what plans are then worth), and reports
// over rows made up so that their figures are known.

import { describe, expect, test } from 'vitest';
import { studyReport } from '../../src/experiments/advantage-curves.ts';
import type { PlanEvent } from '../../src/experiments/advantage-row.ts';
import {
  drawSteps,
  type StudyOptions,
  type StudyRow,
  studyRows,
} from '../../src/experiments/advantage-study.ts';
import { PlanFollower } from './plan-follower.ts';
import { config, playedRun } from './played-run.ts';

/** Runs that dig grass for 60 steps with a plan made at step 5. */
const RUNS = [8, 10, 15].map((seed) =>
  playedRun(new Array(60).fill(5), { 5: 'wait here' }, config({}, 100, seed)),
);
const OPTIONS = { byChance: 4, perEvent: 1, forks: 4, horizon: 8, hold: true };

async function study(request: Partial<Parameters<typeof studyRows>[0]> = {}) {
  const rows: StudyRow[] = [];
  const model = new PlanFollower('dig now');
  for await (const row of studyRows({ runs: RUNS, model, options: OPTIONS, ...request })) rows.push(row);
  return { rows, model };
}

describe('a study', () => {
  test('measures steps of every run, spread over it, and one more after each kind of event', async () => {
    const { rows } = await study();
    for (const run of RUNS) {
      const { seed } = run.config;
      const chance = rows.filter((row) => row.seed === seed && row.drawnFor === 'chance');
      // 61 decisions (the run is not over), one from each quarter.
      expect(chance.map(({ step }) => Math.floor((step * 4) / 61))).toEqual([0, 1, 2, 3]);
    }
    const drawnFor = (event: PlanEvent) => rows.filter((row) => row.drawnFor === event);
    expect(drawnFor('item-gained').length).toBe(3);
    expect(drawnFor('item-gained').every(({ events }) => events.includes('item-gained'))).toBe(true);
    expect(drawnFor('night-falls')).toEqual([]);
    expect(new Set(rows.map(({ seed, step }) => `${seed} ${step}`)).size).toBe(rows.length);
  });

  test('keeps away from the step limit by a horizon, so that no future is cut', () => {
    const short = playedRun(new Array(60).fill(5), {}, config({}, 64));
    const options: StudyOptions & { horizon: number; seed: number } = {
      byChance: 300,
      perEvent: 0,
      horizon: 30,
      seed: 0,
    };
    const steps = [...drawSteps(short, new PlanFollower('dig'), options).keys()];
    expect(Math.max(...steps)).toBe(34);
    expect(steps).toHaveLength(35);
  });

  test('goes on where it was stopped, measuring only what is missing, to the same rows', async () => {
    const whole = await study();
    const known = whole.rows.slice(0, 7);
    const rest = await study({ known });
    expect(rest.rows).toEqual(whole.rows);
    const share = (whole.rows.length - 7) / whole.rows.length;
    expect(rest.model.batches.length).toBe(Math.round(whole.model.batches.length * share));
  });

  test('says how far it is, and can be cancelled between two steps of its forks', async () => {
    const progress: number[] = [];
    const stop = new AbortController();
    const onStep = (done: number, total: number) => {
      progress.push(done / total);
      if (progress.length === 20) stop.abort();
    };
    await expect(study({ onStep, signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(progress).toHaveLength(20);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress[0]).toBe(0);
  });

  test('of no steps, or of too many, is refused', async () => {
    for (const bad of [{ byChance: 0, perEvent: 0 }, { byChance: 1.5 }, { perEvent: 1001 }])
      await expect(study({ options: { ...OPTIONS, ...bad } })).rejects.toMatchObject({
        code: 'bad-argument',
      });
  });
});

describe('its report', () => {
  const estimate = (value: number) => ({ mean: value, ci95: [value, value] as const });
  const row = (given: Partial<StudyRow> & { seed: number }, value: number): StudyRow => ({
    step: 0,
    planAge: 1,
    oldPlan: '',
    events: [],
    planProbability: 0.1,
    forks: 32,
    horizon: 40,
    hold: false,
    advantage: estimate(value),
    achievements: estimate(value),
    halves: [value, value],
    planTokens: 6,
    extraTokens: 8,
    old: { value: 0, died: 0 },
    fresh: { value, died: 0 },
    freshPlans: [],
    drawnFor: 'chance',
    ...given,
  });
  const SEEDS = Array.from({ length: 12 }, (_, i) => i);

  test('shows drift as a curve over the plan’s age, in bins that hold rows', () => {
    const rows = SEEDS.flatMap((seed) => [
      row({ seed, planAge: null }, 1),
      row({ seed, planAge: 2 }, 0),
      row({ seed, planAge: 6 }, 0.2 + (seed % 2) * 0.2),
      row({ seed, planAge: 40 }, 0.9),
      row({ seed, planAge: 6, drawnFor: 'damage-taken' }, 99),
    ]);
    const { byAge } = studyReport(rows);
    expect(byAge.map(({ label, rows: n, runs }) => [label, n, runs])).toEqual([
      ['no plan', 12, 12],
      ['1 to 2', 12, 12],
      ['5 to 8', 12, 12],
      ['25 and more', 12, 12],
    ]);
    expect(byAge.map(({ mean }) => mean?.toFixed(3))).toEqual(['1.000', '0.000', '0.300', '0.900']);
    const [low, high] = byAge[2].ci95!;
    expect([low, high].map((bound) => Math.abs(bound - 0.3) < 0.08 && bound !== 0.3)).toEqual([true, true]);
  });

  test('compares what follows an event with quiet steps, without what was drawn for other events', () => {
    const rows = SEEDS.flatMap((seed) => [
      row({ seed, planProbability: 0.1 }, 0.1),
      row({ seed, events: ['item-gained'], drawnFor: 'item-gained', planProbability: 0.8 }, 0.5),
      row({ seed, events: ['item-gained', 'damage-taken'], drawnFor: 'damage-taken' }, 7),
    ]);
    const { byEvent } = studyReport(rows);
    const of = (event: PlanEvent | null) => byEvent.find((point) => point.event === event)!;
    expect(of(null)).toMatchObject({ rows: 12, mean: expect.closeTo(0.1, 9) });
    expect(of('item-gained')).toMatchObject({ rows: 12, mean: 0.5, planProbability: expect.closeTo(0.8, 9) });
    expect(of('damage-taken')).toMatchObject({ rows: 12, mean: 7 });
    expect(of('night-falls')).toMatchObject({ rows: 0, runs: 0, mean: null, ci95: null });
  });

  test('says that a model plans when planning pays, if it does, and what its choice is worth', () => {
    const rows = SEEDS.flatMap((seed) =>
      [0.1, 0.2, 0.3, 0.4].map((p) => row({ seed, planProbability: p }, 2 * p + seed / 1000)),
    );
    const policy = studyReport(rows).policy!;
    expect(policy.rankCorrelation.value).toBeGreaterThan(0.95);
    expect(policy.ceiling).toBeCloseTo(1, 6);
    // Σ p · 2p / Σ p = 0.6 and the plain mean is 0.5; the seeds add 0.0055 to both.
    expect(policy.chosen.value).toBeCloseTo(0.6055, 6);
    expect(policy.random.value).toBeCloseTo(0.5055, 6);
    expect(policy.timing.value).toBeCloseTo(0.1, 6);
    expect(policy.timing.ci95![0]).toBeGreaterThan(0.09);
    expect(policy.bins.map(({ planProbability }) => planProbability.toFixed(1))).toEqual([
      '0.1',
      '0.2',
      '0.3',
      '0.4',
    ]);
    expect(policy.verdict).toMatch(/^It plans when planning pays:/);
    const worse = rows.map((one) => ({ ...one, advantage: estimate(-one.advantage.mean) }));
    expect(studyReport(worse).policy?.verdict).toMatch(/pays least/);
    const blind = rows.map((one, i) => ({
      ...one,
      advantage: estimate(i % 3),
      halves: [i % 3, i % 2] as const,
    }));
    expect(studyReport(blind).policy?.verdict).toMatch(/cannot be told/);
  });

  test('has nothing to say on a model without probabilities, and says where runs or forks are few', () => {
    const few = [row({ seed: 1, planProbability: null, forks: 4 }, 1)];
    expect(studyReport(few)).toMatchObject({ policy: null, byAge: [{ ci95: null }] });
    expect(studyReport(few).weakness).toMatch(/Runs: 1\..*4 pairs/);
    expect(studyReport(SEEDS.map((seed) => row({ seed }, 1))).weakness).toBe('');
    const never = SEEDS.map((seed) => row({ seed, planProbability: 0 }, seed));
    expect(studyReport(never).policy).toMatchObject({
      chosen: { value: null, ci95: null },
      timing: { value: null },
    });
  });
});
