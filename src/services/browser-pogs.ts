// Puts the POGS host together for a browser's worker: onnxruntime and model files of this origin, and their cache.

import { LabDatabase } from '../records/store/database.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import { adapterShelf } from './adapter-shelf.ts';
import { loadModel, type PageSurroundings } from './agent-source.ts';
import { PogsHost } from './pogs-host.ts';

/** @param models address of the folder that holds the model folders */
export function browserPogsHost(models: string): PogsHost {
  const database = new LabDatabase();
  const page: PageSurroundings = {
    // Whoever only looks at a graph loads no runtime.
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(database),
    adapters: adapterShelf(database),
  };
  return new PogsHost((...wanted) => loadModel(page, ...wanted));
}
