import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StudyRow } from '../../../src/experiments/speculation-table.ts';
import type { PredictorFigures } from '../../../src/services/speculation-service.ts';
import { DEFAULT_SETUP } from '../../../src/speculation/setup.ts';
import { aheadSpec, aheadTable, grouped, learningSpec } from '../../../src/ui/speculate/curves.ts';
import { paretoFront } from '../../../src/ui/speculate/pareto.ts';
import { frontOf, planeSpec, planeTable } from '../../../src/ui/speculate/plane.ts';
import { PUBLISHED } from '../../../src/ui/speculate/published.ts';
import { comparisonTable, studyJson, wasteTable } from '../../../src/ui/speculate/study-tables.ts';
import { logAfter } from './sample-log.ts';

const ratio = (value: number, half = 0.02) => ({ ratio: value, ci95: [value - half, value + half] as const });

function row(setting: string, T: number, Cost: number, toFixed2 = true): StudyRow {
  const relative = { T: ratio(T), P: ratio(1.2), G: ratio(1.1), Cost: ratio(Cost) };
  return {
    setting,
    tasks: 8,
    toFixed2: toFixed2 ? relative : null,
    toAlone: { ...relative, T: ratio(T / 1.4) },
    MC: 3,
    K: 2.5,
    waste: { A: { prompt: 0.1, generated: 0.05 }, T: { prompt: 0.2, generated: 0.15 } },
    accuracy: 0.7,
    valueError: null,
    lossless: 8,
  };
}

const ROWS = [
  row('sequential', 1.4, 0.7),
  row('fixed-2', 1, 1),
  row('fixed-6', 0.8, 1.9),
  row('tau-0.5', 1.1, 0.9),
  row('tau-0.99', 0.8, 1.3),
  row('bayesian', 1.2, 1.1),
  row('oracle', 0.7, 0.6),
];

describe('the Pareto front', () => {
  test('is what nothing beats: every other place is beaten by one of it, none of it by any', () => {
    const anyPlace = fc.record({
      time: fc.integer({ min: 0, max: 9 }),
      cost: fc.integer({ min: 0, max: 9 }),
    });
    const beats = (a: { time: number; cost: number }, b: { time: number; cost: number }) =>
      a.time <= b.time && a.cost <= b.cost && (a.time < b.time || a.cost < b.cost);
    fc.assert(
      fc.property(fc.array(anyPlace, { minLength: 1, maxLength: 20 }), (places) => {
        const front = paretoFront(places);
        for (const [i, place] of places.entries())
          expect(front.includes(i)).toBe(!places.some((other) => beats(other, place)));
        const times = front.map((i) => places[i].time);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
    );
  });

  test('of a study leaves the oracle out, which nobody can choose', () => {
    expect(frontOf(ROWS).map(({ setting }) => setting)).toEqual([
      'tau-0.99',
      'fixed-2',
      'tau-0.5',
      'sequential',
    ]);
  });
});

describe('the time–money plane', () => {
  test('has every setting once, with its intervals in both directions', () => {
    const { series, front, x, summary } = planeSpec(ROWS);
    const points = series.flatMap((each) => each.points);
    expect(points.map(({ id }) => id).toSorted()).toEqual(ROWS.map(({ setting }) => setting).toSorted());
    const beta = points.find(({ id }) => id === 'tau-0.99');
    expect(beta).toMatchObject({ x: 0.8, y: 1.3, label: 'τ 0.99', xInterval: [0.78, 0.8200000000000001] });
    expect(beta?.title).toBe(
      'τ 0.99: latency 0.80 (0.78 to 0.82), cost 1.30 (1.28 to 1.32), relative to fixed 2; nothing else is faster and cheaper',
    );
    expect(front).toEqual([
      [0.8, 1.3],
      [1, 1],
      [1.1, 0.9],
      [1.4, 0.7],
    ]);
    expect(x.label).toContain('relative to fixed 2');
    expect(summary).toContain('τ 0.99; fixed 2; τ 0.5; T alone');
  });

  test('without fixed 2 it is relative to T alone, without prices it counts generated tokens', () => {
    const rows = [row('fixed-4', 0.9, 1, false), row('sequential', 1.4, 1, false)].map((each) => ({
      ...each,
      toAlone: { ...each.toAlone, Cost: null },
    }));
    const { x, y, series } = planeSpec(rows);
    expect(x.label).toContain('relative to T alone');
    expect(y.label).toContain('generated tokens');
    expect(series.flatMap(({ points }) => points)[0].x).toBeCloseTo(0.9 / 1.4, 12);
    expect(planeTable(rows).columns).toContain('generated tokens');
  });
});

describe('the tables', () => {
  test('the published figures are those of the facts: cost is between prompt and generated tokens', () => {
    for (const published of Object.values(PUBLISHED)) {
      expect(Object.keys(published)).toHaveLength(6);
      for (const { P, G, Cost } of Object.values(published)) {
        expect(Cost).toBeGreaterThanOrEqual(Math.min(P, G) - 0.01);
        expect(Cost).toBeLessThanOrEqual(Math.max(P, G) + 0.01);
      }
    }
    expect(PUBLISHED['direct-react']['fixed-6']).toEqual({
      T: 0.9,
      P: 2.24,
      G: 1.57,
      Cost: 1.92,
      MC: 6.32,
      K: 6,
    });
    expect(PUBLISHED['thought-vote']['tau-0.5-beta-2'].K).toBe(3.99);
  });

  test('ours stand beside the published ones, and nothing stands beside what was not published', () => {
    const { rows, columns } = comparisonTable({ setup: DEFAULT_SETUP, rows: ROWS });
    expect(columns.slice(0, 5)).toEqual(['Setting', 'T', 'T, paper', 'P', 'P, paper']);
    expect(rows[2]).toEqual(['fixed 6', 0.8, 0.9, 1.2, 2.24, 1.1, 1.57, 1.9, 1.92, 3, 6.32, 2.5, 6]);
    expect(rows[5].filter((_, i) => i > 0 && i % 2 === 0)).toEqual(Array(6).fill(null));
    const other = comparisonTable({ setup: { ...DEFAULT_SETUP, pair: 'thought-vote' }, rows: ROWS });
    expect(other.rows[2][2]).toBe(0.81);
  });

  test('without fixed 2 nothing is compared: the figures are relative to something else', () => {
    const rows = [row('fixed-6', 0.8, 1, false)];
    expect(comparisonTable({ setup: DEFAULT_SETUP, rows }).rows[0][2]).toBeNull();
  });

  test('waste in four parts, accuracy, and tasks with T’s own steps', () => {
    const { rows } = wasteTable(ROWS);
    expect(rows[1]).toEqual([
      'fixed 2',
      10,
      5,
      20,
      15,
      70,
      null,
      expect.closeTo(100 * (1 - 1 / 1.4), 9),
      0,
      '8/8',
    ]);
    expect(JSON.parse(studyJson({ setup: DEFAULT_SETUP, rows: ROWS })).rows).toHaveLength(7);
  });
});

describe('the curves', () => {
  test('a task is a column with its mean, least and most k', () => {
    const logs = [logAfter(undefined, 0), logAfter(undefined, 1)];
    const { panels, columns } = aheadSpec(logs);
    expect(panels[0].spec.series[0].points[0]).toMatchObject({ x: 1, y: 2, interval: [1, 3] });
    expect(columns.map(({ title }) => title)).toEqual([
      'Task 1: k 2.00 (1 to 3), V(s) 1.70 (0.80 to 2.60)',
      'Task 2: k 2.00 (1 to 3), V(s) 1.70 (0.80 to 2.60)',
    ]);
    expect(aheadTable(logs).rows).toHaveLength(4);
  });

  test('of many tasks or updates several become one point, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 500 }), (all) => {
        expect(grouped(all).flat()).toEqual(all);
        expect(grouped(all).length).toBeLessThanOrEqual(80);
      }),
    );
  });

  test('the predictor’s error is said at first and at last', () => {
    const learned = Array.from(
      { length: 100 },
      (_, i): PredictorFigures => ({
        updates: i + 1,
        error: i < 50 ? 2 : 1,
        bias: 0,
        loss: i === 0 ? null : 0.5,
      }),
    );
    const { summary, columns, panels } = learningSpec(learned);
    expect(summary).toBe('The predictor’s error over 100 updates: 2.00 at first, 1.00 at last.');
    expect(columns).toHaveLength(50);
    expect(columns[0].title).toBe('Updates 1 to 2: error 2.00, bias 0.00, loss 0.50');
    expect(panels[2].spec.series[0].points[0].y).toBe(0.5);
  });
});
