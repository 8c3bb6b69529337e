// The pocket model's prompt. One line is one position of the model (its words' embeddings add up), so lines are few:
//   plan age:5 | collect 4 wood west near then place table
//   hour:7 did drink sapling plant     time of day, and what it must have unlocked that the picture does not show
//   known water north-west far         the nearest remembered thing of a type that is out of view
//   row:1 … status                     the grid describer's lines, the status line last
// The model's answer follows the last line.

import { ENTITIES, type EntityName } from '../worlds/crafter/names.ts';
import { directionWord, distanceWord } from './goals.ts';
import { type CrafterMemory, cellIndex } from './memory.ts';
import { DIRECTION_WORDS, DISTANCE_WORDS } from './plan-words.ts';
import { ACHIEVEMENT, MATERIAL, PATH } from './things.ts';

/** Plan ages above this are all `age:old`. */
export const MAX_PLAN_AGE = 24;
/** Lines of remembered things at the most; the first of KNOWN_TYPES come first. */
export const MAX_KNOWN_LINES = 10;

/** Steps from one night to the next, and the hours that the agent counts in them: it has a clock in its head. */
const DAY = 300;
const HOURS = 12;

/** What a `known` line can name, most useful first. */
const KNOWN_TYPES = [
  'diamond',
  'iron',
  'table',
  'furnace',
  'ripe',
  'water',
  'plant',
  'coal',
  'tree',
  'cow',
  'stone',
  'tunnel',
  'skeleton',
  'zombie',
] as const;

/** Achievements that the picture does not show, and their words on the `did` line. */
const DID = [
  ['drink', ACHIEVEMENT.collect_drink],
  ['sapling', ACHIEVEMENT.collect_sapling],
  ['plant', ACHIEVEMENT.place_plant],
  ['ripe', ACHIEVEMENT.eat_plant],
  ['cow', ACHIEVEMENT.eat_cow],
  ['zombie', ACHIEVEMENT.defeat_zombie],
  ['skeleton', ACHIEVEMENT.defeat_skeleton],
  ['stone', ACHIEVEMENT.place_stone],
  ['table', ACHIEVEMENT.place_table],
  ['furnace', ACHIEVEMENT.place_furnace],
  ['wake', ACHIEVEMENT.wake_up],
] as const;

/**
 * The whole prompt as text.
 * @param gridLines the grid describer's lines, status line last
 * @param plan the plan in force (any wording) and its age in steps
 */
export function promptLines(
  gridLines: readonly string[],
  memory: CrafterMemory,
  plan: { readonly text: string; readonly age: number } | null,
): string {
  return [planLine(plan), didLine(memory), ...knownLines(memory), ...gridLines].join('\n');
}

/** Every word these lines can contain beside the grid's and the plan's, in a stable order: append only. */
export function promptWords(): string[] {
  const ages = Array.from({ length: MAX_PLAN_AGE + 1 }, (_, age) => `age:${age}`);
  const words = [
    'plan',
    'none',
    '|',
    'age:old',
    ...ages,
    'did',
    ...DID.map(([word]) => word),
    'known',
    ...KNOWN_TYPES,
  ];
  const hours = Array.from({ length: HOURS }, (_, hour) => `hour:${hour}`);
  return [...new Set([...words, ...DIRECTION_WORDS, ...DISTANCE_WORDS, ...hours])];
}

function planLine(plan: { readonly text: string; readonly age: number } | null): string {
  if (plan === null) return 'plan none';
  return `plan age:${plan.age > MAX_PLAN_AGE ? 'old' : plan.age} | ${plan.text}`;
}

function didLine(memory: CrafterMemory): string {
  const hour = Math.floor(((memory.steps % DAY) * HOURS) / DAY);
  const done = DID.filter(([, achievement]) => memory.achieved[achievement] > 0);
  return [`hour:${hour}`, 'did', ...done.map(([word]) => word)].join(' ');
}

function knownLines(memory: CrafterMemory): string[] {
  const nearest = nearestOutsideView(memory);
  const lines: string[] = [];
  for (const type of KNOWN_TYPES) {
    const index = nearest.get(type);
    if (index === undefined || lines.length >= MAX_KNOWN_LINES) continue;
    const { dx, dy, distance } = memory.placeOf(index);
    lines.push(`known ${type} ${directionWord(dx, dy)} ${distanceWord(distance)}`);
  }
  return lines;
}

const TYPE_OF_MATERIAL: readonly (string | undefined)[] = Object.keys(MATERIAL).map((name) =>
  (KNOWN_TYPES as readonly string[]).includes(name) ? name : undefined,
);

/** Index of the nearest (L1) cell of each known type that is out of view; one pass over everything remembered. */
function nearestOutsideView(memory: CrafterMemory): Map<string, number> {
  const best = new Map<string, number>();
  const distances = new Map<string, number>();
  const offer = (type: string, index: number, distance: number) => {
    if (distance >= (distances.get(type) ?? Number.POSITIVE_INFINITY)) return;
    distances.set(type, distance);
    best.set(type, index);
  };
  for (let y = memory.top; y <= memory.bottom; y++) {
    for (let x = memory.left; x <= memory.right; x++) {
      const index = cellIndex(x, y);
      const material = memory.materials[index];
      const tunnel = material === PATH && memory.changed[index] === 0;
      const type = tunnel ? 'tunnel' : TYPE_OF_MATERIAL[material];
      if (type === undefined || memory.inView(index)) continue;
      offer(type, index, Math.abs(x - memory.x) + Math.abs(y - memory.y));
    }
  }
  for (const { kind, index } of memory.entities) {
    const type: EntityName = ENTITIES[kind];
    if (memory.inView(index) || type === 'arrow') continue;
    offer(type, index, memory.placeOf(index).distance);
  }
  return best;
}
