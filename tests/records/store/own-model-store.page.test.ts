// Imported models in a real IndexedDB, and the upgrade of a database that had none.

import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabDatabase } from '../../../src/records/store/database.ts';
import { GateStore } from '../../../src/records/store/gate-store.ts';
import { type KeptOwnModel, OwnModelStore } from '../../../src/records/store/own-model-store.ts';

let name: string;
let database: LabDatabase;
let store: OwnModelStore;
beforeEach(() => {
  name = `test-own-models-${crypto.randomUUID()}`;
  database = new LabDatabase(name);
  store = new OwnModelStore(database);
});
afterEach(async () => {
  await database.close();
  indexedDB.deleteDatabase(name);
});

const row = (id: string, stored = 1): KeptOwnModel => ({
  id,
  name: `model ${id}`,
  hash: id.repeat(4),
  world: 'Crafter-v1',
  size: 4,
  stored,
});
const files = (byte: number) => ({ card: Uint8Array.of(byte), weights: Uint8Array.of(byte, 1, 2) });

test('models are listed without their weights, the newest first, and their files come back', async () => {
  await store.put(row('a', 1), files(1));
  await store.put(row('b', 2), files(2));
  expect(await store.list()).toEqual([row('b', 2), row('a', 1)]);
  expect(await store.files('a')).toEqual(files(1));
});

test('the same model again takes its new name; another name leaves the files as they are', async () => {
  await store.put(row('a'), files(1));
  await store.put({ ...row('a'), name: 'again' }, files(1));
  await store.rename('a', 'by hand');
  expect(await store.list()).toEqual([{ ...row('a'), name: 'by hand' }]);
  expect(await store.files('a')).toEqual(files(1));
});

test('a deleted model is gone with its files', async () => {
  await store.put(row('a'), files(1));
  await store.delete('a');
  expect(await store.list()).toEqual([]);
  for (const gone of [store.get('a'), store.files('a'), store.rename('a', 'x')])
    await expect(gone).rejects.toMatchObject({ code: 'not-found' });
});

test('a model that is deleted by another tab while it is renamed stays gone', async () => {
  const other = new LabDatabase(name);
  for (let round = 0; round < 20; round++) {
    await store.put(row('a'), files(1));
    const renamed = store.rename('a', 'by hand').catch((error: unknown) => error);
    await new OwnModelStore(other).delete('a');
    await renamed;
    expect(await store.list()).toEqual([]);
  }
  await other.close();
});

test('a database of the version before, with a gate in it, is upgraded and keeps the gate', async () => {
  const gate = { id: '0'.repeat(16), name: 'old', text: '{}', stored: 1 };
  const before = await openDB(name, 6, {
    upgrade(db) {
      for (const [store, keyPath] of Object.entries({
        runs: 'id',
        models: 'hash',
        sweeps: 'id',
        trainings: 'id',
        adapters: 'weights',
        gates: 'id',
        deployments: 'id',
      }))
        db.createObjectStore(store, { keyPath });
    },
  });
  await before.put('gates', gate);
  before.close();
  await store.put(row('a'), files(1));
  expect((await store.list()).map(({ id }) => id)).toEqual(['a']);
  expect(await new GateStore(database).list()).toEqual([{ id: gate.id, name: 'old', stored: 1 }]);
});
