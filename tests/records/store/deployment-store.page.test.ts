// Deployments in a real IndexedDB, and the upgrade of a database that had none.

import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabDatabase } from '../../../src/records/store/database.ts';
import { DeploymentStore } from '../../../src/records/store/deployment-store.ts';
import { PredictorStore } from '../../../src/records/store/predictor-store.ts';

let name: string;
let store: DeploymentStore;
beforeEach(() => {
  name = `test-deployment-store-${crypto.randomUUID()}`;
  store = new DeploymentStore(new LabDatabase(name));
});
afterEach(async () => {
  await store.close();
  indexedDB.deleteDatabase(name);
});

const stage = (n: number) => ({ summary: { n }, state: Uint8Array.of(n, n) });

test('a stage takes the place of the one before, and decisions go with it', async () => {
  await store.create('a', 'A', stage(0));
  await store.change('a', { decisions: { kept: ['x'] } });
  expect(await store.get('a')).toMatchObject({ name: 'A', decisions: { kept: ['x'] }, bytes: 2 });
  await store.save('a', stage(1));
  expect(await store.get('a')).toMatchObject({ name: 'A', summary: { n: 1 }, decisions: null });
  expect(await store.state('a')).toEqual(Uint8Array.of(1, 1));
});

test('deployments are listed by their last change, and one goes with its state', async () => {
  await store.create('a', 'A', stage(0));
  await store.create('b', 'B', stage(0));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.save('a', stage(1));
  expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'b']);
  await store.delete('a');
  expect((await store.list()).map(({ id }) => id)).toEqual(['b']);
  await expect(store.state('a')).rejects.toMatchObject({ code: 'not-found' });
});

test('one that was taken comes back whole', async () => {
  await store.create('a', 'A', stage(3));
  const row = await store.get('a');
  const bringBack = await store.take('a');
  await store.delete('a');
  await bringBack();
  expect(await store.get('a')).toEqual(row);
  expect(await store.state('a')).toEqual(Uint8Array.of(3, 3));
});

test('a stage of a deployment that was deleted meanwhile is not kept', async () => {
  await expect(store.save('gone', stage(1))).rejects.toMatchObject({ code: 'not-found' });
  await expect(store.state('gone')).rejects.toMatchObject({ code: 'not-found' });
  await expect(store.change('gone', { name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
});

test('another tab hears of every change', async () => {
  const other = new DeploymentStore(new LabDatabase(name));
  const heard: string[] = [];
  const stop = other.onChange((id) => heard.push(id));
  await store.create('a', 'A', stage(0));
  await store.save('a', stage(1));
  await expect.poll(() => heard).toEqual(['a', 'a']);
  stop();
  await other.close();
});

test('a database of before there were deployments keeps its predictors and takes deployments', async () => {
  const old = await openDB(name, 5, {
    upgrade(db) {
      db.createObjectStore('runs', { keyPath: 'id' }).createIndex('digest', 'digest');
      for (const each of ['chunks', 'records', 'locks', 'jobs', 'jobRecords', 'predictors'])
        db.createObjectStore(each);
    },
  });
  await old.put('predictors', Uint8Array.of(7), 'p');
  old.close();
  await store.create('a', 'A', stage(0));
  expect(await new PredictorStore(store.database).read('p')).toEqual(Uint8Array.of(7));
  expect((await store.list()).map(({ id }) => id)).toEqual(['a']);
});
