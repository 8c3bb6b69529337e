// Scenes for tests: a world of one material with exactly the things a test puts in it.

import { Crafter } from '../../../src/worlds/crafter/crafter.ts';
import type { ItemName, MaterialName } from '../../../src/worlds/crafter/names.ts';
import type { CrafterOptions } from '../../../src/worlds/crafter/options.ts';
import { item, material, PLAYER } from '../../../src/worlds/crafter/rules.ts';

export const WEST = 0;
export const EAST = 1;
export const NORTH = 2;
export const SOUTH = 3;

export class Scene {
  readonly world: Crafter;

  /** An empty plain with the player at (x, y), facing south. */
  constructor(x = 32, y = 32, options: CrafterOptions = {}) {
    this.world = new Crafter(options);
    this.world.reset(1);
    const { state } = this.world;
    state.materials.fill(material('grass'));
    state.clear();
    state.add(PLAYER, x, y, SOUTH);
  }

  set(x: number, y: number, name: MaterialName): this {
    this.world.state.setMaterial(x * this.world.state.height + y, material(name));
    return this;
  }

  material(x: number, y: number): number {
    return this.world.state.materials[x * this.world.state.height + y];
  }

  /** Adds an object and returns its slot. */
  add(type: number, x: number, y: number, facing = 0): number {
    return this.world.state.add(type, x, y, facing);
  }

  face(direction: number): this {
    this.world.state.facing[1] = direction;
    return this;
  }

  give(name: ItemName, amount: number): this {
    this.world.state.inventory[item(name)] = amount;
    return this;
  }

  amount(name: ItemName): number {
    return this.world.state.inventory[item(name)];
  }
}
