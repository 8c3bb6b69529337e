// The page's client of POGS without a worker: the real host in this thread over a model that walks at random, so that a test can hold
// it back and see a walk in the middle.

import { LabError } from '../../../src/lab-error.ts';
import { PogsHost } from '../../../src/services/pogs-host.ts';
import type { PogsServiceEvent } from '../../../src/services/pogs-service.ts';
import { connectService, exposeService } from '../../../src/services/rpc.ts';
import type { ConnectPogs, PogsListener } from '../../../src/ui/pogs/pogs-client.ts';
import { WalkerModel } from '../../agents/pogs/walker-model.ts';

export interface LocalPogs {
  readonly connect: ConnectPogs;
  readonly model: WalkerModel;
  /** Loads of the model so far. */
  loads: number;
  /** Each load fails. */
  missing: boolean;
  /** As a worker that died. */
  die(): void;
  close(): Promise<void>;
}

export function localPogs(): LocalPogs {
  const model = new WalkerModel();
  const commands = new MessageChannel();
  const events = new MessageChannel();
  let listener: PogsListener | undefined;
  const local: LocalPogs = {
    model,
    loads: 0,
    missing: false,
    connect(given) {
      listener = given;
      events.port2.onmessage = ({ data }: MessageEvent<PogsServiceEvent>) => given.onEvent(data);
      return { service: connectService(commands.port2) };
    },
    die: () => listener?.onDeath(new LabError('internal', 'The graph’s worker stopped: no memory.')),
    async close() {
      await host.stop();
      for (const { port1, port2 } of [commands, events]) for (const port of [port1, port2]) port.close();
    },
  };
  const host = new PogsHost(async (id) => {
    local.loads++;
    if (local.missing) throw new LabError('model-missing', `There is no model “${id}”.`, 'Choose another.');
    return model;
  });
  exposeService(host, commands.port1);
  host.connect(events.port1);
  return local;
}
