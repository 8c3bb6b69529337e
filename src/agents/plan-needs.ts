// What a goal takes and what of it is there, in a few words for a person: "takes 1 wood and 1 stone; a table is near".

import type { Goal } from './goals.ts';
import { knownPlace, sourceOf } from './goals.ts';
import { nearTable } from './teacher/pursue.ts';
import type { Scene } from './teacher/scene.ts';

type Item = Parameters<Scene['has']>[0];

/** What making or placing spends: item and amount. */
const TAKES: Readonly<Record<string, readonly (readonly [item: Item, amount: number])[]>> = {
  wood_pickaxe: [['wood', 1]],
  wood_sword: [['wood', 1]],
  stone_pickaxe: [
    ['wood', 1],
    ['stone', 1],
  ],
  stone_sword: [
    ['wood', 1],
    ['stone', 1],
  ],
  iron_pickaxe: [
    ['wood', 1],
    ['coal', 1],
    ['iron', 1],
  ],
  iron_sword: [
    ['wood', 1],
    ['coal', 1],
    ['iron', 1],
  ],
  table: [['wood', 2]],
  furnace: [['stone', 4]],
  stone: [['stone', 1]],
  plant: [['sapling', 1]],
  fence: [['stone', 1]],
};
const FIRST = 'first needs';
const PICKAXES: Readonly<Record<string, readonly [level: number, name: string]>> = {
  stone: [1, 'wood'],
  coal: [1, 'wood'],
  iron: [2, 'stone'],
  diamond: [3, 'iron'],
};

/** Why a goal can or cannot be worked on at once; '' where there is nothing to say. */
export function needOf(goal: Goal, scene: Scene): string {
  switch (goal.verb) {
    case 'make':
    case 'place':
      return spending(goal, scene);
    case 'collect':
      return collecting(goal, scene);
    case 'drink':
      return `drink is ${scene.has('drink')} of 9`;
    case 'eat':
      return `food is ${scene.has('food')} of 9`;
    case 'sleep':
      return `energy is ${scene.has('energy')} of 9`;
    case 'wait':
    case 'flee':
      return `health is ${scene.has('health')} of 9`;
    default:
      return '';
  }
}

/** Whether something must be had first. */
export function lacksSomething(goal: Goal, scene: Scene): boolean {
  return needOf(goal, scene).startsWith(FIRST);
}

function spending(goal: Goal, scene: Scene): string {
  const takes = TAKES[goal.thing ?? ''] ?? [];
  const missing = takes.filter(([item, amount]) => scene.has(item) < amount);
  if (missing.length > 0)
    return `${FIRST} ${missing.map(([item, amount]) => `${amount} ${item}`).join(' and ')}`;
  const held = `you have ${takes.map(([item]) => `${scene.has(item)} ${item}`).join(', ')}`;
  if (goal.verb === 'place' || nearTable(scene)) return held;
  return `${held}; no table is near`;
}

function collecting(goal: Goal, scene: Scene): string {
  const [level, name] = PICKAXES[goal.thing ?? ''] ?? [0, ''];
  if (scene.pickaxe < level) return `${FIRST} ${name === 'iron' ? 'an' : 'a'} ${name} pickaxe`;
  if (sourceOf(goal) !== null && knownPlace(goal, scene.memory) === null) return 'not seen yet';
  return `you have ${scene.has(goal.thing as Item)}`;
}
