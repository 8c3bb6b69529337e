import { describe, expect, test } from 'vitest';
import type { RunConfig, StepRecord } from '../../../src/records/record.ts';
import {
  achievementRows,
  figureRows,
  firstDifference,
  partingStep,
} from '../../../src/ui/compare/compare-data.ts';
import { scriptOf, stepsUndisturbed } from '../../../src/ui/compare/steering-script.ts';
import { viewOfRecord } from '../../../src/ui/run-view.ts';

const step = (action: number, rest: Partial<StepRecord> = {}): StepRecord => ({
  action,
  by: 'agent',
  planTokens: 0,
  tokens: 1,
  ...rest,
});

/** A made-up record: only what a comparison reads. */
function view(steps: StepRecord[], achievements: Record<string, number>, terminated = false) {
  const outcome = { steps: steps.length, episodeReturn: 0, achievements, terminated, truncated: false };
  const config: RunConfig = {
    world: { id: 'Crafter-v1', area: [64, 64], length: 100 },
    seed: 1,
    agent: { model: 'teacher', weights: '', schedule: 'dynamic', temperature: 0, seed: 0 },
  };
  return viewOfRecord({ format: 1, config, steps, outcome, digest: '' });
}

const LEFT = view(
  [step(1), step(2, { plan: 'go', planBy: 'agent', planTokens: 1, tokens: 4 }), step(3)],
  { collect_wood: 2 },
  true,
);
const RIGHT = view([step(1), step(2, { plan: 'dig', planBy: 'person' }), step(4), step(4)], {
  collect_wood: 3,
  place_table: 3,
  make_wood_pickaxe: 4,
});

describe('two runs', () => {
  test('are compared by what they had unlocked at the same step', () => {
    const at = (name: string, clock: number) =>
      achievementRows(LEFT, RIGHT, clock).find((row) => row.name === name);
    expect(at('collect_wood', 1)).toMatchObject({ left: null, right: null, only: null });
    expect(at('collect_wood', 2)).toMatchObject({ left: 2, right: null, only: 'left' });
    expect(at('collect_wood', 4)).toMatchObject({ left: 2, right: 3, only: null });
    expect(at('make_wood_pickaxe', 4)).toMatchObject({ left: null, right: 4, only: 'right' });
  });

  test('differ first in the earliest achievement that only one of them has', () => {
    expect(firstDifference(achievementRows(LEFT, RIGHT, 1))).toBeNull();
    expect(firstDifference(achievementRows(LEFT, RIGHT, 2))).toEqual({
      name: 'collect_wood',
      side: 'left',
      step: 2,
    });
    expect(firstDifference(achievementRows(LEFT, RIGHT, 4))).toEqual({
      name: 'place_table',
      side: 'right',
      step: 3,
    });
  });

  test('part at the first step in which they did different things', () => {
    expect(partingStep(LEFT, RIGHT)).toBe(3);
    expect(partingStep(LEFT, LEFT)).toBeNull();
  });

  test('have figures at the common step; a run that is over stays at its end', () => {
    const rows = Object.fromEntries(
      figureRows(LEFT, RIGHT, 4).map(({ name, left, right }) => [name, [left, right]]),
    );
    expect(rows).toEqual({
      Steps: ['3', '4'],
      Achievements: ['1 of 22', '3 of 22'],
      'Deepest achievement': ['Collect wood', 'Make wood pickaxe'],
      'Plans by the agent': ['1', '0'],
      'Plans by a person or coach': ['0', '1'],
      'Plan tokens': ['1', '0'],
      'Action tokens': ['5', '4'],
      State: ['died', 'ends here'],
    });
  });
});

describe('what a person did', () => {
  test('is a script of plans, hand-backs and own actions', () => {
    const script = scriptOf([
      step(1),
      step(1, { plan: 'dig', planBy: 'person' }),
      step(5, { by: 'person' }),
      step(1),
      step(1, { plan: '', planBy: 'person' }),
      step(1, { plan: 'own', planBy: 'agent' }),
      step(2, { by: 'person', plan: 'swim', planBy: 'person' }),
    ]);
    expect([...script]).toEqual([
      [2, { plan: 'dig' }],
      [3, { action: 5 }],
      [5, { plan: '' }],
      [7, { plan: 'swim', action: 2 }],
    ]);
  });

  test('handing back is seen behind the plan that the agent made in the very step, too', () => {
    const script = scriptOf([
      step(1, { plan: 'dig', planBy: 'person' }),
      step(1, { plan: 'own', planBy: 'agent' }),
      step(1, { plan: 'more', planBy: 'agent' }),
    ]);
    expect([...script]).toEqual([
      [1, { plan: 'dig' }],
      [2, { plan: '' }],
    ]);
  });

  test('is not run over: steps end before the next instruction', () => {
    const script = new Map([[6, { plan: 'dig' }]]);
    expect(stepsUndisturbed(script, 0, 8)).toBe(5);
    expect(stepsUndisturbed(script, 3, 1)).toBe(1);
    expect(stepsUndisturbed(script, 6, 8)).toBe(8);
  });
});
