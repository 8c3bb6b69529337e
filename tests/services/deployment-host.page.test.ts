// Deployments in a real IndexedDB: kept stage by stage, resumed, curated, watched and refused in a second tab, merged, and over
// storage that fails.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { attemptKey } from '../../src/deployment/curation.ts';
import { emptyPool, withTraces } from '../../src/deployment/pool.ts';
import { writePool } from '../../src/deployment/pool-file.ts';
import { LabError } from '../../src/lab-error.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { DeploymentStore } from '../../src/records/store/deployment-store.ts';
import { DeploymentHost } from '../../src/services/deployment-host.ts';
import { DeploymentKeeper } from '../../src/services/deployment-keeper.ts';
import type { DeploymentEvent, OpenDeployment } from '../../src/services/deployment-service.ts';
import { SOURCE, trace } from '../deployment/fakes.ts';
import { type FakeOptions, fakeSource, OPTIONS, planOf } from './fake-planner.ts';

let name: string;
const open: DeploymentStore[] = [];
beforeEach(() => {
  name = `test-deployments-${crypto.randomUUID()}`;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
  indexedDB.deleteDatabase(name);
});

class Tab {
  readonly events: DeploymentEvent[] = [];
  readonly store = new DeploymentStore(new LabDatabase(name));
  readonly host: DeploymentHost;

  constructor(options: FakeOptions = {}) {
    open.push(this.store);
    this.host = new DeploymentHost(fakeSource(options), new DeploymentKeeper(this.store));
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = ({ data }: MessageEvent<DeploymentEvent>) => this.events.push(data);
    this.host.connect(port1);
  }

  of<Type extends DeploymentEvent['type']>(type: Type): Extract<DeploymentEvent, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as never;
  }

  async until(type: DeploymentEvent['type'], count = 1): Promise<void> {
    await expect.poll(() => this.of(type).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  }
}

/** Holds every training back until it is let go, or stopped. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before: FakeOptions['before'] = (what, signal) => {
    if (what !== 'fine-tune') return;
    const stopped = new Promise<void>((_, stop) =>
      signal?.addEventListener('abort', () => stop(signal.reason)),
    );
    return Promise.race([promise, stopped]);
  };
  return { before, open: resolve };
}

const start = (tab: Tab, change = {}) => tab.host.start({ name: 'A', plan: planOf(change) }, OPTIONS);
const BY_ADA = { curation: { by: 'person', name: 'Ada', kept: [] as string[] } } as const;

test('a deployment is told and kept stage by stage, in numbered events', async () => {
  const tab = new Tab();
  const id = await start(tab);
  await tab.until('finished');
  expect(tab.events.map(({ n }) => n)).toEqual(tab.events.map((_, i) => i));
  expect(tab.of('finished')).toMatchObject([{ id, how: 'done' }]);
  expect(tab.of('runtime')).toMatchObject([{ kind: 'script', why: 'A fake.' }]);
  const other = new Tab();
  expect(await other.host.open(id)).toMatchObject({
    name: 'A',
    busy: false,
    stored: true,
    facts: { stage: 'done' },
  });
  const [row] = await other.host.list();
  expect(row.summary.solved).toHaveLength(3);
});

test('progress is told while a stage is made', async () => {
  const held = gate();
  const tab = new Tab({
    before: async (what, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 160));
      await held.before?.(what, signal);
    },
  });
  await start(tab, { seeds: Array.from({ length: 40 }, (_, i) => i), heldOut: [] });
  await tab.until('progress', 2);
  expect(tab.of('progress')[0].progress).toMatchObject({ stage: 'collect', generation: 0, total: 80 });
  await tab.host.stop();
});

test('stopped and resumed in another tab it comes to the same end; meanwhile nobody else runs or deletes it', async () => {
  const undisturbed = new Tab();
  const reference = await start(undisturbed);
  await undisturbed.until('finished');
  const held = gate();
  const tab = new Tab({ before: held.before });
  const id = await start(tab);
  await expect.poll(async () => (await tab.host.open(id)).facts.stage).toBe('fine-tune');
  const other = new Tab();
  await expect(other.host.resume(id, OPTIONS)).rejects.toMatchObject({ code: 'run-busy' });
  await expect(other.host.delete(id)).rejects.toMatchObject({ code: 'run-busy' });
  expect((await other.host.open(id)).busy).toBe(true);
  await tab.host.stop();
  await tab.until('finished');
  expect(tab.of('finished')).toMatchObject([{ how: 'stopped' }]);
  await other.host.resume(id, OPTIONS);
  await other.until('finished');
  expect(await other.host.export(id)).toEqual(await other.host.export(reference));
});

test('a person’s decisions wait over a reload, and curate', async () => {
  const tab = new Tab();
  const id = await start(tab, BY_ADA);
  await tab.until('finished');
  expect(tab.of('finished')).toMatchObject([{ how: 'waits' }]);
  const { facts } = (await tab.host.open(id)) as OpenDeployment;
  const valid = facts.attempts.filter((attempt) => attempt.valid);
  const decisions = { kept: [attemptKey(valid[0])], discarded: [attemptKey(valid[1])] };
  await tab.host.decide(id, decisions);
  const later = new Tab();
  expect((await later.host.open(id)).decisions).toEqual(decisions);
  await later.host.curate(id, decisions, OPTIONS);
  await later.until('finished');
  const next = await later.host.open(id);
  expect([next.facts.generation, next.facts.stage, next.facts.pool.traces.size]).toEqual([1, 'curate', 1]);
  expect(next.decisions).toEqual({ kept: [], discarded: [] });
  await expect(later.host.decide(id, { kept: ['?'], discarded: [] })).rejects.toMatchObject({
    code: 'bad-argument',
  });
});

test('pools of a class are merged while a person decides, and teach the next generation', async () => {
  const tab = new Tab();
  const id = await start(tab, BY_ADA);
  await tab.until('finished');
  const pool = withTraces(emptyPool(SOURCE, 'shortest'), [
    trace(3, { keptBy: 'Grace' }),
    trace(4, { keptBy: 'Grace' }),
    trace(5, { plan: '(pickup b1)', keptBy: 'Mallory' }),
  ]);
  const decisions = { kept: [], discarded: [] };
  expect(await tab.host.importPool(id, writePool(pool))).toEqual({ changed: 2, invalid: 1 });
  await tab.host.curate(id, decisions, OPTIONS);
  await tab.until('finished', 2);
  const { facts } = await tab.host.open(id);
  expect([...facts.pool.traces.values()].map(({ task, keptBy }) => [task, keptBy])).toEqual([
    [3, 'Grace'],
    [4, 'Grace'],
  ]);
  expect(facts.training).toMatchObject({ steps: 2 });
  const others = emptyPool({ ...SOURCE, sizes: { blocks: 4 } }, 'shortest');
  await expect(tab.host.importPool(id, writePool(others))).rejects.toMatchObject({ code: 'bad-argument' });
  expect((await tab.host.open(id)).facts.pool.traces.size).toBe(2);
});

test('a deployment goes to a file and comes back as another one; what is none stores nothing', async () => {
  const tab = new Tab();
  const id = await start(tab);
  await tab.until('finished');
  const file = await tab.host.export(id);
  const copy = await tab.host.import(file, 'Copy');
  expect((await tab.host.open(copy)).facts).toEqual((await tab.host.open(id)).facts);
  await expect(tab.host.import(file.slice(9), 'Bad')).rejects.toMatchObject({ code: 'bad-record' });
  expect(await tab.host.list()).toHaveLength(2);
  expect(await tab.host.forget()).toBe(2);
  expect(await tab.host.list()).toEqual([]);
});

test('where nothing can be stored it runs in memory, and says so', async () => {
  const tab = new Tab();
  const full = async () => {
    throw new LabError('storage-full', 'The storage is full.', 'Make room.');
  };
  tab.store.create = full;
  const id = await start(tab);
  await tab.until('finished');
  expect(tab.of('notice')[0].text).toContain('in memory only');
  expect(await tab.host.open(id)).toMatchObject({ stored: false, facts: { stage: 'done' } });
  expect((await tab.host.export(id)).length).toBeGreaterThan(0);
});

test('where storage fills up in the middle it goes on, and the newest stage is kept when there is room again', async () => {
  const tab = new Tab();
  const { save } = tab.store;
  let refusals = 3;
  tab.store.save = async (...given) => {
    if (refusals-- > 0) throw new LabError('storage-full', 'The storage is full.', 'Make room.');
    return save.apply(tab.store, given);
  };
  const id = await start(tab);
  await tab.until('finished');
  expect(tab.of('notice')).toHaveLength(1);
  expect((await new Tab().host.open(id)).facts.stage).toBe('done');
});

test('the gradients of a stored deployment are compared, and only while nothing goes on', async () => {
  const { before, open: letGo } = gate();
  const tab = new Tab({ before });
  const id = await start(tab);
  await tab.until('state', 3);
  await expect(tab.host.checkGradient(id, OPTIONS)).rejects.toMatchObject({ code: 'run-busy' });
  letGo();
  await tab.until('finished');
  expect(await tab.host.checkGradient(id, OPTIONS)).toMatchObject({ generation: 2, samples: 12, valid: 3 });
  await expect(tab.host.checkGradient('nowhere', OPTIONS)).rejects.toMatchObject({ code: 'not-found' });
});

test('a check that is stopped ends, and leaves the deployment as it was', async () => {
  const begun = Promise.withResolvers<void>();
  const before: FakeOptions['before'] = (what, signal) => {
    if (what !== 'check') return;
    begun.resolve();
    return new Promise((_, stop) => signal?.addEventListener('abort', () => stop(signal.reason)));
  };
  const tab = new Tab({ before });
  const id = await start(tab);
  await tab.until('finished');
  const checking = tab.host.checkGradient(id, OPTIONS);
  await begun.promise;
  await tab.host.stop();
  await expect(checking).rejects.toMatchObject({ code: 'aborted' });
  expect((await tab.host.open(id)).facts.stage).toBe('done');
});
