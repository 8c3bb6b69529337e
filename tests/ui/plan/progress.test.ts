import { expect, test } from 'vitest';
import type { Report } from '../../../src/experiments/report.ts';
import type { JobFigures, Sweep } from '../../../src/experiments/sweep.ts';
import { timeLeftText } from '../../../src/ui/labels.ts';
import { partDone } from '../../../src/ui/plan/progress-panel.ts';
import { ReportFeed } from '../../../src/ui/plan/report-feed.ts';

test('the time left is said as people say it, and never more exactly than it is known', () => {
  const seconds = [null, 3, 14, 50, 70, 200, 7200];
  expect(seconds.map((s) => timeLeftText(s === null ? null : 1000 * s))).toEqual([
    'estimating the time left …',
    'a few seconds left',
    'about 20 s left',
    'about 50 s left',
    'about 1 min left',
    'about 3 min left',
    'about 2.0 h left',
  ]);
});

test('an experiment with a time limit is as far as its time, or as its episodes if they are further', () => {
  const run = { done: 30, total: 120, began: 1000, deadline: 0, phase: 'running' as const };
  expect(partDone(run, 51_000)).toBe(0.25);
  const limited = { ...run, deadline: 101_000 };
  expect([11_000, 51_000, 150_000].map((now) => partDone(limited, now))).toEqual([0.25, 0.5, 0.98]);
  expect(partDone({ ...limited, phase: 'finished' }, 150_000)).toBe(1);
  expect(partDone({ ...run, total: 0, done: 0 }, 1)).toBe(0);
});

const sweep = { name: 'x' } as Sweep;
const jobs = (count: number) => Array.from({ length: count }, () => ({}) as JobFigures);

test('while one report is made the last request waits, and those before it are never made', async () => {
  const made: number[] = [];
  const { promise: secondDone, resolve } = Promise.withResolvers<void>();
  const feed = new ReportFeed(
    async (_, all) => ({ done: all.length }) as Report,
    ({ report }) => {
      made.push(report.done);
      if (made.length === 2) resolve();
    },
    () => {},
  );
  for (const count of [1, 2, 3, 4]) feed.want(sweep, jobs(count));
  await secondDone;
  feed.stop();
  expect(made).toEqual([1, 4]);
});

test('a report over the experiment before is not shown, and a failure is told once', async () => {
  const shown: number[] = [];
  const errors: unknown[] = [];
  const gate = Promise.withResolvers<Report>();
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  const feed = new ReportFeed(
    () => gate.promise.finally(() => queueMicrotask(resolve)),
    ({ report }) => shown.push(report.done),
    (error) => errors.push(error),
  );
  feed.want(sweep, jobs(1));
  feed.reset();
  gate.resolve({ done: 1 } as Report);
  await settled;
  feed.stop();
  expect(shown).toEqual([]);

  const broken = new ReportFeed(
    () => Promise.reject(new Error('no')),
    () => shown.push(0),
    (error) => {
      errors.push(error);
      broken.stop();
    },
  );
  broken.want(sweep, jobs(1));
  await Promise.resolve();
  await Promise.resolve();
  expect([shown.length, errors.length]).toEqual([0, 1]);
});
