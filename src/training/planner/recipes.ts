// What each planner is primed on: problems far below the published sizes, so that a base model knows how a domain works and
// most of its tasks are beyond it. How far, LOG.md says.

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
    sizes: { rovers: [1, 2], waypoints: [3, 6], cameras: [1, 2], objectives: [1, 2] },
    maxSteps: 16,
    rows: 60_000,
    steps: 1200,
    rowsPerStep: 48,
  },
  'Sokoban-v1': {
    name: 'pocket-planner-sokoban',
    sizes: { grid: [6, 8], boxes: [1, 1] },
    maxSteps: 14,
    rows: 80_000,
    steps: 1600,
    rowsPerStep: 48,
  },
};
