// The page's end of the POGS worker: it starts with the first command, and a new one takes the place of one that died.

import type { PogsService, PogsServiceEvent } from '../../services/pogs-service.ts';
import type { Remote } from '../../services/rpc.ts';
import { WorkerLink, type WorkerListener } from '../worker-link.ts';

export type PogsListener = WorkerListener<PogsServiceEvent>;

/** What the page needs of the worker; tests bring their own. */
export interface PogsClient {
  readonly service: Remote<PogsService>;
}

export type ConnectPogs = (listener: PogsListener) => PogsClient;

export const connectPogs: ConnectPogs = (listener) =>
  new WorkerLink<PogsService, PogsServiceEvent>(
    'graph',
    () => new Worker(new URL('../../../workers/pogs.ts', import.meta.url), { type: 'module' }),
    listener,
  );
