// One update of each object that is not the player. A creature that finds itself dead is removed but finishes its update:
// upstream does so, and its draws, hits and arrows count. Every `uniform` is drawn only when what stands before it is true.

import { DIRECTIONS } from './names.ts';
import { ARROW, COW, FURNACE, PATH, PLANT, SKELETON, TABLE, ZOMBIE } from './rules.ts';
import { type CrafterState, PLAYER_SLOT } from './state.ts';

const HERE = -1;

/** Updates the object in `slot` by its type. */
export function updateCreature(state: CrafterState, slot: number): void {
  const type = state.type[slot];
  if (type === COW) updateCow(state, slot);
  else if (type === ZOMBIE) updateZombie(state, slot);
  else if (type === SKELETON) updateSkeleton(state, slot);
  else if (type === ARROW) updateArrow(state, slot);
  else if (type === PLANT) updatePlant(state, slot);
}

function updateCow(state: CrafterState, slot: number): void {
  if (state.health[slot] === 0) state.remove(slot);
  if (state.random.uniform() < 0.5) wander(state, slot);
}

function updateZombie(state: CrafterState, slot: number): void {
  const { random } = state;
  if (state.health[slot] === 0) state.remove(slot);
  if (playerDistance(state, slot) <= 8 && random.uniform() < 0.9) {
    go(state, slot, towardPlayer(state, slot, random.uniform() < 0.8));
  } else {
    wander(state, slot);
  }
  if (playerDistance(state, slot) > 1) return;
  if (state.extra[slot] > 0) {
    state.extra[slot]--;
    return;
  }
  state.hurt(PLAYER_SLOT, state.sleeping ? 7 : 2);
  state.extra[slot] = 5;
}

function updateSkeleton(state: CrafterState, slot: number): void {
  const { random } = state;
  if (state.health[slot] === 0) state.remove(slot);
  if (state.extra[slot] > 0) state.extra[slot]--;
  const distance = playerDistance(state, slot);
  if (distance <= 3 && retreat(state, slot, random.uniform() < 0.6)) return;
  if (distance <= 5 && random.uniform() < 0.5) shoot(state, slot);
  else if (distance <= 8 && random.uniform() < 0.3) {
    go(state, slot, towardPlayer(state, slot, random.uniform() < 0.6));
  } else if (random.uniform() < 0.2) wander(state, slot);
}

function shoot(state: CrafterState, slot: number): void {
  if (state.extra[slot] > 0) return;
  const direction = towardPlayer(state, slot, true);
  if (direction === HERE) return;
  const x = state.x[slot] + DIRECTIONS[direction].dx;
  const y = state.y[slot] + DIRECTIONS[direction].dy;
  if (!state.isFree(ARROW, x, y)) return;
  state.add(ARROW, x, y, direction);
  state.extra[slot] = 4;
}

function updateArrow(state: CrafterState, slot: number): void {
  const { dx, dy } = DIRECTIONS[state.facing[slot]];
  const x = state.x[slot] + dx;
  const y = state.y[slot] + dy;
  if (state.move(slot, dx, dy)) return;
  state.remove(slot);
  if (x < 0 || y < 0 || x >= state.width || y >= state.height) return;
  const cell = x * state.height + y;
  const hit = state.objectAt[cell];
  if (hit !== 0) state.hurt(hit, 2);
  else if (state.materials[cell] === TABLE || state.materials[cell] === FURNACE)
    state.setMaterial(cell, PATH);
}

function updatePlant(state: CrafterState, slot: number): void {
  state.extra[slot]++;
  const x = state.x[slot];
  const y = state.y[slot];
  for (const { dx, dy } of DIRECTIONS) {
    if (!eatsPlants(state, x + dx, y + dy)) continue;
    state.hurt(slot, 1);
    break;
  }
  if (state.health[slot] === 0) state.remove(slot);
}

function eatsPlants(state: CrafterState, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= state.width || y >= state.height) return false;
  const object = state.objectAt[x * state.height + y];
  if (object === 0) return false;
  const type = state.type[object];
  return type === ZOMBIE || type === SKELETON || type === COW;
}

function playerDistance(state: CrafterState, slot: number): number {
  return state.distanceToPlayer(state.x[slot], state.y[slot]);
}

function wander(state: CrafterState, slot: number): void {
  go(state, slot, state.random.randomInt(4));
}

function go(state: CrafterState, slot: number, direction: number): void {
  if (direction !== HERE) state.move(slot, DIRECTIONS[direction].dx, DIRECTIONS[direction].dy);
}

/** One step away from the player along the chosen axis. No step at all counts as one, if a removed skeleton's cell is free. */
function retreat(state: CrafterState, slot: number, longAxis: boolean): boolean {
  const direction = towardPlayer(state, slot, longAxis);
  if (direction === HERE) return state.move(slot, 0, 0);
  return state.move(slot, -DIRECTIONS[direction].dx, -DIRECTIONS[direction].dy);
}

/** DIRECTIONS index toward the player along the longer or the shorter axis, HERE if it does not differ along that axis. */
function towardPlayer(state: CrafterState, slot: number, longAxis: boolean): number {
  const dx = state.x[PLAYER_SLOT] - state.x[slot];
  const dy = state.y[PLAYER_SLOT] - state.y[slot];
  const alongX = Math.abs(dx) > Math.abs(dy) === longAxis;
  const offset = alongX ? dx : dy;
  if (offset === 0) return HERE;
  return (alongX ? 0 : 2) + (offset > 0 ? 1 : 0);
}
