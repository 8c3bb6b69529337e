// Puts the agent host together for a browser's worker: onnxruntime, model files from this origin, IndexedDB.

import { RunStore } from '../records/store/run-store.ts';
import { AgentHost } from './agent-host.ts';
import { PageAgentSource } from './agent-source.ts';
import { modelsForCrafter } from './page-surroundings.ts';
import { StoredRunKeeper } from './run-keeper.ts';

/** @param models address of the folder that holds the model folders */
export function browserAgentHost(models: string): AgentHost {
  const store = new RunStore();
  const source = new PageAgentSource(modelsForCrafter(models, store.database));
  return new AgentHost(source, new StoredRunKeeper(store));
}
