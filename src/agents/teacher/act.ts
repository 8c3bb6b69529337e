// The action for a given plan, whoever wrote it. Reflexes keep the player alive under any plan; then comes the first goal that is
// not done yet; without one, the teacher's own agenda. Stateless but for memory, so any reached state can be labelled.

import type { Random } from '../../random.ts';
import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { Goal } from '../goals.ts';
import { type CrafterMemory, neighbour } from '../memory.ts';
import { isDeadly, PathField, turnAction } from '../navigation.ts';
import { ACTION, ENTITY, MATERIAL } from '../things.ts';
import { agenda, urgentNeed } from './agenda.ts';
import { isFenced } from './fence.ts';
import { pursue } from './pursue.ts';
import { DARK, Scene } from './scene.ts';
import { isSheltered } from './shelter.ts';

const field = new PathField();

/** The moment to reason about, with shared scratch space: at most one Scene is in use at a time. */
export function sceneOf(memory: CrafterMemory, observation: CrafterObservation): Scene {
  return new Scene(memory, observation, field);
}

/**
 * The teacher's action under a plan.
 * @param goals bound goals (`bindGoals`) of the plan in force; null or [] = act without a plan
 * @param random for a step when nothing useful can be done
 */
export function actOn(
  memory: CrafterMemory,
  observation: CrafterObservation,
  goals: readonly Goal[] | null,
  random: Random,
): number {
  return actIn(sceneOf(memory, observation), goals, random);
}

/** `actOn` for a scene that exists already. */
export function actIn(scene: Scene, goals: readonly Goal[] | null, random: Random): number {
  const { memory } = scene;
  const reflex = reflexAction(scene);
  if (reflex >= 0) return reflex;
  const craft = craftAtHand(scene);
  if (craft >= 0) return craft;
  const goal = urgentNeed(scene) ?? currentGoal(scene, goals) ?? agenda(scene)[0];
  const action = pursue(scene, goal);
  if (isDeadly(memory, action)) return ACTION.noop;
  return action === ACTION.noop && !PATIENT.has(goal.verb) ? wander(scene, random) : action;
}

/** Goals for which standing still can be right. */
const PATIENT = new Set(['wait', 'sleep', 'eat', 'go']);

/** A random safe step, so that no state holds the player for ever. */
function wander({ memory }: Scene, random: Random): number {
  const action = ACTION.move_left + random.int(4);
  return isDeadly(memory, action) ? ACTION.noop : action;
}

const CRAFTS = [
  ['wood_pickaxe', []],
  ['stone_pickaxe', ['stone']],
  ['iron_pickaxe', ['coal', 'iron']],
  ['wood_sword', []],
  ['stone_sword', ['stone']],
  ['iron_sword', ['coal', 'iron']],
] as const;

/** A tool still missing that can be made on the spot; -1 if there is none. */
function craftAtHand(scene: Scene): number {
  if (scene.has('wood') < 1 || !scene.isStation('table')) return -1;
  for (const [tool, needs] of CRAFTS) {
    if (scene.has(tool) > 0 || needs.some((item) => scene.has(item) < 1)) continue;
    if (tool.startsWith('iron') && !scene.isStation('furnace')) continue;
    return ACTION[`make_${tool}`];
  }
  return -1;
}

/** What is done at once, under every plan; -1 for nothing. */
function reflexAction(scene: Scene): number {
  const { memory } = scene;
  if (memory.sleeping && scene.has('energy') < 9) return ACTION.sleep;
  for (const foe of ['zombie', 'skeleton'] as const) {
    const direction = scene.beside(foe);
    if (direction >= 0) return strike(scene, direction);
  }
  const front = memory.present[memory.front];
  if (front === ENTITY.ripe) return ACTION.do;
  if (front === 0 && memory.materials[memory.front] === MATERIAL.water && scene.has('drink') < 9)
    return ACTION.do;
  if (front === ENTITY.cow && (scene.has('food') <= 6 || !scene.did('eat_cow'))) return ACTION.do;
  return -1;
}

function strike(scene: Scene, direction: number): number {
  const turn = turnAction(scene.memory, neighbour(scene.memory.here, direction));
  return turn < 0 ? ACTION.do : turn;
}

/** The first goal of a plan that is still to be done; null if there is none. */
export function currentGoal(scene: Scene, goals: readonly Goal[] | null): Goal | null {
  if (!goals) return null;
  const made = goals.findLastIndex((g) => (g.verb === 'place' || g.verb === 'make') && isDone(scene, g));
  return goals.find((goal, i) => i > made && !isDone(scene, goal)) ?? null;
}

/** Whether a goal is fulfilled, judged by what can be seen and remembered now. */
export function isDone(scene: Scene, goal: Goal): boolean {
  const { verb, thing } = goal;
  switch (verb) {
    case 'collect':
      return scene.has(thing as Parameters<Scene['has']>[0]) >= (goal.count ?? 1);
    case 'place':
      return isPlaced(scene, thing!);
    case 'make':
      return scene.has((thing!.includes('_') ? thing! : `wood_${thing}`) as Parameters<Scene['has']>[0]) > 0;
    case 'drink':
      return scene.has('drink') >= 8 && scene.did('collect_drink');
    case 'eat':
      if (thing === 'plant') return scene.did('eat_plant') && scene.toEntity('ripe') === null;
      return scene.has('food') >= 7 && scene.did('eat_cow');
    case 'fight':
    case 'flee':
      return isFoeGone(scene, goal);
    case 'sleep':
      return !scene.memory.sleeping && scene.has('energy') >= 8;
    case 'wait':
      return scene.daylight >= DARK && isSheltered(scene);
    case 'go':
      return isThere(scene, thing!);
    default:
      return false;
  }
}

function isPlaced(scene: Scene, thing: string): boolean {
  if (thing === 'stone') return scene.did('place_stone');
  if (thing === 'fence') return isFenced(scene);
  if (thing === 'plant') {
    const plant = scene.memory.nearest('plant');
    return scene.has('sapling') === 0 && plant !== null && plant.distance <= 4;
  }
  const station = scene.field.toMaterial(thing === 'table' ? MATERIAL.table : MATERIAL.furnace);
  return station !== null && station.cost <= 4;
}

function isFoeGone(scene: Scene, { verb, thing }: Goal): boolean {
  const foe = scene.memory.nearest(thing!);
  if (verb === 'flee') return foe === null || foe.distance > 6;
  const did = thing === 'skeleton' ? scene.did('defeat_skeleton') : scene.did('defeat_zombie');
  return did && (foe === null || foe.distance > 4);
}

function isThere(scene: Scene, thing: string): boolean {
  const place = scene.memory.nearest(thing);
  return place !== null && place.distance <= 1;
}
