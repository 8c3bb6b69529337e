// Puts the learner host together for a browser's worker: jax-js and onnxruntime come with the first run, not before.

import { openLearnerDevice, prepareLearner } from '../learning/page-device.ts';
import { LabDatabase } from '../records/store/database.ts';
import { TrainingStore } from '../records/store/training-store.ts';
import type { PageSurroundings } from './agent-source.ts';
import { LearnerHost } from './learner-host.ts';
import type { LearnerDevice } from './learner-service.ts';
import { ownModelShelf } from './own-model-shelf.ts';
import { modelsWithAdapters } from './page-surroundings.ts';
import { TrainingKeeper } from './training-keeper.ts';

/** @param models address of the folder that holds the model folders */
export function browserLearnerHost(models: string): LearnerHost {
  const database = new LabDatabase();
  const page: PageSurroundings = {
    ...modelsWithAdapters(models, database),
    ownModels: ownModelShelf(database, 'Crafter-v1'),
  };
  const files = () => {
    prepareLearner();
    return import('./training-files.ts');
  };
  return new LearnerHost(
    {
      async open(setup, base, options, report, signal) {
        const device = await openDevice(options.device);
        if (setup.kind === 'gate') {
          const { GateTrainer } = await import('./gate-trainer.ts');
          return GateTrainer.open(device, page, setup, base, options, report, signal);
        }
        const { PolicyTrainer } = await import('./policy-trainer.ts');
        return PolicyTrainer.open(device, page, setup, base, options, report, signal);
      },
      adapter: async (id) => (await files()).adapterOf(page, id),
      check: async (bytes) => (await files()).checkFile(page, bytes),
      learned: async (checkpoint, name) => (await files()).learnedOf(page, checkpoint, name),
    },
    new TrainingKeeper(new TrainingStore(database)),
  );
}

/** jax-js starts as many threads as there are cores. */
function openDevice(preference: LearnerDevice) {
  const threads = self.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  return openLearnerDevice(preference, navigator.gpu ?? null, threads);
}
