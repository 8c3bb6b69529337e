// How deep an achievement stands in Crafter's tree of requirements: the length of the longest chain of achievements that
// must come before it, itself included. Read from the rules themselves: collect_wood 1, place_table 2, make_wood_pickaxe 3,
// collect_stone 4, make_stone_pickaxe 5, collect_iron 6, make_iron_pickaxe 7, collect_diamond 8.

import { ACHIEVEMENTS, type AchievementName, ITEMS } from '../worlds/crafter/names.ts';
import { COLLECT, FURNACE, MAKE, PLACE, TABLE } from '../worlds/crafter/rules.ts';

const EAT_PLANT = ACHIEVEMENTS.indexOf('eat_plant');
const PLACE_PLANT = ACHIEVEMENTS.indexOf('place_plant');

/** Depth of each achievement, in ACHIEVEMENTS order. */
export const DEPTHS: readonly number[] = ACHIEVEMENTS.map((_, kind) => depthOf(kind));

export const DEEPEST = Math.max(...DEPTHS);

/** Depth of the deepest of these achievements; 0 for none. */
export function deepest(unlocked: readonly string[]): number {
  return Math.max(0, ...unlocked.map((name) => DEPTHS[ACHIEVEMENTS.indexOf(name as AchievementName)] ?? 0));
}

function depthOf(kind: number): number {
  return 1 + Math.max(0, ...requirementsOf(kind).map(depthOf));
}

/** Achievements without which this one cannot be had. */
function requirementsOf(kind: number): number[] {
  if (kind === EAT_PLANT) return [PLACE_PLANT];
  const collected = COLLECT.find((rule) => rule?.achievement === kind);
  if (collected) return collected.needs < 0 ? [] : sourceOf(collected.needs);
  const placed = PLACE.find((rule) => rule.achievement === kind);
  if (placed) return sourceOf(placed.item);
  const made = MAKE.find((rule) => rule.achievement === kind);
  if (!made) return [];
  const stations = PLACE.filter(({ material }) => isStation(material) && made.stations & (1 << material));
  return [
    ...made.costs.flatMap(([item]) => sourceOf(item)),
    ...stations.map(({ achievement }) => achievement),
  ];
}

function isStation(material: number): boolean {
  return material === TABLE || material === FURNACE;
}

/** The achievement that comes with having an item. @throws Error for an item that nothing gives */
function sourceOf(item: number): number[] {
  const rule = COLLECT.find((one) => one?.gives === item) ?? MAKE.find((one) => one.gives === item);
  if (!rule) throw new Error(`Nothing gives ${ITEMS[item]}.`);
  return [rule.achievement];
}
