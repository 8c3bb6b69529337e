// The page's client of deployments without a worker: the real host in this thread over a real IndexedDB and a planner that is a
// script, so that a test can hold it back and see a run in the middle.

import { LabDatabase } from '../../../src/records/store/database.ts';
import { DeploymentStore } from '../../../src/records/store/deployment-store.ts';
import { DeploymentHost } from '../../../src/services/deployment-host.ts';
import { DeploymentKeeper } from '../../../src/services/deployment-keeper.ts';
import type { DeploymentEvent, DeploymentService } from '../../../src/services/deployment-service.ts';
import type { ConnectDeployment } from '../../../src/ui/deploy/deploy-client.ts';
import { type FakeOptions, fakeSource } from '../../services/fake-planner.ts';
import { fakePlayer } from '../../services/fake-player.ts';
import { localWorker } from '../local-worker.ts';

export interface LocalDeployment {
  readonly connect: ConnectDeployment;
  readonly host: DeploymentHost;
  /** As a worker that died. */
  die(): void;
  close(): Promise<void>;
}

/** @param name of the database: two of one name are two tabs */
export function localDeployment(name: string, options: FakeOptions = {}): LocalDeployment {
  const store = new DeploymentStore(new LabDatabase(name));
  const host = new DeploymentHost(fakeSource(options), new DeploymentKeeper(store), fakePlayer());
  const worker = localWorker<DeploymentService, DeploymentEvent>('deployment', host);
  return {
    host,
    connect: worker.connect,
    die: worker.die,
    async close() {
      await host.stop();
      await store.close();
      worker.close();
    },
  };
}
