// A Crafter world's whole state in typed arrays, and the moves that keep its indices together: the map, the objects, the
// cell -> object index, the chunk lists. Rules live in player.ts, creatures.ts and balance.ts; this file knows none.
//
// An object is a slot (1, 2, ...; 0 means none; the player is slot 1). `order` lists live slots in creation order, which
// is the order of updates. A removed object stays in `order`, marked `dead`, until `compact` at the end of the step,
// because upstream lets it finish its own update.

import { Chunks, KIND_OF_TYPE, KINDS } from './chunks.ts';
import { MersenneTwister } from './mt19937.ts';
import { ACHIEVEMENTS, ITEMS } from './names.ts';
import type { CrafterConfig } from './options.ts';
import { GRASS, HEALTH, MAX_AMOUNT, PATH, PLAYER, START_HEALTH, WALKABLE } from './rules.ts';

/** Slot of the player. */
export const PLAYER_SLOT = 1;
const FIRST_CAPACITY = 256;

export class CrafterState {
  readonly width: number;
  readonly height: number;
  readonly random = new MersenneTwister();
  readonly chunks: Chunks;
  /** Material ids, index `x * height + y`. */
  readonly materials: Uint8Array;
  /** Slot of the object on each cell, 0 for none. */
  readonly objectAt: Uint16Array;

  /** Slots in creation order; the first `objects` are valid. */
  order = new Uint16Array(FIRST_CAPACITY);
  objects = 0;
  type = new Uint8Array(FIRST_CAPACITY);
  x = new Uint8Array(FIRST_CAPACITY);
  y = new Uint8Array(FIRST_CAPACITY);
  health = new Uint8Array(FIRST_CAPACITY);
  /** DIRECTIONS index of the player and of arrows. */
  facing = new Uint8Array(FIRST_CAPACITY);
  /** Zombie: cooldown; skeleton: reload; plant: updates grown. */
  extra = new Uint16Array(FIRST_CAPACITY);
  dead = new Uint8Array(FIRST_CAPACITY);
  /** Neighbours in a chunk's list. */
  next = new Uint16Array(FIRST_CAPACITY);
  previous = new Uint16Array(FIRST_CAPACITY);
  #free = new Uint16Array(FIRST_CAPACITY);
  #freeCount = 0;
  #slots = 1;
  #removed = 0;

  readonly inventory = new Uint8Array(ITEMS.length);
  readonly achievements = new Uint16Array(ACHIEVEMENTS.length);
  /** An achievement went from 0 to 1 in this step. */
  unlocked = false;
  sleeping = false;
  hunger = 0;
  thirst = 0;
  fatigue = 0;
  recover = 0;
  /** Health at the end of the player's own last update: less means it was hurt, and wakes. */
  lastHealth = MAX_AMOUNT;
  /** Health at the end of the last step, for the reward. */
  rewardHealth = MAX_AMOUNT;
  step = 0;
  daylight = 0;

  constructor(config: CrafterConfig) {
    [this.width, this.height] = config.area;
    this.materials = new Uint8Array(this.width * this.height);
    this.objectAt = new Uint16Array(this.width * this.height);
    this.chunks = new Chunks(this.width, this.height);
  }

  /** No objects, a fresh player's counters; the map keeps its cells. */
  clear(): void {
    this.objectAt.fill(0);
    this.chunks.reset(this.materials);
    this.objects = 0;
    this.#slots = 1;
    this.#freeCount = 0;
    this.#removed = 0;
    this.inventory.fill(0);
    this.inventory.fill(MAX_AMOUNT, HEALTH, 4);
    this.achievements.fill(0);
    this.unlocked = false;
    this.sleeping = false;
    this.hunger = this.thirst = this.fatigue = this.recover = 0;
    this.lastHealth = this.rewardHealth = MAX_AMOUNT;
  }

  /** A new object on a free cell. Returns its slot. */
  add(type: number, x: number, y: number, facing = 0): number {
    const slot = this.append(type, x, y, facing);
    const chunk = this.chunks.ofCell[x * this.height + y];
    this.chunks.enter(chunk);
    this.#link(slot, type, chunk);
    return slot;
  }

  /** `add` without the chunk's part, for restoring a snapshot; `join` follows for creatures, in their lists' order. */
  append(type: number, x: number, y: number, facing: number): number {
    const slot = this.#newSlot();
    this.type[slot] = type;
    this.x[slot] = x;
    this.y[slot] = y;
    this.health[slot] = START_HEALTH[type];
    this.facing[slot] = facing;
    this.extra[slot] = 0;
    this.dead[slot] = 0;
    this.order[this.objects++] = slot;
    this.objectAt[x * this.height + y] = slot;
    return slot;
  }

  /** Puts a creature at the end of its chunk's list. */
  join(slot: number): void {
    this.#link(slot, this.type[slot], this.chunks.ofCell[this.x[slot] * this.height + this.y[slot]]);
  }

  /** Takes an object off the map; a second removal does nothing. */
  remove(slot: number): void {
    if (this.dead[slot] !== 0) return;
    this.dead[slot] = 1;
    this.#removed++;
    const cell = this.x[slot] * this.height + this.y[slot];
    this.objectAt[cell] = 0;
    this.#unlink(slot, this.type[slot], this.chunks.ofCell[cell]);
  }

  /** Drops removed objects from the order, so that their slots can be used again. */
  compact(): void {
    if (this.#removed === 0) return;
    let kept = 0;
    for (let i = 0; i < this.objects; i++) {
      const slot = this.order[i];
      if (this.dead[slot] === 0) this.order[kept++] = slot;
      else this.#free[this.#freeCount++] = slot;
    }
    this.objects = kept;
    this.#removed = 0;
  }

  /** Inside the world, unoccupied, and of a material that `type` may enter. */
  isFree(type: number, x: number, y: number): boolean {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return false;
    const cell = x * this.height + y;
    return this.objectAt[cell] === 0 && ((WALKABLE[type] >>> this.materials[cell]) & 1) !== 0;
  }

  /**
   * Moves an object by one cell if the target is free, and says whether it was. A removed object reports the same but
   * stays where it was.
   */
  move(slot: number, dx: number, dy: number): boolean {
    const x = this.x[slot] + dx;
    const y = this.y[slot] + dy;
    const type = this.type[slot];
    if (!this.isFree(type, x, y)) return false;
    if (this.dead[slot] !== 0) return true;
    const from = this.x[slot] * this.height + this.y[slot];
    const to = x * this.height + y;
    this.objectAt[from] = 0;
    this.objectAt[to] = slot;
    this.x[slot] = x;
    this.y[slot] = y;
    const oldChunk = this.chunks.ofCell[from];
    const newChunk = this.chunks.ofCell[to];
    if (oldChunk !== newChunk) {
      this.#unlink(slot, type, oldChunk);
      this.chunks.enter(newChunk);
      this.#link(slot, type, newChunk);
    }
    return true;
  }

  /** Changes a cell and its chunk's counts. */
  setMaterial(cell: number, id: number): void {
    const old = this.materials[cell];
    if (old === id) return;
    const { ofCell, grass, path } = this.chunks;
    const chunk = ofCell[cell];
    if (old === GRASS) grass[chunk]--;
    else if (old === PATH) path[chunk]--;
    if (id === GRASS) grass[chunk]++;
    else if (id === PATH) path[chunk]++;
    this.materials[cell] = id;
  }

  /** L1 distance of a cell to the player. */
  distanceToPlayer(x: number, y: number): number {
    return Math.abs(this.x[PLAYER_SLOT] - x) + Math.abs(this.y[PLAYER_SLOT] - y);
  }

  /** Lowers the health of any object, the player's too, to no less than 0. */
  hurt(slot: number, damage: number): void {
    const health = this.type[slot] === PLAYER ? this.inventory : this.health;
    const index = this.type[slot] === PLAYER ? HEALTH : slot;
    health[index] = health[index] > damage ? health[index] - damage : 0;
  }

  /** Counts an achievement. */
  achieve(index: number): void {
    if (this.achievements[index]++ === 0) this.unlocked = true;
  }

  #newSlot(): number {
    if (this.#freeCount > 0) return this.#free[--this.#freeCount];
    if (this.#slots === this.type.length) this.#grow();
    return this.#slots++;
  }

  #grow(): void {
    const grown = <T extends Uint8Array | Uint16Array>(array: T): T => {
      const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
      larger.set(array);
      return larger;
    };
    this.order = grown(this.order);
    this.type = grown(this.type);
    this.x = grown(this.x);
    this.y = grown(this.y);
    this.health = grown(this.health);
    this.facing = grown(this.facing);
    this.extra = grown(this.extra);
    this.dead = grown(this.dead);
    this.next = grown(this.next);
    this.previous = grown(this.previous);
    this.#free = grown(this.#free);
  }

  #link(slot: number, type: number, chunk: number): void {
    const kind = KIND_OF_TYPE[type];
    if (kind < 0) return;
    const { head, tail, size } = this.chunks;
    const list = chunk * KINDS + kind;
    const last = tail[list];
    this.previous[slot] = last;
    this.next[slot] = 0;
    if (last === 0) head[list] = slot;
    else this.next[last] = slot;
    tail[list] = slot;
    size[list]++;
  }

  #unlink(slot: number, type: number, chunk: number): void {
    const kind = KIND_OF_TYPE[type];
    if (kind < 0) return;
    const { head, tail, size } = this.chunks;
    const list = chunk * KINDS + kind;
    const before = this.previous[slot];
    const after = this.next[slot];
    if (before === 0) head[list] = after;
    else this.next[before] = after;
    if (after === 0) tail[list] = before;
    else this.previous[after] = before;
    size[list]--;
  }
}
