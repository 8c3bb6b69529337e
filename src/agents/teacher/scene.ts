// One moment as the teacher reasons about it: memory, the ways over it, and questions every rule asks. The path field is
// computed once a step, on first use.

import type { AchievementName, CrafterObservation, ItemName } from '../../worlds/crafter/names.ts';
import { swordLevel } from '../goals.ts';
import { type CrafterMemory, isSafe, neighbour, pickaxeLevel, SIZE } from '../memory.ts';
import type { Approach, PathField } from '../navigation.ts';
import { ACHIEVEMENT, ENTITY, ITEM, MATERIAL } from '../things.ts';

/** Below this daylight (the grid's word `night`) zombies are many and the way home should be over. */
export const DARK = 0.35;

export class Scene {
  readonly memory: CrafterMemory;
  readonly daylight: number;
  readonly #field: PathField;
  #computed = false;

  /** @param field scratch space, reused from step to step */
  constructor(memory: CrafterMemory, observation: CrafterObservation, field: PathField) {
    this.memory = memory;
    this.daylight = observation.daylight;
    this.#field = field;
  }

  /** Ways from here, digging and (with stones to spare) bridging included. */
  get field(): PathField {
    if (!this.#computed) {
      this.#computed = true;
      const bridge = this.has('stone') >= 3;
      this.#field.compute(this.memory, { dig: true, bridge, dark: this.daylight < DARK });
    }
    return this.#field;
  }

  /** Amount held of an item, or the level of a vital. */
  has(item: ItemName): number {
    return this.memory.inventory[ITEM[item]];
  }

  did(achievement: AchievementName): boolean {
    return this.memory.achieved[ACHIEVEMENT[achievement]] > 0;
  }

  get pickaxe(): number {
    return pickaxeLevel(this.memory.inventory);
  }

  get sword(): number {
    return swordLevel(this.memory.inventory);
  }

  /** True when a material is in the 3x3 block around the player: a station can be used. */
  isStation(name: 'table' | 'furnace'): boolean {
    return stationBeside(this.memory, this.memory.here, MATERIAL[name]);
  }

  /** The cheapest way to stand beside a remembered creature or plant of a kind. */
  toEntity(kind: keyof typeof ENTITY): Approach | null {
    let best: Approach | null = null;
    for (const entity of this.memory.entities) {
      if (entity.kind !== ENTITY[kind]) continue;
      const approach = this.field.toCell(entity.index);
      if (approach && (!best || approach.cost < best.cost)) best = approach;
    }
    return best;
  }

  /** Direction of a creature or plant of a kind on a neighbour cell; -1 without one. */
  beside(kind: keyof typeof ENTITY): number {
    for (let d = 0; d < 4; d++) {
      if (this.memory.present[neighbour(this.memory.here, d)] === ENTITY[kind]) return d;
    }
    return -1;
  }
}

/**
 * True when a station's material is in the 3x3 block around a cell and can be used from there: in the first column and row of the
 * world crafting always fails (Crafter 1.8.3 slices its map with a negative start).
 */
export function stationBeside(memory: CrafterMemory, cell: number, material: number): boolean {
  const { none } = MATERIAL;
  if (memory.materials[neighbour(cell, 0)] === none || memory.materials[neighbour(cell, 2)] === none)
    return false;
  for (let dy = -SIZE; dy <= SIZE; dy += SIZE) {
    for (let dx = -1; dx <= 1; dx++) {
      if (memory.materials[(cell + dx + dy) & (SIZE * SIZE - 1)] === material) return true;
    }
  }
  return false;
}

/** A cell that is walkable and holds nothing (the player's own counts as empty). */
export function isFree(memory: CrafterMemory, cell: number): boolean {
  return isSafe(memory.materials[cell]) && memory.present[cell] === 0;
}
