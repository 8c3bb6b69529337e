// Crafter balances its population chunk by chunk (12x12 cells). Two orders decide which random numbers are drawn, so both
// are state: the order in which chunks were first entered by any object, and, inside a chunk, the order in which
// creatures came in. The latter are doubly linked lists over object slots, one for each chunk and kind of creature.

import { CHUNK_SIZE, COW, GRASS, PATH, SKELETON, ZOMBIE } from './rules.ts';

/** Kinds of creature that are balanced, and their number. */
export const ZOMBIES = 0;
export const SKELETONS = 1;
export const COWS = 2;
export const KINDS = 3;

/** The kind of an object type, -1 for those that are not balanced. */
export const KIND_OF_TYPE = new Int8Array(6).fill(-1);
KIND_OF_TYPE[ZOMBIE] = ZOMBIES;
KIND_OF_TYPE[SKELETON] = SKELETONS;
KIND_OF_TYPE[COW] = COWS;

export class Chunks {
  readonly rows: number;
  readonly count: number;
  /** Chunk of each cell, index `x * height + y`. */
  readonly ofCell: Uint16Array;
  /** Chunks in the order of first entry; the first `entered` are valid. */
  readonly order: Uint16Array;
  entered = 0;
  /** Grass and path cells per chunk. */
  readonly grass: Uint8Array;
  readonly path: Uint8Array;
  /** List heads, tails (slots, 0 = none) and lengths, index `chunk * KINDS + kind`. */
  readonly head: Uint16Array;
  readonly tail: Uint16Array;
  readonly size: Uint16Array;
  readonly #seen: Uint8Array;

  constructor(width: number, height: number) {
    this.rows = Math.ceil(height / CHUNK_SIZE);
    this.count = Math.ceil(width / CHUNK_SIZE) * this.rows;
    this.ofCell = new Uint16Array(width * height);
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        this.ofCell[x * height + y] = Math.floor(x / CHUNK_SIZE) * this.rows + Math.floor(y / CHUNK_SIZE);
      }
    }
    this.order = new Uint16Array(this.count);
    this.grass = new Uint8Array(this.count);
    this.path = new Uint8Array(this.count);
    this.head = new Uint16Array(this.count * KINDS);
    this.tail = new Uint16Array(this.count * KINDS);
    this.size = new Uint16Array(this.count * KINDS);
    this.#seen = new Uint8Array(this.count);
  }

  /** Forgets entries and lists and counts the cells of `materials` anew. */
  reset(materials: Uint8Array): void {
    this.entered = 0;
    this.#seen.fill(0);
    this.head.fill(0);
    this.tail.fill(0);
    this.size.fill(0);
    this.grass.fill(0);
    this.path.fill(0);
    for (let cell = 0; cell < materials.length; cell++) {
      if (materials[cell] === GRASS) this.grass[this.ofCell[cell]]++;
      else if (materials[cell] === PATH) this.path[this.ofCell[cell]]++;
    }
  }

  /** An object is in `chunk`: the first time, the chunk joins the order. */
  enter(chunk: number): void {
    if (this.#seen[chunk] !== 0) return;
    this.#seen[chunk] = 1;
    this.order[this.entered++] = chunk;
  }
}
