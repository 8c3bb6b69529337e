// Trainings in a real IndexedDB: kept update by update, stopped, resumed, watched and refused in a second tab, over lost GPUs,
// too little memory and storage that fails.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeGate } from '../../src/agents/gate-file.ts';
import { isGateKnown } from '../../src/agents/gates.ts';
import { LabError } from '../../src/lab-error.ts';
import type { AdapterFile } from '../../src/language/pocket/adapter-file.ts';
import { SHIPPED_MODELS } from '../../src/language/pocket/shipped.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { GateStore } from '../../src/records/store/gate-store.ts';
import { TrainingStore } from '../../src/records/store/training-store.ts';
import { bringGate } from '../../src/services/gate-shelf.ts';
import { LearnerHost } from '../../src/services/learner-host.ts';
import type { LearnerEvent } from '../../src/services/learner-service.ts';
import { TrainingKeeper } from '../../src/services/training-keeper.ts';
import { unknownGate } from '../agents/gates.ts';
import {
  type FakeOptions,
  type FakeSource,
  fakeSource,
  figuresOf,
  gateSetupOf,
  MODEL,
  OPTIONS,
  setupOf,
} from './fake-trainer.ts';

let name: string;
const open: TrainingStore[] = [];
beforeEach(() => {
  name = `test-trainings-${crypto.randomUUID()}`;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
  indexedDB.deleteDatabase(name);
});

class Tab {
  readonly events: LearnerEvent[] = [];
  readonly store: TrainingStore;
  readonly source: FakeSource;
  readonly host: LearnerHost;

  constructor(options: FakeOptions = {}) {
    this.store = new TrainingStore(new LabDatabase(name));
    open.push(this.store);
    this.source = fakeSource(options);
    this.host = new LearnerHost(this.source, new TrainingKeeper(this.store));
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }: MessageEvent<LearnerEvent>) => this.events.push(data);
    this.host.connect(port1);
  }

  of<Type extends LearnerEvent['type']>(type: Type): Extract<LearnerEvent, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as never;
  }

  /** Waits until an event of this type has come. */
  async until(type: LearnerEvent['type'], count = 1): Promise<void> {
    await expect.poll(() => this.of(type).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  }
}

/** Waits at an update until it is let go. */
function gate(at: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before: FakeOptions['before'] = (update, { signal }) => {
    if (update !== at) return;
    const stopped = new Promise<void>((stop) => signal.addEventListener('abort', () => stop()));
    return Promise.race([promise, stopped]);
  };
  return { before, open: resolve };
}

describe('a training', () => {
  test('is told update by update and kept: figures, checkpoint, best policy and sample', async () => {
    const tab = new Tab();
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('finished');
    expect(tab.events.map(({ n }) => n)).toEqual(tab.events.map((_, i) => i));
    expect(tab.of('started')).toMatchObject([{ id, stored: true, setup: setupOf() }]);
    expect(tab.of('runtime')).toMatchObject([{ learner: 'It learns nothing.' }]);
    expect(tab.of('memory').at(-1)).toMatchObject({ arrays: 7, bytes: 28 });
    expect(tab.of('update').map(({ figures }) => figures.update)).toEqual([1, 2, 3]);
    expect(tab.of('finished')).toMatchObject([{ id, stopped: false }]);
    const other = new Tab();
    const { stored, figures, sample } = await other.host.open(id);
    expect(figures).toEqual([1, 2, 3].map((update) => figuresOf(update)));
    expect(stored).toMatchObject({ updates: 3, steps: 96, model: MODEL, busy: false });
    expect(stored.best).toEqual({ update: 2, score: { mean: 20, ci95: [10, 30], episodes: 4 } });
    expect([sample?.update, sample?.before.steps.length, sample?.after.steps.length]).toEqual([3, 20, 30]);
    expect(await other.host.export(id)).toHaveLength(stored.bytes);
  });

  test('that is stopped goes on in another tab from its last update, once each', async () => {
    const { before } = gate(3);
    const tab = new Tab({ before });
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('update', 2);
    await tab.host.stop();
    await tab.until('finished');
    expect(tab.of('finished')).toMatchObject([{ id, stopped: true }]);
    const reloaded = new Tab();
    expect(await reloaded.host.list()).toMatchObject([{ id, updates: 2, steps: 64 }]);
    await reloaded.host.resume(id, OPTIONS);
    await reloaded.until('finished');
    expect(reloaded.source.made).toEqual([3]);
    const { figures } = await reloaded.host.open(id);
    expect(figures.map(({ update }) => update)).toEqual([1, 2, 3]);
  });

  test('goes on in this tab while another one watches, is refused there, and cannot be deleted', async () => {
    const held = gate(2);
    const tab = new Tab({ before: held.before });
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('update');
    const other = new Tab();
    expect((await other.host.open(id)).stored.busy).toBe(true);
    await expect(other.host.resume(id, OPTIONS)).rejects.toMatchObject({ code: 'run-busy' });
    await expect(other.host.start(setupOf(), OPTIONS)).rejects.toMatchObject({ code: 'run-busy' });
    await expect(other.host.delete(id)).rejects.toMatchObject({ code: 'run-busy' });
    held.open();
    await other.until('changed');
    await tab.until('finished');
    expect((await other.host.open(id)).figures).toHaveLength(3);
    expect((await other.host.list())[0].busy).toBe(false);
  });

  test('that was deleted comes back with everything', async () => {
    const tab = new Tab();
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('finished');
    const [before, bytes] = [await tab.host.open(id), await tab.host.export(id)];
    await tab.host.delete(id);
    expect(await tab.host.list()).toEqual([]);
    await expect(tab.host.open(id)).rejects.toMatchObject({ code: 'not-found' });
    await tab.host.restore(id);
    expect(await tab.host.open(id)).toEqual(before);
    expect(await tab.host.export(id)).toEqual(bytes);
    await expect(tab.host.restore(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('may start from another one’s checkpoint, whose adapter has the rank it has', async () => {
    const tab = new Tab();
    const hyper = { ...setupOf().plan.hyper, rank: 8, alpha: 8 };
    const first = await tab.host.start(setupOf({ hyper }), OPTIONS);
    await tab.until('finished');
    const second = await tab.host.start({ ...setupOf(), start: first }, OPTIONS);
    await tab.until('finished', 2);
    const { stored } = await tab.host.open(second);
    expect(stored).toMatchObject({ updates: 3, model: MODEL });
    expect(stored.setup.plan.hyper).toMatchObject({ rank: 8, alpha: 8, lanes: 4 });
    expect(tab.source.made).toEqual([1, 2, 3, 1, 2, 3]);
  });

  test('of a set-up or a start that cannot be is refused before anything happens', async () => {
    const tab = new Tab();
    const bad = setupOf({ steps: -1 });
    await expect(tab.host.start(bad, OPTIONS)).rejects.toMatchObject({ code: 'bad-argument' });
    const hyper = { ...setupOf().plan.hyper, lanes: 1e6 };
    await expect(tab.host.start(setupOf({ hyper }), OPTIONS)).rejects.toMatchObject({ code: 'bad-argument' });
    const nowhere = { ...setupOf(), start: 'nowhere' };
    await expect(tab.host.start(nowhere, OPTIONS)).rejects.toMatchObject({ code: 'model-missing' });
    await expect(tab.host.rename('gone', 'x')).rejects.toMatchObject({ code: 'not-found' });
    expect(await tab.host.list()).toEqual([]);
    expect(tab.events).toEqual([]);
  });

  test('of other weights than are here does not go on', async () => {
    const { before } = gate(2);
    const tab = new Tab({ before });
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('update');
    await tab.host.stop();
    const newer = new Tab({ weights: '0123456789abcdef' });
    await newer.host.resume(id, OPTIONS);
    await newer.until('error');
    expect(newer.of('error')).toMatchObject([{ id, error: { code: 'wrong-version' } }]);
    expect(newer.source.made).toEqual([]);
  });
});

/** An adapter over the shipped model, as far as a host looks into it. */
function adapterOf(rank: number): AdapterFile {
  const base = { model: MODEL, weights: SHIPPED_MODELS[MODEL].weights };
  return { header: { name: 'x', base, rank, training: {} }, weights: ADAPTER.slice(-16) } as AdapterFile;
}
const ADAPTER = 'adapter-0123456789abcdef';

describe('a training that starts from an adapter', () => {
  test('is one over the model below it, with the rank that the adapter has', async () => {
    const tab = new Tab({ adapters: { [ADAPTER]: adapterOf(8) } });
    const id = await tab.host.start({ ...setupOf(), start: ADAPTER }, OPTIONS);
    await tab.until('finished');
    const { stored } = await tab.host.open(id);
    expect(stored).toMatchObject({ model: MODEL, startWeights: SHIPPED_MODELS[MODEL].weights, updates: 3 });
    expect(stored.setup).toMatchObject({ start: ADAPTER, plan: { hyper: { rank: 8, alpha: 32 } } });
    expect(tab.source.starts).toEqual([ADAPTER]);
  });

  test('cannot train all weights, and is refused where the adapter is not here', async () => {
    const tab = new Tab({ adapters: { [ADAPTER]: adapterOf(8) } });
    const hyper = { ...setupOf().plan.hyper, rank: 0 };
    await expect(tab.host.start({ ...setupOf({ hyper }), start: ADAPTER }, OPTIONS)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringMatching(/rank 0.*rank 8/),
    });
    const gone = { ...setupOf(), start: 'adapter-ffffffffffffffff' };
    await expect(tab.host.start(gone, OPTIONS)).rejects.toMatchObject({ code: 'not-found' });
    expect(await tab.host.list()).toEqual([]);
  });

  test('and was stopped before its first sample is told its start again, and goes on without one that is gone', async () => {
    const { before } = gate(2);
    const tab = new Tab({ before, adapters: { [ADAPTER]: adapterOf(8) } });
    const setup = { ...setupOf({ evaluateEvery: 3 }), start: ADAPTER };
    const id = await tab.host.start(setup, OPTIONS);
    await tab.until('update');
    await tab.host.stop();
    const again = new Tab({ before, adapters: { [ADAPTER]: adapterOf(8) } });
    await again.host.resume(id, OPTIONS);
    await again.until('runtime');
    await again.host.stop();
    expect(again.source.starts).toEqual([ADAPTER]);
    const without = new Tab();
    await without.host.resume(id, OPTIONS);
    await without.until('finished');
    expect([without.source.starts, without.source.made]).toEqual([[], [2, 3]]);
  });
});

describe('a gate’s training', () => {
  test('is kept and goes on as any other, over any model that is here', async () => {
    const { before } = gate(2);
    const options = { before, adapters: { [ADAPTER]: adapterOf(8) }, weights: ADAPTER.slice(-16) };
    const tab = new Tab(options);
    const id = await tab.host.start({ ...gateSetupOf(), start: ADAPTER }, OPTIONS);
    await tab.until('update');
    await tab.host.stop();
    const other = new Tab({ ...options, before: undefined });
    const { stored } = await other.host.open(id);
    expect(stored).toMatchObject({ model: ADAPTER, startWeights: ADAPTER.slice(-16), updates: 1 });
    expect(stored.setup).toEqual({ ...gateSetupOf(), start: ADAPTER });
    await other.host.resume(id, OPTIONS);
    await other.until('finished');
    expect(other.source.made).toEqual([2, 3]);
    expect(other.source.starts).toEqual([]);
    const imported = await other.host.import(await other.host.export(id), 'from a friend');
    expect((await other.host.open(imported.id)).stored.setup).toMatchObject({ kind: 'gate', start: ADAPTER });
  });

  test('starts from no checkpoint, nor does a model’s from a gate’s', async () => {
    const tab = new Tab();
    const policy = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('finished');
    await expect(tab.host.start({ ...gateSetupOf(), start: policy }, OPTIONS)).rejects.toMatchObject({
      code: 'bad-argument',
    });
    const own = await tab.host.start(gateSetupOf(), OPTIONS);
    await tab.until('finished', 2);
    await expect(tab.host.start({ ...setupOf(), start: own }, OPTIONS)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('a gate'),
    });
  });

  test('that runs out of memory has no smaller step to take', async () => {
    const before = () => {
      throw new LabError('out-of-memory', 'No memory is left.');
    };
    const tab = new Tab({ before });
    await tab.host.start(gateSetupOf(), OPTIONS);
    await tab.until('error');
    expect(tab.source.rows).toEqual([0]);
  });

  test('leaves a gate that is kept under its id and found again by whoever plays', async () => {
    const made = unknownGate(-0.25, 'plan_age', 2);
    const bytes = new TextEncoder().encode(writeGate(made));
    const tab = new Tab({ learned: { kind: 'gate', bytes } });
    const id = await tab.host.start(gateSetupOf({}, 'my gate'), OPTIONS);
    await tab.until('finished');
    expect(await tab.host.keep(id)).toEqual({ kind: 'gate', id: made.id });
    const store = new GateStore(tab.store.database);
    expect(await store.list()).toMatchObject([{ id: made.id, name: 'my gate' }]);
    const agent = { model: MODEL, weights: '', schedule: 'gate', temperature: 1, seed: 0 } as const;
    const shelf = { read: async () => store.read(made.id) };
    await bringGate(shelf, { ...agent, schedule: 'never', gate: made.id });
    expect(isGateKnown(made.id)).toBe(false);
    await bringGate(shelf, { ...agent, gate: made.id });
    expect(isGateKnown(made.id)).toBe(true);
    await expect(bringGate(store, { ...agent, gate: 'f'.repeat(16) })).rejects.toMatchObject({
      code: 'model-missing',
      message: `The gate ${'f'.repeat(16)} is not here.`,
    });
    await expect(bringGate(shelf, { ...agent, gate: 'e'.repeat(16) })).rejects.toMatchObject({
      code: 'wrong-hash',
    });
  });
});

test('a training of a time before gates opens as a policy’s', async () => {
  const tab = new Tab();
  const { kind: _, ...setup } = setupOf();
  const weights = SHIPPED_MODELS[MODEL].weights;
  await tab.store.create({ id: 'old', setup, model: MODEL, weights });
  expect((await tab.host.list())[0].setup).toEqual(setupOf());
  await tab.host.resume('old', OPTIONS);
  await tab.until('finished');
  expect((await tab.host.open('old')).stored).toMatchObject({ updates: 3, setup: { kind: 'policy' } });
});

describe('a training survives', () => {
  test('a lost GPU: it goes on from its last update on WASM, and says so', async () => {
    let losses = 1;
    const before = (update: number) => {
      if (update === 2 && losses-- > 0) throw new LabError('device-lost', 'The GPU was lost.');
    };
    const tab = new Tab({ before });
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('finished');
    expect(tab.source.devices).toEqual(['auto', 'wasm']);
    expect(tab.source.made).toEqual([1, 2, 3]);
    expect(tab.of('gpu-lost')).toMatchObject([{ id, stored: true }]);
    expect(tab.of('notice')[0].text).toBe('The GPU was lost. Learning goes on from update 1, on WASM.');
  });

  test('a GPU that is lost again and again is given up with its error, and keeps what was made', async () => {
    const before = (update: number) => {
      if (update === 2) throw new LabError('device-lost', 'The GPU was lost.');
    };
    const tab = new Tab({ before });
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('error');
    expect(tab.source.devices).toHaveLength(4);
    expect(tab.of('error')).toMatchObject([{ error: { code: 'device-lost' } }]);
    expect((await tab.host.open(id)).stored).toMatchObject({ updates: 1, busy: false });
  });

  test('too little memory: fewer rows at once, down to a floor', async () => {
    const short = (most: number): FakeOptions['before'] => {
      return (update, { microRows }) => {
        if (update === 2 && microRows > most) throw new LabError('out-of-memory', 'No memory is left.');
      };
    };
    const tab = new Tab({ before: short(10) });
    await tab.host.start(setupOf(), OPTIONS);
    await tab.until('finished');
    expect(tab.source.rows).toEqual([33, 17, 9]);
    expect(tab.source.made).toEqual([1, 2, 3]);
    expect(tab.of('notice')[0].text).toContain('from update 1, with 17 rows at once instead of 33');
    const hopeless = new Tab({ before: short(1) });
    await hopeless.host.start(setupOf(), OPTIONS);
    await hopeless.until('error');
    expect(hopeless.of('error')).toMatchObject([{ error: { code: 'out-of-memory' } }]);
  });

  test('storage that is full for a while: nothing is lost, and it is said once', async () => {
    const tab = new Tab();
    const addUpdate = tab.store.addUpdate.bind(tab.store);
    let refusals = 2;
    tab.store.addUpdate = async (...args) => {
      if (refusals-- > 0) throw new LabError('storage-full', 'The storage of this browser is full.');
      return addUpdate(...args);
    };
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('finished');
    expect(tab.of('notice').filter(({ text }) => /full/.test(text))).toHaveLength(1);
    const { figures, stored } = await new Tab().host.open(id);
    expect(figures.map(({ update }) => update)).toEqual([1, 2, 3]);
    expect(stored.updates).toBe(3);
  });

  test('storage that is refused: it goes on in memory, can be exported, stopped and continued', async () => {
    const { before } = gate(3);
    const tab = new Tab({ before });
    tab.store.create = async () => {
      throw new LabError('storage-refused', 'Nothing can be stored.');
    };
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('update', 2);
    expect(tab.of('started')).toMatchObject([{ stored: false }]);
    expect(tab.of('notice')[0].text).toContain('kept in memory only');
    await tab.host.stop();
    const { stored, figures } = await tab.host.open(id);
    expect([stored.updates, stored.busy, figures.length]).toEqual([2, false, 2]);
    expect((await tab.host.export(id)).length).toBe(stored.bytes);
    await tab.host.resume(id, OPTIONS);
    await tab.until('started', 2);
    await tab.host.stop();
    expect((await tab.host.open(id)).stored.updates).toBe(2);
    expect(await new Tab().host.list()).toEqual([]);
  });
});

describe('a checkpoint', () => {
  test('comes back from its file as a training of its own that goes on where it was', async () => {
    const { before } = gate(3);
    const tab = new Tab({ before });
    const id = await tab.host.start(setupOf(), OPTIONS);
    await tab.until('update', 2);
    await tab.host.stop();
    const bytes = await tab.host.export(id);
    const other = new Tab();
    const imported = await other.host.import(bytes, 'from a friend');
    expect(imported).toMatchObject({ kind: 'training' });
    expect(imported.id).not.toBe(id);
    const { stored, figures } = await other.host.open(imported.id);
    expect(stored).toMatchObject({ updates: 2, steps: 64, model: MODEL, setup: { name: 'from a friend' } });
    expect(figures).toEqual([]);
    await other.host.resume(imported.id, OPTIONS);
    await other.until('finished');
    expect(other.source.made).toEqual([3]);
  });

  test('that is none is refused, and changes nothing', async () => {
    const tab = new Tab();
    const noise = new TextEncoder().encode('{"hello": 1').slice();
    await expect(tab.host.import(noise, 'x')).rejects.toMatchObject({ code: 'bad-model' });
    await expect(tab.host.import(Uint8Array.of(1, 2, 3), 'x')).rejects.toMatchObject({ code: 'bad-model' });
    expect(await tab.host.list()).toEqual([]);
  });
});
