// Every ten steps Crafter tops up and thins out the creatures of each chunk that was ever entered. Counts of grass and
// path cells per chunk are kept by the state, so that a balanced chunk costs three comparisons.

import { COWS, KINDS, SKELETONS, ZOMBIES } from './chunks.ts';
import { CHUNK_SIZE, COW, GRASS, PATH, SKELETON, ZOMBIE } from './rules.ts';
import type { CrafterState } from './state.ts';

interface Species {
  readonly kind: number;
  readonly type: number;
  readonly ground: number;
  readonly spawnDistance: number;
  readonly despawnDistance: number;
  readonly spawnProbability: number;
  readonly despawnProbability: number;
}

const ZOMBIE_SPECIES: Species = {
  kind: ZOMBIES,
  type: ZOMBIE,
  ground: GRASS,
  spawnDistance: 6,
  despawnDistance: 0,
  spawnProbability: 0.3,
  despawnProbability: 0.4,
};
const SKELETON_SPECIES: Species = {
  kind: SKELETONS,
  type: SKELETON,
  ground: PATH,
  spawnDistance: 7,
  despawnDistance: 7,
  spawnProbability: 0.1,
  despawnProbability: 0.1,
};
const COW_SPECIES: Species = {
  kind: COWS,
  type: COW,
  ground: GRASS,
  spawnDistance: 5,
  despawnDistance: 5,
  spawnProbability: 0.01,
  despawnProbability: 0.1,
};

/** Balances every entered chunk, in the order of entry. */
export function balanceChunks(state: CrafterState): void {
  const { order, entered, grass, path } = state.chunks;
  const zombies = Math.trunc(3.5 - 3 * state.daylight);
  const cows = Math.trunc(1.5 + state.daylight);
  for (let i = 0; i < entered; i++) {
    const chunk = order[i];
    balance(state, chunk, ZOMBIE_SPECIES, grass[chunk], grass[chunk] < 50 ? 0 : zombies, zombies);
    balance(state, chunk, SKELETON_SPECIES, path[chunk], path[chunk] < 6 ? 0 : 1, 2);
    balance(state, chunk, COW_SPECIES, grass[chunk], grass[chunk] < 30 ? 0 : 1, cows);
  }
}

function balance(
  state: CrafterState,
  chunk: number,
  species: Species,
  groundCells: number,
  least: number,
  most: number,
): void {
  const count = state.chunks.size[chunk * KINDS + species.kind];
  if (count < least && state.random.uniform() < species.spawnProbability) {
    spawn(state, chunk, species, state.random.randomInt(groundCells));
  } else if (count > most && state.random.uniform() < species.despawnProbability) {
    despawn(state, chunk, species, state.random.randomInt(count));
  }
}

/** A creature on the `index`-th cell of its ground in the chunk, x outer and y inner, if that is free and far enough. */
function spawn(state: CrafterState, chunk: number, species: Species, index: number): void {
  const { width, height, materials } = state;
  const left = Math.floor(chunk / state.chunks.rows) * CHUNK_SIZE;
  const top = (chunk % state.chunks.rows) * CHUNK_SIZE;
  const right = Math.min(left + CHUNK_SIZE, width);
  const bottom = Math.min(top + CHUNK_SIZE, height);
  let rest = index;
  for (let x = left; x < right; x++) {
    for (let y = top; y < bottom; y++) {
      const cell = x * height + y;
      if (materials[cell] !== species.ground || rest-- > 0) continue;
      const far = state.distanceToPlayer(x, y) >= species.spawnDistance;
      if (far && state.objectAt[cell] === 0) state.add(species.type, x, y);
      return;
    }
  }
}

/** Removes the `index`-th creature of the chunk in order of arrival, if it is far enough. */
function despawn(state: CrafterState, chunk: number, species: Species, index: number): void {
  let slot = state.chunks.head[chunk * KINDS + species.kind];
  for (let i = 0; i < index; i++) slot = state.next[slot];
  if (state.distanceToPlayer(state.x[slot], state.y[slot]) >= species.despawnDistance) state.remove(slot);
}
