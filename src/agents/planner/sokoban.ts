// Sokoban as a planner reads it: one line per cell where somebody can stand, with the directions that lead on.
//   3-4 row:3 column:4 left up      walls or the border below and to the right
//   3-5 row:3 column:5 left down robot goal:box1
//   4-5 row:4 column:5 up right box1
// A board that is turned, mirrored or moved is another board with the same solution. Cells are therefore named by symmetry
// and not at random, and a direction goes by the word it has there.

import { LabError } from '../../lab-error.ts';
import type { Random } from '../../random.ts';
import { DIRECTIONS } from '../../worlds/strips/domains/sokoban-text.ts';
import { type Problem, wordsOf } from '../../worlds/strips/problem.ts';
import { numbered } from '../../worlds/strips/write-problem.ts';
import { Lines, type Naming, nameObjects, objectsOf, type PlannerDomain, wordOf } from './planner-domain.ts';

/** The published boards have up to 13 × 13 cells, their border of walls included, and 4 boxes. */
const SIDE = 13;
const BOXES = numbered('box', 4);
const NUMBERS = Array.from({ length: SIDE }, (_, i) => i + 1);
const CELLS = NUMBERS.flatMap((row) => NUMBERS.map((column) => cellWord(row, column)));
const PACK = 10;

export const SOKOBAN_PLANNER: PlannerDomain = {
  world: 'Sokoban-v1',
  vocabulary: {
    actions: ['move', 'push'],
    planWords: [...DIRECTIONS.map(({ name }) => name), ...BOXES, ...CELLS],
    promptWords: [
      ...['plan', 'robot', ...BOXES.map((box) => `goal:${box}`)],
      ...NUMBERS.flatMap((n) => [`row:${n}`, `column:${n}`]),
    ],
  },
  pack: PACK,
  tell(problem, random) {
    const naming = new Map([
      ...nameCells(objectsOf(problem, 'location'), random),
      ...nameObjects(objectsOf(problem, 'box'), BOXES, random),
    ]);
    const lines = linesOf(problem, naming);
    return { lines: random ? random.shuffle(lines) : lines, naming };
  },
};

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Words of cells and directions. @param random draws one of the eight symmetries, and where the board lies */
function nameCells(cells: readonly string[], random?: Random): [object: string, word: string][] {
  const places = cells.map(placeOf);
  const side = Math.max(...places.flatMap(({ row, column }) => [row, column]));
  if (side > SIDE)
    throw new LabError('too-large', `This planner reads boards of up to ${SIDE}×${SIDE} cells.`);
  const turn = random ? drawTurn(random) : (step: Place) => step;
  const [down, right] = random ? [random.int(SIDE - side + 1), random.int(SIDE - side + 1)] : [0, 0];
  // Turned about the board's middle, which lies between cells where the side is even: in halves.
  const middle = side + 1;
  const word = ({ row, column }: Place) => {
    const turned = turn({ row: 2 * row - middle, column: 2 * column - middle });
    return cellWord((turned.row + middle) / 2 + down, (turned.column + middle) / 2 + right);
  };
  const direction = (step: Place) => {
    const { row, column } = turn(step);
    return DIRECTIONS.find((d) => d.row === row && d.column === column)!.name;
  };
  return [
    ...cells.map((cell, i): [string, string] => [cell, word(places[i])]),
    ...DIRECTIONS.map((d): [string, string] => [d.name, direction(d)]),
  ];
}

/** A symmetry of the square about its middle. */
function drawTurn(random: Random): (step: Place) => Place {
  const [vertical, horizontal] = [1 - 2 * random.int(2), 1 - 2 * random.int(2)];
  const swaps = random.int(2) === 1;
  return ({ row, column }) => {
    const [a, b] = swaps ? [column, row] : [row, column];
    // Adding 0 makes −0 a 0.
    return { row: vertical * a + 0, column: horizontal * b + 0 };
  };
}

/** @throws LabError bad-argument for a cell of another name than `loc_3_4` */
function placeOf(cell: string): Place {
  const match = /^loc_(\d{1,3})_(\d{1,3})$/.exec(cell);
  if (match) return { row: Number(match[1]), column: Number(match[2]) };
  throw new LabError(
    'bad-argument',
    `"${cell}" is no cell that this planner can place.`,
    'Cells are named loc_ROW_COLUMN, from 1.',
  );
}

function cellWord(row: number, column: number): string {
  return `${row}-${column}`;
}

function linesOf({ init, statics, goal }: Problem, naming: Naming): string[] {
  const word = (object: string) => wordOf(naming, object);
  const lines = new Map<string, string[]>();
  const line = (cell: string) => lines.get(cell) ?? lines.set(cell, []).get(cell)!;
  for (const [predicate, ...args] of [...statics].map(wordsOf))
    if (predicate === 'adjacent') line(word(args[0])).push(word(args[2]));
  for (const [predicate, ...args] of [...init].map(wordsOf)) {
    if (predicate === 'at-robot') line(word(args[0])).push('robot');
    if (predicate === 'at') line(word(args[1])).push(word(args[0]));
  }
  for (const [predicate, ...args] of goal.map(wordsOf))
    if (predicate === 'at') line(word(args[1])).push(`goal:${word(args[0])}`);
  const told = new Lines(PACK);
  for (const cell of CELLS) {
    const [row, column] = cell.split('-');
    if (lines.has(cell)) told.add(cell, `row:${row}`, `column:${column}`, ...lines.get(cell)!);
  }
  return told.text();
}
