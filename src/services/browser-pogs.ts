// Puts the POGS host together for a browser's worker: onnxruntime and model files of this origin, and their cache.

import { LabDatabase } from '../records/store/database.ts';
import { loadModel } from './agent-source.ts';
import { modelsWithAdapters } from './page-surroundings.ts';
import { PogsHost } from './pogs-host.ts';

/** @param models address of the folder that holds the model folders */
export function browserPogsHost(models: string): PogsHost {
  const page = modelsWithAdapters(models, new LabDatabase());
  return new PogsHost((...wanted) => loadModel(page, ...wanted));
}
