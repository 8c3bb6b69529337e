import { expect, test } from 'vitest';
import type { Schedule } from '../../src/agents/agent.ts';
import type { PogsEpisode } from '../../src/agents/pogs/metrics.ts';
import { pogsReport } from '../../src/experiments/pogs-report.ts';
import { pogsConfig } from '../../src/worlds/pogs/options.ts';
import { startOf } from '../../src/worlds/pogs/pogs.ts';

const { metrics } = startOf('POGS-v0', 1, pogsConfig());

function played(
  schedule: Schedule,
  success: readonly boolean[],
  backtracks: readonly number[],
): PogsEpisode[] {
  return success.map((reached, i) => ({
    schedule,
    metrics: { ...metrics, success: reached, backtracks: backtracks[i] },
    plans: 2,
    planTokens: 7,
  }));
}

test('a schedule is told by its means and compared with the first on the same trees, pair by pair', () => {
  const rows = pogsReport(
    new Map<Schedule, PogsEpisode[]>([
      ['never', played('never', [true, false, false, true], [1, 4, 2, 5])],
      ['every-4', played('every-4', [true, true, true, true], [0, 3, 1, 4])],
    ]),
  );
  expect(rows.map(({ schedule, episodes }) => [schedule, episodes])).toEqual([
    ['never', 4],
    ['every-4', 4],
  ]);
  expect(rows[0].figures.success.mean).toBe(0.5);
  expect(rows[0].overFirst).toBeNull();
  expect(rows[1].figures).toMatchObject({ backtracks: { mean: 2 }, planTokens: { mean: 7, ci95: [7, 7] } });
  expect(rows[1].overFirst!.success.mean).toBe(0.5);
  // Every tree takes one backtrack less: the pairs know that for sure, the two means alone would not.
  expect(rows[1].overFirst!.backtracks).toEqual({ mean: -1, se: 0, ci95: [-1, -1] });
});

test('schedules that played different trees are not compared', () => {
  const episodes = new Map<Schedule, PogsEpisode[]>([
    ['never', played('never', [true, false], [1, 4])],
    ['always', played('always', [true], [1])],
  ]);
  expect(() => pogsReport(episodes)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
});
