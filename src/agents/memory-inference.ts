// Which achievements an agent must have unlocked, from its own actions and what it saw change. The game never tells;
// a person who plays knows what they did, and so may the agent. Creatures are counted before and after a blow:
// a step moves them one cell at most, so one that is no longer around the struck cell was defeated.

import { ACHIEVEMENTS, ACTIONS, type CrafterObservation } from '../worlds/crafter/names.ts';
import type { CrafterMemory } from './memory.ts';
import { ACHIEVEMENT, ACTION, ENTITY, ITEM, MATERIAL } from './things.ts';

/** What one step was like, beside the inventories. */
export interface StepFacts {
  /** The action that really happened. */
  readonly action: number;
  /** Material and entity that were in front before it. */
  readonly oldFront: number;
  readonly oldEntity: number;
  /** A creature of that kind is no longer around the struck cell. */
  readonly vanished: boolean;
}

const COLLECTED = ['coal', 'diamond', 'iron', 'sapling', 'stone', 'wood'] as const;
const DEFEATED = [
  [ENTITY.cow, ACHIEVEMENT.eat_cow],
  [ENTITY.zombie, ACHIEVEMENT.defeat_zombie],
  [ENTITY.skeleton, ACHIEVEMENT.defeat_skeleton],
] as const;

/** Marks in `memory.achieved` what this step must have unlocked; `memory.inventory` is still the one before it. */
export function inferAchievements(memory: CrafterMemory, now: CrafterObservation, facts: StepFacts): void {
  const { achieved, inventory: old } = memory;
  for (const item of COLLECTED) {
    if (now.inventory[ITEM[item]] > old[ITEM[item]]) achieved[ACHIEVEMENT[`collect_${item}`]] = 1;
  }
  if (memory.sleeping && old[ITEM.energy] >= 9) achieved[ACHIEVEMENT.wake_up] = 1;
  if (facts.action === ACTION.do) inferFromDoing(achieved, facts);
  inferFromMaking(achieved, old, now.inventory, facts.action);
}

function inferFromDoing(achieved: Uint8Array, { oldFront, oldEntity, vanished }: StepFacts): void {
  if (oldEntity === 0 && oldFront === MATERIAL.water) achieved[ACHIEVEMENT.collect_drink] = 1;
  if (oldEntity === ENTITY.ripe) achieved[ACHIEVEMENT.eat_plant] = 1;
  for (const [entity, achievement] of DEFEATED) {
    if (oldEntity === entity && vanished) achieved[achievement] = 1;
  }
}

/** Placing and making bear the achievement's own name; they happened if their material was spent. */
function inferFromMaking(achieved: Uint8Array, old: Uint8Array, now: Uint8Array, action: number): void {
  if (action < ACTION.place_stone) return;
  let spent = false;
  for (let item = ITEM.sapling; item <= ITEM.iron; item++) spent ||= now[item] < old[item];
  if (spent) achieved[ACHIEVEMENTS.indexOf(ACTIONS[action] as (typeof ACHIEVEMENTS)[number])] = 1;
}
