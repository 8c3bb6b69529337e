import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { Random } from '../../src/random.ts';
import { CLOCK_PRESETS } from '../../src/speculation/clock-model.ts';
import type { SpeculativeAgent } from '../../src/speculation/place.ts';
import { RealExecutor } from '../../src/speculation/real-executor.ts';
import { SimulatedExecutor } from '../../src/speculation/simulated-executor.ts';
import {
  type AheadPolicy,
  type SpeculationEvent,
  type SpeculativeRun,
  speculate,
} from '../../src/speculation/speculate.ts';
import { agentOf, answerOf, guessAt, Line, STOP, truthAt, truthOf } from './fakes.ts';

const MODEL = CLOCK_PRESETS.remote;
/** As slow as ReAct: two calls, ten times the tokens. */
const target: SpeculativeAgent<Line> = {
  id: 'T',
  act: async (place) => ({ ...answerOf(truthAt(place)), generatedTokens: 40, calls: 2, rounds: 2 }),
};

function guesser(wrongAt: readonly number[]): SpeculativeAgent<Line> {
  const wrong = new Set(wrongAt);
  return agentOf('A', (place) => guessAt(place, wrong));
}

function ahead(k: number): AheadPolicy<Line> {
  return { ahead: () => ({ k, value: null }), learn: () => {} };
}

function simulated(
  A: SpeculativeAgent<Line>,
  policy: AheadPolicy<Line> | null,
  start = new Line(8),
  T = target,
) {
  return speculate({ start, policy, executor: new SimulatedExecutor({ A, T }, MODEL, 1) });
}

function actions(run: SpeculativeRun<Line>): number[] {
  return run.steps.map(({ action }) => action);
}

describe('a speculative run over the simulated clock', () => {
  test('is the target’s own trajectory, whoever runs ahead and however far, in 300 random tasks', async () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Random(seed);
      const start = new Line(1 + random.int(9));
      const wrongAt = Array.from({ length: 9 }, (_, depth) => depth).filter(() => random.uniform() < 0.4);
      const stopAt = random.uniform() < 0.5 ? random.int(9) : undefined;
      const T = agentOf('T', (place) => truthAt(place, stopAt));
      const A = agentOf('A', (place) => guessAt(place, new Set(wrongAt), stopAt));
      const run = await simulated(A, ahead(1 + random.int(12)), start, T);
      expect(run.error).toBeNull();
      expect(actions(run)).toEqual(truthOf(start, stopAt));
      expect(run.end.over).toBe(true);
    }
  });

  test('takes the time of the slowest chain, not of the sum, where A is always right', async () => {
    const alone = await simulated(guesser([]), null);
    const two = await simulated(guesser([]), ahead(2));
    const six = await simulated(guesser([]), ahead(6));
    expect(alone.calls.every(({ who }) => who === 'T')).toBe(true);
    expect(two.time).toBeLessThan(alone.time);
    expect(six.time).toBeLessThan(two.time);
    expect(six.calls.filter(({ fate }) => fate === 'accepted')).toHaveLength(8);
    expect(six.calls.filter(({ fate }) => fate === 'verified')).toHaveLength(8);
    expect(six.calls).toHaveLength(16);
  });

  test('is the same run every time, event by event', async () => {
    const events = async () => {
      const seen: SpeculationEvent<Line>[] = [];
      const executor = new SimulatedExecutor({ A: guesser([1, 4]), T: target }, MODEL, 3);
      await speculate({
        start: new Line(8),
        policy: ahead(4),
        executor,
        onEvent: (event) => seen.push(event),
      });
      return JSON.stringify(seen);
    };
    expect(await events()).toBe(await events());
  });

  test('counts every call once, and its waste by its fate', async () => {
    const { calls } = await simulated(guesser([0]), ahead(3), new Line(2));
    // Step 0 is guessed wrong: A0 is wrong, T0 corrects, what lay behind is void or cancelled. Step 1 is then accepted.
    const made = calls.filter(({ fate }) => ['accepted', 'verified', 'corrected'].includes(fate));
    expect(made.map(({ who, depth, fate }) => `${who}${depth} ${fate}`).sort()).toEqual([
      'A1 accepted',
      'T0 corrected',
      'T1 verified',
    ]);
    expect(calls.filter(({ fate }) => fate === 'wrong')).toMatchObject([{ who: 'A', depth: 0 }]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    for (const { use, fate, who } of calls) {
      const whole = who === 'A' ? 40 : 400;
      expect(use.promptTokens).toBe(200);
      if (fate === 'cancelled') expect(use.generatedTokens).toBeLessThan(whole);
      else expect(use.generatedTokens).toBe(whole);
    }
  });

  test('teaches the policy the places in a row that matched, up to the one that did not or the task’s end', async () => {
    const taught: [number[], boolean][] = [];
    const policy: AheadPolicy<Line> = {
      ...ahead(2),
      learn: (steps, mismatched) => taught.push([steps.map(({ place }) => place.depth), mismatched]),
    };
    await simulated(guesser([3, 4]), policy);
    expect(taught).toEqual([
      [[0, 1, 2, 3], true],
      [[4], true],
      [[5, 6, 7], false],
    ]);
  });

  test('leaves every step to the target where A always fails', async () => {
    const A: SpeculativeAgent<Line> = { id: 'A', act: () => Promise.reject(new LabError('internal', 'No.')) };
    const run = await simulated(A, ahead(4));
    expect(actions(run)).toEqual(truthOf(new Line(8)));
    expect(run.steps.every(({ kind }) => kind === 'unguessed')).toBe(true);
  });

  test('ends with what is verified where the target fails', async () => {
    const T: SpeculativeAgent<Line> = {
      id: 'T',
      act: async (place) => {
        if (place.depth === 3) throw new LabError('out-of-memory', 'Too much.');
        return answerOf(truthAt(place));
      },
    };
    const run = await simulated(guesser([]), ahead(6), new Line(8), T);
    expect(actions(run)).toEqual(truthOf(new Line(8)).slice(0, 3));
    expect(run.error).toMatchObject({ code: 'out-of-memory' });
  });

  test('ends at once where the target ends at once, and where nothing is to be done', async () => {
    const T = agentOf('T', () => STOP);
    expect(actions(await simulated(guesser([]), ahead(5), new Line(8), T))).toEqual([STOP]);
    expect((await simulated(guesser([]), ahead(5), new Line(0))).steps).toEqual([]);
  });
});

/** An agent that counts its calls under way, each of which takes some ms and heeds its signal. */
class Slow implements SpeculativeAgent<Line> {
  readonly id = 'slow';
  open = 0;
  asked = 0;
  readonly #ms: number;
  readonly #say: (place: Line, asked: number) => number;

  constructor(ms: number, say: (place: Line, asked: number) => number) {
    this.#ms = ms;
    this.#say = say;
  }

  async act(place: Line, signal?: AbortSignal) {
    this.open++;
    const asked = ++this.asked;
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, this.#ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(new LabError('aborted', 'Stopped.'));
        });
      });
      return answerOf(this.#say(place, asked));
    } finally {
      this.open--;
    }
  }
}

describe('a speculative run over wall time', () => {
  const OPTIONS = { attempts: 3, backOff: 1, timeout: 500 };

  test('is sooner than the target alone, with the same trajectory, and leaves no call behind', async () => {
    const A = new Slow(2, (place) => guessAt(place, new Set([3])));
    const T = new Slow(30, (place) => truthAt(place));
    const play = (policy: AheadPolicy<Line> | null) =>
      speculate({ start: new Line(8), policy, executor: new RealExecutor({ A, T }, OPTIONS) });
    const alone = await play(null);
    const four = await play(ahead(4));
    expect(actions(four)).toEqual(actions(alone));
    expect(alone.time / four.time).toBeGreaterThan(1.5);
    expect([A.open, T.open]).toEqual([0, 0]);
  });

  test('does not wait for an A that never ends', async () => {
    const A = new Slow(1e6, () => 0);
    const T = new Slow(1, (place) => truthAt(place));
    const run = await speculate({
      start: new Line(4),
      policy: ahead(3),
      executor: new RealExecutor({ A, T }, OPTIONS),
    });
    expect(actions(run)).toEqual(truthOf(new Line(4)));
    expect(A.open).toBe(0);
  });

  test('asks again, a bounded number of times, and then says what failed', async () => {
    const flaky = new Slow(1, (place, asked) => {
      if (asked % 3 !== 0) throw new LabError('internal', 'Busy.');
      return truthAt(place);
    });
    const run = await speculate({
      start: new Line(2),
      policy: null,
      executor: new RealExecutor({ A: flaky, T: flaky }, OPTIONS),
    });
    expect(actions(run)).toEqual(truthOf(new Line(2)));
    expect(flaky.asked).toBe(6);
    const broken = new Slow(1, () => {
      throw new LabError('internal', 'Broken.');
    });
    const failed = await speculate({
      start: new Line(2),
      policy: null,
      executor: new RealExecutor({ A: broken, T: broken }, OPTIONS),
    });
    expect(failed.error).toMatchObject({ message: 'Broken.' });
    expect(broken.asked).toBe(3);
  });

  test('gives a target up that does not answer in time, even one that does not heed its signal', async () => {
    const deaf: SpeculativeAgent<Line> = { id: 'deaf', act: () => new Promise(() => {}) };
    const executor = new RealExecutor({ A: deaf, T: deaf }, { attempts: 1, timeout: 20 });
    const run = await speculate({ start: new Line(2), policy: ahead(2), executor });
    expect(run.error).toMatchObject({ code: 'timeout' });
    expect(run.steps).toEqual([]);
  });

  test('stops at any moment with a whole prefix of the trajectory and no call left', async () => {
    const truth = truthOf(new Line(6));
    for (let ms = 0; ms < 60; ms += 4) {
      const A = new Slow(3, (place) => guessAt(place, new Set([2])));
      const T = new Slow(10, (place) => truthAt(place));
      const stop = new AbortController();
      setTimeout(() => stop.abort(), ms);
      const executor = new RealExecutor({ A, T }, OPTIONS, stop.signal);
      const run = await speculate({ start: new Line(6), policy: ahead(3), executor });
      expect(actions(run)).toEqual(truth.slice(0, run.steps.length));
      if (!run.end.over) expect(run.error).toMatchObject({ code: 'aborted' });
      expect([A.open, T.open]).toEqual([0, 0]);
    }
  });
});
