// The page's end of the deployment worker: it starts with the first command, and a new one takes the place of one that died.

import type { DeploymentEvent, DeploymentService } from '../../services/deployment-service.ts';
import { type ClosableClient, type ConnectWorker, WorkerLink } from '../worker-link.ts';

/** What the page needs of the worker; tests bring their own. */
export type DeployClient = ClosableClient<DeploymentService>;
export type ConnectDeployment = ConnectWorker<DeployClient, DeploymentEvent>;

export const connectDeployment: ConnectDeployment = (listener) =>
  new WorkerLink(
    'deployment',
    () => new Worker(new URL('../../../workers/deployment.ts', import.meta.url), { type: 'module' }),
    listener,
  );
