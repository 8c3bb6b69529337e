// Puts the advantage host together for a browser's worker: onnxruntime, model files from this origin and their cache.

import { weightsOfModel } from '../language/pocket/shipped.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import { RunStore } from '../records/store/run-store.ts';
import { adapterShelf } from './adapter-shelf.ts';
import { AdvantageHost } from './advantage-host.ts';
import { loadModel, type PageSurroundings } from './agent-source.ts';
import { bringGate, gateShelf } from './gate-shelf.ts';
import { ownModelShelf } from './own-model-shelf.ts';

/** @param models address of the folder that holds the model folders */
export function browserAdvantageHost(models: string): AdvantageHost {
  const { database } = new RunStore();
  const page: PageSurroundings = {
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(database),
    adapters: adapterShelf(database),
    ownModels: ownModelShelf(database, 'Crafter-v1'),
    gates: gateShelf(database),
  };
  return new AdvantageHost(
    (...wanted) => loadModel(page, ...wanted),
    weightsOfModel,
    (agent) => bringGate(page.gates, agent),
  );
}
