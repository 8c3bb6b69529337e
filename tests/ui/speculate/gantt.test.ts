import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETUP } from '../../../src/speculation/setup.ts';
import { FATES, hatchPath } from '../../../src/ui/speculate/fates.ts';
import { callsJson } from '../../../src/ui/speculate/files.ts';
import { barBeside, lanesOf, layoutGantt } from '../../../src/ui/speculate/gantt-layout.ts';
import { callsTable, ganttSpec, stepLines } from '../../../src/ui/speculate/gantt-spec.ts';
import { type Bar, guessAt, recordsOf } from '../../../src/ui/speculate/task-log.ts';
import { EVENTS, FIRST_CALLS, LAST_CALLS, logAfter, RESULT } from './sample-log.ts';

const WORLD = 'Toolchain-v1';

describe('the log of a task', () => {
  test('knows a call from its question to its fate', () => {
    const fateOf = (events: number) => logAfter(EVENTS.slice(0, events)).bars.map(({ fate }) => fate);
    expect(fateOf(2)).toEqual(['running', 'running']);
    expect(fateOf(4)).toEqual(['answered', 'running']);
    expect(fateOf(15).at(-1)).toBe('cancelled');
    expect(logAfter().bars.map(({ fate }) => fate)).toEqual(
      [...FIRST_CALLS, ...LAST_CALLS].map(({ fate }) => fate),
    );
  });

  test('knows the segment that goes on and what A had guessed where it was wrong', () => {
    expect(logAfter(EVENTS.slice(0, 3)).open).toEqual({ from: 0, k: 3, value: 2.6 });
    const log = logAfter();
    expect([log.open, log.now, log.segments.map(({ k }) => k)]).toEqual([null, 700, [3, 1]]);
    expect([0, 1, 2, 3].map((step) => guessAt(log, step))).toEqual([9, 5, 14, null]);
  });

  test('keeps segments and steps when its calls are let go', () => {
    const log = logAfter();
    log.forgetCalls();
    expect([log.bars.length, log.steps.length, log.segments.length, log.forgotten]).toEqual([0, 3, 2, true]);
  });
});

describe('lanes', () => {
  test('A is above T, and a call takes the first lane that is free', () => {
    const { bars } = logAfter();
    expect(lanesOf(bars, 700)).toEqual([0, 0, 0, 1, 0, 2, 0, 0]);
    const layout = layoutGantt(ganttSpec(logAfter(), WORLD), 900);
    const lanes = layout.bars.map(({ lane }) => lane);
    expect(lanes).toEqual([0, 1, 0, 2, 0, 3, 0, 1]);
    expect(layout.agents[0].bottom).toBeLessThan(layout.agents[1].middle);
  });

  test('no two calls of one lane are under way at once, whatever their times', () => {
    const anyBar = fc
      .tuple(fc.constantFrom('A', 'T'), fc.nat(100), fc.option(fc.nat(50)))
      .map(
        ([who, from, length]) => ({ who, from, to: length === null ? null : from + length, depth: 0 }) as Bar,
      );
    fc.assert(
      fc.property(fc.array(anyBar, { maxLength: 40 }), (bars) => {
        const lanes = lanesOf(bars, 200);
        for (const [i, one] of bars.entries())
          for (const [j, other] of bars.entries()) {
            if (i >= j || one.who !== other.who || lanes[i] !== lanes[j]) continue;
            const [first, second] = one.from <= other.from ? [one, other] : [other, one];
            const end = first.to ?? 200;
            const touches = end <= second.from || (second.to ?? 200) <= first.from;
            expect(touches).toBe(true);
          }
      }),
    );
  });

  test('a task has room for its bars: a long one is drawn wider than the page', () => {
    const { bars, segments, ...rest } = ganttSpec(logAfter(), WORLD);
    const long = Array.from({ length: 400 }, (_, i) => ({
      ...bars[0],
      id: i,
      from: 100 * i,
      to: 100 * i + 100,
    }));
    expect(layoutGantt({ ...rest, bars, segments }, 900).width).toBe(900);
    const layout = layoutGantt({ ...rest, bars: long, segments, end: 40_000 }, 900);
    expect(layout.width).toBe(6000);
    expect(layout.bars.every(({ x, width }) => x >= layout.left && x + width <= layout.right + 3)).toBe(true);
  });

  test('segments carry their k where there is room', () => {
    const { segments } = layoutGantt(ganttSpec(logAfter(), WORLD), 900);
    expect(segments.map(({ label }) => label)).toEqual(['k 3', 'k 1']);
    expect(segments[0].x + segments[0].width).toBeCloseTo(segments[1].x, 6);
    const spec = { ...ganttSpec(logAfter(), WORLD), segments: [{ from: 0, to: 20, k: 3 }] };
    expect(layoutGantt(spec, 900).segments[0].label).toBe('');
  });

  test('arrow keys go along time, and from lane to lane at about the same time', () => {
    const layout = layoutGantt(ganttSpec(logAfter(), WORLD), 900);
    const path = (from: number, ...keys: string[]) =>
      keys.map((key) => (from = barBeside(layout, from, key)!));
    expect(path(0, 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'Home')).toEqual([1, 2, 1, 7, 0]);
    expect(path(6, 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowUp')).toEqual([7, 3, 1, 2, 2]);
    expect(barBeside(layout, 0, 'Enter')).toBeNull();
  });
});

describe('in words', () => {
  test('every bar says who, which step, what it said, what became of it, and when', () => {
    const { titles, names, summary } = ganttSpec(logAfter(), WORLD);
    expect(titles[2]).toBe(
      'Call 3, A (approximation), step 2: says Image Classification; T says something else, so it is wrong. 100 ms to 200 ms.',
    );
    expect(titles[5]).toBe('Call 6, T (target), step 3: cancelled before it was done. 200 ms to 420 ms.');
    expect([names[7], names[5]]).toEqual(['end of the plan', '']);
    expect(summary).toContain('8 calls in 2 segments, 3 steps, 2 of them guessed by A, 700 ms');
    expect(ganttSpec(logAfter(EVENTS.slice(0, 1)), WORLD).titles[0]).toContain('still under way. Since 0 ms');
  });

  test('steps say who had them, and what A had guessed instead', () => {
    expect(stepLines(logAfter(), WORLD).map(({ name, how }) => `${name}: ${how}`)).toEqual([
      'Image Denoising: A guessed it, T confirmed',
      'Image Captioning: T’s own; A had guessed Image Classification',
      'end of the plan: A guessed it, T confirmed',
    ]);
  });

  test('the table and the file have every call', () => {
    const log = logAfter();
    log.result = RESULT;
    const { rows, columns } = callsTable(log, WORLD);
    expect(rows).toHaveLength(8);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[3].slice(0, 8)).toEqual(['4', 'T', 1, 2, 100, 420, 'T’s own step', 'Image Captioning']);
    const file = JSON.parse(callsJson(DEFAULT_SETUP, 'tau-0.9', { logs: [log], learned: [], checks: [] }));
    expect(file).toMatchObject({
      format: 'goldilocks-speculation-run-1',
      setting: 'tau-0.9',
      setup: DEFAULT_SETUP,
    });
    expect(file.tasks[0].calls).toEqual(recordsOf(log));
    expect(file.tasks[0].result).toEqual(RESULT);
  });
});

describe('looks', () => {
  test('no two fates look alike without colour', () => {
    const looks = Object.values(FATES).map(({ sign, hatch }) => `${sign} ${hatch}`);
    expect(new Set(looks).size).toBe(looks.length);
  });

  test.each(['falling', 'rising', 'crossed'] as const)('lines that are %s stay in their box', (hatch) => {
    const path = hatchPath(hatch, 10, 20, 33, 18);
    const numbers = path.match(/-?[\d.]+/g)!.map(Number);
    const [xs, ys] = [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)];
    expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([10, 43, 20, 38]);
    expect(hatchPath('none', 0, 0, 9, 9)).toBe('');
  });
});
