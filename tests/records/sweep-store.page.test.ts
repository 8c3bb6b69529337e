// Sweeps in a real IndexedDB, and the upgrade of a database that had none.

import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabDatabase } from '../../src/records/store/database.ts';
import { RunStore } from '../../src/records/store/run-store.ts';
import { SweepStore } from '../../src/records/store/sweep-store.ts';
import { CONFIG } from './sample-runs.ts';

let database: LabDatabase;
let store: SweepStore;
beforeEach(() => {
  database = new LabDatabase(`test-sweeps-${crypto.randomUUID()}`);
  store = new SweepStore(database);
});
afterEach(async () => {
  await database.close();
  indexedDB.deleteDatabase(database.name);
});

const row = (version: number) => ({ version, metrics: { steps: version } });

test('a sweep counts its jobs once, keeps figures and records apart, and goes with all of them', async () => {
  await store.create('a', { name: 'one' });
  await store.create('b', { name: 'two' });
  await store.addJob('a', 10, row(1), Uint8Array.of(10));
  await store.addJob('a', 2, row(2), Uint8Array.of(2));
  await store.addJob('a', 2, row(3), Uint8Array.of(3));
  await store.addJob('b', 2, row(4), Uint8Array.of(4));
  expect(await store.get('a')).toMatchObject({ id: 'a', sweep: { name: 'one' }, done: 2 });
  expect([...(await store.jobs('a'))]).toEqual([
    [2, row(3)],
    [10, row(1)],
  ]);
  expect(await store.record('a', 2)).toEqual(Uint8Array.of(3));
  expect((await store.list()).map(({ id }) => id)).toEqual(['b', 'a']);
  await store.delete('a');
  await expect(store.record('a', 2)).rejects.toMatchObject({ code: 'not-found' });
  expect((await store.jobs('a')).size).toBe(0);
  expect((await store.jobs('b')).size).toBe(1);
});

test('a job of a sweep that was deleted meanwhile is not kept', async () => {
  await expect(store.addJob('gone', 0, row(1), Uint8Array.of(1))).rejects.toMatchObject({
    code: 'not-found',
  });
  expect((await store.jobs('gone')).size).toBe(0);
});

test('a database of before there were sweeps keeps its runs and takes sweeps', async () => {
  const old = await openDB(database.name, 1, {
    upgrade(db) {
      db.createObjectStore('runs', { keyPath: 'id' }).createIndex('digest', 'digest');
      for (const name of ['chunks', 'records', 'locks']) db.createObjectStore(name);
      db.createObjectStore('models', { keyPath: 'hash' });
    },
  });
  await old.put('runs', { id: 'r', name: 'a run', config: CONFIG, updated: 1 });
  old.close();
  await store.create('a', {});
  const runs = new RunStore(database);
  expect((await runs.list()).map(({ id }) => id)).toEqual(['r']);
  expect((await store.list()).map(({ id }) => id)).toEqual(['a']);
  await runs.close();
});
