// The short description, for the pocket model: nine lines of words from a closed list of 345. A line is one position of
// the model, whose words' embeddings are summed, so each word says by itself all it means: column, place and amount are
// part of it. Grass, the most common cell, goes unsaid; the player's own cell shows the ground under it.

import { LabError } from '../../lab-error.ts';
import { type CrafterObservation, DIRECTIONS, ENTITIES, ITEMS, MATERIALS } from './names.ts';
import { GRASS, MAX_AMOUNT } from './rules.ts';

const COLUMNS = 'abcdefghi';
const ROWS = 7;
const VITALS = 4;
const PLAYER_ENTITY = ENTITIES.indexOf('player');
const NIGHT_BELOW = 0.35;
const DUSK_BELOW = 0.65;

/** Names of what a cell can show: materials (nothing is `void`), then the entities after the player. */
const SHOWN = [
  ...MATERIALS.map((name) => (name === 'none' ? 'void' : name)),
  ...ENTITIES.slice(PLAYER_ENTITY + 1),
];
const ROW_WORDS = Array.from({ length: ROWS }, (_, row) => `row:${row + 1}`);
const CELL_WORDS = Array.from(COLUMNS, (letter) => SHOWN.map((name) => `${letter}:${name}`));
const AMOUNT_WORDS = ITEMS.map((name) => Array.from({ length: MAX_AMOUNT + 1 }, (_, n) => `${name}:${n}`));
const LIGHT_WORDS = ['day', 'dusk', 'night'];
const FACING_WORDS = DIRECTIONS.map(({ name }) => `facing:${name}`);
const FRONT_WORDS = SHOWN.map((name) => `front:${name}`);

/**
 * The observation as lines of words: one line per map row, north to south, then `have` with the items, then the state of
 * the player. @throws LabError bad-argument for a view larger than 9x7 or smaller than 3x3
 */
export function describeGrid(observation: CrafterObservation): string[] {
  const [columns, rows] = observation.view;
  if (columns > COLUMNS.length || rows > ROWS || columns < 3 || rows < 3) {
    throw new LabError('bad-argument', `The grid text covers 3x3 to 9x7 cells, not ${columns}x${rows}.`);
  }
  const { materials, entities } = observation;
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    let line = ROW_WORDS[row];
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      const shown = shownAt(materials[cell], entities[cell]);
      if (shown !== GRASS) line += ` ${CELL_WORDS[column][shown]}`;
    }
    lines.push(line);
  }
  lines.push(describeItems(observation.inventory), describePlayer(observation));
  return lines;
}

/** Every word that `describeGrid` can produce, in a stable order. */
export function gridWords(): string[] {
  return [
    ...ROW_WORDS,
    ...CELL_WORDS.flatMap((words) => words.filter((_, shown) => shown !== GRASS)),
    'have',
    ...AMOUNT_WORDS.slice(VITALS).flatMap((words) => words.slice(1)),
    ...AMOUNT_WORDS.slice(0, VITALS).flat(),
    ...LIGHT_WORDS,
    'asleep',
    ...FACING_WORDS,
    ...FRONT_WORDS,
  ];
}

/** Index into SHOWN. */
function shownAt(material: number, entity: number): number {
  return entity > PLAYER_ENTITY ? MATERIALS.length + entity - PLAYER_ENTITY - 1 : material;
}

function describeItems(inventory: Uint8Array): string {
  let line = 'have';
  for (let item = VITALS; item < inventory.length; item++) {
    if (inventory[item] > 0) line += ` ${AMOUNT_WORDS[item][inventory[item]]}`;
  }
  return line;
}

function describePlayer(observation: CrafterObservation): string {
  const words: string[] = [];
  for (let vital = 0; vital < VITALS; vital++) words.push(AMOUNT_WORDS[vital][observation.inventory[vital]]);
  words.push(lightWord(observation.daylight));
  if (observation.sleeping) words.push('asleep');
  words.push(FACING_WORDS[observation.facing], FRONT_WORDS[shownInFront(observation)]);
  return words.join(' ');
}

function lightWord(daylight: number): string {
  if (daylight < NIGHT_BELOW) return 'night';
  return daylight < DUSK_BELOW ? 'dusk' : 'day';
}

function shownInFront(observation: CrafterObservation): number {
  const [columns, rows] = observation.view;
  const { dx, dy } = DIRECTIONS[observation.facing];
  const cell = ((rows >> 1) + dy) * columns + (columns >> 1) + dx;
  return shownAt(observation.materials[cell], observation.entities[cell]);
}
