import { describe, expect, test } from 'vitest';
import { PLAY_KEYS, TAKE_OVER_KEYS } from '../../src/ui/keyboard.ts';
import { bytes, scheduleLabel } from '../../src/ui/labels.ts';
import { routeOf } from '../../src/ui/router.ts';
import { ACTIONS } from '../../src/worlds/crafter/names.ts';

describe('addresses', () => {
  test('pages, settings, stored runs and shared links have routes of their own', () => {
    expect(routeOf('')).toEqual({ page: 'play', query: '' });
    expect(routeOf('#/play?seed=3&k=2')).toEqual({ page: 'play', query: 'seed=3&k=2' });
    expect(routeOf('#/plan?seeds=3')).toEqual({ page: 'plan', query: 'seeds=3' });
    expect(routeOf('#/plan/ab1')).toEqual({ page: 'plan', query: '', sweepId: 'ab1' });
    expect(routeOf('#/plan?s=AbC')).toEqual({ page: 'plan', query: '', fragment: 's=AbC' });
    expect(routeOf('#/train?price=0.01')).toEqual({ page: 'train', query: 'price=0.01' });
    expect(routeOf('#/train/ab1')).toEqual({ page: 'train', query: '', trainingId: 'ab1' });
    expect(routeOf('#/speculate?setting=tau-0.9')).toEqual({ page: 'speculate', query: 'setting=tau-0.9' });
    expect(routeOf('#/models')).toEqual({ page: 'models' });
    expect(routeOf('#/runs')).toEqual({ page: 'runs' });
    expect(routeOf('#/compare?a=1&b=2')).toEqual({ page: 'compare', query: 'a=1&b=2' });
    expect(routeOf('#/replay/ab%20c')).toEqual({ page: 'replay', runId: 'ab c' });
    expect(routeOf('#r=AbC')).toEqual({ page: 'replay', fragment: 'r=AbC' });
    expect(routeOf('#c=AbC')).toEqual({ page: 'play', query: '', config: 'c=AbC' });
  });

  test('what no page knows leads to Play, a broken escape to a run that is not there', () => {
    expect(routeOf('#/nowhere/at/all')).toEqual({ page: 'play', query: '' });
    expect(routeOf('#/replay/%E0%A4%A')).toEqual({ page: 'replay', runId: '%E0%A4%A' });
  });
});

describe('keys', () => {
  test('each of the 17 actions has a key, and no key has two meanings on one page', () => {
    const actions = TAKE_OVER_KEYS.filter(({ command }) => command.startsWith('action:'));
    expect(new Set(actions.map(({ command }) => command)).size).toBe(ACTIONS.length);
    for (const table of [PLAY_KEYS, TAKE_OVER_KEYS]) {
      const keys = table.flatMap((row) => row.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe('words', () => {
  test('bytes and schedules read as people write them', () => {
    expect([999, 312_400, 999_600, 2_440_000, 10_737_400_000].map(bytes)).toEqual([
      '999 B',
      '312 KB',
      '1.0 MB',
      '2.4 MB',
      '10.7 GB',
    ]);
    expect(scheduleLabel('every-4')).toBe('every 4 steps');
    expect(scheduleLabel('every-1')).toBe('every step');
    expect(scheduleLabel('dynamic')).toBe('when it wants to');
  });
});
