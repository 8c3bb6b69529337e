// Goal → action. Every goal resolves what it lacks by itself: "collect diamond" without a pickaxe goes for wood first. A goal
// that cannot be worked on now (nothing of the kind is known) explores where such things are found.

import { directionOffset, type Goal, swordLevel } from '../goals.ts';
import { digLevel, neighbour } from '../memory.ts';
import { type Approach, stepAction, turnAction } from '../navigation.ts';
import type { DirectionWord } from '../plan-words.ts';
import { ACTION, ENTITY, GRASS, type ITEM, MATERIAL } from '../things.ts';
import { explore, type Ground, wantedGround } from './exploring.ts';
import { FACING, moveToFace, UNREACHABLE } from './facing.ts';
import { buildFence, plantToFence } from './fence.ts';
import { isFree, type Scene, stationBeside } from './scene.ts';
import { buildShelter, isSheltered } from './shelter.ts';

/** Farthest walk to an old table or furnace before a new one is built, in actions. */
const STATION_WALK = 16;
const TOWARDS = 1.5;
const TOOL_LEVELS = { wood: 1, stone: 2, iron: 3 } as const;
type ItemKey = keyof typeof ITEM;
type MaterialKey = keyof typeof MATERIAL;

/** The action that works towards a goal. */
export function pursue(scene: Scene, goal: Goal): number {
  switch (goal.verb) {
    case 'collect':
      return collect(scene, goal.thing as ItemKey, goal.direction, goal.count);
    case 'place':
      return place(scene, goal.thing!);
    case 'make':
      return make(scene, goal.thing!);
    case 'drink':
      return useMaterial(scene, MATERIAL.water, 'any', goal.direction);
    case 'eat':
      return goal.thing === 'plant' ? eatPlant(scene) : useEntity(scene, 'cow', 'green', goal.direction);
    case 'fight':
      return goal.thing === 'skeleton'
        ? useEntity(scene, 'skeleton', 'rock', goal.direction)
        : useEntity(scene, 'zombie', 'green', goal.direction);
    case 'flee':
      return flee(scene, goal.thing as 'zombie' | 'skeleton');
    case 'sleep':
      return shelter(scene, scene.has('energy') < 9 ? ACTION.sleep : ACTION.noop);
    case 'wait':
      return shelter(scene, ACTION.noop);
    case 'go':
      return go(scene, goal);
    default:
      return explore(scene, wantedGround(scene), goal.direction);
  }
}

/** Walks beside the target, turns to it, and does what `do` does to it. */
export function use(scene: Scene, approach: Approach): number {
  const { memory, field } = scene;
  if (approach.from !== memory.here) return stepAction(memory, field.firstStep(approach.from));
  const turn = turnAction(memory, approach.target);
  return turn < 0 ? ACTION.do : turn;
}

function useMaterial(scene: Scene, material: number, ground: Ground, direction?: DirectionWord): number {
  const approach = approachMaterial(scene, material, direction);
  return approach ? use(scene, approach) : explore(scene, ground, direction);
}

function useEntity(
  scene: Scene,
  kind: keyof typeof ENTITY,
  ground: Ground,
  direction?: DirectionWord,
): number {
  const approach = scene.toEntity(kind);
  return approach ? use(scene, approach) : explore(scene, ground, direction);
}

/** The nearest of a material, or with a direction the best compromise between near and that way. */
function approachMaterial(scene: Scene, material: number, direction?: DirectionWord): Approach | null {
  const { memory, field } = scene;
  const { here, front } = memory;
  if (material !== MATERIAL.stone && memory.materials[front] === material && memory.present[front] === 0)
    return { from: here, target: front, cost: 0 };
  const nearest = field.toMaterial(material);
  if (nearest === null || direction === undefined) return nearest;
  const heading = directionOffset(direction);
  let best = nearest;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < field.reached && field.cost[field.order[i]] <= nearest.cost + 12; i++) {
    const from = field.order[i];
    for (let d = 0; d < 4; d++) {
      const target = neighbour(from, d);
      if (memory.materials[target] !== material) continue;
      const { dx, dy } = memory.placeOf(target);
      const along = Math.max(-6, Math.min(6, dx * heading.dx + dy * heading.dy));
      const score = TOWARDS * along - field.cost[from];
      if (score <= bestScore) continue;
      best = { from, target, cost: field.cost[from] };
      bestScore = score;
    }
  }
  return best;
}

function collect(scene: Scene, item: ItemKey, direction?: DirectionWord, count = 1): number {
  if (item === 'sapling') return collectSapling(scene, direction);
  if (scene.has(item) >= Math.max(1, count)) return explore(scene, 'any', direction);
  const material = item === 'wood' ? MATERIAL.tree : MATERIAL[item as MaterialKey];
  if (material === undefined) return explore(scene, 'any', direction);
  const level = digLevel(material);
  if (level > scene.pickaxe) return make(scene, `${(['wood', 'stone', 'iron'] as const)[level - 1]}_pickaxe`);
  return useMaterial(scene, material, item === 'wood' ? 'green' : 'rock', direction);
}

/** Grass gives a sapling once in ten tries; it must be faced while it is free. */
function collectSapling(scene: Scene, direction?: DirectionWord): number {
  const { memory } = scene;
  const isGrass = (cell: number) => memory.materials[cell] === GRASS && memory.present[cell] === 0;
  const move = moveToFace(memory, (_, front) => isGrass(front));
  if (move === FACING) return ACTION.do;
  if (move !== UNREACHABLE) return stepAction(memory, move);
  return useMaterial(scene, GRASS, 'green', direction);
}

function place(scene: Scene, thing: string): number {
  switch (thing) {
    case 'table':
      return scene.has('wood') < 2
        ? collect(scene, 'wood', undefined, 2)
        : placeAhead(scene, ACTION.place_table);
    case 'furnace':
      if (scene.has('stone') < 4) return collect(scene, 'stone', undefined, 4);
      return placeFurnace(scene);
    case 'plant':
      if (scene.has('sapling') < 1) return collectSapling(scene);
      return placeAhead(scene, ACTION.place_plant, (_, front) => scene.memory.materials[front] === GRASS);
    case 'fence':
      return placeFence(scene);
    default:
      return scene.has('stone') < 1 ? collect(scene, 'stone') : placeAhead(scene, ACTION.place_stone);
  }
}

/** Stones around a plant; a plant first where there is none. */
function placeFence(scene: Scene): number {
  const plant = plantToFence(scene);
  if (plant === null) return place(scene, 'plant');
  if (scene.has('stone') < 1) return collect(scene, 'stone', undefined, 4);
  const action = buildFence(scene);
  return action >= 0 ? action : explore(scene, 'any');
}

/** Turns to a free cell and places something there. */
function placeAhead(
  scene: Scene,
  action: number,
  accept: (cell: number, front: number) => boolean = () => true,
): number {
  const { memory } = scene;
  const move = moveToFace(memory, (cell, front) => isFree(memory, front) && accept(cell, front));
  if (move === FACING) return action;
  if (move !== UNREACHABLE) return stepAction(memory, move);
  return makeRoom(scene);
}

/** Walled in: digs the cell ahead if that is possible, else looks around. */
function makeRoom(scene: Scene): number {
  const material = scene.memory.materials[scene.memory.front];
  return digLevel(material) <= scene.pickaxe ? ACTION.do : explore(scene, 'any');
}

/** A furnace belongs beside a table: iron tools need both at hand. */
function placeFurnace(scene: Scene): number {
  const { memory, field } = scene;
  const table = field.toMaterial(MATERIAL.table);
  if (table === null || table.cost > STATION_WALK) return placeAhead(scene, ACTION.place_furnace);
  if (!scene.isStation('table')) return stepAction(memory, field.firstStep(table.from));
  return placeAhead(scene, ACTION.place_furnace, (cell) => stationBeside(memory, cell, MATERIAL.table));
}

function make(scene: Scene, tool: string): number {
  const [wanted, kind] = tool.split('_') as [keyof typeof TOOL_LEVELS, string | undefined];
  if (kind === undefined) return make(scene, `${nextTool(scene, tool)}_${tool}`);
  const level = TOOL_LEVELS[wanted];
  const tableAtHand = nearTable(scene);
  const wood = tableAtHand ? 1 : 3;
  if (level === 3 && scene.has('iron') < 1) return collect(scene, 'iron');
  if (level === 3 && scene.has('coal') < 1) return collect(scene, 'coal');
  if (level === 2 && scene.has('stone') < 1) return collect(scene, 'stone');
  if (scene.has('wood') < wood) return collect(scene, 'wood', undefined, wood);
  if (level === 3) return makeWithFurnace(scene, ACTION[`make_${tool}` as keyof typeof ACTION]);
  if (scene.isStation('table')) return ACTION[`make_${tool}` as keyof typeof ACTION];
  if (!tableAtHand) return place(scene, 'table');
  return stepAction(scene.memory, scene.field.firstStep(scene.field.toMaterial(MATERIAL.table)!.from));
}

function nextTool(scene: Scene, kind: string): string {
  const level = kind === 'sword' ? swordLevel(scene.memory.inventory) : scene.pickaxe;
  return (['wood', 'stone', 'iron'] as const)[Math.min(2, level)];
}

/** A table is near enough to walk to. */
export function nearTable(scene: Scene): boolean {
  const table = scene.field.toMaterial(MATERIAL.table);
  return table !== null && table.cost <= STATION_WALK;
}

function makeWithFurnace(scene: Scene, action: number): number {
  const { memory, field } = scene;
  if (scene.isStation('table') && scene.isStation('furnace')) return action;
  const spot = workshop(scene);
  if (spot >= 0) return stepAction(memory, field.firstStep(spot));
  if (scene.has('stone') < 4) return collect(scene, 'stone', undefined, 4);
  if (!nearTable(scene)) return place(scene, 'table');
  return placeFurnace(scene);
}

/** The nearest cell with a table and a furnace in its 3x3 block; -1 if none is near. */
function workshop({ memory, field }: Scene): number {
  if (field.toMaterial(MATERIAL.furnace) === null) return -1;
  for (let i = 0; i < field.reached; i++) {
    const cell = field.order[i];
    if (field.cost[cell] > STATION_WALK) return -1;
    if (stationBeside(memory, cell, MATERIAL.table) && stationBeside(memory, cell, MATERIAL.furnace))
      return cell;
  }
  return -1;
}

function eatPlant(scene: Scene): number {
  const ripe = scene.toEntity('ripe');
  if (ripe) return use(scene, ripe);
  const plant = scene.toEntity('plant');
  if (plant)
    return plant.cost > 2 ? stepAction(scene.memory, scene.field.firstStep(plant.from)) : ACTION.noop;
  return place(scene, 'plant');
}

/** Steps to the free neighbour that is farthest from the nearest pursuer. */
function flee(scene: Scene, kind: 'zombie' | 'skeleton'): number {
  const { memory } = scene;
  const threat = memory.nearest(kind);
  if (threat === null) return explore(scene, 'any');
  let best = ACTION.noop;
  let bestDistance = threat.distance;
  for (let d = 0; d < 4; d++) {
    const next = neighbour(memory.here, d);
    if (!isFree(memory, next)) continue;
    const { dx, dy } = memory.placeOf(next);
    const distance = Math.abs(threat.dx - dx) + Math.abs(threat.dy - dy);
    if (distance <= bestDistance) continue;
    best = ACTION.move_left + d;
    bestDistance = distance;
  }
  return best;
}

function shelter(scene: Scene, inside: number): number {
  if (isSheltered(scene)) return inside;
  const action = buildShelter(scene);
  if (action >= 0) return action;
  return scene.has('stone') < 9 ? collect(scene, 'stone', undefined, 9) : explore(scene, 'rock');
}

function go(scene: Scene, goal: Goal): number {
  const thing = goal.thing!;
  const approach = approachThing(scene, thing, goal.direction);
  if (approach === null) return explore(scene, 'any', goal.direction);
  return approach.from === scene.memory.here
    ? ACTION.noop
    : stepAction(scene.memory, scene.field.firstStep(approach.from));
}

/** The way to anything a plan can name; null for what is not a place (a sword, say) or is not known. */
function approachThing(scene: Scene, thing: string, direction?: DirectionWord): Approach | null {
  if (Object.hasOwn(ENTITY, thing)) return scene.toEntity(thing as keyof typeof ENTITY);
  const name = MATERIAL_OF_THING[thing] ?? thing;
  return Object.hasOwn(MATERIAL, name)
    ? approachMaterial(scene, MATERIAL[name as MaterialKey], direction)
    : null;
}

const MATERIAL_OF_THING: Readonly<Record<string, string>> = {
  tunnel: 'path',
  wood: 'tree',
  sapling: 'grass',
};
