// What an agent sees: the cells around the player, the inventory and the light, as numbers. One object serves a whole
// world; its cells are filled when they are first read after a step, because fast rollouts often do not look.

import type { CrafterObservation } from './names.ts';
import type { CrafterConfig } from './options.ts';
import { PLANT, RIPE_AFTER } from './rules.ts';
import { type CrafterState, PLAYER_SLOT } from './state.ts';

/** ENTITIES index of an object type is the type plus one; the entity after a plant is a ripe one. */
export function entityOf(state: CrafterState, slot: number): number {
  const type = state.type[slot];
  return type === PLANT && state.extra[slot] > RIPE_AFTER ? type + 2 : type + 1;
}

/** An observation that shows `state` as it is when read, and how to tell it that the state has changed. */
export class ObservationSource {
  readonly observation: CrafterObservation;
  readonly #state: CrafterState;
  readonly #columns: number;
  readonly #rows: number;
  readonly #materials: Uint8Array;
  readonly #entities: Uint8Array;
  #stale = true;

  constructor(state: CrafterState, config: CrafterConfig) {
    this.#state = state;
    [this.#columns, this.#rows] = config.localView;
    this.#materials = new Uint8Array(this.#columns * this.#rows);
    this.#entities = new Uint8Array(this.#columns * this.#rows);
    this.observation = this.#build(config);
  }

  /** The state has changed: the next look fills the cells again. */
  invalidate(): void {
    this.#stale = true;
  }

  /** Own enumerable getters, so that a structured clone of the observation is plain data. */
  #build(config: CrafterConfig): CrafterObservation {
    const state = this.#state;
    const cells = (array: Uint8Array) => {
      if (this.#stale) this.#fill();
      return array;
    };
    const materials = this.#materials;
    const entities = this.#entities;
    return {
      view: config.localView,
      inventory: state.inventory,
      get materials() {
        return cells(materials);
      },
      get entities() {
        return cells(entities);
      },
      get facing() {
        return state.facing[PLAYER_SLOT];
      },
      get sleeping() {
        return state.sleeping;
      },
      get daylight() {
        return state.daylight;
      },
    };
  }

  #fill(): void {
    const { width, height, materials, objectAt, x, y } = this.#state;
    const columns = this.#columns;
    const rows = this.#rows;
    const seenMaterials = this.#materials;
    const seenEntities = this.#entities;
    const left = x[PLAYER_SLOT] - (columns >> 1);
    const top = y[PLAYER_SLOT] - (rows >> 1);
    seenMaterials.fill(0);
    seenEntities.fill(0);
    const firstRow = Math.max(0, -top);
    const endRow = Math.min(rows, height - top);
    for (let column = Math.max(0, -left); column < Math.min(columns, width - left); column++) {
      let cell = (left + column) * height + top + firstRow;
      for (let row = firstRow; row < endRow; row++, cell++) {
        const index = row * columns + column;
        const slot = objectAt[cell];
        seenMaterials[index] = materials[cell];
        if (slot !== 0) seenEntities[index] = entityOf(this.#state, slot);
      }
    }
    this.#stale = false;
  }
}
