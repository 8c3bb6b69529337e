// The page's end of the learner worker: it starts with the first command, and a new one takes the place of one that died or
// whose GPU was lost.

import type { LearnerEvent, LearnerService } from '../../services/learner-service.ts';
import type { Remote } from '../../services/rpc.ts';
import { WorkerLink, type WorkerListener } from '../worker-link.ts';

export type TrainListener = WorkerListener<LearnerEvent>;

/** What the page needs of the worker; tests bring their own. */
export interface TrainClient {
  readonly service: Remote<LearnerService>;
  /** Ends the worker with whatever it does; the next command starts a new one. */
  close(): void;
}

export type ConnectLearner = (listener: TrainListener) => TrainClient;

export const connectLearner: ConnectLearner = (listener) =>
  new WorkerLink<LearnerService, LearnerEvent>(
    'learner',
    () => new Worker(new URL('../../../workers/learner.ts', import.meta.url), { type: 'module' }),
    listener,
  );
