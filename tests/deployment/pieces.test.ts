// Long work in pieces: the same result at once or in turns, and turns that let others in.

import { expect, test } from 'vitest';
import { atOnce, eachPiece, type InPieces, inTurns } from '../../src/deployment/pieces.ts';
import { LabError } from '../../src/lab-error.ts';

/** Keeps the thread for so many ms. */
function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function* squares(numbers: readonly number[], ms = 0): InPieces<number[]> {
  yield numbers.length;
  return yield* eachPiece(numbers, (n) => {
    busy(ms);
    return n < 0 ? null : n * n;
  });
}

test('at once and in turns it comes to the same, and null is left out', async () => {
  expect(atOnce(squares([3, -1, 4]))).toEqual([9, 16]);
  expect(await inTurns(squares([3, -1, 4]))).toEqual([9, 16]);
  expect(await inTurns(squares([3, -1, 4], 45))).toEqual([9, 16]);
});

test('timers have their turn in between, and how far it is is told', async () => {
  const told: [done: number, total: number][] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const numbers = Array.from({ length: 20 }, (_, i) => i);
  await inTurns(squares(numbers, 15), { onProgress: (done, total) => told.push([done, total]) });
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(3);
  expect(told.length).toBeGreaterThanOrEqual(3);
  expect(told.every(([, total]) => total === 20)).toBe(true);
  expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
});

test('given up it stops after the piece in the making, for the reason that was given', async () => {
  const stop = new AbortController();
  let made = 0;
  function* endless(): InPieces<never> {
    for (;;) {
      busy(5);
      made++;
      yield;
    }
  }
  setTimeout(() => stop.abort(new LabError('aborted', 'Enough.')), 60);
  await expect(inTurns(endless(), { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(made).toBeLessThan(200);
});

test('what the work throws is thrown on', async () => {
  function* broken(): InPieces<void> {
    yield;
    throw new LabError('bad-record', 'Broken.');
  }
  await expect(inTurns(broken())).rejects.toMatchObject({ code: 'bad-record' });
  expect(() => atOnce(broken())).toThrow('Broken.');
});
