// The page's end of the agent worker: starts it, hands it one port for its events, drops events that were already seen,
// and puts a new worker in the place of one that died (the run is stored, so the new one resumes it).

import { LabError } from '../lab-error.ts';
import type { AgentEvent, AgentService } from '../services/agent-service.ts';
import { receiveEvents } from '../services/event-stream.ts';
import { connectService, type Remote } from '../services/rpc.ts';

/** What the page needs of an agent; tests and demonstrations bring their own. */
export interface AgentClient {
  readonly service: Remote<AgentService>;
  /** Ends the worker for good. */
  close(): void;
}

export interface ClientListener {
  /** Every event once, in order. */
  onEvent(event: AgentEvent): void;
  /** The worker died and a new one is in its place, with no run in it. */
  onRestarted(reason: LabError): void;
}

export type ConnectAgent = (listener: ClientListener) => AgentClient;

/** More deaths than this in a row mean that the browser cannot run the worker at all. */
const MAX_RESTARTS = 3;

/** Starts the agent worker. */
export const connectAgent: ConnectAgent = (listener) => new WorkerClient(listener);

class WorkerClient implements AgentClient {
  #worker!: Worker;
  #service!: Remote<AgentService>;
  #restarts = 0;
  readonly #listener: ClientListener;

  constructor(listener: ClientListener) {
    this.#listener = listener;
    this.#start();
  }

  get service(): Remote<AgentService> {
    return this.#service;
  }

  close(): void {
    this.#worker.terminate();
  }

  #start(): void {
    this.#worker = new Worker(new URL('../../workers/agent.ts', import.meta.url), { type: 'module' });
    this.#worker.addEventListener('error', (event) => this.#replace(event.message));
    this.#service = connectService<AgentService>(this.#worker);
    receiveEvents<AgentEvent>(this.#service, (event) => this.#receive(event));
  }

  #receive(event: AgentEvent): void {
    if (event.type === 'step') this.#restarts = 0;
    this.#listener.onEvent(event);
  }

  #replace(message: string): void {
    this.#worker.terminate();
    const reason = new LabError('internal', `The agent’s worker stopped: ${message || 'unknown reason'}.`);
    if (this.#restarts++ >= MAX_RESTARTS) {
      const error = new LabError(
        'internal',
        'The agent’s worker cannot run in this browser.',
        'Use a recent Chrome, Edge, Firefox or Safari; replays still work here.',
      );
      this.#listener.onEvent({ n: Number.MAX_SAFE_INTEGER, type: 'error', error: error.toData() });
      return;
    }
    this.#start();
    this.#listener.onRestarted(reason);
  }
}
