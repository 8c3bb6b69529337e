// The page's end of the speculation worker: it starts with the first command, and a new one takes the place of one that died.

import type { Remote } from '../../services/rpc.ts';
import type { SpeculationService, SpeculationServiceEvent } from '../../services/speculation-service.ts';
import { WorkerLink, type WorkerListener } from '../worker-link.ts';

export type SpeculationListener = WorkerListener<SpeculationServiceEvent>;

/** What the page needs of the worker; tests bring their own. */
export interface SpeculationClient {
  readonly service: Remote<SpeculationService>;
}

export type ConnectSpeculation = (listener: SpeculationListener) => SpeculationClient;

export const connectSpeculation: ConnectSpeculation = (listener) =>
  new WorkerLink<SpeculationService, SpeculationServiceEvent>(
    'speculation',
    () => new Worker(new URL('../../../workers/speculation.ts', import.meta.url), { type: 'module' }),
    listener,
  );
