// Crafter's rules as data (data.yaml of 1.8.3): what each material gives and needs, what can be placed and made, at what
// cost. Numbers are positions in the lists of names.ts.

import {
  ACHIEVEMENTS,
  type AchievementName,
  ITEMS,
  type ItemName,
  MATERIALS,
  type MaterialName,
} from './names.ts';

/** Object types, in the numbering of the state checksum; an entity of names.ts is the type plus one. */
export const PLAYER = 0;
export const COW = 1;
export const ZOMBIE = 2;
export const SKELETON = 3;
export const ARROW = 4;
export const PLANT = 5;

/** Health that an object of each type starts with; the player's is an item. */
export const START_HEALTH = [0, 3, 5, 3, 0, 1] as const;

/** A sapling is ripe when it has grown for more than this many updates. */
export const RIPE_AFTER = 300;

/** The most one can carry of any item, and the best a vital can be. */
export const MAX_AMOUNT = 9;

/** Sides of a chunk, in cells. */
export const CHUNK_SIZE = 12;

export function material(name: MaterialName): number {
  return MATERIALS.indexOf(name);
}
export function item(name: ItemName): number {
  return ITEMS.indexOf(name);
}
export function achievement(name: AchievementName): number {
  return ACHIEVEMENTS.indexOf(name);
}

export const GRASS = material('grass');
export const PATH = material('path');
export const SAND = material('sand');
export const WATER = material('water');
export const LAVA = material('lava');
export const TABLE = material('table');
export const FURNACE = material('furnace');

export const HEALTH = item('health');
export const FOOD = item('food');
export const DRINK = item('drink');
export const ENERGY = item('energy');

/** Per object type, a bit per material id: what it may walk (or fly) on. */
export const WALKABLE = buildWalkable();

function materialBits(...names: MaterialName[]): number {
  return names.reduce((bits, name) => bits | (1 << material(name)), 0);
}

function buildWalkable(): Int32Array {
  const ground = materialBits('grass', 'sand', 'path');
  const walkable = new Int32Array(6).fill(ground);
  walkable[PLAYER] |= materialBits('lava');
  walkable[ARROW] |= materialBits('water', 'lava');
  return walkable;
}

export interface CollectRule {
  /** Item needed in the inventory, -1 for none. */
  readonly needs: number;
  readonly gives: number;
  /** What the cell becomes. */
  readonly leaves: number;
  readonly probability: number;
  readonly achievement: number;
}

function collect(
  needs: ItemName | null,
  gives: ItemName,
  leaves: MaterialName,
  probability = 1,
): CollectRule {
  return {
    needs: needs ? item(needs) : -1,
    gives: item(gives),
    leaves: material(leaves),
    probability,
    achievement: achievement(`collect_${gives}` as AchievementName),
  };
}

const COLLECT_BY_NAME: Partial<Record<MaterialName, CollectRule>> = {
  tree: collect(null, 'wood', 'grass'),
  stone: collect('wood_pickaxe', 'stone', 'path'),
  coal: collect('wood_pickaxe', 'coal', 'path'),
  iron: collect('stone_pickaxe', 'iron', 'path'),
  diamond: collect('iron_pickaxe', 'diamond', 'path'),
  water: collect(null, 'drink', 'water'),
  grass: collect(null, 'sapling', 'grass', 0.1),
};

/** By the id of the faced material; null where nothing can be collected. */
export const COLLECT: readonly (CollectRule | null)[] = MATERIALS.map(
  (name) => COLLECT_BY_NAME[name] ?? null,
);

export interface PlaceRule {
  readonly item: number;
  readonly cost: number;
  /** A bit per material id that it may be placed on. */
  readonly onto: number;
  /** The material placed, -1 for a plant, which is an object. */
  readonly material: number;
  readonly achievement: number;
}

/** In the order of the actions `place_stone` .. `place_plant`. */
export const PLACE: readonly PlaceRule[] = [
  {
    item: item('stone'),
    cost: 1,
    onto: materialBits('grass', 'sand', 'path', 'water', 'lava'),
    material: material('stone'),
    achievement: achievement('place_stone'),
  },
  {
    item: item('wood'),
    cost: 2,
    onto: materialBits('grass', 'sand', 'path'),
    material: TABLE,
    achievement: achievement('place_table'),
  },
  {
    item: item('stone'),
    cost: 4,
    onto: materialBits('grass', 'sand', 'path'),
    material: FURNACE,
    achievement: achievement('place_furnace'),
  },
  {
    item: item('sapling'),
    cost: 1,
    onto: materialBits('grass'),
    material: -1,
    achievement: achievement('place_plant'),
  },
];

export interface MakeRule {
  readonly gives: number;
  /** Pairs of item and amount. */
  readonly costs: readonly (readonly [item: number, amount: number])[];
  /** A bit per material id that must be near. */
  readonly stations: number;
  readonly achievement: number;
}

function make(tool: ItemName, stations: number, ...materials: ItemName[]): MakeRule {
  return {
    gives: item(tool),
    costs: materials.map((name) => [item(name), 1] as const),
    stations,
    achievement: achievement(`make_${tool}` as AchievementName),
  };
}

const TABLE_ONLY = materialBits('table');
const TABLE_AND_FURNACE = materialBits('table', 'furnace');

/** In the order of the actions `make_wood_pickaxe` .. `make_iron_sword`. */
export const MAKE: readonly MakeRule[] = [
  make('wood_pickaxe', TABLE_ONLY, 'wood'),
  make('stone_pickaxe', TABLE_ONLY, 'wood', 'stone'),
  make('iron_pickaxe', TABLE_AND_FURNACE, 'wood', 'coal', 'iron'),
  make('wood_sword', TABLE_ONLY, 'wood'),
  make('stone_sword', TABLE_ONLY, 'wood', 'stone'),
  make('iron_sword', TABLE_AND_FURNACE, 'wood', 'coal', 'iron'),
];
