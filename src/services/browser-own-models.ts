// Puts the own models together for a browser's worker: model files from this origin, IndexedDB.

import { LabError } from '../lab-error.ts';
import { LabDatabase } from '../records/store/database.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import { OwnModelStore } from '../records/store/own-model-store.ts';
import { adapterShelf } from './adapter-shelf.ts';
import { ownModelShelf } from './own-model-shelf.ts';
import { OwnModels } from './own-models.ts';

/** @param models address of the folder that holds the model folders */
export function browserOwnModels(models: string): OwnModels {
  const database = new LabDatabase();
  return new OwnModels(new OwnModelStore(database), {
    loader: () => Promise.reject(new LabError('internal', 'Nothing is played here.')),
    models,
    cache: new ModelCache(database),
    adapters: adapterShelf(database),
    ownModels: ownModelShelf(database, null),
  });
}
