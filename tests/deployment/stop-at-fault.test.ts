import { afterAll, expect, test, vi } from 'vitest';
import { openNamed } from '../../cli/agents.ts';
import { PLANNER_DOMAINS } from '../../src/agents/planner/domains.ts';
import { PocketPlanner } from '../../src/agents/planner/planner.ts';
import { deploy } from '../../src/deployment/attempts.ts';
import { rewardOf } from '../../src/deployment/reward.ts';
import { seedsFrom, Tasks } from '../../src/deployment/tasks.ts';
import { LabError } from '../../src/lab-error.ts';
import { parsePlan } from '../../src/worlds/strips/plan.ts';
import { validatePlan } from '../../src/worlds/strips/validate.ts';

// Names and weights of the shipped model; half of these tasks are beyond it.
const TASKS = new Tasks({ world: 'Blocksworld-v1', sizes: { blocks: [5, 16] } });
const { model } = await openNamed('pocket-planner-blocksworld', 1);
const planner = new PocketPlanner(model!, PLANNER_DOMAINS['Blocksworld-v1']);
const options = { tasks: TASKS, seeds: seedsFrom(0, 16), samples: 2, temperature: 1, seed: 7 };
const whole = await deploy(planner, options);
const cut = await deploy(planner, { ...options, stopAtFault: true });

afterAll(() => model!.dispose());

test('a plan that is cut has the verdict of the whole one, and costs fewer tokens', () => {
  const verdicts = (attempts: typeof whole) => attempts.map(({ valid, fault }) => [valid, fault]);
  expect(verdicts(cut)).toEqual(verdicts(whole));
  expect(new Set(whole.map(({ valid }) => valid)).size).toBe(2);
  const tokens = (attempts: typeof whole) => attempts.reduce((sum, attempt) => sum + attempt.tokens, 0);
  expect(tokens(cut)).toBeLessThan(0.9 * tokens(whole));
});

test('valid plans are the same, and a cut one ends with the step that cannot be taken', () => {
  for (const [i, { task, plan, valid, fault }] of cut.entries()) {
    expect(whole[i].plan.startsWith(plan)).toBe(true);
    if (valid) expect(plan).toBe(whole[i].plan);
    if (fault !== 'precondition') continue;
    const steps = parsePlan(plan);
    expect(validatePlan(TASKS.problem(task), steps)).toMatchObject({ failedStep: steps.length });
  }
});

test('what a curation rewarded is told of the problems alone, since the plans are not whole', () => {
  const features = (cutShort: boolean) =>
    rewardOf(TASKS, cut, ({ valid }) => valid, cutShort).map(({ feature }) => feature);
  expect(features(true).sort()).toEqual(['goals', 'objects']);
  expect(features(false)).toContain('steps');
});

test('a GPU that is lost in the middle of the plans changes none of them', async () => {
  const { engine } = model!;
  const extend = engine.extend.bind(engine);
  let calls = 0;
  const lost = vi.spyOn(engine, 'extend').mockImplementation((tokens) => {
    if (++calls === 20) throw new LabError('device-lost', 'The GPU was lost.');
    return extend(tokens);
  });
  const again = vi.spyOn(engine, 'recover').mockResolvedValue(undefined);
  expect(await deploy(planner, { ...options, stopAtFault: true })).toEqual(cut);
  expect(again).toHaveBeenCalledOnce();
  lost.mockRestore();
  again.mockRestore();
});
