import { describe, expect, test } from 'vitest';
import { DEEPEST, deepest } from '../../src/experiments/achievement-depth.ts';
import { metricsOf } from '../../src/experiments/metrics.ts';
import type { RunRecord, StepRecord } from '../../src/records/record.ts';
import { RunRecorder } from '../../src/records/recorder.ts';
import { worldOf } from '../../src/records/replay.ts';
import { ACTIONS, type ActionName } from '../../src/worlds/crafter/names.ts';
import { CONFIG } from '../records/sample-runs.ts';
import { agent, played, SWEEP } from './sample-sweep.ts';

/** A record of these steps in a world; a step is an action's name, or more of a step. */
function recordOf(seed: number, steps: readonly (ActionName | Partial<StepRecord>)[]): RunRecord {
  const config = { ...CONFIG, seed };
  const world = worldOf(config);
  world.reset(seed);
  const recorder = new RunRecorder(config, world);
  for (const given of steps) {
    const more = typeof given === 'string' ? { action: ACTIONS.indexOf(given) } : given;
    const step: StepRecord = { action: 0, by: 'agent', planTokens: 0, tokens: 1, ...more };
    recorder.add(step, world.step(step.action));
  }
  return recorder.record();
}

const plan = (text: string, planTokens = 2) =>
  ({ plan: text, planBy: 'agent', planTokens, tokens: planTokens + 3 }) as const;

describe('backtracking', () => {
  test('is a move to a cell that was left within 8 steps; standing still and new cells are none', () => {
    // Seed 7 starts on open grass. Right, left: back at once. Then right: back to the cell left one step ago.
    expect(metricsOf(recordOf(7, ['move_right', 'move_left', 'move_right'])).backtracks).toBe(2);
    expect(metricsOf(recordOf(7, ['noop', 'noop', 'noop'])).backtracks).toBe(0);
  });

  test('is none after nine steps', () => {
    const back = (pause: number) =>
      metricsOf(recordOf(7, ['move_right', ...Array<ActionName>(pause).fill('noop'), 'move_left']));
    expect([back(7).steps, back(7).backtracks]).toEqual([9, 1]);
    expect([back(8).steps, back(8).backtracks]).toEqual([10, 0]);
    expect(back(7).backtracksPer100).toBeCloseTo(100 / 9, 12);
  });
});

describe('figures of plans', () => {
  test('count plans, their tokens, and their ages when they are replaced', () => {
    const metrics = metricsOf(
      recordOf(7, [
        plan('explore north'),
        'noop',
        'noop',
        plan('explore east', 5),
        plan('explore west'),
        { plan: '', planBy: 'person' },
        plan('explore south'),
      ]),
    );
    // Replaced at the ages 3 and 1; the last one began after planning was handed back.
    expect(metrics.planAge).toBe(2);
    expect([metrics.plans, metrics.planTokens]).toEqual([4, 2 + 5 + 2 + 2]);
    expect(metrics.tokens).toBe(5 + 1 + 1 + 8 + 5 + 1 + 5);
    expect(metrics.plansPer100).toBeCloseTo(400 / 7, 12);
  });

  test('are null where an episode says nothing about them', () => {
    const metrics = metricsOf(recordOf(7, ['noop']));
    expect(metrics).toMatchObject({
      planAge: null,
      drift: null,
      judged: null,
      tokensPerAchievement: null,
      depth: 0,
    });
  });
});

describe('drift', () => {
  test('is none for the teacher, who does what its plans ask', async () => {
    const sweep = {
      ...SWEEP,
      configurations: [{ label: 'teacher', agent: agent('dynamic', 'teacher') }],
      maxSteps: 300,
    };
    for (const { metrics } of await played(sweep)) {
      expect(metrics.drift).toBe(0);
      expect(metrics.judged).toBeGreaterThan(0.2);
    }
  });

  test('counts steps that do something else, and leaves out plans nobody can read', () => {
    const idle = (text: string) => metricsOf(recordOf(7, [plan(text), 'noop', 'noop', 'noop']));
    expect(idle('collect 5 wood')).toMatchObject({ drift: 1, judged: 1 });
    expect(idle('be kind')).toMatchObject({ drift: null, judged: 0 });
  });

  test('lets any move in the direction that a plan names pass', () => {
    const walk = (action: ActionName) =>
      metricsOf(recordOf(7, [{ action: ACTIONS.indexOf(action), ...plan('explore north-east') }])).drift;
    expect([walk('move_up'), walk('move_right'), walk('move_left'), walk('noop')]).toEqual([0, 0, 1, 1]);
  });
});

describe('the depth of an achievement', () => {
  test('is the length of the chain that leads to it', () => {
    const chain = [
      'collect_wood',
      'place_table',
      'make_wood_pickaxe',
      'collect_stone',
      'make_stone_pickaxe',
      'collect_iron',
      'make_iron_pickaxe',
      'collect_diamond',
    ];
    expect(chain.map((name) => deepest([name]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(deepest(['eat_plant'])).toBe(3);
    expect(deepest(['place_furnace'])).toBe(5);
    expect(deepest(['wake_up', 'collect_coal', 'defeat_zombie'])).toBe(4);
    expect(DEEPEST).toBe(8);
  });
});
