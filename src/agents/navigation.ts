// Ways over remembered cells. One Dijkstra (integer costs, bucket queue) from the player's cell answers everything a step asks:
// the nearest thing of each material, the way to any cell, the frontier of the unknown. Costs count actions: 1 to walk,
// about 3 to dig a cell and step in, 4 to bridge water with a stone. Lava is never entered; cells beside it cost more.

import { DIRECTIONS, MATERIALS } from '../worlds/crafter/names.ts';
import {
  CrafterMemory,
  digLevel,
  isSafe,
  neighbour,
  OFFSETS,
  pickaxeLevel,
  SIZE,
  UNKNOWN,
} from './memory.ts';
import { ACTION, ENTITY, GRASS, ITEM, MATERIAL } from './things.ts';

const CELLS = SIZE * SIZE;
const DIG_COST = 3;
const BRIDGE_COST = 4;
const LAVA_SHY = 4;
const CREATURE_COST = 4;
const DARK_GRASS_COST = 6;
/** Above any way's cost: not to be entered. */
const FORBIDDEN = 100_000;
const LARGEST_COST = 16;
const BUCKETS = LARGEST_COST + 1;

export interface TravelOptions {
  /** Dig through what the pickaxe held can dig, and trees. */
  readonly dig: boolean;
  /** Cross water by placing stones (needs some in hand, and a pickaxe to step on them). */
  readonly bridge: boolean;
  /** Grass costs more: at night zombies walk there. */
  readonly dark: boolean;
}

/** The way to stand beside a target: the cell to stand on, the target's cell and the cost of getting there. */
export interface Approach {
  readonly from: number;
  readonly target: number;
  readonly cost: number;
}

export class PathField {
  readonly cost = new Int32Array(CELLS);
  /** Direction of the last step into each reached cell. */
  readonly arrival = new Uint8Array(CELLS);
  /** Reached cells in order of cost. */
  readonly order = new Int32Array(CELLS);
  /** Reached cells with an unknown neighbour, in order of cost. */
  readonly frontier = new Int32Array(CELLS);
  reached = 0;
  frontiers = 0;
  readonly #stamp = new Uint32Array(CELLS);
  #now = 0;
  /** Per material: the first reached cell beside one, and that one. */
  readonly #beside = new Int32Array(MATERIALS.length);
  readonly #target = new Int32Array(MATERIALS.length);
  readonly #enter = new Int32Array(256);
  readonly #buckets: number[][] = Array.from({ length: BUCKETS }, () => []);
  #memory = new CrafterMemory();

  /** Finds all ways from the player's cell. */
  compute(memory: CrafterMemory, options: TravelOptions): void {
    this.#memory = memory;
    this.#prepare(options);
    const start = memory.here;
    this.#stamp[start] = this.#now;
    this.cost[start] = 0;
    this.#buckets[0].push(start);
    let pending = 1;
    for (let cost = 0; pending > 0; cost++) {
      const bucket = this.#buckets[cost % BUCKETS];
      for (let i = 0; i < bucket.length; i++) {
        pending--;
        if (this.cost[bucket[i]] === cost) pending += this.#expand(bucket[i], cost);
      }
      bucket.length = 0;
    }
  }

  isReached(index: number): boolean {
    return this.#stamp[index] === this.#now;
  }

  /** The cheapest way to stand beside any cell of a material; null if none is within reach. */
  toMaterial(material: number): Approach | null {
    const from = this.#beside[material];
    return from < 0 ? null : { from, target: this.#target[material], cost: this.cost[from] };
  }

  /** The cheapest way to stand beside one cell; null if it cannot be reached. */
  toCell(target: number): Approach | null {
    let from = -1;
    for (let d = 0; d < 4; d++) {
      const cell = neighbour(target, d);
      if (this.isReached(cell) && (from < 0 || this.cost[cell] < this.cost[from])) from = cell;
    }
    return from < 0 ? null : { from, target, cost: this.cost[from] };
  }

  /** Direction (0..3) of the first step on the way to a reached cell; -1 if the player stands on it or cannot reach it. */
  firstStep(index: number): number {
    const start = this.#memory.here;
    let cell = index;
    let direction = -1;
    // A cell without a way back to the player would be followed for ever.
    while (cell !== start && this.isReached(cell)) {
      direction = this.arrival[cell];
      cell = (cell - OFFSETS[direction] + CELLS) & (CELLS - 1);
    }
    return direction;
  }

  #prepare(options: TravelOptions): void {
    const { inventory } = this.#memory;
    const level = pickaxeLevel(inventory);
    this.#now++;
    this.reached = 0;
    this.frontiers = 0;
    this.#beside.fill(-1);
    this.#enter.fill(0);
    for (let material = 1; material < MATERIALS.length; material++) {
      if (isSafe(material)) this.#enter[material] = 1;
      else if (options.dig && digLevel(material) <= level) this.#enter[material] = DIG_COST;
    }
    if (options.dark) this.#enter[GRASS] = DARK_GRASS_COST;
    if (options.bridge && level > 0 && inventory[ITEM.stone] > 1) this.#enter[MATERIAL.water] = BRIDGE_COST;
  }

  /** Settles one cell and offers its neighbours; returns how many entries went into the queue. */
  #expand(cell: number, cost: number): number {
    const { materials, present } = this.#memory;
    let pushed = 0;
    let open = false;
    this.order[this.reached++] = cell;
    this.cost[cell] = cost;
    for (let d = 0; d < 4; d++) {
      const next = neighbour(cell, d);
      const material = materials[next];
      if (material === UNKNOWN) {
        open = true;
        continue;
      }
      if (this.#beside[material] < 0) {
        this.#beside[material] = cell;
        this.#target[material] = next;
      }
      const enter = this.#enter[material];
      if (enter === 0) continue;
      const total = cost + enter + this.#extra(next, present[next]);
      if (total >= FORBIDDEN || (this.#stamp[next] === this.#now && this.cost[next] <= total)) continue;
      this.#stamp[next] = this.#now;
      this.cost[next] = total;
      this.arrival[next] = d;
      this.#buckets[total % BUCKETS].push(next);
      pushed++;
    }
    if (open) this.frontier[this.frontiers++] = cell;
    return pushed;
  }

  #extra(cell: number, entity: number): number {
    if (entity === ENTITY.plant || entity === ENTITY.ripe) return FORBIDDEN;
    const extra = entity === 0 ? 0 : CREATURE_COST;
    for (let d = 0; d < 4; d++) {
      if (this.#memory.materials[neighbour(cell, d)] === MATERIAL.lava) return extra + LAVA_SHY;
    }
    return extra;
  }
}

/**
 * The action that makes a step in a direction, whatever is there: walk, or turn to the obstacle and then dig, bridge or
 * strike it. Never a step into lava (noop instead).
 */
export function stepAction(memory: CrafterMemory, direction: number): number {
  const cell = neighbour(memory.here, direction);
  const material = memory.materials[cell];
  const move = ACTION.move_left + direction;
  if (material === MATERIAL.lava) return memory.facing === direction ? placeOrWait(memory) : ACTION.noop;
  if (memory.present[cell] === 0 && isSafe(material)) return move;
  if (memory.facing !== direction) return move;
  if (memory.present[cell] === 0 && material === MATERIAL.water) return ACTION.place_stone;
  return ACTION.do;
}

function placeOrWait(memory: CrafterMemory): number {
  return memory.inventory[ITEM.stone] > 0 ? ACTION.place_stone : ACTION.noop;
}

/** The action that turns to a blocked neighbour cell, or -1 if the player already faces it. */
export function turnAction(memory: CrafterMemory, target: number): number {
  for (let d = 0; d < 4; d++) {
    if (neighbour(memory.here, d) === target) return memory.facing === d ? -1 : ACTION.move_left + d;
  }
  return ACTION.noop;
}

/** True when an action walks onto lava: a reflex refuses it. */
export function isDeadly(memory: CrafterMemory, action: number): boolean {
  const direction = action - ACTION.move_left;
  if (direction < 0 || direction >= DIRECTIONS.length || memory.sleeping) return false;
  return memory.materials[neighbour(memory.here, direction)] === MATERIAL.lava;
}
