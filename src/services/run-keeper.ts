// Keeps the worker's run in IndexedDB while it goes on: one lock (no other tab plays the same run), one writer. Storage
// that is full or refused never stops a run; it is told once, and the run lives on in memory.

import { LabError } from '../lab-error.ts';
import { lockRun, type RunLock } from '../records/store/run-lock.ts';
import { RunStore } from '../records/store/run-store.ts';
import { RunWriter, type WriterReports } from '../records/store/run-writer.ts';
import type { RunKeeper } from './agent-host.ts';
import { PATIENCE } from './keeping.ts';
import { RunSession } from './run-session.ts';

export class StoredRunKeeper implements RunKeeper {
  readonly #store: RunStore;
  #lock: RunLock | null = null;
  #writer: RunWriter | null = null;
  reports: WriterReports = { onSaved: () => {}, onTrouble: () => {} };

  constructor(store = new RunStore()) {
    this.#store = store;
  }

  newId(): string {
    return this.#store.newId();
  }

  async begin(session: RunSession, runId: string): Promise<void> {
    this.#lock = await lockRun(this.#store.database, runId);
    await this.#store.create(session.config, runId);
    this.#writer = new RunWriter(this.#store, runId, session.recorder, 0, this.reports);
  }

  async reopen(runId: string): Promise<RunSession> {
    const lock = await lockRun(this.#store.database, runId, { patience: PATIENCE });
    try {
      const { run, steps } = await this.#store.loadSteps(runId);
      const session = new RunSession(run.config);
      session.restore(steps);
      if (run.held) session.hold(run.held);
      if (session.over)
        throw new LabError('episode-over', 'This run is over.', 'Open its replay, or run it again.');
      this.#writer = new RunWriter(this.#store, runId, session.recorder, steps.length, this.reports);
      this.#lock = lock;
      return session;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  stepped(): void {
    this.#writer?.touch();
  }

  async flush(): Promise<void> {
    await this.#writer?.flush();
  }

  async release(): Promise<void> {
    const [writer, lock] = [this.#writer, this.#lock];
    this.#writer = this.#lock = null;
    await writer?.close();
    await lock?.release();
  }
}
