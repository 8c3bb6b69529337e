// What an agent remembers of one episode: every cell its 9x7 view has shown, creatures with the step they were last
// seen, its own plants, and which achievements it must have unlocked. Built ONLY from observations and its own actions.
//
// Dead reckoning is exact: the player moves before everything else in a step, so a move succeeds if and only if the
// target cell of the previous view was walkable and empty. Positions are relative (the episode starts at ORIGIN) on a
// grid that wraps at SIZE cells, which is larger than any map an episode can walk across in practice.

import {
  ACHIEVEMENTS,
  ACTIONS,
  type CrafterObservation,
  DIRECTIONS,
  ENTITIES,
} from '../worlds/crafter/names.ts';
import { inferAchievements } from './memory-inference.ts';
import { DIAMOND, ENTITY, GRASS, ITEM, MATERIAL, PATH, PICKAXES, SAND } from './things.ts';

/** Width and height of the remembered grid in cells; a power of two. */
export const SIZE = 256;
/** Where every episode starts. */
export const ORIGIN = 128;
/** Material of a cell that was never seen. */
export const UNKNOWN = 255;
/** Index offset of one step in each of DIRECTIONS. */
export const OFFSETS = [-1, 1, -SIZE, SIZE] as const;
/** Updates a plant needs before it is ripe; it grows only while the player is closer than GROW_RADIUS (L1). */
export const RIPE_AGE = 301;
export const GROW_RADIUS = 18;

/** Steps after which a creature that is out of view is forgotten, by ENTITIES index. */
const FORGET = [0, 0, 250, 12, 80, 0, 10_000, 10_000];

export interface RememberedEntity {
  readonly index: number;
  /** Index into ENTITIES. */
  kind: number;
  seen: number;
  /** Steps it grew, for a plant whose planting was seen. */
  age: number;
}

export interface Place {
  /** Cells east (dx) and south (dy) of the player. */
  readonly dx: number;
  readonly dy: number;
  /** |dx| + |dy|. */
  readonly distance: number;
  readonly index: number;
}

export class CrafterMemory {
  /** Position on the wrapping grid. */
  x = ORIGIN;
  y = ORIGIN;
  /** Observations taken in so far; actions taken are one fewer. */
  steps = 0;
  /** Material per cell, UNKNOWN where never seen; index `y * SIZE + x`. */
  readonly materials = new Uint8Array(SIZE * SIZE);
  /** Value of `steps` when a cell was last in view; 0 = never. */
  readonly seen = new Uint16Array(SIZE * SIZE);
  /** 1 where this agent dug or placed something. */
  readonly changed = new Uint8Array(SIZE * SIZE);
  /** Creatures and plants, the newest sighting of each. */
  entities: RememberedEntity[] = [];
  /** Entity of each cell of the CURRENT view (0 elsewhere). */
  readonly present = new Uint8Array(SIZE * SIZE);
  /** 1 for each achievement (ACHIEVEMENTS order) that must have been unlocked. */
  readonly achieved = new Uint8Array(ACHIEVEMENTS.length);
  /** Corners of everything seen. */
  left = ORIGIN;
  right = ORIGIN;
  top = ORIGIN;
  bottom = ORIGIN;
  /** Facing, inventory and sleep of the last observation. */
  facing = 3;
  sleeping = false;
  readonly inventory = new Uint8Array(16);
  /** The player's cell, the inventory and the achievements one observation earlier: what the last step changed. */
  hereBefore = ORIGIN * SIZE + ORIGIN;
  readonly inventoryBefore = new Uint8Array(16);
  readonly achievedBefore = new Uint8Array(ACHIEVEMENTS.length);
  #view: readonly [number, number] = [9, 7];

  constructor() {
    this.reset();
  }

  /** Forgets everything: a new episode starts. */
  reset(): void {
    this.x = this.y = this.left = this.right = this.top = this.bottom = ORIGIN;
    this.steps = 0;
    this.materials.fill(UNKNOWN);
    this.seen.fill(0);
    this.changed.fill(0);
    this.present.fill(0);
    this.achieved.fill(0);
    this.entities = [];
    this.facing = 3;
    this.sleeping = false;
    this.inventory.fill(0);
    this.hereBefore = this.here;
    this.inventoryBefore.fill(0);
    this.achievedBefore.fill(0);
  }

  /** Remembers exactly what another memory does. */
  copyFrom(other: CrafterMemory): void {
    const { x, y, steps, left, right, top, bottom, facing, sleeping, hereBefore } = other;
    Object.assign(this, { x, y, steps, left, right, top, bottom, facing, sleeping, hereBefore });
    this.materials.set(other.materials);
    this.seen.set(other.seen);
    this.changed.set(other.changed);
    this.present.set(other.present);
    this.achieved.set(other.achieved);
    this.inventory.set(other.inventory);
    this.inventoryBefore.set(other.inventoryBefore);
    this.achievedBefore.set(other.achievedBefore);
    this.entities = other.entities.map((entity) => ({ ...entity }));
    this.#view = other.#view;
  }

  /** Index of the player's cell. */
  get here(): number {
    return this.y * SIZE + this.x;
  }

  /** Index of the cell the player faces. */
  get front(): number {
    return neighbour(this.here, this.facing);
  }

  /** Takes in what is seen now. @param previousAction what was done since the last update; null at the first one. */
  update(observation: CrafterObservation, previousAction: number | null): void {
    const before = this.front;
    const action = previousAction === null ? null : this.#executed(previousAction);
    this.steps++;
    this.hereBefore = this.here;
    this.inventoryBefore.set(action === null ? observation.inventory : this.inventory);
    this.achievedBefore.set(this.achieved);
    if (action !== null) {
      this.#move(action);
      this.#age();
    }
    const oldFront = this.materials[before];
    const oldEntity = this.present[before];
    const creatures = this.#around(before, oldEntity);
    this.#look(observation);
    if (action !== null) {
      if (this.materials[before] !== oldFront && action !== 0) this.changed[before] = 1;
      const vanished = creatures > this.#around(before, oldEntity);
      inferAchievements(this, observation, { action, oldFront, oldEntity, vanished });
      if (ACTIONS[action] === 'place_plant') this.#noteplanting(before);
    }
    this.facing = observation.facing;
    this.sleeping = observation.sleeping;
    this.inventory.set(observation.inventory);
  }

  /** Relative place of a cell. */
  placeOf(index: number): Place {
    const dx = wrapDifference((index & (SIZE - 1)) - this.x);
    const dy = wrapDifference((index >>> 8) - this.y);
    return { dx, dy, distance: Math.abs(dx) + Math.abs(dy), index };
  }

  /** True when the cell is in the current view. */
  inView(index: number): boolean {
    return this.seen[index] === this.steps;
  }

  /** The nearest remembered thing (L1): a material name, an entity name, or `tunnel` (a path it did not dig). */
  nearest(kind: string, outsideView = false): Place | null {
    const entity = ENTITIES.indexOf(kind as (typeof ENTITIES)[number]);
    if (entity > 0) return this.#nearestEntity(entity, outsideView);
    const material = kind === 'tunnel' ? PATH : MATERIAL[kind as keyof typeof MATERIAL];
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let y = this.top; y <= this.bottom; y++) {
      for (let x = this.left; x <= this.right; x++) {
        const index = cellIndex(x, y);
        if (this.materials[index] !== material || (outsideView && this.inView(index))) continue;
        if (kind === 'tunnel' && this.changed[index]) continue;
        const distance = Math.abs(x - this.x) + Math.abs(y - this.y);
        if (distance < bestDistance) {
          best = index;
          bestDistance = distance;
        }
      }
    }
    return best < 0 ? null : this.placeOf(best);
  }

  #nearestEntity(kind: number, outsideView: boolean): Place | null {
    let best: Place | null = null;
    for (const entity of this.entities) {
      if (entity.kind !== kind || (outsideView && this.inView(entity.index))) continue;
      const place = this.placeOf(entity.index);
      if (!best || place.distance < best.distance) best = place;
    }
    return best;
  }

  /** The action that really happened: a sleeper sleeps on until its energy is full. */
  #executed(action: number): number {
    return this.sleeping && this.inventory[ITEM.energy] < 9 ? ACTIONS.indexOf('sleep') : action;
  }

  #move(action: number): void {
    const direction = action - 1;
    if (direction < 0 || direction > 3) return;
    const target = neighbour(this.here, direction);
    if (!isWalkable(this.materials[target]) || this.present[target] !== 0) return;
    this.x = (this.x + DIRECTIONS[direction].dx) & (SIZE - 1);
    this.y = (this.y + DIRECTIONS[direction].dy) & (SIZE - 1);
  }

  #age(): void {
    for (const entity of this.entities) {
      if (entity.kind !== ENTITY.plant) continue;
      if (this.placeOf(entity.index).distance < GROW_RADIUS) entity.age++;
      if (entity.age > RIPE_AGE) entity.kind = ENTITY.ripe;
    }
  }

  #look(observation: CrafterObservation): void {
    this.#view = observation.view;
    for (const entity of this.entities) this.present[entity.index] = 0;
    const [columns, rows] = this.#view;
    const x0 = this.x - (columns >> 1);
    const y0 = this.y - (rows >> 1);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const index = cellIndex(x0 + column, y0 + row);
        this.materials[index] = observation.materials[row * columns + column];
        this.seen[index] = this.steps;
      }
    }
    this.left = Math.min(this.left, x0);
    this.right = Math.max(this.right, x0 + columns - 1);
    this.top = Math.min(this.top, y0);
    this.bottom = Math.max(this.bottom, y0 + rows - 1);
    this.#lookAtEntities(observation, x0, y0);
  }

  #lookAtEntities(observation: CrafterObservation, x0: number, y0: number): void {
    const old = this.entities;
    const [columns] = this.#view;
    this.entities = old.filter((e) => !this.inView(e.index) && this.steps - e.seen <= FORGET[e.kind]);
    for (let cell = 0; cell < observation.entities.length; cell++) {
      const kind = observation.entities[cell];
      if (kind <= ENTITY.player) continue;
      const index = cellIndex(x0 + (cell % columns), y0 + Math.floor(cell / columns));
      const age = kind === ENTITY.plant ? (old.find((e) => e.index === index)?.age ?? 0) : 0;
      this.present[index] = kind;
      this.entities.push({ index, kind, seen: this.steps, age: kind === ENTITY.plant ? age : 0 });
    }
  }

  #noteplanting(index: number): void {
    const plant = this.entities.find((e) => e.index === index && e.kind === ENTITY.plant);
    if (plant && plant.age === 0) plant.age = 1;
  }

  /** How many of one creature are on the cell or its four neighbours now. */
  #around(index: number, kind: number): number {
    if (kind === 0) return 0;
    let count = this.present[index] === kind ? 1 : 0;
    for (let d = 0; d < 4; d++) if (this.present[neighbour(index, d)] === kind) count++;
    return count;
  }
}

/** Index of a cell, wrapping at the grid's edges. */
export function cellIndex(x: number, y: number): number {
  return ((y & (SIZE - 1)) << 8) | (x & (SIZE - 1));
}

/** Index of the neighbour in one of DIRECTIONS. */
export function neighbour(index: number, direction: number): number {
  return (index + OFFSETS[direction]) & (SIZE * SIZE - 1);
}

/** The player can step on it and live (lava is walkable in the rules, and deadly). */
export function isSafe(material: number): boolean {
  return material === GRASS || material === PATH || material === SAND;
}

/** The player's step onto it succeeds, lava included. */
export function isWalkable(material: number): boolean {
  return isSafe(material) || material === MATERIAL.lava;
}

/** The best pickaxe held: 0 none, 1 wood, 2 stone, 3 iron. */
export function pickaxeLevel(inventory: ArrayLike<number>): number {
  for (let level = 3; level > 0; level--) if (inventory[PICKAXES[level - 1]] > 0) return level;
  return 0;
}

/** Pickaxe level a material needs to be dug (0: none), or 9 where it cannot be dug. */
export function digLevel(material: number): number {
  if (material === MATERIAL.tree) return 0;
  if (material === MATERIAL.stone || material === MATERIAL.coal) return 1;
  if (material === MATERIAL.iron) return 2;
  return material === DIAMOND ? 3 : 9;
}

function wrapDifference(difference: number): number {
  return ((difference + SIZE / 2) & (SIZE - 1)) - SIZE / 2;
}
