// The page's end of the speculation worker: it starts with the first command, and a new one takes the place of one that died.

import type { SpeculationService, SpeculationServiceEvent } from '../../services/speculation-service.ts';
import { type ConnectWorker, type WorkerClient, WorkerLink } from '../worker-link.ts';

/** What the page needs of the worker; tests bring their own. */
export type SpeculationClient = WorkerClient<SpeculationService>;
export type ConnectSpeculation = ConnectWorker<SpeculationClient, SpeculationServiceEvent>;

export const connectSpeculation: ConnectSpeculation = (listener) =>
  new WorkerLink(
    'speculation',
    () => new Worker(new URL('../../../workers/speculation.ts', import.meta.url), { type: 'module' }),
    listener,
  );
