// Long work in pieces: a generator that hands over after each of them, so that whoever drives it may do all of it at once, or let
// others have their turn and give it up.

import { nextTurn } from '../next-turn.ts';

/** Yields nothing after a piece; a number, where it does, says how many pieces there will be in all. */
export type InPieces<Result> = Generator<number | undefined, Result, void>;

export interface TurnOptions {
  /** Told before others have their turn: pieces that are done, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** ms that pass before others have their turn. */
const TURN_MS = 40;

/** What the work gives for each item, one piece an item; null is left out. */
export function* eachPiece<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item) => Result | null,
): InPieces<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    const result = work(item);
    if (result !== null) results.push(result);
    yield;
  }
  return results;
}

/** One piece after the other without a turn between them. */
export function atOnce<Result>(work: InPieces<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** All of it, while commands and timers have their turns. @throws the signal's reason, and what the work throws */
export async function inTurns<Result>(
  work: InPieces<Result>,
  { onProgress, signal }: TurnOptions = {},
): Promise<Result> {
  let [pieces, total] = [0, 0];
  for (let since = performance.now(); ; ) {
    const { done, value } = work.next();
    if (done) return value;
    if (value === undefined) pieces++;
    else total = value;
    if (performance.now() - since < TURN_MS) continue;
    onProgress?.(pieces, total);
    await nextTurn();
    signal?.throwIfAborted();
    since = performance.now();
  }
}
