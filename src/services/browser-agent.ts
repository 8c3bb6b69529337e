// Puts the agent host together for a browser's worker: onnxruntime, model files from this origin, IndexedDB.

import { ModelCache } from '../records/store/model-cache.ts';
import { RunStore } from '../records/store/run-store.ts';
import { adapterShelf } from './adapter-shelf.ts';
import { AgentHost } from './agent-host.ts';
import { PageAgentSource } from './agent-source.ts';
import { gateShelf } from './gate-shelf.ts';
import { ownModelShelf } from './own-model-shelf.ts';
import { StoredRunKeeper } from './run-keeper.ts';

/** @param models address of the folder that holds the model folders */
export function browserAgentHost(models: string): AgentHost {
  const store = new RunStore();
  const source = new PageAgentSource({
    // Only a run that needs a language model loads its runtime.
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(store.database),
    adapters: adapterShelf(store.database),
    ownModels: ownModelShelf(store.database, 'Crafter-v1'),
    gates: gateShelf(store.database),
  });
  return new AgentHost(source, new StoredRunKeeper(store));
}
