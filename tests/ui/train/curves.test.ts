import { describe, expect, test } from 'vitest';
import type { RlFigures } from '../../../src/services/learner-service.ts';
import { csvOf } from '../../../src/ui/charts/data-table.ts';
import { Comparison } from '../../../src/ui/train/comparison.ts';
import {
  grouped,
  LEARNING_CURVES,
  LOOKS,
  MAIN_CURVES,
  MOST_POINTS,
  meanOf,
  panelsSpec,
  pricePaid,
  stepsText,
} from '../../../src/ui/train/curves.ts';
import {
  evaluationTable,
  learningTable,
  mainTable,
  progressSpec,
  trainingJson,
} from '../../../src/ui/train/evaluations.ts';
import { importedName } from '../../../src/ui/train/files.ts';
import { Pace } from '../../../src/ui/train/pace.ts';
import { figuresOf, setupOf } from '../../services/fake-trainer.ts';

const figures = (count: number): RlFigures[] => Array.from({ length: count }, (_, i) => figuresOf(i + 1));
const drawn = (count: number, name = 'a') => ({ name, figures: figures(count) });

describe('curves', () => {
  test('stand below each other over the same steps, with a column for every update that says all values', () => {
    const { panels, columns, summary } = panelsSpec([drawn(3)], MAIN_CURVES);
    expect(panels).toHaveLength(4);
    expect(panels[0].spec.series.map(({ name }) => name)).toEqual(['reward', 'price paid for plans']);
    expect(panels[0].spec.series[0].points.map(({ x, y }) => [x, y])).toEqual([
      [32, 3],
      [64, 6],
      [96, 9],
    ]);
    expect(new Set(panels.map(({ spec }) => JSON.stringify(spec.x.domain))).size).toBe(1);
    expect(columns[0].title).toBe(
      'Update 1, 32 steps: reward in 100 steps 3.00, price paid for plans 0.00, return not known, plan rate 20.0 %, plan length 5.0',
    );
    expect(summary).toContain('Update 3, 96 steps');
  });

  test('leave out what is not known, and say so where nothing is', () => {
    const returns = panelsSpec([drawn(3)], MAIN_CURVES).panels[1];
    expect(returns.spec.series[0].points.map(({ y }) => y)).toEqual([2, 3]);
    expect(panelsSpec([drawn(1)], MAIN_CURVES).panels[1].title).toMatch(/: none yet$/);
    expect(panelsSpec([{ name: '', figures: [] }], MAIN_CURVES)).toMatchObject({ columns: [] });
  });

  test('never leave their panels: what rounding puts below zero stands on it', () => {
    const odd = { ...figuresOf(1), 'losses/approx_kl': -1e-9, 'losses/start_kl': 0 };
    const kl = panelsSpec([{ name: '', figures: [odd] }], LEARNING_CURVES).panels[3].spec;
    expect(kl.series.flatMap(({ points }) => points.map(({ y }) => y))).toEqual([0, 0]);
    for (const { spec } of panelsSpec([drawn(40)], LEARNING_CURVES).panels)
      for (const { y } of spec.series.flatMap(({ points }) => points)) {
        expect(y).toBeGreaterThanOrEqual(spec.y.domain![0]);
        expect(y).toBeLessThanOrEqual(spec.y.domain![1]);
      }
  });

  test('of several trainings lie over each other under their names, each in a look of its own', () => {
    const { panels, columns } = panelsSpec([drawn(3, 'now'), drawn(5, 'then')], MAIN_CURVES);
    expect(panels[0].spec.series.map(({ name, tone }) => [name, tone])).toEqual([
      ['now', LOOKS[0].tone],
      ['then', LOOKS[1].tone],
    ]);
    expect(panels[0].spec.x.domain![1]).toBeGreaterThanOrEqual(160);
    expect(columns).toHaveLength(3);
  });

  test('of thousands of updates are means over as many as make a hundred points', () => {
    const many = figures(1234);
    const groups = grouped(many);
    expect(groups.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(groups.flat()).toEqual(many);
    expect(meanOf(groups[0], (f) => f.update)).toBe(7);
    expect(panelsSpec([{ name: '', figures: many }], MAIN_CURVES).columns[0].title).toMatch(
      /^Updates 1 to 13, /,
    );
  });

  test('the price that is paid is that of the tokens that were planned', () => {
    expect(pricePaid({ ...figuresOf(2), 'plan/price': 0.01 })).toBeCloseTo(100 * 0.01 * 0.1 * 5, 12);
    expect(pricePaid({ ...figuresOf(2), 'plan/rate': 0, 'plan/length': Number.NaN, 'plan/price': 1 })).toBe(
      0,
    );
  });

  test('steps are written short', () => {
    expect([0, 1500, 20_000, 1_500_000].map(stepsText)).toEqual(['0', '1,500', '20k', '1.5M']);
  });
});

describe('tables and files', () => {
  test('have a row an update and the very figures, and leave cells empty that are not known', () => {
    const [first, second] = mainTable(figures(2)).rows;
    expect(first.slice(0, 6)).toEqual(['1', 32, 3, 0, null, null]);
    expect(second[4]).toBe(2);
    expect(learningTable(figures(2)).rows[1][3]).toBeCloseTo(0.2, 12);
    const lines = csvOf(mainTable(figures(2))).split('\r\n');
    expect(lines[1]).toMatch(/^1,32,3,0,,,/);
  });

  test('evaluations stand with their intervals where they were made', () => {
    expect(evaluationTable(figures(5)).rows).toEqual([
      ['2', 64, 20, 10, 30, 4],
      ['4', 128, 40, 20, 60, 4],
    ]);
    const { series, summary } = progressSpec([drawn(5)]);
    expect(series[0].points.map(({ y, interval }) => [y, interval])).toEqual([
      [20, [10, 30]],
      [40, [20, 60]],
    ]);
    expect(summary).toContain('update 4, 128 steps: 40.0 % (95 % interval 20.0 to 60.0), n = 4 worlds');
  });

  test('the whole training is one JSON', () => {
    const json = JSON.parse(trainingJson(setupOf(), figures(3)));
    expect([json.format, json.updates.length, json.setup.name]).toEqual([
      'goldilocks-training-1',
      3,
      'a training',
    ]);
  });

  test('a file’s name becomes a name that a training may have', () => {
    expect(importedName('my run.safetensors')).toBe('my run');
    expect(importedName('a\u0000b\n.SAFETENSORS')).toBe('a b');
    expect(importedName('.safetensors')).toBe('Imported checkpoint');
    expect(importedName(`${'😀'.repeat(60)}`).length).toBeLessThanOrEqual(80);
  });
});

test('what is drawn stays the same list until something new is in it', async () => {
  const comparison = new Comparison(async (id) => ({
    stored: { setup: setupOf({}, id) } as never,
    figures: figures(2),
    sample: null,
  }));
  const run = { setup: setupOf(), figures: figures(3) };
  const first = comparison.over(run);
  expect(comparison.over(run)).toBe(first);
  await comparison.choose('b', true);
  const second = comparison.over(run);
  expect(second.map(({ name, figures: { length } }) => [name, length])).toEqual([
    ['a training', 3],
    ['b', 2],
  ]);
  expect(comparison.over(run)).toBe(second);
  expect(comparison.over({ ...run, figures: figures(4) })).not.toBe(second);
  await comparison.choose('c', true);
  await comparison.choose('d', true);
  await expect(comparison.choose('e', true)).rejects.toMatchObject({ code: 'bad-argument' });
  comparison.leaveOut('b');
  expect([comparison.ids, comparison.over(run).length]).toEqual([['c', 'd'], 3]);
});

test('the pace is that of the last updates, and says nothing before there are two', () => {
  const pace = new Pace();
  expect([pace.stepsPerSecond, pace.msLeft(100)]).toEqual([0, null]);
  pace.note(0, 0);
  pace.note(1000, 200);
  expect([pace.stepsPerSecond, pace.msLeft(1000)]).toEqual([200, 5000]);
  for (let i = 2; i <= 10; i++) pace.note(1000 * i, 200 + 50 * (i - 1));
  expect(pace.stepsPerSecond).toBe(50);
  pace.reset();
  expect(pace.msLeft(1)).toBeNull();
});
