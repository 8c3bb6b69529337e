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

/** A service that sends numbered events to the port it is given. */
interface Connectable {
  connect(port: MessagePort): Promise<unknown>;
}

/**
 * The page's end of such a stream: hands a service its port, and passes on every event once, in order.
 * @returns the port that stays here, to be closed
 */
export function receiveEvents<Event extends { readonly n: number }>(
  service: Connectable,
  onEvent: (event: Event) => void,
): MessagePort {
  const { port1, port2 } = new MessageChannel();
  let last = -1;
  port1.onmessage = ({ data }: MessageEvent<Event>) => {
    if (data.n <= last) return;
    last = data.n;
    onEvent(data);
  };
  // A worker that cannot start reports that by its error event; this promise would only repeat it.
  service.connect(port2).catch(() => undefined);
  return port1;
}
