// The shipped model plays, learns from its own episode and plays again, all in a page: onnxruntime and jax-js as the deployment's
// worker has them.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordOf } from '../../src/deployment/crafter/episodes.ts';
import { verifyRecord } from '../../src/records/replay.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { DeploymentStore } from '../../src/records/store/deployment-store.ts';
import { ModelCache } from '../../src/records/store/model-cache.ts';
import { openPlayer } from '../../src/services/browser-player.ts';
import { DeploymentHost } from '../../src/services/deployment-host.ts';
import { DeploymentKeeper } from '../../src/services/deployment-keeper.ts';
import type { OpenEpisodes } from '../../src/services/deployment-service.ts';
import { fakeSource, OPTIONS } from './fake-planner.ts';
import { episodePlan } from './fake-player.ts';

let name: string;
let store: DeploymentStore;
beforeEach(() => {
  name = `test-player-${crypto.randomUUID()}`;
  store = new DeploymentStore(new LabDatabase(name));
});
afterEach(async () => {
  await store.close();
  indexedDB.deleteDatabase(name);
});

test('a whole generation with the shipped model in a page', async () => {
  const page = {
    loader: async () => (await import('../../src/language/pocket/ort-browser.ts')).browserOrt(),
    models: '/models',
    cache: new ModelCache(store.database),
  };
  const host = new DeploymentHost(fakeSource(), new DeploymentKeeper(store), {
    open: openPlayer.bind(null, page),
  });
  const plan = episodePlan({
    source: { world: 'Crafter-v1', schedule: 'dynamic', maxSteps: 12 },
    ...{ seeds: [600_000], heldOut: [], samples: 1, runs: 1, curation: { by: 'none' } },
  });
  const hyper = { ...plan.hyper, rank: 4, epochs: 1, rowsPerStep: 8 };
  const id = await host.start({ name: 'one world', plan: { ...plan, hyper } }, OPTIONS);
  const facts = async () => ((await host.open(id)) as OpenEpisodes).facts;
  await expect.poll(async () => (await facts()).stage, { timeout: 110_000, interval: 200 }).toBe('done');
  const { generations, pool } = await facts();
  expect(generations.map(({ kept }) => kept)).toEqual([1, 1]);
  expect(generations[1].training?.loss).toBeGreaterThan(0);
  const [trace] = pool.traces.values();
  const record = recordOf(trace);
  expect(record.steps).toHaveLength(12);
  expect(verifyRecord(record).equal).toBe(true);
}, 120_000);
