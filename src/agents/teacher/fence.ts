// A plant needs more than 300 steps to ripen and dies when a cow, a zombie or a skeleton stands beside it. Stones on its open sides
// keep it alive; a pickaxe opens one side again when it is ripe.

import { isSafe, neighbour, type RememberedEntity } from '../memory.ts';
import { stepAction } from '../navigation.ts';
import { ACTION, ENTITY } from '../things.ts';
import { FACING, moveToFace, UNREACHABLE } from './facing.ts';
import { isFree, type Scene } from './scene.ts';

/** Farthest walk to a plant that is worth a fence, in actions. */
const FENCE_WALK = 18;
/** From here on the search over facings takes over from the way over the map. */
const CLOSE = 4;

/** Cells beside a plant from which it can be trampled. */
export function openSides(scene: Scene, plant: number): number[] {
  const { materials, present } = scene.memory;
  return [0, 1, 2, 3]
    .map((d) => neighbour(plant, d))
    .filter(
      (side) => isSafe(materials[side]) && present[side] !== ENTITY.plant && present[side] !== ENTITY.ripe,
    );
}

/** The nearest plant with open sides that is worth a fence; null if there is none. */
export function plantToFence(scene: Scene): RememberedEntity | null {
  let best: RememberedEntity | null = null;
  let bestCost = FENCE_WALK + 1;
  for (const entity of scene.memory.entities) {
    if (entity.kind !== ENTITY.plant || openSides(scene, entity.index).length === 0) continue;
    const approach = scene.field.toCell(entity.index);
    if (approach === null || approach.cost >= bestCost) continue;
    best = entity;
    bestCost = approach.cost;
  }
  return best;
}

/** True when the nearest known plant stands behind solid cells on every side. */
export function isFenced(scene: Scene): boolean {
  const plants = scene.memory.entities.filter((e) => e.kind === ENTITY.plant || e.kind === ENTITY.ripe);
  return plants.some((plant) => openSides(scene, plant.index).length === 0);
}

/** The next action of fencing a plant, or -1 if there is none to fence. */
export function buildFence(scene: Scene): number {
  const plant = plantToFence(scene);
  if (plant === null) return -1;
  const { memory, field } = scene;
  const approach = field.toCell(plant.index)!;
  if (memory.placeOf(plant.index).distance > CLOSE) return stepAction(memory, field.firstStep(approach.from));
  const sides = openSides(scene, plant.index);
  const move = moveToFace(memory, (_, front) => sides.includes(front) && isFree(memory, front));
  if (move === FACING) return ACTION.place_stone;
  return move === UNREACHABLE ? -1 : stepAction(memory, move);
}
