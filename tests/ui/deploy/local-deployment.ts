// The page's client of deployments without a worker: the real host in this thread over a real IndexedDB and a planner that is a
// script, so that a test can hold it back and see a run in the middle.

import { LabError } from '../../../src/lab-error.ts';
import { LabDatabase } from '../../../src/records/store/database.ts';
import { DeploymentStore } from '../../../src/records/store/deployment-store.ts';
import { DeploymentHost } from '../../../src/services/deployment-host.ts';
import { DeploymentKeeper } from '../../../src/services/deployment-keeper.ts';
import type { DeploymentEvent } from '../../../src/services/deployment-service.ts';
import { connectService, exposeService } from '../../../src/services/rpc.ts';
import type { ConnectDeployment, DeployListener } from '../../../src/ui/deploy/deploy-client.ts';
import { type FakeOptions, fakeSource } from '../../services/fake-planner.ts';
import { fakePlayer } from '../../services/fake-player.ts';

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
  const commands = new MessageChannel();
  const events = new MessageChannel();
  exposeService(host, commands.port1);
  host.connect(events.port1);
  let listener: DeployListener | undefined;
  return {
    host,
    connect(given) {
      listener = given;
      events.port2.onmessage = ({ data }: MessageEvent<DeploymentEvent>) => given.onEvent(data);
      return { service: connectService(commands.port2), close: () => {} };
    },
    die: () => listener?.onDeath(new LabError('internal', 'The deployment’s worker stopped: no memory.')),
    async close() {
      await host.stop();
      await store.close();
      for (const { port1, port2 } of [commands, events]) for (const port of [port1, port2]) port.close();
    },
  };
}
