// A worker without its thread: a real host in this one, behind the same two channels and the same codec, so that a test can hold
// back what computes and see a run in the middle.

import { LabError } from '../../src/lab-error.ts';
import { connectService, exposeService, type Remote } from '../../src/services/rpc.ts';
import type { WorkerListener } from '../../src/ui/worker-link.ts';

export interface LocalWorker<Service, Event> {
  /** The page's end; its events go to `listener`. */
  connect(listener: WorkerListener<Event>): { readonly service: Remote<Service>; close(): void };
  /** As a worker that died. */
  die(): void;
  /** Ends the channels; the host is its owner's. */
  close(): void;
}

/** @param name for the message about its death */
export function localWorker<Service extends object, Event>(
  name: string,
  host: Service & { connect(port: MessagePort): void },
): LocalWorker<Service, Event> {
  const commands = new MessageChannel();
  const events = new MessageChannel();
  exposeService(host, commands.port1);
  host.connect(events.port1);
  let listener: WorkerListener<Event> | undefined;
  return {
    connect(given) {
      listener = given;
      events.port2.onmessage = ({ data }: MessageEvent<Event>) => given.onEvent(data);
      return { service: connectService<Service>(commands.port2), close: () => {} };
    },
    die: () => listener?.onDeath(new LabError('internal', `The ${name}’s worker stopped: no memory.`)),
    close() {
      for (const { port1, port2 } of [commands, events]) for (const port of [port1, port2]) port.close();
    },
  };
}
