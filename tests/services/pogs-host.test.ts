import { beforeEach, describe, expect, test } from 'vitest';
import { playPogsLanes } from '../../src/agents/pogs/lanes.ts';
import { LabError } from '../../src/lab-error.ts';
import { PogsHost } from '../../src/services/pogs-host.ts';
import type { PogsServiceEvent, PogsStep } from '../../src/services/pogs-service.ts';
import { checkPogsSetup, type PogsSetup } from '../../src/services/pogs-setup.ts';
import { pogsConfig } from '../../src/worlds/pogs/options.ts';
import { drawPuzzle } from '../../src/worlds/pogs/puzzle.ts';
import { isOver, startState, stateAfter } from '../../src/worlds/pogs/state.ts';
import { WalkerModel } from '../agents/pogs/walker-model.ts';

const SETUP: PogsSetup = {
  world: 'HardPOGS-v0',
  config: pogsConfig(),
  model: 'pocket-pogs',
  schedule: 'every-4',
  recall: true,
  temperature: 1,
  agentSeed: 3,
};

let models: WalkerModel[];
let events: PogsServiceEvent[];
let loads: string[];
let host: PogsHost;

beforeEach(() => {
  models = [];
  events = [];
  loads = [];
  host = new PogsHost(async (id, runtime, _signal, report) => {
    loads.push(`${id} ${runtime}`);
    report.progress(id, 5, 10);
    report.notice('a word');
    const model = new WalkerModel();
    models.push(model);
    return model;
  });
  const port = { postMessage: (event: PogsServiceEvent) => events.push(structuredClone(event)) };
  host.connect(port as unknown as MessagePort);
});

/** All steps of an episode. */
async function walk(setup: PogsSetup, seed: number): Promise<PogsStep[]> {
  const { treeSeed } = await host.open(setup, seed, 'wasm');
  let state = startState(drawPuzzle(treeSeed, setup.config.nodes), setup.config);
  const steps: PogsStep[] = [];
  while (!isOver(state)) {
    const step = await host.step();
    steps.push(step);
    state = stateAfter(state, step.action);
  }
  return steps;
}

describe('an episode', () => {
  test('is opened without a model, and played to its end with the exact prompt and reply of every step', async () => {
    const steps = await walk(SETUP, 100);
    expect(steps.map(({ step }) => step)).toEqual(steps.map((_, i) => i));
    const [model] = models;
    expect(steps.map(({ prompt }) => prompt)).toEqual(model.prompts.map(({ text }) => text));
    expect(steps[0].prompt).toMatch(/^plan none\nat:\d+ to:\d+\nnode:/);
    for (const { step, planMode, plan, reply, action, planTokens } of steps) {
      const plans = step % 4 === 0;
      expect([planMode, plan !== null, planTokens]).toEqual(plans ? ['must', true, 2] : ['never', false, 0]);
      expect(reply).toBe(plans ? `<plan> explore ${action} </plan> ${action}` : String(action));
    }
    expect(steps[1].prompt).toContain(`plan age:1 | ${steps[0].plan}`);
    await expect(host.step()).rejects.toMatchObject({ code: 'episode-over' });
  });

  test('is the one that a comparison and the command line play from the same seeds', async () => {
    const steps = await walk(SETUP, 104);
    const [alone] = await playPogsLanes({
      model: new WalkerModel(),
      world: SETUP.world,
      agent: { schedule: SETUP.schedule, seed: SETUP.agentSeed, recall: true },
      temperature: 1,
      seeds: [104],
      lanes: 1,
    });
    const { episodes } = await host.compare(SETUP, [103, 104], ['never', 'every-4'], 'wasm');
    const compared = episodes.find(({ seed, schedule }) => seed === 104 && schedule === 'every-4');
    expect(compared).toEqual({ ...alone, seed: 104 });
    expect(steps).toHaveLength(alone.metrics.steps);
  });

  test('is the same again, and another one with other dice or another graph', async () => {
    const actions = async (setup: PogsSetup, seed: number) =>
      (await walk(setup, seed)).map(({ action }) => action).join(' ');
    const first = await actions(SETUP, 100);
    expect(await actions(SETUP, 100)).toBe(first);
    expect(await actions({ ...SETUP, agentSeed: 4 }, 100)).not.toBe(first);
    expect(await actions(SETUP, 101)).not.toBe(first);
    expect(loads).toEqual(['pocket-pogs wasm']);
    expect(events.map(({ type }) => type)).toEqual(['loading', 'notice', 'runtime']);
  });

  test('without recall the prompt tells the latest view alone', async () => {
    const steps = await walk({ ...SETUP, recall: false }, 100);
    expect(steps.every(({ prompt }) => !/remembered|visited|from:/.test(prompt))).toBe(true);
  });

  test('that is stopped in a step asks the very same again', async () => {
    await host.open(SETUP, 100, 'wasm');
    await host.step();
    const [model] = models;
    let release = () => {};
    const asked = new Promise<void>((resolve) => {
      model.before = () => {
        resolve();
        return new Promise((go) => {
          release = go;
        });
      };
    });
    const stopped = host.step();
    stopped.catch(() => {});
    await asked;
    await expect(host.step()).rejects.toMatchObject({ code: 'run-busy' });
    const stop = host.stop();
    release();
    await stop;
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    model.before = async () => {};
    expect((await host.step()).step).toBe(1);
    expect(model.prompts).toHaveLength(2);
  });

  test('a model that cannot be loaded is said, and may be there at the next try', async () => {
    let isMissing = true;
    const careful = new PogsHost(async () => {
      if (isMissing) throw new LabError('model-missing', 'It is not there.');
      return new WalkerModel();
    });
    await careful.open(SETUP, 100, 'auto');
    await expect(careful.step()).rejects.toMatchObject({ code: 'model-missing' });
    isMissing = false;
    expect((await careful.step()).step).toBe(0);
  });
});

describe('a comparison', () => {
  test('plays every graph under every schedule in batches, and tells how far it is', async () => {
    const seeds = Array.from({ length: 40 }, (_, i) => 100 + i);
    const { rows, episodes, weights } = await host.compare(SETUP, seeds, ['never', 'always'], 'wasm');
    expect(rows.map(({ schedule, episodes: n }) => [schedule, n])).toEqual([
      ['never', 40],
      ['always', 40],
    ]);
    expect(rows[0].figures.planTokens.mean).toBe(0);
    expect(rows[1].figures.plans.mean).toBe(rows[1].figures.steps.mean);
    expect(rows[1].figures.success.ci95).not.toBeNull();
    expect([rows[0].overFirst, rows[1].overFirst?.success.mean]).toEqual([
      null,
      rows[1].figures.success.mean - rows[0].figures.success.mean,
    ]);
    expect(episodes.map(({ seed }) => seed)).toEqual([...seeds, ...seeds]);
    expect(weights).toMatch(/^[0-9a-f]{16}$/);
    expect(Math.max(...models[0].batches)).toBe(32);
    const told = events.flatMap((event) => (event.type === 'progress' ? [event] : []));
    expect(told.map(({ done }) => done)).toEqual(Array.from({ length: 81 }, (_, i) => i));
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([80]));
  });

  test('is cancelled, and the walk beside it stays where it was', async () => {
    await host.open(SETUP, 100, 'wasm');
    await host.step();
    const seeds = Array.from({ length: 500 }, (_, i) => i);
    const compared = host.compare(SETUP, seeds, ['always'], 'wasm');
    compared.catch(() => {});
    await expect(host.step()).rejects.toMatchObject({ code: 'run-busy' });
    await host.stop();
    await expect(compared).rejects.toMatchObject({ code: 'aborted' });
    expect((await host.step()).step).toBe(1);
  });

  test('goes on while another graph is opened', async () => {
    const compared = host.compare(SETUP, [1, 2, 3], ['never'], 'wasm');
    await host.open(SETUP, 200, 'wasm');
    expect((await compared).episodes).toHaveLength(3);
    expect((await host.step()).step).toBe(0);
  });
});

describe('what comes from outside', () => {
  test.each([
    [{ ...SETUP, world: 'Pong' }, 'world'],
    [{ ...SETUP, temperature: 9 }, 'temperature'],
    [{ ...SETUP, agentSeed: -1 }, 'agentSeed'],
    [{ ...SETUP, model: '../x' }, 'model'],
    [{ ...SETUP, recall: 'yes' }, 'recall'],
    [{ ...SETUP, schedule: 'human' }, 'schedule "human"'],
    [{ ...SETUP, schedule: 'every-0' }, 'not a plan schedule'],
    [{ ...SETUP, config: { nodes: 1e9 } }, 'nodes'],
    [{ ...SETUP, config: { nodes: 60 } }, '20 labels'],
    [{ ...SETUP, config: { wings: 2 } }, 'wings'],
    [null, 'set-up'],
  ])('a wrong set-up is refused in words: %j', (given, about) => {
    expect(() => checkPogsSetup(given)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => checkPogsSetup(given)).toThrow(about);
  });

  test('options that are left out are those of the published runs', () => {
    expect(checkPogsSetup({ ...SETUP, config: {} }).config).toEqual(pogsConfig());
  });

  test('so are seeds and schedules beyond all bounds, and a model of another world', async () => {
    const bad = { code: 'bad-argument' };
    await expect(host.open(SETUP, 2 ** 40, 'wasm')).rejects.toMatchObject(bad);
    await expect(host.compare(SETUP, [], ['never'], 'wasm')).rejects.toMatchObject(bad);
    await expect(host.compare(SETUP, Array(5000).fill(1), ['never'], 'wasm')).rejects.toMatchObject(bad);
    await expect(host.compare(SETUP, [1], ['gate'], 'wasm')).rejects.toMatchObject(bad);
    await expect(host.open({ ...SETUP, model: 'pocket-crafter' }, 1, 'wasm')).rejects.toMatchObject({
      code: 'model-missing',
    });
    expect(loads).toEqual([]);
  });

  test('a graph that no draw is hard enough for is said, and nothing stays open', async () => {
    const config = pogsConfig({ nodes: 3, minBacktracks: 9 });
    await expect(host.open({ ...SETUP, config }, 1, 'wasm')).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(host.step()).rejects.toMatchObject({ code: 'episode-over' });
  });
});
