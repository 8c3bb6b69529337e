// Where to look for what is not known yet: a cell at the edge of the known map, near, in the wanted direction (or onward in
// the direction faced, so that the walk does not turn back and forth), with the right ground ahead.

import { DIRECTIONS } from '../../worlds/crafter/names.ts';
import { directionOffset, directionWord } from '../goals.ts';
import { neighbour, SIZE, UNKNOWN } from '../memory.ts';
import { stepAction } from '../navigation.ts';
import type { DirectionWord } from '../plan-words.ts';
import { ACTION, GRASS, MATERIAL, PATH, SAND } from '../things.ts';
import type { Scene } from './scene.ts';

/** Ground to prefer: `rock` for ores, `green` for trees, cows and saplings, `any` otherwise. */
export type Ground = 'rock' | 'green' | 'any';

const ONWARD = 0.7;
const TOWARDS = 2;
const RIGHT_GROUND = 8;
const UNKNOWN_CELL = 1.2;

/** The next action of exploring, noop when everything within reach is known. */
export function explore(scene: Scene, ground: Ground, direction?: DirectionWord): number {
  const target = bestFrontier(scene, ground, direction);
  if (target < 0) return ACTION.noop;
  const step = scene.field.firstStep(target);
  return step < 0 ? walkOn(scene, target) : stepAction(scene.memory, step);
}

/** Rock once there is a pickaxe for ores, else whatever is next. */
export function wantedGround(scene: Scene): Ground {
  return scene.pickaxe >= 2 ? 'rock' : 'any';
}

/** The direction in which exploring looks most promising; undefined when everything within reach is known. */
export function promisingDirection(scene: Scene): DirectionWord | undefined {
  const target = bestFrontier(scene, wantedGround(scene));
  if (target < 0) return undefined;
  const { dx, dy } = scene.memory.placeOf(target);
  return directionWord(dx, dy);
}

/** Standing at the edge itself: step (or dig) out of it. */
function walkOn({ memory }: Scene, target: number): number {
  for (let d = 0; d < 4; d++) {
    const next = neighbour(target, d);
    if (memory.materials[next] === UNKNOWN) return ACTION.move_left + d;
  }
  return ACTION.noop;
}

function bestFrontier(scene: Scene, ground: Ground, direction?: DirectionWord): number {
  const { memory, field } = scene;
  const heading = direction ? directionOffset(direction) : DIRECTIONS[memory.facing];
  const weight = direction ? TOWARDS : ONWARD;
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < field.frontiers; i++) {
    const cell = field.frontier[i];
    const { dx, dy } = memory.placeOf(cell);
    const along = Math.max(-10, Math.min(10, dx * heading.dx + dy * heading.dy));
    const base = weight * along - field.cost[cell];
    if (base + RIGHT_GROUND + 9 * UNKNOWN_CELL <= bestScore) continue;
    const score =
      base + RIGHT_GROUND * groundScore(scene, cell, ground) + UNKNOWN_CELL * unknownAround(scene, cell);
    if (score <= bestScore) continue;
    best = cell;
    bestScore = score;
  }
  return best;
}

/** 0..1: how much the ground at a cell is the wanted one. */
function groundScore({ memory }: Scene, cell: number, ground: Ground): number {
  if (ground === 'any') return 0;
  let rock = 0;
  let known = 0;
  for (let d = -1; d < 4; d++) {
    const material = memory.materials[d < 0 ? cell : neighbour(cell, d)];
    if (material === UNKNOWN) continue;
    known++;
    if (
      material !== GRASS &&
      material !== SAND &&
      material !== MATERIAL.water &&
      material !== MATERIAL.tree
    ) {
      rock += material === PATH ? 1 : 0.8;
    }
  }
  return ground === 'rock' ? rock / known : 1 - rock / known;
}

/** Unknown cells among nine probes around a cell, two apart. */
function unknownAround({ memory }: Scene, cell: number): number {
  let count = 0;
  for (let dy = -3; dy <= 3; dy += 3) {
    for (let dx = -4; dx <= 4; dx += 4) {
      if (memory.materials[(cell + dx + dy * SIZE) & (SIZE * SIZE - 1)] === UNKNOWN) count++;
    }
  }
  return count;
}
