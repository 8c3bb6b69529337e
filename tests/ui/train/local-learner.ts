// The page's client of trainings without a worker: the real host and store in this thread, and a training that computes
// nothing and can be held back, so that a test can look at one in the middle.

import { LabDatabase } from '../../../src/records/store/database.ts';
import { GateStore, type KeptGate } from '../../../src/records/store/gate-store.ts';
import { TrainingStore } from '../../../src/records/store/training-store.ts';
import { LearnerHost } from '../../../src/services/learner-host.ts';
import type { LearnerEvent } from '../../../src/services/learner-service.ts';
import { connectService, exposeService } from '../../../src/services/rpc.ts';
import { TrainingKeeper } from '../../../src/services/training-keeper.ts';
import type { ConnectLearner } from '../../../src/ui/train/train-client.ts';
import { type FakeOptions, fakeSource } from '../../services/fake-trainer.ts';

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
  const commands = new MessageChannel();
  const events = new MessageChannel();
  exposeService(host, commands.port1);
  host.connect(events.port1);
  return {
    host,
    gates: () => new GateStore(store.database).list(),
    connect(listener) {
      events.port2.onmessage = ({ data }: MessageEvent<LearnerEvent>) => listener.onEvent(data);
      return { service: connectService(commands.port2), close: () => {} };
    },
    async close() {
      await host.stop();
      for (const { port1, port2 } of [commands, events]) for (const port of [port1, port2]) port.close();
      await store.close();
    },
  };
}
