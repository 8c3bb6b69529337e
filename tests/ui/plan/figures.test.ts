// Charts and tables of one small experiment whose figures are known: achievements per episode are chosen, so means and
// rates can be worked out by hand.

import { describe, expect, test } from 'vitest';
import { reportOf } from '../../../src/experiments/report.ts';
import { jobsOf, type Sweep } from '../../../src/experiments/sweep.ts';
import { csvOf } from '../../../src/ui/charts/data-table.ts';
import { modelName } from '../../../src/ui/labels.ts';
import { costSpec, goldilocksSpec } from '../../../src/ui/plan/curves.ts';
import {
  firstPair,
  manyPairs,
  pairedWorlds,
  pairSentence,
  pairSpec,
  pairTable,
} from '../../../src/ui/plan/pairs.ts';
import { INITIAL_SETUP, sweepOfSetup } from '../../../src/ui/plan/setup.ts';
import { nText } from '../../../src/ui/plan/sweep-results.ts';
import {
  costTable,
  curveTable,
  episodesTable,
  exportJson,
  heatSpec,
  heatTable,
  metricsTable,
} from '../../../src/ui/plan/tables.ts';
import { figuresWith } from '../../experiments/sample-sweep.ts';

const sweep: Sweep = sweepOfSetup({
  ...INITIAL_SETUP,
  schedules: ['never', 'every-4', 'always', 'dynamic'],
  seeds: 4,
});
/** Achievements by configuration and world. */
const REACHED = [
  [4, 6, 5, 5],
  [11, 9, 10, 10],
  [6, 6, 7, 5],
  [11, 11, 12, 10],
];
const PLANS = [0, 25, 100, 20];
const jobs = jobsOf(sweep).map((job) => {
  const figures = figuresWith(job, REACHED[job.configuration][sweep.seeds.indexOf(job.seed)]);
  return {
    ...figures,
    metrics: { ...figures.metrics, plansPer100: PLANS[job.configuration], plans: PLANS[job.configuration] },
  };
});
const report = reportOf(sweep, jobs);
const { rows } = report;
const percent = (achievements: number) => (100 * achievements) / 22;

describe('the Goldilocks curve', () => {
  const spec = goldilocksSpec(sweep, rows);

  test('joins the fixed rhythms and sets the agent that decides itself apart', () => {
    const [fixed, dynamic] = spec.series;
    expect(fixed.points.map(({ x, label }) => [x, label])).toEqual([
      [0, 'never'],
      [25, 'every 4'],
      [100, 'always'],
    ]);
    expect([fixed.line, dynamic.line]).toEqual([true, undefined]);
    expect(dynamic.points.map(({ x, label }) => [x, label])).toEqual([[20, 'dynamic']]);
    expect(fixed.shape).not.toBe(dynamic.shape);
  });

  test('stands where the means are, with the report’s own intervals, and says them in words', () => {
    const every4 = spec.series[0].points[1];
    expect(every4.y).toBeCloseTo(percent(10), 10);
    expect(every4.interval).toEqual(rows[1].progress.ci95);
    expect(every4.title).toContain('every 4: progress 45.5 % (95 % interval');
    expect(every4.title).toContain('n = 4');
    expect(spec.summary).toContain('the highest so far is dynamic: progress 50.0 %');
  });

  test('one episode each has no whiskers', () => {
    const single = reportOf(
      sweep,
      jobs.filter(({ job }) => job.seed === sweep.seeds[0]),
    );
    const points = goldilocksSpec(sweep, single.rows).series.flatMap((series) => series.points);
    expect(points).toHaveLength(4);
    expect(points.every(({ interval }) => interval === undefined)).toBe(true);
    expect(single.rows[0].warning).toContain('n = 1');
  });

  test('two models have two shapes and are named', () => {
    const both = sweepOfSetup({
      ...INITIAL_SETUP,
      models: ['pocket-crafter', 'teacher'],
      schedules: ['never', 'always'],
      seeds: 1,
    });
    const figures = jobsOf(both).map((job) => figuresWith(job, 3));
    const series = goldilocksSpec(both, reportOf(both, figures).rows).series.filter(
      ({ points }) => points.length > 0,
    );
    expect(series.map(({ name, shape }) => [name, shape])).toEqual([
      [`${modelName('pocket-crafter')}, fixed rhythm`, 'circle'],
      [`${modelName('teacher')}, fixed rhythm`, 'square'],
    ]);
  });
});

test('the cost curve stands at the tokens of an episode', () => {
  const points = costSpec(sweep, rows).series.flatMap((series) => series.points);
  expect(points.map(({ x }) => x)).toEqual([140, 140, 140, 140]);
});

describe('tables', () => {
  test('have the figures of the curves, cell by cell', () => {
    const table = curveTable(rows);
    const points = goldilocksSpec(sweep, rows).series.flatMap((series) => series.points);
    for (const [label, n, plans, mean, low, high] of table.rows) {
      const point = points.find(({ id }) => id === label);
      expect([n, plans, mean, low, high]).toEqual([4, point?.x, point?.y, ...(point?.interval ?? [])]);
    }
    expect(costTable(rows).rows.map((row) => row[2])).toEqual([140, 140, 140, 140]);
    for (const { columns, rows: lines } of [table, costTable(rows), metricsTable(rows)])
      for (const line of lines) expect(line).toHaveLength(columns.length);
  });

  test('the heat map has the rates, the commonest achievement first, and the table says the same in %', () => {
    const spec = heatSpec(sweep, rows);
    expect(spec.rows).toHaveLength(22);
    expect(spec.cells[0]).toEqual([1, 1, 1, 1]);
    expect(spec.cells.at(-1)).toEqual([0, 0, 0, 0]);
    const sums = spec.cells.map((cells) => cells.reduce<number>((sum, share) => sum + (share ?? 0), 0));
    expect(sums).toEqual([...sums].sort((a, b) => b - a));
    const table = heatTable(spec, rows);
    expect(table.rows[5].slice(1)).toEqual(spec.cells[5].map((share) => 100 * (share ?? 0)));
  });

  test('the episodes’ CSV has a line for each, in the order of jobs', () => {
    const lines = csvOf(episodesTable(sweep, jobs.toReversed())).trimEnd().split('\r\n');
    expect(lines).toHaveLength(17);
    expect(lines[0]).toMatch(/^configuration,model,schedule,seed,progress,/);
    expect(lines[1]).toMatch(/^never,pocket-crafter,never,100,18\.18/);
  });

  test('the JSON export holds the set-up, the report and every episode', () => {
    const read = JSON.parse(exportJson(sweep, report, jobs));
    expect(read.format).toBe('goldilocks-sweep-1');
    expect(read.sweep).toEqual(sweep);
    expect(read.episodes).toHaveLength(16);
    expect(read.report.rows[3].progress.mean).toBeCloseTo(50, 10);
  });
});

describe('world by world', () => {
  test('asks first whether deciding itself beats never planning', () => {
    expect(firstPair(sweep, rows)).toEqual({ a: 'dynamic', b: 'never' });
    expect(firstPair(sweep, rows.slice(0, 2))).toEqual({ a: 'every 4', b: 'never' });
    expect(firstPair(sweep, rows.slice(0, 1))).toBeNull();
  });

  const pair = { a: 'always', b: 'never' };
  const worlds = pairedWorlds(rows, jobs, pair);

  test('pairs the same worlds, and only those that both have played', () => {
    expect(worlds.map(({ seed }) => seed)).toEqual([100, 101, 102, 103]);
    expect(worlds[2].a - worlds[2].b).toBeCloseTo(percent(2), 10);
    const missing = jobs.filter(({ job }) => !(job.configuration === 0 && job.seed === 101));
    expect(pairedWorlds(rows, missing, pair).map(({ seed }) => seed)).toEqual([100, 102, 103]);
  });

  test('counts what was won, lost and drawn', () => {
    const comparison = rows[2].comparisons.find(({ b }) => b === 'never');
    const said = pairSentence(worlds, pair, comparison);
    expect(said).toContain('always did better on 2, never on 0, and 2 ended level.');
    expect(said).toContain('Mean difference +4.5 points (95 % interval +0.0 to +9.1)');
    expect(pairTable(worlds, pair).rows[0]).toEqual(['100', percent(6), percent(4), percent(6) - percent(4)]);
  });

  test('choosing among many pairs is said to make chance findings likely', () => {
    expect(manyPairs(2)).toBe('');
    expect(manyPairs(5)).toContain('make 10 pairs');
  });

  test('worlds with equal figures share a larger mark', () => {
    const { points } = pairSpec([worlds[0], { ...worlds[0], seed: 7 }, worlds[1]], pair).series[0];
    expect(points.map(({ count }) => count)).toEqual([2, 1]);
    expect(points[0].title).toContain('Worlds 100, 7: always 27.3 %, never 18.2 %');
  });
});

test('n is one number while all have the same, else a range', () => {
  expect(nText(rows)).toBe('n = 4 episodes each');
  expect(nText(reportOf(sweep, jobs.slice(0, 6)).rows)).toBe('n = 1 to 2 episodes each');
  expect(nText([])).toBe('n = 0');
});
