// What each planner is primed on, so that a base model knows how a domain works and most of its tasks are beyond it: few blocks,
// or maps and boards of the published sizes where little is to be done. How far it gets, LOG.md says.

import type { DrawnWorldId } from '../../worlds/strips/strips.ts';

export interface PlannerRecipe {
  /** Model id and folder name. */
  readonly name: string;
  /** Sizes of the generator. */
  readonly sizes: Readonly<Record<string, readonly [least: number, most: number]>>;
  /** Longer plans are left out. */
  readonly maxSteps: number;
  readonly rows: number;
  /** Optimizer steps, of so many rows. */
  readonly steps: number;
  readonly rowsPerStep: number;
}

export const PLANNER_RECIPES: Readonly<Record<DrawnWorldId, PlannerRecipe>> = {
  'Blocksworld-v1': {
    name: 'pocket-planner-blocksworld',
    sizes: { blocks: [2, 7] },
    maxSteps: 24,
    rows: 120_000,
    steps: 2000,
    rowsPerStep: 48,
  },
  'Rovers-v1': {
    name: 'pocket-planner-rovers',
    sizes: { rovers: [1, 4], waypoints: [3, 10], cameras: [1, 4], objectives: [1, 10] },
    maxSteps: 14,
    rows: 240_000,
    steps: 2500,
    rowsPerStep: 48,
  },
  'Sokoban-v1': {
    name: 'pocket-planner-sokoban',
    sizes: { grid: [7, 13], boxes: [1, 2] },
    maxSteps: 14,
    rows: 80_000,
    steps: 2500,
    rowsPerStep: 48,
  },
};
