import { describe, expect, test } from 'vitest';
import type { AgentConfig, Schedule } from '../../src/agents/agent.ts';
import { bindGoals, parsePlan } from '../../src/agents/plan-language.ts';
import { actOn } from '../../src/agents/teacher/act.ts';
import { TeacherAgent } from '../../src/agents/teacher/teacher-agent.ts';
import { ITEM } from '../../src/agents/things.ts';
import { Random } from '../../src/random.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import { ACTIONS } from '../../src/worlds/crafter/names.ts';

function configOf(seed: number, schedule: Schedule): AgentConfig {
  return { model: 'teacher', weights: '', schedule, temperature: 0, seed };
}

interface Episode {
  readonly actions: number[];
  readonly plans: (string | undefined)[];
  readonly world: Crafter;
  readonly agent: TeacherAgent;
}

function play(seed: number, schedule: Schedule, length: number, plan?: string): Episode {
  const world = new Crafter({ length });
  const agent = new TeacherAgent(configOf(seed, schedule));
  if (plan) agent.setPlan(plan);
  const actions: number[] = [];
  const plans: (string | undefined)[] = [];
  let result = world.reset(seed);
  while (!result.terminated && !result.truncated) {
    const decision = agent.decideSync(result.observation);
    actions.push(decision.action);
    plans.push(decision.plan);
    result = world.step(decision.action);
  }
  return { actions, plans, world, agent };
}

function progress({ world }: Episode): number {
  return world.state.achievements.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
}

describe('the teacher', () => {
  test('unlocks at least 14 of 22 achievements on average within 2,000 steps', () => {
    const scores = Array.from({ length: 24 }, (_, i) => progress(play(300 + i, 'dynamic', 2000)));
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean).toBeGreaterThanOrEqual(14);
  }, 240_000);

  test('does the same again with the same seed, and otherwise with another', () => {
    const first = play(7, 'dynamic', 300);
    expect(play(7, 'dynamic', 300)).toMatchObject({ actions: first.actions, plans: first.plans });
    const world = new Crafter({ length: 300 });
    const other = new TeacherAgent(configOf(8, 'dynamic'));
    const result = world.reset(7);
    const plan = other.decideSync(result.observation).plan;
    expect(typeof plan).toBe('string');
  });

  test.each([
    ['never', 0],
    ['always', 200],
    ['every-4', 50],
    ['human', 0],
  ] as const)('plans as often as the schedule %s says', (schedule, count) => {
    const { plans, actions } = play(102, schedule, 200);
    expect(actions.length).toBe(200);
    expect(plans.filter((plan) => plan !== undefined).length).toBe(count);
  });

  test('plans by its own rule at intervals of at most 12 steps mostly, and never of more than 60', () => {
    const { plans } = play(102, 'dynamic', 150);
    const at = plans.flatMap((plan, step) => (plan === undefined ? [] : [step]));
    expect(at[0]).toBe(0);
    const gaps = at.slice(1).map((step, i) => step - at[i]);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
    const long = gaps.filter((gap) => gap > 12).length;
    expect(long).toBeGreaterThan(0);
    expect(long / gaps.length).toBeLessThan(0.3);
    expect(gaps.length).toBeGreaterThan(10);
    expect(gaps.length).toBeLessThan(60);
  });

  test('resumes from its past exactly as it went on', () => {
    const whole = play(116, 'dynamic', 260);
    const world = new Crafter({ length: 260 });
    const agent = new TeacherAgent(configOf(116, 'dynamic'));
    let result = world.reset(116);
    whole.actions.forEach((action, step) => {
      const plan = whole.plans[step];
      if (step < 130) {
        agent.replay(result.observation, {
          action,
          by: 'agent',
          ...(plan && { plan, planBy: 'agent' as const }),
        });
      } else expect(agent.decideSync(result.observation)).toMatchObject({ action, plan });
      result = world.step(action);
    });
  });
});

describe("the teacher under a person's plan", () => {
  test('keeps it until it is replaced, and hands back to its schedule', () => {
    const world = new Crafter();
    const agent = new TeacherAgent(configOf(102, 'always'));
    agent.setPlan('collect 9 wood');
    const result = world.reset(102);
    expect(agent.decideSync(result.observation).plan).toBeUndefined();
    expect(agent.plan).toMatchObject({ text: 'collect 9 wood', age: 1, by: 'person' });
    agent.setPlan('');
    expect(agent.plan).toBeNull();
  });

  test('collects more wood when told to', () => {
    const wood = (plan?: string) =>
      Array.from({ length: 8 }, (_, i) => {
        const { world } = play(200 + i, 'human', 90, plan);
        return world.state.inventory[ITEM.wood];
      }).reduce((sum, n) => sum + n, 0);
    expect(wood('chop 9 trees')).toBeGreaterThan(wood('explore north') + 20);
  });

  test.each([
    ['west', -1],
    ['east', 1],
  ] as const)('goes %s when told to explore that way', (direction, sign) => {
    const moved = Array.from({ length: 8 }, (_, i) => {
      const { agent } = play(200 + i, 'human', 80, `explore ${direction} far`);
      return agent.memory.x - 128;
    });
    const mean = moved.reduce((sum, dx) => sum + dx, 0) / moved.length;
    expect(sign * mean).toBeGreaterThan(8);
  });

  test.each([
    'collect 9 diamonds',
    'make iron sword',
    'eat plant',
    'flee from the skeleton',
    'go to lava',
    'build fence',
    'wait',
    'place furnace',
  ])('survives the silly plan "%s" with legal actions', (plan) => {
    const { actions } = play(210, 'human', 120, plan);
    expect(actions.length).toBeGreaterThan(80);
    for (const action of actions) expect(ACTIONS[action]).toBeDefined();
  });

  test('resolves what a goal lacks: a stone pickaxe from empty hands', () => {
    const made = [102, 116, 117, 131].filter((seed) => {
      const { world } = play(seed, 'human', 150, 'make a stone pickaxe');
      return world.state.inventory[ITEM.stone_pickaxe] > 0;
    });
    expect(made.length).toBeGreaterThanOrEqual(3);
  });
});

test('labels states that someone else reached', () => {
  const world = new Crafter({ length: 200 });
  const { memory } = new TeacherAgent(configOf(1, 'never'));
  const random = new Random(5);
  let result = world.reset(5);
  let action: number | null = null;
  const labels = new Set<number>();
  while (!result.terminated && !result.truncated) {
    memory.update(result.observation, action);
    const goals = bindGoals(parsePlan('collect 5 wood then place table'), memory.inventory);
    labels.add(actOn(memory, result.observation, goals, random));
    action = random.int(ACTIONS.length);
    result = world.step(action);
  }
  expect(labels.size).toBeGreaterThan(4);
});
