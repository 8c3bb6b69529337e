// The planners that there are, by the world they plan for.

import type { DrawnWorldId } from '../../worlds/strips/strips.ts';
import { BLOCKSWORLD_PLANNER } from './blocksworld.ts';
import type { PlannerDomain } from './planner-domain.ts';
import { ROVERS_PLANNER } from './rovers.ts';
import { SOKOBAN_PLANNER } from './sokoban.ts';

export const PLANNER_DOMAINS: Readonly<Record<DrawnWorldId, PlannerDomain>> = {
  'Blocksworld-v1': BLOCKSWORLD_PLANNER,
  'Rovers-v1': ROVERS_PLANNER,
  'Sokoban-v1': SOKOBAN_PLANNER,
};
