import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import {
  type CallCost,
  CLOCK_PRESETS,
  costOfCall,
  generatedBy,
  moneyFor,
} from '../../src/speculation/clock-model.ts';
import { matchBy, similarity } from '../../src/speculation/match.ts';
import { figuresOf, firstDifference } from '../../src/speculation/metrics.ts';
import { keyAfter, taskKey, wordsOf } from '../../src/speculation/place.ts';
import { remembering } from '../../src/speculation/remembering.ts';
import { learns, parseSetting, STANDARD_SETTINGS, settingWord } from '../../src/speculation/settings.ts';
import { checkSetup, DEFAULT_SETUP, taskCount } from '../../src/speculation/setup.ts';
import { SimulatedExecutor } from '../../src/speculation/simulated-executor.ts';
import { speculate } from '../../src/speculation/speculate.ts';
import { agentOf, answerOf, guessAt, Line, truthAt } from './fakes.ts';

describe('a place’s key', () => {
  test('tells 20,000 prefixes apart, whatever their order of steps', () => {
    const keys = new Set<string>();
    for (let task = 0; task < 20; task++) {
      let level = [taskKey(`task ${task}`)];
      for (let depth = 0; depth < 3; depth++) {
        level = level.flatMap((key) => Array.from({ length: 10 }, (_, step) => keyAfter(key, step)));
        for (const key of level) keys.add(key);
      }
    }
    expect(keys.size).toBe(20 * (10 + 100 + 1000));
    expect(taskKey('task 1')).toMatch(/^[0-9a-f]{16}$/);
    expect(wordsOf('00000001ffffffff')).toEqual([1, 0xffffffff]);
  });
});

describe('the clock’s model', () => {
  const place = new Line(3);
  const { T } = CLOCK_PRESETS.remote;

  test('gives the same call the same cost, and other places, agents and seeds other ones', () => {
    const cost = costOfCall(T, 'T', place, answerOf(1), 7);
    expect(costOfCall(T, 'T', place, answerOf(1), 7)).toEqual(cost);
    expect(costOfCall(T, 'T', place.after(1), answerOf(1), 7).latency).not.toBe(cost.latency);
    expect(costOfCall(T, 'A', place, answerOf(1), 7).latency).not.toBe(cost.latency);
    expect(costOfCall(T, 'T', place, answerOf(1), 8).latency).not.toBe(cost.latency);
  });

  test('waits once for every round, and writes side by side within one', () => {
    const even = { ...T, spread: 0, tail: 0 };
    const answer = { ...answerOf(1), generatedTokens: 10 };
    const latency = (calls: number, rounds: number) =>
      costOfCall(even, 'T', place, { ...answer, calls, rounds }, 0).latency;
    expect(latency(1, 1)).toBe(400 + 100 * 15);
    expect(latency(2, 2)).toBe(800 + 100 * 15);
    expect(latency(5, 3)).toBeCloseTo(1200 + (100 * 15 * 3) / 5, 9);
  });

  test('has a median first token as it says, and a tail of the share it says', () => {
    const writing = answerOf(1).generatedTokens * T.generatedScale * T.perToken;
    let line = new Line(2000);
    const waits: number[] = [];
    while (!line.over) {
      waits.push(costOfCall(T, 'T', line, answerOf(1), 1).latency - writing);
      line = line.after(0);
    }
    waits.sort((one, other) => one - other);
    expect(waits[1000] / T.firstToken).toBeGreaterThan(0.97);
    expect(waits[1000] / T.firstToken).toBeLessThan(1.06);
    const late = waits.filter((wait) => wait > 2.5 * T.firstToken).length / 2000;
    expect(late).toBeGreaterThan(0.01);
    expect(late).toBeLessThan(0.035);
  });

  test('has written nothing before the first token, and everything at the end', () => {
    const cost: CallCost = { latency: 300, silent: 100, promptTokens: 5, generatedTokens: 20 };
    expect([0, 100, 110, 200, 299, 300, 1000].map((ms) => generatedBy(cost, ms))).toEqual([
      0, 0, 1, 10, 19, 20, 20,
    ]);
  });

  test('charges a million tokens what the price says', () => {
    expect(moneyFor(T, 1_000_000, 1_000_000)).toBeCloseTo(0.4 + 1.6, 12);
  });
});

describe('matching', () => {
  test('measures similarity by edits of the longer name', () => {
    expect(similarity('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7, 12);
    expect(similarity('', '')).toBe(1);
    expect(similarity('abc', '')).toBe(0);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (one, other) => {
        expect(similarity(one, other)).toBeCloseTo(similarity(other, one), 12);
        expect(similarity(one, one)).toBe(1);
      }),
    );
  });

  test('is exact unless it is told to be fuzzy', () => {
    const names = ['Image Denoising', 'Image Deblurring', 'TERMINATE'];
    const exact = matchBy('exact', names);
    const fuzzy = matchBy('fuzzy', names);
    expect(exact(answerOf(0), answerOf(1))).toBe(false);
    expect(fuzzy(answerOf(0), answerOf(1))).toBe(true);
    expect(fuzzy(answerOf(0), answerOf(2))).toBe(false);
  });
});

describe('a setting', () => {
  test('is read back from its word', () => {
    for (const word of [
      ...STANDARD_SETTINGS,
      'fixed-64',
      'bayesian-beta-2',
      'supervised-beta-1',
      'tau-0.025',
    ])
      expect(settingWord(parseSetting(word))).toBe(word);
  });

  test.each([
    '',
    'fixed-0',
    'fixed-65',
    'tau-1',
    'tau-0.0',
    'tau-0.5-beta-17',
    'tau-0.5x',
    'tau-0.5-ends-beta-1',
    'fast',
    'FIXED-2',
  ])('is refused as "%s"', (word) => expect(() => parseSetting(word)).toThrow(LabError));

  test('says whether the order of tasks matters', () => {
    const learning = STANDARD_SETTINGS.filter((word) => learns(parseSetting(word)));
    expect(learning).toHaveLength(STANDARD_SETTINGS.length - 5);
  });
});

describe('a set-up', () => {
  test('is checked at the door', () => {
    expect(checkSetup(DEFAULT_SETUP)).toEqual(DEFAULT_SETUP);
    const bad: unknown[] = [
      null,
      {},
      { ...DEFAULT_SETUP, tasks: 0 },
      { ...DEFAULT_SETUP, tasks: 1e9 },
      { ...DEFAULT_SETUP, world: 'Chess-v1' },
      { ...DEFAULT_SETUP, models: { A: '../x', T: 'y' } },
      { ...DEFAULT_SETUP, temperature: Number.NaN },
      { ...DEFAULT_SETUP, model: { ...DEFAULT_SETUP.model, predictor: -1 } },
      { ...DEFAULT_SETUP, lines: ['x'.repeat(2000)] },
    ];
    for (const given of bad) expect(() => checkSetup(given)).toThrow(/cannot be speculated on/);
    expect(taskCount({ ...DEFAULT_SETUP, lines: ['a', 'b'] })).toBe(2);
  });
});

describe('an agent with a memory', () => {
  test('is asked once for each place, and again where it failed', async () => {
    let asked = 0;
    const agent = remembering({
      id: 'A',
      act: async (place: Line) => {
        if (++asked === 1) throw new LabError('internal', 'Once.');
        return answerOf(place.depth);
      },
    });
    const place = new Line(3);
    await expect(agent.act(place)).rejects.toThrow('Once.');
    await agent.act(place);
    expect((await agent.act(new Line(3))).action).toBe(0);
    expect(asked).toBe(2);
    expect((await agent.act(place.after(1))).action).toBe(1);
  });
});

describe('the figures of a run', () => {
  const T = agentOf('T', (place) => truthAt(place));
  const A = agentOf('A', (place) => guessAt(place, new Set([2])));
  const slow = { ...CLOCK_PRESETS.remote.T, spread: 0, tail: 0, firstToken: 4000 };
  const model = { ...CLOCK_PRESETS.remote, A: { ...slow, firstToken: 100 }, T: slow };
  const play = (k: number | null, value: number | null = null) =>
    speculate({
      start: new Line(4),
      policy: k === null ? null : { ahead: () => ({ k, value }), learn: () => {} },
      executor: new SimulatedExecutor({ A, T }, model, 0),
    }).then(figuresOf);

  test('counts calls at once, k, matches and tokens', async () => {
    const alone = await play(null);
    expect(alone).toMatchObject({
      peak: 1,
      heard: 0,
      matched: 0,
      prompt: 4 * 200,
      generated: 4 * 40,
      ks: [0, 0, 0, 0],
    });
    expect(alone.time).toBe(4 * (4000 + 40 * 15));
    expect(alone.waste).toEqual({ A: { prompt: 0, generated: 0 }, T: { prompt: 0, generated: 0 } });
    const two = await play(2);
    // Steps 0 and 1 match; at 2 A is wrong; 3 matches: segments of k = 2 begin at 0, 2 and 3.
    expect(two).toMatchObject({ peak: 3, heard: 4, matched: 3, ks: [2, 2, 2] });
    expect(two.waste.A.prompt).toBe(2 * 200);
    expect(two.waste.T.prompt).toBe(1 * 200);
    expect(two.time).toBeLessThan(alone.time);
    expect(two.money).toBeCloseTo((two.prompt * 0.4 + two.generated * 1.6) / 1e6, 15);
  });

  test('holds every prediction against the matches that came', async () => {
    expect((await play(2, 1.5)).predictions).toEqual([
      { value: 1.5, matches: 2 },
      { value: 1.5, matches: 0 },
      { value: 1.5, matches: 1 },
    ]);
  });

  test('finds the first step at which two trajectories differ', () => {
    expect(firstDifference([1, 2], [1, 2])).toBeNull();
    expect(firstDifference([1, 2], [1, 3])).toBe(1);
    expect(firstDifference([1, 2], [1])).toBe(1);
  });
});
