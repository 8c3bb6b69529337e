// Puts the speculation host together for a browser's worker: onnxruntime, models of this origin, predictors in IndexedDB.

import { LabDatabase } from '../records/store/database.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import { PredictorStore } from '../records/store/predictor-store.ts';
import { adapterShelf } from './adapter-shelf.ts';
import { loadModel, type PageSurroundings } from './agent-source.ts';
import type { PredictorService } from './predictor-service.ts';
import { connectService, type Remote } from './rpc.ts';
import { SpeculationHost } from './speculation-host.ts';

/** @param models address of the folder that holds the model folders @param newPredictor starts the predictor's worker */
export function browserSpeculationHost(models: string, newPredictor: () => Worker): SpeculationHost {
  const database = new LabDatabase();
  const page: PageSurroundings = {
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(database),
    adapters: adapterShelf(database),
  };
  let thread: Remote<PredictorService> | null = null;
  return new SpeculationHost({
    load: (...wanted) => loadModel(page, ...wanted),
    predictors: new PredictorStore(database),
    predictorThread: () => {
      thread ??= connectService<PredictorService>(newPredictor());
      return thread;
    },
  });
}
