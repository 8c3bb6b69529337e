// Puts the advantage host together for a browser's worker: onnxruntime, model files from this origin and their cache.

import { weightsOfModel } from '../language/pocket/shipped.ts';
import { RunStore } from '../records/store/run-store.ts';
import { AdvantageHost } from './advantage-host.ts';
import { loadModel } from './agent-source.ts';
import { bringGate } from './gate-shelf.ts';
import { modelsForCrafter } from './page-surroundings.ts';

/** @param models address of the folder that holds the model folders */
export function browserAdvantageHost(models: string): AdvantageHost {
  const { database } = new RunStore();
  const page = modelsForCrafter(models, database);
  return new AdvantageHost(
    (...wanted) => loadModel(page, ...wanted),
    weightsOfModel,
    (agent) => bringGate(page.gates, agent),
  );
}
