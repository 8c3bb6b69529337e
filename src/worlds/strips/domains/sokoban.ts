// Sokoban with one robot and a goal for each box, as in the IPC 2023 learning track. A problem is made by playing: boxes are
// put down one after the other and pushed about at random on an empty board; where a box stops is its goal. Cells that the
// play never touched may become walls, so what was played is a plan for the problem.

import type { Random } from '../../../random.ts';
import type { PlanStep } from '../plan.ts';
import type { GeneratedDomain, GeneratedProblem, Sizes } from './generated-domain.ts';
import { type Board, boardText, cellName, DIRECTIONS, SOKOBAN_TEXT } from './sokoban-text.ts';

/** Directions that a box is pushed in one after the other, at most. */
const PUSHES = 4;
/** Least and most share of the untouched cells that become walls. */
const WALLS = [0.3, 0.8] as const;
/** Random plays that may get stuck before one succeeds. */
const ATTEMPTS = 10_000;

export const SOKOBAN: GeneratedDomain = {
  text: SOKOBAN_TEXT,
  ranges: { grid: [8, 13], boxes: [1, 4] },
  bounds: { grid: [6, 30], boxes: [1, 6] },
  conflict: ({ grid: [side], boxes: [, count] }) =>
    4 * count <= (side - 4) ** 2 ? null : `A board of ${side}×${side} cells has no room for ${count} boxes.`,
  generate,
  universe: ({ grid, boxes }) => boardText(openBoard(grid, boxes), 'universe', 'a board without walls'),
};

function generate(random: Random, { grid, boxes }: Sizes, name: string): GeneratedProblem {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const play = new Play(random, grid);
    if (!play.placeAndPush(boxes)) continue;
    return { text: boardText(play.board(), name, `grid_size=${grid}, boxes=${boxes}`), plan: play.plan };
  }
  throw new Error(`No play with ${boxes} boxes on ${grid}×${grid} cells succeeded.`);
}

/** One random play on an empty board. */
class Play {
  readonly plan: PlanStep[] = [];
  readonly #random: Random;
  readonly #side: number;
  readonly #start: number;
  readonly #boxes: { start: number; goal: number }[] = [];
  /** Cells that the robot or a box has been on. */
  readonly #touched = new Set<number>();
  /** Cells that a finished box stands on. */
  readonly #finished = new Set<number>();
  #robot: number;

  constructor(random: Random, side: number) {
    this.#random = random;
    this.#side = side;
    this.#start = random.pick(this.#inside(1));
    this.#robot = this.#start;
    this.#touched.add(this.#start);
  }

  /** Puts down `count` boxes, each on a cell nobody has been on, and pushes each away. false: the play got stuck */
  placeAndPush(count: number): boolean {
    for (let box = 1; box <= count; box++) {
      const free = this.#inside(2).filter((cell) => !this.#touched.has(cell));
      if (free.length === 0) return false;
      const start = this.#random.pick(free);
      const goal = this.#pushAbout(start, `box${box}`);
      if (goal === start) return false;
      this.#finished.add(goal);
      this.#boxes.push({ start, goal });
    }
    return true;
  }

  /** The board of the play: some of the cells that nobody has been on are walls. */
  board(): Board {
    const side = this.#side;
    const inside = new Set(this.#inside(1));
    const untouched = this.#random.shuffle([...inside].filter((cell) => !this.#touched.has(cell)));
    const [least, most] = WALLS;
    const share = least + (most - least) * this.#random.uniform();
    const filled = new Set(untouched.slice(0, Math.round(share * untouched.length)));
    const walls = Array.from({ length: side * side }, (_, cell) => !inside.has(cell) || filled.has(cell));
    return { side, walls, robot: this.#start, boxes: this.#boxes };
  }

  /** Pushes a box in 1 to PUSHES directions, each at right angles to the one before. @returns where it stops */
  #pushAbout(start: number, box: string): number {
    let at = start;
    let last: number | null = null;
    const pushes = 1 + this.#random.int(PUSHES);
    this.#touched.add(at);
    for (let push = 0; push < pushes; push++) {
      const ways = this.#ways(at).filter(({ direction }) => last === null || (direction + last) % 2 === 1);
      if (ways.length === 0) break;
      const { direction, path, room } = this.#random.pick(ways);
      this.#walk(path);
      at = this.#push(at, direction, 1 + this.#random.int(room), box);
      last = direction;
    }
    return at;
  }

  /** Directions that the box can be pushed in, with the robot's path behind it and the cells of room before it. */
  #ways(box: number): { direction: number; path: number[]; room: number }[] {
    const paths = this.#paths(box);
    return DIRECTIONS.flatMap((_, direction) => {
      const path = paths.get(box - this.#offset(direction));
      const room = this.#room(box, direction);
      return path && room > 0 ? [{ direction, path, room }] : [];
    });
  }

  /** Boxes stay a cell away from the border, where they could not be pushed back. */
  #room(box: number, direction: number): number {
    let room = 0;
    for (let cell = box; ; room++) {
      cell += this.#offset(direction);
      if (this.#margin(cell) < 2 || this.#finished.has(cell)) return room;
    }
  }

  /** Shortest paths of the robot around the box: cell → the cells on the way there, breadth first. */
  #paths(box: number): Map<number, number[]> {
    const paths = new Map<number, number[]>([[this.#robot, []]]);
    for (const [cell, path] of paths)
      for (let direction = 0; direction < DIRECTIONS.length; direction++) {
        const next = cell + this.#offset(direction);
        if (next === box || paths.has(next) || this.#margin(next) < 1 || this.#finished.has(next)) continue;
        paths.set(next, [...path, next]);
      }
    return paths;
  }

  #walk(path: readonly number[]): void {
    for (const cell of path) {
      this.#step(
        'move',
        [this.#robot, cell],
        DIRECTIONS.findIndex((_, d) => this.#robot + this.#offset(d) === cell),
      );
      this.#robot = cell;
      this.#touched.add(cell);
    }
  }

  /** Pushes the box `cells` further; the robot stands behind it. @returns where the box is then */
  #push(box: number, direction: number, cells: number, name: string): number {
    const offset = this.#offset(direction);
    let at = box;
    for (let i = 0; i < cells; i++, at += offset) {
      this.#step('push', [this.#robot, at, at + offset], direction, name);
      this.#robot = at;
      this.#touched.add(at + offset);
    }
    return at;
  }

  #step(name: string, cells: readonly number[], direction: number, ...box: string[]): void {
    const places = cells.map((cell) => cellName(cell, this.#side));
    this.plan.push({ name, args: [...places, DIRECTIONS[direction].name, ...box] });
  }

  #offset(direction: number): number {
    return DIRECTIONS[direction].row * this.#side + DIRECTIONS[direction].column;
  }

  /** Cells between this one and the edge of the board: 0 on the border wall. */
  #margin(cell: number): number {
    const row = Math.floor(cell / this.#side);
    const column = cell % this.#side;
    return Math.min(row, column, this.#side - 1 - row, this.#side - 1 - column);
  }

  /** Every cell with at least this margin. */
  #inside(margin: number): number[] {
    const cells = Array.from({ length: this.#side ** 2 }, (_, cell) => cell);
    return cells.filter((cell) => this.#margin(cell) >= margin);
  }
}

/** No walls inside; the boxes stand in a row and, under the delete relaxation, can be pushed anywhere. */
function openBoard(side: number, count: number): Board {
  const walls = Array.from({ length: side * side }, (_, cell) => {
    const [row, column] = [Math.floor(cell / side), cell % side];
    return Math.min(row, column) === 0 || Math.max(row, column) === side - 1;
  });
  const boxes = Array.from({ length: count }, (_, i) => ({ start: 2 * side + 2 + i, goal: 3 * side + 2 }));
  return { side, walls, robot: side + 1, boxes };
}
