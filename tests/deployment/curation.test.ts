import { expect, test } from 'vitest';
import { type Attempt, deploy } from '../../src/deployment/attempts.ts';
import { attemptKey, type Curation, keeper, preferenceOf, traceOf } from '../../src/deployment/curation.ts';
import { featuresOf } from '../../src/deployment/features.ts';
import { deploymentMetrics } from '../../src/deployment/metrics.ts';
import { rewardOf } from '../../src/deployment/reward.ts';
import { Tasks } from '../../src/deployment/tasks.ts';
import { fakePlanner, SOURCE, solution, trace } from './fakes.ts';

const TASKS = new Tasks(SOURCE);
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);
const MODEL = { generation: 2, model: '0123456789abcdef' };

const attempts: Attempt[] = await deploy(fakePlanner(12), {
  tasks: TASKS,
  seeds: SEEDS,
  samples: 3,
  temperature: 1,
  seed: 1,
});

const kept = (curation: Curation) =>
  attempts.filter(keeper(curation, TASKS)).map((attempt) => traceOf(attempt, curation, MODEL));

test('deploying judges every answer: the validator’s fault, or none', () => {
  expect(attempts.map(({ task, sample }) => [task, sample])).toEqual(
    SEEDS.flatMap((task) => [0, 1, 2].map((sample) => [task, sample])),
  );
  const valid = attempts.filter((attempt) => attempt.valid);
  expect(valid.length).toBeGreaterThan(20);
  expect(valid.every(({ task, steps, fault }) => steps === solution(task).length && fault === null)).toBe(
    true,
  );
  expect(attempts.every(({ valid, fault }) => valid === (fault === null))).toBe(true);
});

test('deploying again with the same seed gives the same attempts, with another seed others', async () => {
  const options = { tasks: TASKS, seeds: SEEDS, samples: 3, temperature: 1 };
  expect(await deploy(fakePlanner(12), { ...options, seed: 1 })).toEqual(attempts);
  expect(await deploy(fakePlanner(12), { ...options, seed: 2 })).not.toEqual(attempts);
});

test('figures: mean over the runs, solved in every run, solved once, lengths in bars of five', () => {
  const attempt = (task: number, sample: number, valid: boolean, steps: number): Attempt => ({
    ...trace(task),
    ...{ sample, valid, steps, fault: valid ? null : 'goal' },
  });
  const metrics = deploymentMetrics([
    ...[attempt(0, 0, true, 4), attempt(0, 1, true, 12)],
    ...[attempt(1, 0, true, 7), attempt(1, 1, false, 90)],
    ...[attempt(2, 0, false, 1), attempt(2, 1, false, 1)],
    ...[attempt(3, 0, false, 1), attempt(3, 1, false, 1)],
  ]);
  expect(metrics).toMatchObject({
    tasks: 4,
    runs: 2,
    solved: 37.5,
    unanimous: 25,
    solvedOnce: 50,
    longestPlan: 12,
  });
  expect(metrics.planLengths).toEqual({ width: 5, counts: [1, 1, 1] });
  expect(metrics.faults).toEqual({ goal: 5 });
});

test('the validator’s curation keeps what is valid, no curation keeps everything', () => {
  expect(kept({ by: 'valid' })).toHaveLength(attempts.filter(({ valid }) => valid).length);
  expect(kept({ by: 'none' })).toHaveLength(120);
  expect(kept({ by: 'none' })[0]).toMatchObject({ ...MODEL, keptBy: 'nobody' });
  expect([preferenceOf({ by: 'valid' }), preferenceOf({ by: 'none' })]).toEqual(['shortest', 'any']);
});

test('a rule keeps valid plans on one side of a value', () => {
  const short = kept({ by: 'rule', rule: { feature: 'steps', bound: 'most', value: 6 } });
  const long = kept({ by: 'rule', rule: { feature: 'steps', bound: 'least', value: 7 } });
  expect(short.every(({ steps }) => steps <= 6)).toBe(true);
  expect(short.length + long.length).toBe(kept({ by: 'valid' }).length);
  expect(short[0].keptBy).toBe('validator, steps at most 6');
  const unknown: Curation = { by: 'rule', rule: { feature: 'beauty', bound: 'least', value: 1 } };
  expect(() => kept(unknown)).toThrow('"beauty" is no feature of a plan.');
});

test('a person keeps by content: the same plan of the same task, valid or not, and nothing else', () => {
  const chosen = attempts.find(({ valid }) => !valid)!;
  const traces = kept({ by: 'person', name: 'Ada', kept: [attemptKey(chosen)] });
  expect(traces.length).toBeGreaterThan(0);
  expect(
    traces.every(
      ({ task, plan, keptBy }) => task === chosen.task && plan === chosen.plan && keptBy === 'Ada',
    ),
  ).toBe(true);
});

test('features count a plan’s actions', () => {
  const plan = '(unstack b1 b2) (putdown b1) (unstack b1 b2) (putdown b1)';
  expect(featuresOf(TASKS.problem(0), { plan, steps: 4, tokens: 11 })).toMatchObject({
    steps: 4,
    tokens: 11,
    'repeated steps': 2,
    'count of unstack': 2,
    'share of putdown': 0.5,
    'count of stack': 0,
  });
  expect(featuresOf(TASKS.problem(0), { plan: '', steps: 0, tokens: 1 })).toMatchObject({
    'share of putdown': 0,
  });
});

test('shows what a curation rewards: one that keeps short plans rewards few steps, surely', () => {
  const rewarded = rewardOf(TASKS, attempts, ({ steps }) => steps <= 8);
  const steps = rewarded.find(({ feature }) => feature === 'steps')!;
  expect(steps.kept).toBeLessThan(steps.discarded);
  expect(steps.effect).toBeLessThan(-1);
  expect(steps.ci95[1]).toBeLessThan(0);
  expect(Math.abs(rewarded[0].effect)).toBeGreaterThanOrEqual(Math.abs(steps.effect));
});

test('a curation that looks at nothing rewards nothing: most intervals hold 0', () => {
  const rewarded = rewardOf(TASKS, attempts, ({ sample }) => sample === 1);
  const surely = rewarded.filter(({ ci95: [low, high] }) => low > 0 || high < 0);
  expect(surely.length).toBeLessThan(rewarded.length / 4);
});

test('tells what a plan was rewarded for from which tasks are easy', () => {
  const rewarded = rewardOf(TASKS, attempts, ({ valid }) => valid);
  const of = (name: string) => rewarded.find(({ feature }) => feature === name)!;
  // Small problems are solved, large ones are not; within a task the fake planner's faults lack the last step.
  expect(of('objects').effect).toBeLessThan(-0.5);
  expect(of('objects').sameTask).toMatchObject({ effect: 0, ci95: [0, 0] });
  expect(of('steps').effect).toBeLessThan(0);
  expect(of('steps').sameTask!.ci95[0]).toBeGreaterThan(0);
  const raw = attempts.filter(({ task }) =>
    [true, false].every((v) => attempts.some((a) => a.task === task && a.valid === v)),
  );
  expect(of('steps').sameTask!.tasks).toBe(new Set(raw.map(({ task }) => task)).size);
});

test('says nothing where nothing was discarded', () => {
  expect(rewardOf(TASKS, attempts, () => true)).toEqual([]);
});
