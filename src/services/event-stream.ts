// One numbered stream of events from a worker to its page, over one long-lived port. Events before the page connected
// are kept, so nothing of a run's start is lost.

import type { AgentEvent } from './agent-service.ts';

/** An event without its number. */
export type Unnumbered<Event> = Event extends unknown ? Omit<Event, 'n'> : never;
export type UnnumberedEvent = Unnumbered<AgentEvent>;

export class EventStream<Event extends { readonly n: number } = AgentEvent> {
  #port: Pick<MessagePort, 'postMessage'> | null = null;
  #waiting: Event[] = [];
  #next = 0;

  connect(port: Pick<MessagePort, 'postMessage'>): void {
    this.#port = port;
    for (const event of this.#waiting.splice(0)) port.postMessage(event);
  }

  send(event: Unnumbered<Event>): void {
    const numbered = { ...event, n: this.#next++ } as unknown as Event;
    if (this.#port) this.#port.postMessage(numbered);
    else this.#waiting.push(numbered);
  }
}
