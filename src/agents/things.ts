// Crafter's numbers by name, for code that reasons about cells and items instead of iterating over lists.

import { ACHIEVEMENTS, ACTIONS, ENTITIES, ITEMS, MATERIALS } from '../worlds/crafter/names.ts';

type Numbers<T extends string> = Readonly<Record<T, number>>;

function numbers<T extends string>(names: readonly T[]): Numbers<T> {
  return Object.fromEntries(names.map((name, i) => [name, i])) as Numbers<T>;
}

/** Action number by name. */
export const ACTION = numbers(ACTIONS);
/** Material id by name. */
export const MATERIAL = numbers(MATERIALS);
/** Inventory position by name. */
export const ITEM = numbers(ITEMS);
/** Entity number by name. */
export const ENTITY = numbers(ENTITIES);
/** Achievement position by name. */
export const ACHIEVEMENT = numbers(ACHIEVEMENTS);

export const GRASS = MATERIAL.grass;
export const PATH = MATERIAL.path;
export const SAND = MATERIAL.sand;
export const DIAMOND = MATERIAL.diamond;
/** Inventory positions of the pickaxes, weakest first. */
export const PICKAXES = [ITEM.wood_pickaxe, ITEM.stone_pickaxe, ITEM.iron_pickaxe] as const;
/** Inventory positions of the swords, weakest first. */
export const SWORDS = [ITEM.wood_sword, ITEM.stone_sword, ITEM.iron_sword] as const;
