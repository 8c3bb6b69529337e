// Walls to sleep behind. Nothing spawns in, shoots into or walks into a closed pocket of a few cells. A move into a free
// cell walks there, so a single cell cannot be closed from inside; the smallest pockets that can are
//   two cells in a row whose long sides are solid (dig two cells into rock, step back, close the entrance), and
//   a 2x2 block, each of whose eight borders is faced by arriving from the opposite cell (open ground, 8 stones).

import { digLevel, isSafe, neighbour, UNKNOWN } from '../memory.ts';
import { stepAction } from '../navigation.ts';
import { ACTION, ENTITY, MATERIAL } from '../things.ts';
import { FACING, moveToFace, UNREACHABLE } from './facing.ts';
import { isFree, type Scene } from './scene.ts';

/** A pocket larger than this is not trusted to be a shelter. */
const LARGEST_POCKET = 10;
/** Cost of digging a cell and of sealing a border, in actions. */
const DIG = 2;
const SEAL = 2;
/** A pocket beside water is worth this many actions: one can drink in it. */
const DRY = 8;

/** True when no creature can walk to the player: everything walkable around is a closed pocket without creatures. */
export function isSheltered(scene: Scene): boolean {
  const { memory } = scene;
  const pocket = [memory.here];
  for (let i = 0; i < pocket.length; i++) {
    for (let d = 0; d < 4; d++) {
      const next = neighbour(pocket[i], d);
      if (memory.materials[next] === UNKNOWN) return false;
      if (!isSafe(memory.materials[next]) || isPlant(memory.present[next]) || pocket.includes(next)) continue;
      if (memory.present[next] !== 0 || pocket.length >= LARGEST_POCKET) return false;
      pocket.push(next);
    }
  }
  return true;
}

/** The next action towards a shelter, or -1 if none can be built with what is at hand. */
export function buildShelter(scene: Scene): number {
  const cells = findPocket(scene);
  if (cells === null) return -1;
  const { memory, field } = scene;
  if (!cells.includes(memory.here)) {
    const nearest = cells.filter((c) => field.isReached(c)).sort((a, b) => field.cost[a] - field.cost[b])[0];
    return stepAction(memory, field.firstStep(nearest));
  }
  const inside = (cell: number) => cells.includes(cell);
  const move = moveToFace(
    memory,
    (cell, front) => inside(cell) && !inside(front) && isFree(memory, front),
    inside,
  );
  if (move === FACING) return ACTION.place_stone;
  if (move !== UNREACHABLE) return stepAction(memory, move);
  return digWithin(scene, cells);
}

/** Makes room: digs a cell of the pocket that is still solid. */
function digWithin({ memory, field }: Scene, cells: readonly number[]): number {
  const solid = cells.filter((c) => !isSafe(memory.materials[c]) && field.isReached(c));
  if (solid.length === 0) return -1;
  return stepAction(memory, field.firstStep(solid[0]));
}

function findPocket(scene: Scene): number[] | null {
  const { here } = scene.memory;
  let best: number[] | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let dy = -3; dy <= 3; dy++) {
    for (let dx = -4; dx <= 4; dx++) {
      const corner = neighbourAt(here, dx, dy);
      const east = neighbour(corner, 1);
      const south = neighbour(corner, 3);
      for (const cells of [
        [corner, east],
        [corner, south],
        [corner, east, south, neighbour(south, 1)],
      ]) {
        const cost = pocketCost(scene, cells, bestCost);
        if (cost >= bestCost) continue;
        best = cells;
        bestCost = cost;
      }
    }
  }
  return best;
}

/** Actions it takes to make the pocket, Infinity if it cannot be made. */
function pocketCost(scene: Scene, cells: readonly number[], limit: number): number {
  const { memory, field } = scene;
  let stones = scene.has('stone');
  let reach = Number.POSITIVE_INFINITY;
  let cost = 0;
  for (const cell of cells) {
    const material = memory.materials[cell];
    if (memory.present[cell] !== 0) return Number.POSITIVE_INFINITY;
    if (!isSafe(material)) {
      if (material === UNKNOWN || digLevel(material) > scene.pickaxe) return Number.POSITIVE_INFINITY;
      cost += DIG;
      if (material === MATERIAL.stone) stones++;
    }
    if (field.isReached(cell)) reach = Math.min(reach, field.cost[cell]);
  }
  cost += reach;
  for (const cell of cells) {
    if (cost >= limit) return Number.POSITIVE_INFINITY;
    for (let d = 0; d < 4; d++) {
      const border = neighbour(cell, d);
      if (cells.includes(border)) continue;
      const material = memory.materials[border];
      if (material === UNKNOWN || material === MATERIAL.lava) return Number.POSITIVE_INFINITY;
      if (!isSafe(material) || isPlant(memory.present[border])) continue;
      if (!cells.includes(neighbour(cell, d ^ 1))) return Number.POSITIVE_INFINITY;
      stones--;
      cost += SEAL;
    }
  }
  if (stones < 0) return Number.POSITIVE_INFINITY;
  return cost + (cells.some((cell) => isBesideWater(scene, cell)) ? 0 : DRY);
}

function isBesideWater({ memory }: Scene, cell: number): boolean {
  return [0, 1, 2, 3].some((d) => memory.materials[neighbour(cell, d)] === MATERIAL.water);
}

function neighbourAt(index: number, dx: number, dy: number): number {
  return (index + dx + dy * 256) & 0xffff;
}

function isPlant(entity: number): boolean {
  return entity === ENTITY.plant || entity === ENTITY.ripe;
}
