import { beforeAll, describe, expect, test } from 'vitest';
import { ratioOfSums } from '../../src/experiments/resampling.ts';
import { runStudy, type Study, type StudyResult } from '../../src/experiments/speculation-study.ts';
import { type StudyRow, tableOf } from '../../src/experiments/speculation-table.ts';
import { CLOCK_PRESETS } from '../../src/speculation/clock-model.ts';
import type { SpeculativeAgent } from '../../src/speculation/place.ts';
import { parseSetting } from '../../src/speculation/settings.ts';
import { answerOf, guessAt, Line, truthAt } from '../speculation/fakes.ts';

const TASKS = 60;
const WORDS = ['sequential', 'fixed-2', 'tau-0.9', 'fixed-6', 'bayesian', 'supervised', 'oracle'];

/** Long tasks are guessed right up to step 6; in short ones A is wrong at every step. */
const A: SpeculativeAgent<Line> = {
  id: 'A',
  act: async (place) => answerOf(guessAt(place, new Set(place.length < 8 ? [0, 1, 2, 3, 4, 5, 6, 7] : [6]))),
};
const T: SpeculativeAgent<Line> = {
  id: 'T',
  act: async (place) => ({ ...answerOf(truthAt(place)), generatedTokens: 30, calls: 2, rounds: 2 }),
};

function study(more: Partial<Study<Line>> = {}): Study<Line> {
  return {
    starts: Array.from({ length: TASKS }, (_, i) => new Line(i % 2 === 0 ? 8 : 5)),
    agents: { A, T },
    settings: WORDS.map(parseSetting),
    clock: 'simulated',
    model: CLOCK_PRESETS.remote,
    seed: 1,
    hiddenSize: 0,
    lanes: 8,
    ...more,
  };
}

let result: StudyResult;
let rows: Record<string, StudyRow>;

beforeAll(async () => {
  result = await runStudy(study());
  rows = Object.fromEntries(tableOf(result).map((row) => [row.setting, row]));
});

describe('a study', () => {
  test('plays every task under every setting, in their order, with T’s own trajectory everywhere', () => {
    expect(tableOf(result).map(({ setting }) => setting)).toEqual(WORDS);
    for (const row of Object.values(rows)) expect(row).toMatchObject({ tasks: TASKS, lossless: TASKS });
  });

  test('is the same study again, however many tasks are played side by side', async () => {
    const again = await runStudy(study({ lanes: 1 }));
    expect(JSON.stringify(tableOf(again))).toBe(JSON.stringify(tableOf(result)));
  });

  test('is relative to fixed 2: more ahead is sooner and dearer, T alone late and cheap', () => {
    expect(rows['fixed-2'].toFixed2?.T).toMatchObject({ ratio: 1, ci95: [1, 1] });
    expect(rows['fixed-6'].toFixed2!.T.ratio).toBeLessThan(0.95);
    expect(rows['fixed-6'].toFixed2!.Cost!.ratio).toBeGreaterThan(1.1);
    expect(rows.sequential.toFixed2!.T.ratio).toBeGreaterThan(1);
    expect(rows.sequential.toFixed2!.Cost!.ratio).toBeLessThan(1);
    expect(rows.sequential.toAlone.T.ratio).toBe(1);
    expect(rows.sequential).toMatchObject({ MC: 1, K: 0, accuracy: null, valueError: null });
    expect(rows['fixed-6']).toMatchObject({ K: 6 });
  });

  test('shows the learned k cheaper than fixed 6 at about its speed, and the oracle at least as quick and cheaper still', () => {
    const [six, learned, oracle] = ['fixed-6', 'tau-0.9', 'oracle'].map((word) => rows[word].toAlone);
    expect(learned.Cost!.ratio).toBeLessThan(six.Cost!.ratio);
    expect(learned.T.ratio).toBeLessThan(six.T.ratio * 1.1);
    expect(oracle.T.ratio).toBeLessThanOrEqual(six.T.ratio * 1.01);
    expect(oracle.Cost!.ratio).toBeLessThan(learned.Cost!.ratio);
    expect(rows.oracle.valueError).toBe(0);
    expect(rows['tau-0.9'].valueError).toBeLessThan(rows.bayesian.valueError!);
  });

  test('shares waste out to four parts that are shares of the whole', () => {
    const { A: a, T: t } = rows['fixed-6'].waste;
    for (const share of [a.prompt, a.generated, t.prompt, t.generated]) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
    expect(rows.sequential.waste.T).toEqual({ prompt: 0, generated: 0 });
  });

  test('counts tasks as they end, and stops with the signal', async () => {
    const stop = new AbortController();
    let last = 0;
    const stopped = runStudy(
      study({
        signal: stop.signal,
        onTask: (done, total) => {
          expect(total).toBe(TASKS * WORDS.length);
          last = done;
          if (done === 100) stop.abort();
        },
      }),
    );
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(last).toBeLessThan(120);
  });

  test('over wall time really makes every call', async () => {
    const asked = new Map<string, number>();
    const counting: SpeculativeAgent<Line> = {
      id: 'T',
      act: (place, signal) => {
        asked.set(place.key, (asked.get(place.key) ?? 0) + 1);
        return T.act(place, signal);
      },
    };
    const starts = [new Line(3)];
    const settings = ['sequential', 'fixed-2', 'fixed-2'].map(parseSetting);
    await runStudy(study({ starts, settings, clock: 'real', agents: { A, T: counting } }));
    expect(asked.get(starts[0].key)).toBe(3);
  });
});

describe('a ratio of sums', () => {
  test('is exact where every task has the same ratio, and has no interval for one task', () => {
    expect(ratioOfSums([2, 4, 6], [1, 2, 3])).toEqual({ ratio: 2, ci95: [2, 2] });
    expect(ratioOfSums([2], [4])).toEqual({ ratio: 0.5, ci95: null });
  });

  test('has an interval as wide as theory says for 400 tasks', () => {
    // a = 1 or 3 at random, b = 2: the ratio's standard error is 0.5 / √400 = 0.025.
    const a = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 3));
    const { ratio, ci95 } = ratioOfSums(a, new Array<number>(400).fill(2), 3);
    expect(ratio).toBe(1);
    expect(ci95![0]).toBeGreaterThan(1 - 0.056);
    expect(ci95![0]).toBeLessThan(1 - 0.042);
    expect(ci95![1] - 1).toBeCloseTo(1 - ci95![0], 1);
  });
});
