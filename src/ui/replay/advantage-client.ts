// The page's end of the advantage worker: it starts with the first measurement, and one that died is replaced by the next.

import type { AdvantageRow } from '../../experiments/advantage-row.ts';
import { LabError } from '../../lab-error.ts';
import type { RunRecord } from '../../records/record.ts';
import type { AdvantageEvent, AdvantageService, MeasureOptions } from '../../services/advantage-service.ts';
import { receiveEvents } from '../../services/event-stream.ts';
import { connectService, type Remote } from '../../services/rpc.ts';

/** What the panel needs; tests bring their own. */
export interface AdvantageClient {
  measure(record: RunRecord, step: number, options: MeasureOptions): Promise<AdvantageRow>;
  cancel(): Promise<void>;
  /** Ends the worker for good. */
  close(): void;
}

export type ConnectAdvantage = (onEvent: (event: AdvantageEvent) => void) => AdvantageClient;

export const connectAdvantage: ConnectAdvantage = (onEvent) => new WorkerClient(onEvent);

interface Running {
  readonly worker: Worker;
  readonly service: Remote<AdvantageService>;
  /** Rejects when the worker dies. */
  readonly death: Promise<never>;
}

class WorkerClient implements AdvantageClient {
  #running: Running | null = null;
  readonly #onEvent: (event: AdvantageEvent) => void;

  constructor(onEvent: (event: AdvantageEvent) => void) {
    this.#onEvent = onEvent;
  }

  measure(record: RunRecord, step: number, options: MeasureOptions): Promise<AdvantageRow> {
    this.#running ??= this.#start();
    const { service, death } = this.#running;
    return Promise.race([service.measure(record, step, options), death]);
  }

  async cancel(): Promise<void> {
    await this.#running?.service.cancel();
  }

  close(): void {
    this.#running?.worker.terminate();
    this.#running = null;
  }

  #start(): Running {
    const worker = new Worker(new URL('../../../workers/advantage.ts', import.meta.url), { type: 'module' });
    const service = connectService<AdvantageService>(worker);
    receiveEvents<AdvantageEvent>(service, this.#onEvent);
    const { promise: death, reject } = Promise.withResolvers<never>();
    death.catch(() => {});
    worker.addEventListener('error', ({ message }) => {
      this.close();
      reject(new LabError('internal', `The measuring worker stopped: ${message || 'unknown reason'}.`));
    });
    return { worker, service, death };
  }
}
