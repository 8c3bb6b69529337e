// The page's end of the deployment worker: it starts with the first command, and a new one takes the place of one that died.

import type { DeploymentEvent, DeploymentService } from '../../services/deployment-service.ts';
import type { Remote } from '../../services/rpc.ts';
import { WorkerLink, type WorkerListener } from '../worker-link.ts';

export type DeployListener = WorkerListener<DeploymentEvent>;

/** What the page needs of the worker; tests bring their own. */
export interface DeployClient {
  readonly service: Remote<DeploymentService>;
  /** Ends the worker with whatever it does; the next command starts a new one. */
  close(): void;
}

export type ConnectDeployment = (listener: DeployListener) => DeployClient;

export const connectDeployment: ConnectDeployment = (listener) =>
  new WorkerLink<DeploymentService, DeploymentEvent>(
    'deployment',
    () => new Worker(new URL('../../../workers/deployment.ts', import.meta.url), { type: 'module' }),
    listener,
  );
