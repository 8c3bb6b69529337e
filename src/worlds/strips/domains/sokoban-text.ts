// The Sokoban domain and its problems as PDDL. Cells are `loc_ROW_COLUMN` from 1 in the upper left corner.

import { numbered, writeProblem } from '../write-problem.ts';

export const SOKOBAN_TEXT = `(define (domain sokoban)
 (:requirements :typing)
 (:types location direction box)
 (:constants down up left right - direction)
 (:predicates (at-robot ?l - location) (at ?o - box ?l - location)
  (adjacent ?l1 - location ?l2 - location ?d - direction) (clear ?l - location))
 (:action move
  :parameters (?from - location ?to - location ?dir - direction)
  :precondition (and (clear ?to) (at-robot ?from) (adjacent ?from ?to ?dir))
  :effect (and (at-robot ?to) (not (at-robot ?from))))
 (:action push
  :parameters (?rloc - location ?bloc - location ?floc - location ?dir - direction ?b - box)
  :precondition (and (at-robot ?rloc) (at ?b ?bloc) (clear ?floc) (adjacent ?rloc ?bloc ?dir)
   (adjacent ?bloc ?floc ?dir))
  :effect (and (at-robot ?bloc) (at ?b ?floc) (clear ?bloc) (not (at-robot ?rloc)) (not (at ?b ?bloc))
   (not (clear ?floc)))))
`;

/** Directions in the order in which the reference problems list neighbours; rows grow downwards. */
export const DIRECTIONS = [
  { name: 'down', row: 1, column: 0 },
  { name: 'left', row: 0, column: -1 },
  { name: 'up', row: -1, column: 0 },
  { name: 'right', row: 0, column: 1 },
] as const;

/** A square board with a border of walls; a cell is `row * side + column`, both from 0. */
export interface Board {
  readonly side: number;
  /** true where nobody can stand, [side * side]. */
  readonly walls: readonly boolean[];
  readonly robot: number;
  /** Where box i + 1 stands, and where it must go. */
  readonly boxes: readonly { readonly start: number; readonly goal: number }[];
}

export function cellName(cell: number, side: number): string {
  return `loc_${Math.floor(cell / side) + 1}_${(cell % side) + 1}`;
}

export function boardText(board: Board, name: string, comment: string): string {
  const { side, walls, robot, boxes } = board;
  const loc = (cell: number) => cellName(cell, side);
  const cells = walls.map((_, cell) => cell);
  const occupied = new Set(boxes.map((box) => box.start));
  return writeProblem({
    comment: [comment, ...picture(board)],
    name,
    domain: 'sokoban',
    objects: [
      [cells.map(loc), 'location'],
      [numbered('box', boxes.length), 'box'],
    ],
    init: [
      `at-robot ${loc(robot)}`,
      ...boxes.map(({ start }, i) => `at box${i + 1} ${loc(start)}`),
      ...cells.filter((cell) => !walls[cell] && !occupied.has(cell)).map((cell) => `clear ${loc(cell)}`),
      ...cells.flatMap((cell) => adjacencies(board, cell)),
    ],
    goal: boxes.map(({ goal }, i) => `at box${i + 1} ${loc(goal)}`),
  });
}

function adjacencies({ side, walls }: Board, cell: number): string[] {
  if (walls[cell]) return [];
  return DIRECTIONS.flatMap(({ name, row, column }) => {
    const next = cell + row * side + column;
    return walls[next] ? [] : [`adjacent ${cellName(cell, side)} ${cellName(next, side)} ${name}`];
  });
}

/** The board in characters, three to a cell: who stands there (R, a box's number), then wall, floor or goal. */
function picture({ side, walls, robot, boxes }: Board): string[] {
  const drawn = walls.map((wall, cell) => {
    const box = boxes.findIndex(({ start }) => start === cell) + 1;
    const who = cell === robot ? 'R' : box > 0 ? String(box) : '';
    return who.padStart(2) + (wall ? '#' : boxes.some(({ goal }) => goal === cell) ? 'G' : '.');
  });
  const rows = Array.from({ length: side }, (_, row) => drawn.slice(row * side, (row + 1) * side).join(''));
  return ['', ...rows.map((row) => `  ${row.trimEnd()}`), ''];
}
