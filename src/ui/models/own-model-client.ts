// The page's end of the worker for own models: it starts with the first command; what was asked of one that died fails with a
// sentence, and the next command starts a new one. It holds the model that was deleted last, which can be put back wherever in
// the lab its viewer has gone by then: so the page has one, for as long as the page lives.

import { LabError } from '../../lab-error.ts';
import type { OwnModelService } from '../../services/own-model-service.ts';
import { connectService, type Remote } from '../../services/rpc.ts';

/** What the element needs of the worker; tests bring their own. */
export interface OwnModelClient {
  /** @throws LabError internal where the worker died, and what `work` throws */
  ask<Result>(work: (service: Remote<OwnModelService>) => Promise<Result>): Promise<Result>;
}

interface Running {
  readonly worker: Worker;
  readonly service: Remote<OwnModelService>;
  readonly died: Promise<never>;
}

export class OwnModelWorker implements OwnModelClient {
  #running: Running | null = null;

  ask<Result>(work: (service: Remote<OwnModelService>) => Promise<Result>): Promise<Result> {
    this.#running ??= this.#start();
    return Promise.race([work(this.#running.service), this.#running.died]);
  }

  #start(): Running {
    const worker = new Worker(new URL('../../../workers/own-models.ts', import.meta.url), { type: 'module' });
    const { promise: died, reject } = Promise.withResolvers<never>();
    died.catch(() => {});
    worker.addEventListener('error', ({ message }) => {
      worker.terminate();
      this.#running = null;
      reject(new LabError('internal', `The worker for models stopped: ${message || 'unknown reason'}.`));
    });
    return { worker, service: connectService<OwnModelService>(worker), died };
  }
}

let shared: OwnModelWorker | undefined;

/** The page's one worker. */
export function ownModelClient(): OwnModelClient {
  shared ??= new OwnModelWorker();
  return shared;
}
