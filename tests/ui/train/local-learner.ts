// The page's client of trainings without a worker: the real host and store in this thread, and a training that computes
// nothing and can be held back, so that a test can look at one in the middle.

import { LabDatabase } from '../../../src/records/store/database.ts';
import { GateStore, type KeptGate } from '../../../src/records/store/gate-store.ts';
import { TrainingStore } from '../../../src/records/store/training-store.ts';
import { LearnerHost } from '../../../src/services/learner-host.ts';
import type { LearnerEvent, LearnerService } from '../../../src/services/learner-service.ts';
import { TrainingKeeper } from '../../../src/services/training-keeper.ts';
import type { ConnectLearner } from '../../../src/ui/train/train-client.ts';
import { type FakeOptions, fakeSource } from '../../services/fake-trainer.ts';
import { localWorker } from '../local-worker.ts';

export interface LocalLearner {
  readonly connect: ConnectLearner;
  readonly host: LearnerHost;
  /** Those that are kept. */
  gates(): Promise<KeptGate[]>;
  close(): Promise<void>;
}

/** @param name of the database; the same name is the same browser */
export function localLearner(name: string, options: FakeOptions = {}): LocalLearner {
  const store = new TrainingStore(new LabDatabase(name));
  const host = new LearnerHost(fakeSource(options), new TrainingKeeper(store));
  const worker = localWorker<LearnerService, LearnerEvent>('learner', host);
  return {
    host,
    gates: () => new GateStore(store.database).list(),
    connect: worker.connect,
    async close() {
      await host.stop();
      worker.close();
      await store.close();
    },
  };
}
