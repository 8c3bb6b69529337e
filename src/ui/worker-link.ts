// The page's end of a worker: it starts with the first command, hands its service one port for its numbered events, and leaves
// room for a new one when it dies.

import { LabError } from '../lab-error.ts';
import { receiveEvents } from '../services/event-stream.ts';
import { connectService, type Remote } from '../services/rpc.ts';

export interface WorkerListener<Event> {
  /** Every event once, in order. */
  onEvent(event: Event): void;
  /** The worker died; the next command starts a new one, with nothing in it. */
  onDeath(reason: LabError): void;
}

/** What a page needs of a worker; tests bring their own. */
export interface WorkerClient<Service> {
  readonly service: Remote<Service>;
}

/** One that its page may give up. */
export interface ClosableClient<Service> extends WorkerClient<Service> {
  /** Ends the worker with whatever it does; the next command starts a new one. */
  close(): void;
}

export type ConnectWorker<Client, Event> = (listener: WorkerListener<Event>) => Client;

interface Running<Service> {
  readonly worker: Worker;
  readonly service: Remote<Service>;
  readonly events: MessagePort;
}

export class WorkerLink<Service, Event extends { readonly n: number }> {
  readonly #name: string;
  readonly #newWorker: () => Worker;
  readonly #listener: WorkerListener<Event>;
  #running: Running<Service & { connect(port: MessagePort): void }> | null = null;

  /** @param name for the message about its death */
  constructor(name: string, newWorker: () => Worker, listener: WorkerListener<Event>) {
    this.#name = name;
    this.#newWorker = newWorker;
    this.#listener = listener;
  }

  get service(): Remote<Service> {
    this.#running ??= this.#start();
    return this.#running.service as Remote<Service>;
  }

  /** Ends the worker; the next command starts a new one. */
  close(): void {
    this.#running?.worker.terminate();
    this.#running?.events.close();
    this.#running = null;
  }

  #start(): Running<Service & { connect(port: MessagePort): void }> {
    const worker = this.#newWorker();
    const service = connectService<Service & { connect(port: MessagePort): void }>(worker);
    const events = receiveEvents<Event>(service as never, (event) => this.#listener.onEvent(event));
    worker.addEventListener('error', ({ message }) => {
      this.close();
      const why = message || 'unknown reason';
      this.#listener.onDeath(new LabError('internal', `The ${this.#name}’s worker stopped: ${why}.`));
    });
    return { worker, service, events };
  }
}
