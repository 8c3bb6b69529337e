// The page's end of the learner worker: it starts with the first command, and a new one takes the place of one that died or
// whose GPU was lost.

import type { LearnerEvent, LearnerService } from '../../services/learner-service.ts';
import { type ClosableClient, type ConnectWorker, WorkerLink } from '../worker-link.ts';

/** What the page needs of the worker; tests bring their own. */
export type TrainClient = ClosableClient<LearnerService>;
export type ConnectLearner = ConnectWorker<TrainClient, LearnerEvent>;

export const connectLearner: ConnectLearner = (listener) =>
  new WorkerLink(
    'learner',
    () => new Worker(new URL('../../../workers/learner.ts', import.meta.url), { type: 'module' }),
    listener,
  );
