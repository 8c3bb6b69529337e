// What a plan says, as data: a short list of goals, worked through from left to right. Two parties share it: whoever
// writes plans (teacher, model, person) and whoever acts on them.

import { type CrafterMemory, type Place, pickaxeLevel } from './memory.ts';
import type { DirectionWord, DistanceWord } from './plan-words.ts';
import { DIRECTION_WORDS } from './plan-words.ts';
import { ITEM, SWORDS } from './things.ts';

export type Verb =
  | 'collect'
  | 'place'
  | 'make'
  | 'drink'
  | 'eat'
  | 'fight'
  | 'flee'
  | 'sleep'
  | 'wait'
  | 'explore'
  | 'go';

export interface Goal {
  readonly verb: Verb;
  /**
   * collect: wood stone coal iron diamond sapling. place: table furnace plant stone, and fence (stones around a
   * plant). make: an item such as
   * wood_pickaxe. eat: cow plant. fight, flee: zombie skeleton. drink: water. go: any thing a memory knows.
   */
  readonly thing?: string;
  /** collect: the amount to hold when done, or to add where `more` is set (`bindGoals` makes it absolute). */
  readonly count?: number;
  readonly more?: boolean;
  /** Where to; advice that knowledge of the map overrules. */
  readonly direction?: DirectionWord;
  readonly distance?: DistanceWord;
}

const SOURCES: Readonly<Record<string, string>> = { wood: 'tree', sapling: 'grass' };

/** The thing on the map that a goal goes to, as `CrafterMemory.nearest` names it; null for goals without one. */
export function sourceOf(goal: Goal): string | null {
  const { verb, thing } = goal;
  if (thing === undefined || verb === 'place' || verb === 'make') return null;
  return verb === 'collect' ? (SOURCES[thing] ?? thing) : thing;
}

/** Makes relative goals absolute for what is held now: amounts to add, and "a pickaxe" as the next better one. */
export function bindGoals(goals: readonly Goal[], inventory: ArrayLike<number>): Goal[] {
  return goals.map((goal) => {
    if (goal.verb === 'collect' && goal.more) {
      const held = inventory[ITEM[goal.thing as keyof typeof ITEM]];
      const { more: _, ...rest } = goal;
      return { ...rest, count: Math.min(9, held + (goal.count ?? 1)) };
    }
    if (goal.verb === 'make') return { ...goal, thing: boundTool(goal.thing, inventory) };
    return goal;
  });
}

const LEVELS = ['wood', 'stone', 'iron'] as const;

function boundTool(thing: string | undefined, inventory: ArrayLike<number>): string | undefined {
  if (thing === 'pickaxe') return `${LEVELS[Math.min(2, pickaxeLevel(inventory))]}_pickaxe`;
  if (thing === 'sword') return `${LEVELS[Math.min(2, swordLevel(inventory))]}_sword`;
  return thing;
}

/** The best sword held: 0 none, 1 wood, 2 stone, 3 iron. */
export function swordLevel(inventory: ArrayLike<number>): number {
  for (let level = 3; level > 0; level--) if (inventory[SWORDS[level - 1]] > 0) return level;
  return 0;
}

/** The direction word of an offset: a straight one within 26.6 degrees of the axis, else a diagonal. */
export function directionWord(dx: number, dy: number): DirectionWord {
  const [ax, ay] = [Math.abs(dx), Math.abs(dy)];
  const x = ax * 2 > ay ? Math.sign(dx) : 0;
  const y = ay * 2 > ax ? Math.sign(dy) : 0;
  return DIRECTION_WORDS[SECTORS[(y + 1) * 3 + x + 1]];
}

/** Sector by sign of (dy, dx); the centre counts as north. */
const SECTORS = [7, 0, 1, 6, 0, 2, 5, 4, 3];

/** Unit steps of a direction word. */
export function directionOffset(word: DirectionWord): { dx: number; dy: number } {
  const sector = SECTORS.findIndex((s, i) => s === DIRECTION_WORDS.indexOf(word) && i !== 4);
  return { dx: (sector % 3) - 1, dy: Math.floor(sector / 3) - 1 };
}

/** The distance word of a number of cells (L1). */
export function distanceWord(distance: number): DistanceWord {
  if (distance <= 1) return 'beside';
  if (distance <= 6) return 'near';
  return distance <= 14 ? 'mid' : 'far';
}

/** Where a goal's thing is, as memory knows it. */
export function knownPlace(goal: Goal, memory: CrafterMemory): Place | null {
  const source = sourceOf(goal);
  return source === null ? null : memory.nearest(source);
}
