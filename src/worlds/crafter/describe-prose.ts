// The long description, for chat models: the wording of the BALROG benchmark to the letter, its quirks included, so that
// scores here can be set beside published ones. Source: BALROG's Crafter wrapper. The quirks: near the west and north
// edges its slice of the map is empty, so that nothing is seen; at the far edges it is cut; after "You are sleeping ..."
// come three blank lines; light, ripeness and the health of others are not told.

import { type CrafterObservation, DIRECTIONS, ENTITIES, ITEMS, MATERIALS } from './names.ts';
import type { CrafterConfig } from './options.ts';
import { HEALTH, PLANT } from './rules.ts';
import { type CrafterState, PLAYER_SLOT } from './state.ts';

const VITALS = 4;
const ASLEEP = 'You are sleeping, and will not be able take actions until energy is full.\n\n\n\n';
const DEAD = 'You died.\n\n\n\n';

export interface ProseText {
  /** What was seen; stays in the history of a conversation. */
  readonly longTerm: string;
  /** Status and inventory; told with the current observation alone. */
  readonly shortTerm: string;
}

export interface ProseOptions {
  /** Say "1 step south and 4 steps west" in place of "5 steps to your south-west". */
  readonly precise?: boolean;
}

/** A `Crafter` world, or as much of it as is described. */
export interface ProseWorld {
  readonly state: CrafterState;
  readonly config: CrafterConfig;
}

/** Describes the state a world is in. */
export function describeProse(world: ProseWorld, options: ProseOptions = {}): ProseText {
  const { facing, sleeping, inventory } = world.state;
  return describe({ facing: facing[PLAYER_SLOT], sleeping, inventory }, cropOfWorld(world), options);
}

/**
 * The same text from what an agent sees. Where the view reaches over an edge tells all that the quirks depend on, unless it
 * reaches over two opposite ones: worlds narrower than the view read otherwise here.
 */
export function describeSeen(observation: CrafterObservation, options: ProseOptions = {}): ProseText {
  return describe(observation, cropOfView(observation), options);
}

function describe(
  { facing, sleeping, inventory }: Pick<CrafterObservation, 'facing' | 'sleeping' | 'inventory'>,
  crop: Crop,
  { precise = false }: ProseOptions,
): ProseText {
  const closest = closestOfEachName(crop);
  const lines = Array.from(closest, ([name, { dx, dy }]) => `- ${name} ${place(dx, dy, precise)}`);
  const seen = lines.length > 0 ? `You see:\n${lines.join('\n')}` : 'You see nothing away from you.';
  const front = `You face ${nameInFront(crop, facing)} at your front.`;
  return {
    longTerm: `${condition(sleeping, inventory)}${seen}\n\n${front}`,
    shortTerm: describeInventory(inventory),
  };
}

/** What BALROG cuts out of the map, and which of its cells it takes for the player's. */
interface Crop {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly centreColumn: number;
  readonly centreRow: number;
  /** The object on a cell, else its material; a ripe plant is a plant. */
  readonly nameAt: (x: number, y: number) => string;
}

function cropOfWorld({ state, config }: ProseWorld): Crop {
  const halfWidth = config.view[0] >> 1;
  const halfHeight = config.view[1] >> 1;
  const x = state.x[PLAYER_SLOT];
  const y = state.y[PLAYER_SLOT];
  const [left, right] = pythonSlice(x - halfWidth, x + halfWidth + 1, state.width);
  const [top, bottom] = pythonSlice(y - halfHeight + 1, y + halfHeight, state.height);
  const nameAt = (x: number, y: number): string => {
    const cell = x * state.height + y;
    const slot = state.objectAt[cell];
    return slot === 0 ? MATERIALS[state.materials[cell]] : ENTITIES[Math.min(state.type[slot], PLANT) + 1];
  };
  return { left, right, top, bottom, centreColumn: halfWidth, centreRow: halfHeight - 1, nameAt };
}

/** Columns and rows are the view's own. */
function cropOfView({ view: [columns, rows], materials, entities }: CrafterObservation): Crop {
  const centreColumn = columns >> 1;
  const centreRow = rows >> 1;
  const nameAt = (x: number, y: number): string => {
    const cell = y * columns + x;
    return entities[cell] === 0 ? MATERIALS[materials[cell]] : ENTITIES[Math.min(entities[cell], PLANT + 1)];
  };
  // The player's own row and column are inside wherever the world is.
  const right = cellsInside(columns, (x) => materials[centreRow * columns + x]);
  const bottom = cellsInside(rows, (y) => materials[y * columns + centreColumn]);
  return { left: 0, right, top: 0, bottom, centreColumn, centreRow, nameAt };
}

/** Cells before the world's far edge; none where the near edge is in sight, as `pythonSlice` has it. */
function cellsInside(count: number, materialAt: (i: number) => number): number {
  const outside = Array.from({ length: count }, (_, i) => materialAt(i)).indexOf(0);
  return outside < 0 ? count : outside;
}

/** The bounds of `array[start:stop]`: a negative start counts from the end, which empties most slices. */
function pythonSlice(start: number, stop: number, length: number): [number, number] {
  const from = start < 0 ? Math.max(start + length, 0) : start;
  return [from, Math.max(from, Math.min(stop, length))];
}

/** The nearest cell of each name, in order of first sight (x outer, y inner), relative to the crop's centre. */
function closestOfEachName(crop: Crop): Map<string, { dx: number; dy: number }> {
  const closest = new Map<string, { dx: number; dy: number }>();
  for (let x = crop.left; x < crop.right; x++) {
    for (let y = crop.top; y < crop.bottom; y++) {
      const name = crop.nameAt(x, y);
      if (name === 'player') continue;
      const dx = x - crop.left - crop.centreColumn;
      const dy = y - crop.top - crop.centreRow;
      const best = closest.get(name);
      if (!best || steps(dx, dy) < steps(best.dx, best.dy)) closest.set(name, { dx, dy });
    }
  }
  return closest;
}

function nameInFront(crop: Crop, facing: number): string {
  const { dx, dy } = DIRECTIONS[facing];
  const x = crop.left + crop.centreColumn + dx;
  const y = crop.top + crop.centreRow + dy;
  const inside = x >= crop.left && x < crop.right && y >= crop.top && y < crop.bottom;
  return inside ? crop.nameAt(x, y) : 'nothing';
}

function steps(dx: number, dy: number): number {
  return Math.abs(dx) + Math.abs(dy);
}

function place(dx: number, dy: number, precise: boolean): string {
  const northSouth = dy < 0 ? 'north' : 'south';
  const westEast = dx < 0 ? 'west' : 'east';
  if (precise) {
    const parts: string[] = [];
    if (dy !== 0) parts.push(`${countSteps(Math.abs(dy))} ${northSouth}`);
    if (dx !== 0) parts.push(`${countSteps(Math.abs(dx))} ${westEast}`);
    return parts.join(' and ');
  }
  const directions = [dy !== 0 ? northSouth : '', dx !== 0 ? westEast : ''].filter(Boolean);
  return `${countSteps(steps(dx, dy))} to your ${directions.join('-')}`;
}

function countSteps(count: number): string {
  return count > 1 ? `${count} steps` : `${count} step`;
}

function condition(sleeping: boolean, inventory: Uint8Array): string {
  if (sleeping) return ASLEEP;
  return inventory[HEALTH] === 0 ? DEAD : '';
}

function describeInventory(inventory: Uint8Array): string {
  const line = (item: number, end: string) => `- ${ITEMS[item]}: ${inventory[item]}${end}`;
  const status = Array.from({ length: VITALS }, (_, item) => line(item, '/9'));
  const items = Array.from(inventory.keys())
    .filter((item) => item >= VITALS && inventory[item] > 0)
    .map((item) => line(item, ''));
  const carried =
    items.length > 0 ? `Your inventory:\n${items.join('\n')}` : 'You have nothing in your inventory.';
  return `Your status:\n${status.join('\n')}\n\n${carried}`;
}
