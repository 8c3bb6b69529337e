import { describe, expect, test } from 'vitest';
import { timelineData, timelineSpan } from '../../src/ui/timeline-data.ts';

const plan = (step: number, by: 'agent' | 'person' = 'agent') => ({ step, text: 'go', by, tokens: 1 });

describe('timeline', () => {
  test('a live run always has room to grow, in few sizes; a replay fits exactly', () => {
    expect([0, 58, 59, 200, 9_999].map((steps) => timelineSpan(steps))).toEqual([60, 60, 120, 300, 15_000]);
    expect(timelineSpan(40, 212)).toBe(212);
    expect(timelineSpan(0, 0)).toBe(1);
    expect(timelineSpan(290, undefined, 300)).toBe(300);
  });

  test('plans and achievements stand at their share of the width', () => {
    const data = timelineData([plan(0), plan(50, 'person')], [{ step: 100, name: 'wake_up' }], 100, 201);
    expect(data.ticks).toEqual([
      { x: 0, count: 1, person: false },
      { x: 100, count: 1, person: true },
    ]);
    expect(data.marks).toEqual([{ x: 200, step: 100, name: 'wake_up' }]);
  });

  test('stretches say whose plan was in force: merged by author, with gaps where planning was handed back', () => {
    const plans = [plan(0), plan(10), plan(20, 'person'), { ...plan(30, 'person'), text: '' }, plan(40)];
    const { spans } = timelineData(plans, [], 100, 101, 60);
    expect(spans).toEqual([
      { left: 0, right: 20, person: false },
      { left: 20, right: 30, person: true },
      { left: 40, right: 60, person: false },
    ]);
  });

  test('10,000 plans share the columns of a narrow screen, and none is lost', () => {
    const plans = Array.from({ length: 10_000 }, (_, i) => plan(i + 1));
    const { ticks } = timelineData(plans, [], 10_000, 370);
    expect(ticks.length).toBe(370);
    expect(ticks.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
  });

  test('nights come once in 300 steps, after the first day', () => {
    const { nights } = timelineData([], [], 900, 901);
    expect(nights.length).toBe(3);
    for (const [i, [left, right]] of nights.entries()) {
      expect(left).toBe(i * 300 + 148);
      expect(right).toBe(i * 300 + 273);
    }
  });

  test('axis labels are round steps that do not crowd', () => {
    const { labels } = timelineData([], [], 1000, 700);
    expect(labels.map(({ step }) => step)).toEqual([0, 200, 400, 600, 800, 1000]);
    const narrow = timelineData([], [], 10_000, 350).labels;
    expect(narrow[1].x - narrow[0].x).toBeGreaterThanOrEqual(85);
  });
});
