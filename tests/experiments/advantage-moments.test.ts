import { expect, test } from 'vitest';
import { momentAt, momentsOf } from '../../src/experiments/advantage-moments.ts';
import type { PlanEvent } from '../../src/experiments/advantage-row.ts';
import { Random } from '../../src/random.ts';
import { worldOf } from '../../src/records/replay.ts';
import { PlanFollower } from './plan-follower.ts';
import { config, playedRun } from './played-run.ts';

/** A world whose zombies find whoever walks about by chance. */
const RAIDED = 18;
const model = new PlanFollower('wait');

/** Steps at which something had just happened. */
function stepsAfter(event: PlanEvent, run: ReturnType<typeof playedRun>): number[] {
  return [...momentsOf(run, model, () => true)].flatMap(({ step, events }) =>
    events.includes(event) ? [step] : [],
  );
}

test('a run that stands still sees one nightfall, the ten steps from dark on', () => {
  // Daylight is 1 − |cos(π (t/300 + 0.3))|³ (Crafter 1.8.3), below 0.35 first at t = 161.
  const still = playedRun(new Array(200).fill(0));
  expect(stepsAfter('night-falls', still)).toEqual([161, 162, 163, 164, 165, 166, 167, 168, 169, 170]);
});

test('an item is gained, and the goal of its plan reached, where the achievement says so', () => {
  const run = playedRun(new Array(60).fill(5), { 0: 'collect 1 sapling', 50: 'drink water' });
  const gained = run.outcome.achievements.collect_sapling;
  expect(gained).toBeGreaterThan(0);
  expect(gained).toBeLessThan(50);
  expect(stepsAfter('item-gained', run)[0]).toBe(gained);
  const reached = Array.from({ length: 51 - gained }, (_, i) => gained + i);
  expect(stepsAfter('goal-reached', run)).toEqual(reached);
});

test('damage is noticed at every step whose reward says that health fell', () => {
  const run = config({}, 250, RAIDED);
  const world = worldOf(run);
  world.reset(RAIDED);
  const random = new Random(RAIDED);
  const actions = Array.from({ length: 139 }, () => random.int(17));
  // A new achievement gives 1, a point of health 0.1; nobody regains more than one point a step.
  const hurt = actions.flatMap((action, i) =>
    [0, 1, 10, 11].includes(Math.round(10 * world.step(action).reward)) ? [] : [i + 1],
  );
  expect(hurt.length).toBeGreaterThan(2);
  expect(stepsAfter('damage-taken', playedRun(actions, {}, run))).toEqual(hurt);
});

test('a moment knows the plan in force and its age, a person’s too, and none at the start', () => {
  const run = playedRun([0, 0, 0, 0], { 1: 'explore west' });
  expect(momentAt(run, model, 0).agent.plan).toBeNull();
  expect(momentAt(run, model, 4).agent.plan).toEqual({ text: 'explore west', age: 3, by: 'agent' });
  const steps = run.steps.map((step, i) =>
    i === 2 ? { ...step, plan: 'drink', planBy: 'person' as const } : step,
  );
  expect(momentAt({ ...run, steps }, model, 4).agent.plan).toEqual({ text: 'drink', age: 2, by: 'person' });
});
