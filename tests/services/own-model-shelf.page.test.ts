// Models kept in a real IndexedDB, as whoever plays takes them out: for one world, and only if they are what their id says.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadModelFiles } from '../../src/language/pocket/model-files.ts';
import { exportOnnx } from '../../src/language/pocket/onnx-export.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { OwnModelStore } from '../../src/records/store/own-model-store.ts';
import { TrainingStore } from '../../src/records/store/training-store.ts';
import { ownModelShelf } from '../../src/services/own-model-shelf.ts';
import { TrainingKeeper } from '../../src/services/training-keeper.ts';
import { memoryReader, tinyModel } from '../language/pocket/tiny-files.ts';

let database: LabDatabase;
beforeEach(() => {
  database = new LabDatabase(`test-own-model-shelf-${crypto.randomUUID()}`);
});
afterEach(async () => {
  await database.close();
  indexedDB.deleteDatabase(database.name);
});

/** Keeps a tiny model as a training of all weights does. @returns its id */
async function keep(): Promise<string> {
  const onnx = exportOnnx(await loadModelFiles(memoryReader(tinyModel())));
  return new TrainingKeeper(new TrainingStore(database)).keepModel(onnx, 'learned');
}

test('a kept model is listed under its name and read as its folder would be', async () => {
  const id = await keep();
  expect(await new OwnModelStore(database).list()).toMatchObject([{ id, name: 'learned', world: null }]);
  const { card } = await loadModelFiles(await ownModelShelf(database, null).reader(id));
  expect(card).toMatchObject({ id: 'tiny', training: { seed: 1 } });
});

test('a model of another world, or of none, is not handed out', async () => {
  const id = await keep();
  const shelf = ownModelShelf(database, 'Crafter-v1');
  await expect(shelf.reader(id)).rejects.toMatchObject({ code: 'model-missing' });
  const row = await new OwnModelStore(database).get(id);
  await database.use((db) => db.put('ownModels', { ...row, world: 'HardPOGS-v0' }));
  await expect(shelf.reader(id)).rejects.toThrow('“learned” plays HardPOGS-v0, not Crafter-v1.');
});

test('what was changed in the store, or is not there, is refused', async () => {
  const id = await keep();
  const store = new OwnModelStore(database);
  const files = await store.files(id);
  const others = tinyModel(2);
  const swapped = {
    card: others.get('model.json')!.slice(),
    weights: others.get('weights.safetensors')!.slice(),
  };
  const shelf = ownModelShelf(database, null);
  await database.use((db) => db.put('ownModelFiles', swapped, id));
  await expect(shelf.reader(id)).rejects.toMatchObject({ code: 'wrong-hash' });
  const cut = { ...files, weights: files.weights.slice(0, -1) };
  await database.use((db) => db.put('ownModelFiles', cut, id));
  await expect(shelf.reader(id)).rejects.toMatchObject({ code: 'wrong-hash' });
  await store.delete(id);
  await expect(shelf.reader(id)).rejects.toMatchObject({ code: 'not-found' });
});
