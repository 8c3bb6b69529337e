// To face a free cell one must arrive from the other side, for a move into a free cell walks there. This breadth-first
// search over (cell, facing) finds the fewest moves to face something; placing, fencing and shelters are built on it.

import { type CrafterMemory, neighbour, SIZE } from '../memory.ts';
import { isFree } from './scene.ts';

/** The player faces a suitable cell already. */
export const FACING = -1;
/** No moves within the search's limit lead there. */
export const UNREACHABLE = -2;

const STATES = SIZE * SIZE * 4;
const LIMIT = 1200;
const stamp = new Uint32Array(STATES);
const firstMove = new Int8Array(STATES);
const queue = new Int32Array(LIMIT + 8);
let now = 0;

/**
 * First move (0..3, as DIRECTIONS) of the shortest way to stand on `cell` facing `front` with `accept(cell, front)`, or FACING, or
 * UNREACHABLE.
 * @param allowed cells the way may use; all free ones by default
 */
export function moveToFace(
  memory: CrafterMemory,
  accept: (cell: number, front: number) => boolean,
  allowed: (cell: number) => boolean = () => true,
): number {
  if (accept(memory.here, memory.front)) return FACING;
  now++;
  let tail = 0;
  const push = (cell: number, facing: number, first: number) => {
    const state = cell * 4 + facing;
    if (stamp[state] === now || tail >= LIMIT) return;
    stamp[state] = now;
    firstMove[state] = first;
    queue[tail++] = state;
  };
  push(memory.here, memory.facing, FACING);
  for (let head = 0; head < tail; head++) {
    const cell = queue[head] >> 2;
    const facing = queue[head] & 3;
    const first = firstMove[queue[head]];
    if (head > 0 && accept(cell, neighbour(cell, facing))) return first;
    for (let d = 0; d < 4; d++) {
      const next = neighbour(cell, d);
      const moves = isFree(memory, next) && allowed(next);
      // A free cell that may not be used cannot be turned to either: the move would walk there.
      if (!moves && isFree(memory, next)) continue;
      push(moves ? next : cell, d, first === FACING ? d : first);
    }
  }
  return UNREACHABLE;
}
