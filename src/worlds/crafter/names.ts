// Crafter's names in their fixed orders (numbers are positions in these lists), and what an agent and a page get to see.
// Source of the orders: Crafter 1.8.3, data.yaml.

export const ACTIONS = [
  'noop',
  'move_left',
  'move_right',
  'move_up',
  'move_down',
  'do',
  'sleep',
  'place_stone',
  'place_table',
  'place_furnace',
  'place_plant',
  'make_wood_pickaxe',
  'make_stone_pickaxe',
  'make_iron_pickaxe',
  'make_wood_sword',
  'make_stone_sword',
  'make_iron_sword',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** Material ids 0..12; `none` is what lies outside the world. */
export const MATERIALS = [
  'none',
  'water',
  'grass',
  'stone',
  'path',
  'sand',
  'tree',
  'lava',
  'coal',
  'iron',
  'diamond',
  'table',
  'furnace',
] as const;
export type MaterialName = (typeof MATERIALS)[number];

export const ITEMS = [
  'health',
  'food',
  'drink',
  'energy',
  'sapling',
  'wood',
  'stone',
  'coal',
  'iron',
  'diamond',
  'wood_pickaxe',
  'stone_pickaxe',
  'iron_pickaxe',
  'wood_sword',
  'stone_sword',
  'iron_sword',
] as const;
export type ItemName = (typeof ITEMS)[number];

export const ACHIEVEMENTS = [
  'collect_coal',
  'collect_diamond',
  'collect_drink',
  'collect_iron',
  'collect_sapling',
  'collect_stone',
  'collect_wood',
  'defeat_skeleton',
  'defeat_zombie',
  'eat_cow',
  'eat_plant',
  'make_iron_pickaxe',
  'make_iron_sword',
  'make_stone_pickaxe',
  'make_stone_sword',
  'make_wood_pickaxe',
  'make_wood_sword',
  'place_furnace',
  'place_plant',
  'place_stone',
  'place_table',
  'wake_up',
] as const;
export type AchievementName = (typeof ACHIEVEMENTS)[number];

/** What can stand on a cell of the local view; 0 = nothing. A ripe plant looks different from an unripe one. */
export const ENTITIES = ['nothing', 'player', 'cow', 'zombie', 'skeleton', 'arrow', 'plant', 'ripe'] as const;
export type EntityName = (typeof ENTITIES)[number];

/** Facing 0..3, the order of Crafter's direction draws; y grows downwards (south). */
export const DIRECTIONS = [
  { name: 'west', dx: -1, dy: 0 },
  { name: 'east', dx: 1, dy: 0 },
  { name: 'north', dx: 0, dy: -1 },
  { name: 'south', dx: 0, dy: 1 },
] as const;

/**
 * All that Crafter's picture shows, as numbers: the only thing an agent may act on. Typed arrays are reused by the
 * world and valid until its next step; copy what must last.
 */
export interface CrafterObservation {
  /** Size of the local view in cells, [9, 7] by default. The player stands at its centre. */
  readonly view: readonly [columns: number, rows: number];
  /** Material id per cell, index `row * columns + column`, row 0 northmost; 0 outside the world. */
  readonly materials: Uint8Array;
  /** Index into ENTITIES per cell, same order. */
  readonly entities: Uint8Array;
  /** Amounts 0..9 in ITEMS order. */
  readonly inventory: Uint8Array;
  /** Index into DIRECTIONS. */
  readonly facing: number;
  readonly sleeping: boolean;
  /** 0 (dark) .. 1 (bright); the picture darkens with it. */
  readonly daylight: number;
}

/** A whole world state to draw: what the page gets with every event. Plain data, safe to post between threads. */
export interface CrafterFrame {
  readonly area: readonly [width: number, height: number];
  /** Size of the local view in cells, [9, 7]. */
  readonly view: readonly [columns: number, rows: number];
  /** Material ids, index `x * height + y` (x-major). */
  readonly materials: Uint8Array;
  /** Five bytes for each object in creation order, player first: ENTITIES index, x, y, DIRECTIONS index (player and arrow), 0. */
  readonly objects: Uint8Array;
  readonly inventory: Uint8Array;
  /** Counts in ACHIEVEMENTS order. */
  readonly achievements: Uint16Array;
  readonly sleeping: boolean;
  readonly daylight: number;
  readonly step: number;
}
