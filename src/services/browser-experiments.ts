// Puts the experiment host together for a browser's worker: onnxruntime, model files from this origin, IndexedDB.

import { ModelCache } from '../records/store/model-cache.ts';
import { SweepStore } from '../records/store/sweep-store.ts';
import { loadShipped, type PageSurroundings } from './agent-source.ts';
import { ExperimentHost } from './experiment-host.ts';
import { SweepKeeper } from './sweep-keeper.ts';

/** @param models address of the folder that holds the model folders */
export function browserExperimentHost(models: string): ExperimentHost {
  const store = new SweepStore();
  const page: PageSurroundings = {
    // Only a sweep that needs a language model loads its runtime.
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(store.database),
  };
  return new ExperimentHost((...wanted) => loadShipped(page, ...wanted), new SweepKeeper(store));
}
