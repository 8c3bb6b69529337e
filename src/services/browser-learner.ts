// Puts the learner host together for a browser's worker: jax-js and onnxruntime come with the first run, not before.

import { openLearnerDevice, prepareLearner } from '../learning/page-device.ts';
import { LabDatabase } from '../records/store/database.ts';
import { ModelCache } from '../records/store/model-cache.ts';
import { TrainingStore } from '../records/store/training-store.ts';
import type { PageSurroundings } from './agent-source.ts';
import { LearnerHost } from './learner-host.ts';
import type { LearnerDevice } from './learner-service.ts';
import { TrainingKeeper } from './training-keeper.ts';

/** @param models address of the folder that holds the model folders */
export function browserLearnerHost(models: string): LearnerHost {
  const database = new LabDatabase();
  const page: PageSurroundings = {
    loader: async () => (await import('../language/pocket/ort-browser.ts')).browserOrt(),
    models,
    cache: new ModelCache(database),
  };
  return new LearnerHost(
    {
      async open(model, options, report, signal) {
        const device = await openDevice(options.device);
        const { PageTrainer } = await import('./page-trainer.ts');
        return PageTrainer.open(device, page, model, options, report, signal);
      },
      async check(bytes) {
        prepareLearner();
        const { checkFile } = await import('./page-trainer.ts');
        return checkFile(page, bytes);
      },
      async adapterOf(checkpoint, name) {
        prepareLearner();
        const { adapterOf } = await import('./page-trainer.ts');
        return adapterOf(page, checkpoint, name);
      },
    },
    new TrainingKeeper(new TrainingStore(database)),
  );
}

/** jax-js starts as many threads as there are cores. */
function openDevice(preference: LearnerDevice) {
  const threads = self.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  return openLearnerDevice(preference, navigator.gpu ?? null, threads);
}
