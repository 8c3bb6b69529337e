import { beforeEach, describe, expect, test } from 'vitest';
import { ACTION_WORDS } from '../../src/agents/toolchain/vocabulary.ts';
import { LabError } from '../../src/lab-error.ts';
import type { Completion, LanguageModel, Prompt } from '../../src/language/language-model.ts';
import type { PredictorService } from '../../src/services/predictor-service.ts';
import { PredictorHost, type PredictorShelf } from '../../src/services/predictor-service.ts';
import type { Remote } from '../../src/services/rpc.ts';
import { SpeculationHost } from '../../src/services/speculation-host.ts';
import type { SpeculationServiceEvent } from '../../src/services/speculation-service.ts';
import { DEFAULT_SETUP, type SpeculationSetup } from '../../src/speculation/setup.ts';

/** Goes on with the reference's order most of the time; its chance is the prompt's seed alone. */
class Dice implements LanguageModel {
  readonly id: string;
  readonly runtime = { kind: 'script', why: 'a fake' } as const;
  disposed = 0;
  asked = 0;
  failing = false;

  constructor(id: string) {
    this.id = id;
  }

  async complete(prompts: readonly Prompt[]): Promise<Completion[]> {
    if (this.failing) throw new LabError('out-of-memory', 'Too much.');
    this.asked += prompts.length;
    return prompts.map(({ text, seed, grammar }) => {
      const done = text.split('done | ')[1].split(' ').filter(Boolean).length;
      const isOff = seed % 4 === 0 && grammar.plan === 'never';
      const word = done >= 3 ? ACTION_WORDS[14] : ACTION_WORDS[(done + (isOff ? 1 : 0)) % 14];
      const thought = grammar.plan === 'must' ? '<plan> next </plan> ' : '';
      return { text: thought + word, planTokens: 1, promptTokens: 6, generatedTokens: thought ? 4 : 1 };
    });
  }

  async dispose(): Promise<void> {
    this.disposed++;
  }
}

class MapShelf implements PredictorShelf {
  readonly states = new Map<string, Uint8Array<ArrayBuffer>>();
  async read(key: string) {
    return this.states.get(key) ?? null;
  }
  async write(key: string, state: Uint8Array<ArrayBuffer>) {
    this.states.set(key, state);
  }
  async clear() {
    this.states.clear();
  }
}

const SETUP: SpeculationSetup = { ...DEFAULT_SETUP, models: { A: 'dice', T: 'dice' }, tasks: 6 };
const OPTIONS = { runtime: 'wasm', keepPredictor: false } as const;

let models: Dice[];
let shelf: MapShelf;
let events: SpeculationServiceEvent[];
let host: SpeculationHost;

beforeEach(() => {
  models = [];
  shelf = new MapShelf();
  events = [];
  host = new SpeculationHost({
    load: async (id) => {
      const model = new Dice(id);
      models.push(model);
      return model;
    },
    predictors: shelf,
    predictorThread: () => new PredictorHost(shelf) as unknown as Remote<PredictorService>,
  });
  const port = { postMessage: (event: SpeculationServiceEvent) => events.push(structuredClone(event)) };
  host.connect(port as unknown as MessagePort);
});

async function ended(): Promise<SpeculationServiceEvent> {
  for (;;) {
    const last = events.find(({ type }) => type === 'finished' || type === 'error');
    if (last) return last;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function of<Type extends SpeculationServiceEvent['type']>(type: Type) {
  return events.filter((event) => event.type === type) as Extract<SpeculationServiceEvent, { type: Type }>[];
}

describe('the speculation service', () => {
  test('plays all tasks with every call told, from asking to its fate', async () => {
    await host.run(SETUP, 'fixed-3', OPTIONS);
    expect(await ended()).toMatchObject({ type: 'finished', tasks: 6, stopped: false });
    expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i));
    expect(of('task').map(({ task }) => task)).toEqual([0, 1, 2, 3, 4, 5]);
    const happened = of('happened').filter(({ task }) => task === 0);
    const asked = happened.flatMap(({ event }) => (event.is === 'asked' ? [event.call] : []));
    const over = happened.flatMap(({ event }) => (event.is === 'ended' ? [event.call] : []));
    const told = happened.flatMap(({ event }) =>
      event.is === 'segment' ? event.calls.map(({ id }) => id) : [],
    );
    expect(asked.length).toBeGreaterThan(6);
    expect(over.toSorted((a, b) => a - b)).toEqual(asked);
    expect(told.toSorted((a, b) => a - b)).toEqual(asked);
    const [{ result }] = of('task-done');
    expect(result.actions).toEqual([
      ...['Sentiment Analysis', 'Text Summarization', 'Machine Translation'],
      'TERMINATE',
    ]);
    expect(result.title).toMatch(/^Given /);
    expect(result.solved).toBe(false);
    expect(models).toHaveLength(1);
  });

  test('compares a task with T alone', async () => {
    await host.run(SETUP, 'fixed-3', OPTIONS);
    await ended();
    const check = await host.check(2);
    expect(check).toMatchObject({ task: 2, lossless: true, firstDifference: null });
    expect(check.alone).toBeGreaterThan(check.ahead);
    await expect(host.check(9)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('learns in this thread over the simulated clock, and repeats itself', async () => {
    await host.run(SETUP, 'tau-0.9', OPTIONS);
    await ended();
    const first = of('learned').map(({ figures }) => figures);
    expect(first.length).toBeGreaterThan(2);
    expect(first.map(({ updates }) => updates)).toEqual(first.map((_, i) => i + 1));
    events.length = 0;
    await host.run(SETUP, 'tau-0.9', OPTIONS);
    await ended();
    expect(of('learned').map(({ figures }) => figures)).toEqual(first);
    expect(shelf.states.size).toBe(0);
  });

  test.each(['simulated', 'real'] as const)(
    'goes on with a kept predictor over the %s clock',
    async (clock) => {
      const keep = { ...OPTIONS, keepPredictor: true };
      await host.run({ ...SETUP, clock }, 'tau-0.9', keep);
      await ended();
      const updates = of('learned').length;
      expect(updates).toBeGreaterThan(0);
      expect(shelf.states.size).toBe(1);
      events.length = 0;
      await host.run({ ...SETUP, clock }, 'tau-0.9', keep);
      await ended();
      expect(of('learned')[0].figures.updates).toBe(updates + 1);
      await host.forgetPredictors();
      expect(shelf.states.size).toBe(0);
    },
  );

  test('begins anew where a kept predictor is damaged', async () => {
    const keep = { ...OPTIONS, keepPredictor: true };
    await host.run(SETUP, 'tau-0.9', keep);
    await ended();
    const [key] = shelf.states.keys();
    shelf.states.set(key, new Uint8Array([1, 2, 3]));
    events.length = 0;
    await host.run(SETUP, 'tau-0.9', keep);
    expect(await ended()).toMatchObject({ type: 'finished' });
    expect(of('learned')[0].figures.updates).toBe(1);
  });

  test('studies all tasks under all settings', async () => {
    const rows = await host.study(SETUP, ['sequential', 'fixed-2', 'tau-0.9', 'oracle'], OPTIONS);
    expect(rows.map(({ setting, lossless }) => [setting, lossless])).toEqual([
      ['sequential', 6],
      ['fixed-2', 6],
      ['tau-0.9', 6],
      ['oracle', 6],
    ]);
    expect(of('progress').at(-1)).toMatchObject({ done: 24, total: 24 });
  });

  test('stops at once, and the next run begins clean', async () => {
    await host.run({ ...SETUP, tasks: 5000 }, 'fixed-2', OPTIONS);
    while (of('task-done').length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await host.stop();
    expect(await ended()).toMatchObject({ type: 'finished', stopped: true });
    expect(await host.check(0)).toMatchObject({ lossless: true });
    const before = models[0].asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(models[0].asked).toBe(before);
    const study = host.study({ ...SETUP, tasks: 5000 }, ['fixed-2'], OPTIONS);
    const outcome = expect(study).rejects.toMatchObject({ code: 'aborted' });
    while (of('progress').length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    await host.stop();
    await outcome;
  });

  test('says what failed, and refuses what it cannot play', async () => {
    await host.run(SETUP, 'fixed-2', OPTIONS);
    await ended();
    models[0].failing = true;
    events.length = 0;
    await host.run(SETUP, 'fixed-2', OPTIONS);
    expect(await ended()).toMatchObject({ type: 'error', error: { code: 'out-of-memory' } });
    await expect(host.run(SETUP, 'fast', OPTIONS)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(host.run(SETUP, 'oracle', OPTIONS)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(host.run({ ...SETUP, tasks: -1 }, 'fixed-2', OPTIONS)).rejects.toMatchObject({
      code: 'bad-argument',
    });
    const lines = ['Make me a sandwich'];
    await expect(host.run({ ...SETUP, lines }, 'fixed-2', OPTIONS)).rejects.toThrow();
  });

  test('keeps a model that both agents share, and lets go of one that is not wanted any more', async () => {
    await host.run(SETUP, 'fixed-2', OPTIONS);
    await host.run({ ...SETUP, models: { A: 'other', T: 'dice' } }, 'fixed-2', OPTIONS);
    expect(models.map(({ id }) => id)).toEqual(['dice', 'other']);
    await host.run({ ...SETUP, models: { A: 'other', T: 'other' } }, 'fixed-2', OPTIONS);
    expect(models.map(({ disposed }) => disposed)).toEqual([1, 0]);
  });
});
