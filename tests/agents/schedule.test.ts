import { expect, test } from 'vitest';
import type { Schedule } from '../../src/agents/agent.ts';
import { checkPlan, planOfAnswer } from '../../src/agents/plan.ts';
import { parseSchedule, planMode } from '../../src/agents/schedule.ts';

const modes = (schedule: Schedule) => [0, 1, 2, 3, 4].map((step) => planMode(schedule, step, false));

test('schedules mask the first token', () => {
  expect(modes('never')).toEqual(['never', 'never', 'never', 'never', 'never']);
  expect(modes('always')).toEqual(['must', 'must', 'must', 'must', 'must']);
  expect(modes('every-2')).toEqual(['must', 'never', 'must', 'never', 'must']);
  expect(modes('dynamic')).toEqual(['may', 'may', 'may', 'may', 'may']);
  expect([true, false].map((plans) => planMode('gate', 3, false, plans))).toEqual(['must', 'never']);
  expect(planMode('gate', 3, true, true)).toBe('never');
});

test("a person's plan holds under every schedule", () => {
  for (const schedule of ['always', 'dynamic', 'every-1'] as const)
    expect(planMode(schedule, 0, true)).toBe('never');
});

test('schedules are read strictly', () => {
  expect(parseSchedule('every-12')).toBe('every-12');
  expect(parseSchedule('gate')).toBe('gate');
  for (const bad of ['every-0', 'every-x', 'sometimes', '', 'every-99999'])
    expect(() => parseSchedule(bad)).toThrow(/not a plan schedule/);
});

test('a plan is one line of clean text in any script, and bounded', () => {
  expect(checkPlan(' kill\tthe \u202e zombie\n<b>now</b> ')).toBe('kill the zombie <b>now</b>');
  expect(checkPlan('收集木头')).toBe('收集木头');
  expect(() => checkPlan('wood '.repeat(200))).toThrow(/longer than 500/);
  expect(() => checkPlan('x'.repeat(1_000_000))).toThrow(/longer than 500/);
});

test('an answer splits at the last </plan>', () => {
  expect(planOfAnswer('noop')).toEqual({ action: 'noop' });
  expect(planOfAnswer('<plan> collect wood </plan> do')).toEqual({ plan: 'collect wood', action: 'do' });
});
