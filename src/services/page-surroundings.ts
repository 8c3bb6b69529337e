// What a browser's workers load models with: onnxruntime, the model files of this origin, and what this browser keeps.

import type { LabDatabase } from '../records/store/database.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import { adapterShelf } from './adapter-shelf.ts';
import type { PageSurroundings } from './agent-source.ts';
import { gateShelf } from './gate-shelf.ts';
import { ownModelShelf } from './own-model-shelf.ts';

/** The models of this origin alone. @param models address of the folder that holds the model folders */
export function modelsOfOrigin(models: string, database: LabDatabase): PageSurroundings {
  return {
    // Only what needs a language model loads its runtime.
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(database),
  };
}

/** With the adapters that are kept in this browser. @param models as of `modelsOfOrigin` */
export function modelsWithAdapters(models: string, database: LabDatabase): PageSurroundings {
  return { ...modelsOfOrigin(models, database), adapters: adapterShelf(database) };
}

/** With all that is kept in this browser and plays Crafter. @param models as of `modelsOfOrigin` */
export function modelsForCrafter(models: string, database: LabDatabase): PageSurroundings {
  return {
    ...modelsWithAdapters(models, database),
    ownModels: ownModelShelf(database, 'Crafter-v1'),
    gates: gateShelf(database),
  };
}
