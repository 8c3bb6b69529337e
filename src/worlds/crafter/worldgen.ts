// World generation: terrain from OpenSimplex noise, then cows, zombies and skeletons. Which random numbers are drawn
// depends on the order of every condition below, so the shape of the code is part of the specification.

import type { MersenneTwister } from './mt19937.ts';
import { OpenSimplex } from './open-simplex.ts';
import {
  COW,
  GRASS,
  LAVA,
  material,
  PATH,
  PLAYER,
  SAND,
  SKELETON,
  WALKABLE,
  WATER,
  ZOMBIE,
} from './rules.ts';
import type { CrafterState } from './state.ts';

const STONE = material('stone');
const TREE = material('tree');
const COAL = material('coal');
const IRON = material('iron');
const DIAMOND = material('diamond');
const SOUTH = 3;

/** Fills `state` with a new world; its generator must be seeded. */
export function generateWorld(state: CrafterState): void {
  const playerX = Math.floor(state.width / 2);
  const playerY = Math.floor(state.height / 2);
  const terrain = new Terrain(state, playerX, playerY);
  terrain.fill(state.materials);
  state.clear();
  state.add(PLAYER, playerX, playerY, SOUTH);
  populate(state, terrain.tunnels, playerX, playerY);
}

class Terrain {
  /** 1 where a tunnel was dug, index `x * height + y`. */
  readonly tunnels: Uint8Array;
  readonly #height: number;
  readonly #random: MersenneTwister;
  readonly #simplex: OpenSimplex;
  readonly #playerX: number;
  readonly #playerY: number;
  /** The noises that every cell needs, one column of the map at a time; named by their z and scale. */
  readonly #start8x3: Float64Array;
  readonly #water3x15: Float64Array;
  readonly #water3x5: Float64Array;
  readonly #mountain0x15: Float64Array;
  readonly #mountain0x5: Float64Array;

  constructor({ width, height, random }: CrafterState, playerX: number, playerY: number) {
    this.tunnels = new Uint8Array(width * height);
    this.#height = height;
    this.#random = random;
    this.#simplex = new OpenSimplex(random.randomInt(0x7fffffff));
    this.#playerX = playerX;
    this.#playerY = playerY;
    this.#start8x3 = new Float64Array(height);
    this.#water3x15 = new Float64Array(height);
    this.#water3x5 = new Float64Array(height);
    this.#mountain0x15 = new Float64Array(height);
    this.#mountain0x5 = new Float64Array(height);
  }

  /** Chooses every cell's material, x outer, y inner. */
  fill(materials: Uint8Array): void {
    const height = this.#height;
    const simplex = this.#simplex;
    for (let x = 0; x * height < materials.length; x++) {
      simplex.column(this.#start8x3, x, 8, 3);
      simplex.column(this.#water3x15, x, 3, 15);
      simplex.column(this.#water3x5, x, 3, 5);
      simplex.column(this.#mountain0x15, x, 0, 15);
      simplex.column(this.#mountain0x5, x, 0, 5);
      for (let y = 0; y < height; y++) materials[x * height + y] = this.#materialAt(x, y);
    }
  }

  #noise(x: number, y: number, z: number, scale: number): number {
    return this.#simplex.noise(x / scale, y / scale, z);
  }

  #materialAt(x: number, y: number): number {
    let start = 4 - Math.sqrt((x - this.#playerX) ** 2 + (y - this.#playerY) ** 2);
    start += 2 * this.#start8x3[y];
    start = 1 / (1 + Math.exp(-start));
    if (start > 0.5) return GRASS;
    let water = this.#water3x15[y] + 0.15 * this.#water3x5[y] + 0.1;
    water -= 2 * start;
    let mountain = (this.#mountain0x15[y] + 0.3 * this.#mountain0x5[y]) / 1.3;
    mountain -= 4 * start + 0.3 * water;
    if (mountain > 0.15) return this.#mountainAt(x, y, mountain);
    if (water > 0.25 && water <= 0.35 && this.#noise(x, y, 4, 9) > -0.2) return SAND;
    if (water > 0.3) return WATER;
    return this.#noise(x, y, 5, 7) > 0 && this.#random.uniform() > 0.8 ? TREE : GRASS;
  }

  #mountainAt(x: number, y: number, mountain: number): number {
    const random = this.#random;
    if (this.#noise(x, y, 6, 7) > 0.15 && mountain > 0.3) return PATH;
    if (this.#noise(2 * x, y / 5, 7, 3) > 0.4 || this.#noise(x / 5, 2 * y, 7, 3) > 0.4) {
      this.tunnels[x * this.#height + y] = 1;
      return PATH;
    }
    if (this.#noise(x, y, 1, 8) > 0 && random.uniform() > 0.85) return COAL;
    if (this.#noise(x, y, 2, 6) > 0.4 && random.uniform() > 0.75) return IRON;
    if (mountain > 0.18 && random.uniform() > 0.994) return DIAMOND;
    if (mountain > 0.3 && this.#noise(x, y, 6, 5) > 0.35) return LAVA;
    return STONE;
  }
}

function populate(state: CrafterState, tunnels: Uint8Array, playerX: number, playerY: number): void {
  const { width, height, materials, random } = state;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const cell = x * height + y;
      const ground = materials[cell];
      if (((WALKABLE[COW] >>> ground) & 1) === 0) continue;
      const distance = Math.sqrt((x - playerX) ** 2 + (y - playerY) ** 2);
      if (distance > 3 && ground === GRASS && random.uniform() > 0.985) state.add(COW, x, y);
      else if (distance > 10 && random.uniform() > 0.993) state.add(ZOMBIE, x, y);
      else if (ground === PATH && tunnels[cell] !== 0 && random.uniform() > 0.95) state.add(SKELETON, x, y);
    }
  }
}
