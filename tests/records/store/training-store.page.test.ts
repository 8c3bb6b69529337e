// Trainings in a real IndexedDB, and the upgrade of a database that had none.

import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabDatabase } from '../../../src/records/store/database.ts';
import { SweepStore } from '../../../src/records/store/sweep-store.ts';
import { TrainingStore } from '../../../src/records/store/training-store.ts';

let name: string;
let store: TrainingStore;
beforeEach(() => {
  name = `test-training-store-${crypto.randomUUID()}`;
  store = new TrainingStore(new LabDatabase(name));
});
afterEach(async () => {
  await store.close();
  indexedDB.deleteDatabase(name);
});

const about = (id: string) => ({ id, setup: { name: id }, model: 'm', weights: 'w' });
const bytes = (...values: number[]) => Uint8Array.from(values);
const update = (updates: number, checkpoint = bytes(updates)) => ({
  figures: [{ update: updates }],
  updates,
  steps: 10 * updates,
  best: null,
  checkpoint,
});

test('a training has the newest checkpoint and the figures of all updates, across chunks', async () => {
  await store.create(about('a'));
  await expect(store.checkpoint('a')).rejects.toMatchObject({ code: 'not-found' });
  for (let i = 1; i <= 70; i++) await store.addUpdate('a', update(i));
  expect(await store.get('a')).toMatchObject({ updates: 70, steps: 700, bytes: 1, setup: { name: 'a' } });
  expect(await store.checkpoint('a')).toEqual(bytes(70));
  const expected = Array.from({ length: 70 }, (_, i) => ({ update: i + 1 }));
  expect(await store.figures('a')).toEqual(expected);
  const keys = await store.database.use((db) => db.getAllKeys('trainingFigures'));
  expect(keys).toEqual([
    ['a', 0],
    ['a', 32],
    ['a', 64],
  ]);
});

test('trainings are listed by their last change, and one goes with all that is its own', async () => {
  await store.create(about('a'));
  await store.create(about('b'));
  await store.addUpdate('b', update(1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.addUpdate('a', update(1));
  await store.putSample('a', { update: 1, before: bytes(1), after: bytes(2) });
  expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'b']);
  await store.delete('a');
  expect((await store.list()).map(({ id }) => id)).toEqual(['b']);
  expect([await store.figures('a'), await store.sample('a')]).toEqual([[], null]);
  expect(await store.figures('b')).toHaveLength(1);
});

test('one that was taken comes back whole, and goes on', async () => {
  await store.create(about('a'));
  for (let i = 1; i <= 40; i++) await store.addUpdate('a', update(i));
  await store.putSample('a', { update: 40, before: bytes(1), after: bytes(2) });
  const row = await store.get('a');
  const bringBack = await store.take('a');
  await store.delete('a');
  await bringBack();
  expect(await store.get('a')).toEqual(row);
  expect(await store.sample('a')).toEqual({ update: 40, before: bytes(1), after: bytes(2) });
  await store.addUpdate('a', update(41));
  const updates = (await store.figures('a')).map((figures) => (figures as { update: number }).update);
  expect(updates).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
});

test('an update of a training that was deleted meanwhile is not kept', async () => {
  await expect(store.addUpdate('gone', update(1))).rejects.toMatchObject({ code: 'not-found' });
  expect(await store.figures('gone')).toEqual([]);
  await expect(store.change('gone', {})).rejects.toMatchObject({ code: 'not-found' });
});

test('another tab hears of every change', async () => {
  const other = new TrainingStore(new LabDatabase(name));
  const heard: string[] = [];
  const stop = other.onChange((id) => heard.push(id));
  await store.create(about('a'));
  await store.addUpdate('a', update(1));
  await expect.poll(() => heard).toEqual(['a', 'a']);
  stop();
  await other.close();
});

test('a database of before there were trainings keeps its experiments and takes trainings', async () => {
  const old = await openDB(name, 2, {
    upgrade(db) {
      db.createObjectStore('runs', { keyPath: 'id' }).createIndex('digest', 'digest');
      for (const store of ['chunks', 'records', 'locks', 'jobs', 'jobRecords']) db.createObjectStore(store);
      db.createObjectStore('models', { keyPath: 'hash' });
      db.createObjectStore('sweeps', { keyPath: 'id' });
    },
  });
  await old.put('sweeps', { id: 's', sweep: {}, done: 0, created: 1, updated: 1 });
  old.close();
  await store.create(about('a'));
  expect((await new SweepStore(store.database).list()).map(({ id }) => id)).toEqual(['s']);
  expect((await store.list()).map(({ id }) => id)).toEqual(['a']);
});
