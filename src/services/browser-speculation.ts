// Puts the speculation host together for a browser's worker: onnxruntime, models of this origin, predictors in IndexedDB.

import { LabDatabase } from '../records/store/database.ts';
import { PredictorStore } from '../records/store/predictor-store.ts';
import { loadModel } from './agent-source.ts';
import { modelsWithAdapters } from './page-surroundings.ts';
import type { PredictorService } from './predictor-service.ts';
import { connectService, type Remote } from './rpc.ts';
import { SpeculationHost } from './speculation-host.ts';

/** @param models address of the folder that holds the model folders @param newPredictor starts the predictor's worker */
export function browserSpeculationHost(models: string, newPredictor: () => Worker): SpeculationHost {
  const database = new LabDatabase();
  const page = modelsWithAdapters(models, database);
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
