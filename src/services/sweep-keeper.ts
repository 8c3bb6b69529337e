// Keeps sweeps in IndexedDB, one tab at a time for each. Storage that is full or refused never stops a sweep and loses
// nothing: jobs then wait in memory, which is told once, and go to the store as soon as it takes them again.

import {
  figuresOf,
  type JobStore,
  jobNotFound,
  MemoryJobStore,
  recordOf,
  storedJobOf,
} from '../experiments/job-store.ts';
import { checkSweep, type JobFigures, type JobResult, jobsOf, type Sweep } from '../experiments/sweep.ts';
import { LabError } from '../lab-error.ts';
import type { RunRecord } from '../records/record.ts';
import { isRunBusy, lockRun, type RunLock } from '../records/store/run-lock.ts';
import { type SweepRow, SweepStore } from '../records/store/sweep-store.ts';
import type { StoredSweep } from './experiment-service.ts';
import { storageTrouble } from './keeping.ts';

/** A sweep that is held by this tab. */
export interface HeldSweep {
  readonly id: string;
  readonly sweep: Sweep;
  readonly jobs: JobStore;
  /** A reload finds it again. */
  readonly isStored: boolean;
  /** Lets another tab have it; what waits in memory stays here. */
  release(): Promise<void>;
}

export class SweepKeeper {
  readonly #store: SweepStore;

  constructor(store = new SweepStore()) {
    this.#store = store;
  }

  /** @param onTrouble told once, when jobs begin to wait in memory. @throws LabError storage-full, storage-refused */
  async create(id: string, sweep: Sweep, onTrouble: (error: LabError) => void): Promise<HeldSweep> {
    const lock = await lockSweep(this.#store, id);
    try {
      await this.#store.create(id, sweep);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return this.#held(id, sweep, lock, onTrouble);
  }

  /** @throws LabError not-found, run-busy, bad-argument for a set-up this version does not know */
  async reopen(id: string, onTrouble: (error: LabError) => void): Promise<HeldSweep> {
    const lock = await lockSweep(this.#store, id);
    try {
      const { sweep } = await this.#store.get(id);
      return this.#held(id, checkSweep(sweep), lock, onTrouble);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** The newest change first; sweeps that this version cannot read are left out. */
  async list(): Promise<StoredSweep[]> {
    return (await this.#store.list()).flatMap((row) => {
      try {
        return [rowOf(row)];
      } catch {
        return [];
      }
    });
  }

  /** @throws LabError not-found, bad-argument, bad-record */
  async open(id: string): Promise<{ stored: StoredSweep; jobs: JobFigures[] }> {
    const stored = rowOf(await this.#store.get(id));
    return { stored, jobs: await new StoredJobs(this.#store, id, stored.sweep, () => {}).load() };
  }

  /** @throws LabError not-found, bad-record */
  async record(id: string, index: number): Promise<RunRecord> {
    const { sweep } = rowOf(await this.#store.get(id));
    return new StoredJobs(this.#store, id, sweep, () => {}).record(index);
  }

  /** @throws LabError not-found, bad-argument for a name that is empty, too long or has control characters */
  async rename(id: string, name: string): Promise<void> {
    const { sweep } = rowOf(await this.#store.get(id));
    await this.#store.change(id, checkSweep({ ...sweep, name }));
  }

  /** @throws LabError run-busy */
  async delete(id: string): Promise<void> {
    if (await isRunBusy(this.#store.database, lockName(id))) throw busy();
    await this.#store.delete(id);
  }

  #held(id: string, sweep: Sweep, lock: RunLock, onTrouble: (error: LabError) => void): HeldSweep {
    const jobs = new StoredJobs(this.#store, id, sweep, onTrouble);
    return { id, sweep, jobs, isStored: true, release: () => lock.release() };
  }
}

class StoredJobs implements JobStore {
  readonly #store: SweepStore;
  readonly #id: string;
  readonly #sweep: Sweep;
  readonly #onTrouble: (error: LabError) => void;
  /** What the store would not take. */
  readonly #waiting = new Map<number, JobResult>();
  readonly #memory = new MemoryJobStore();

  constructor(store: SweepStore, id: string, sweep: Sweep, onTrouble: (error: LabError) => void) {
    this.#store = store;
    this.#id = id;
    this.#sweep = sweep;
    this.#onTrouble = onTrouble;
  }

  async load(): Promise<JobFigures[]> {
    const jobs = jobsOf(this.#sweep);
    const rows = await this.#store.jobs(this.#id);
    const figures: JobFigures[] = [];
    for (const [index, row] of rows) {
      const job = jobs[index];
      if (!job) continue;
      figures.push(await figuresOf(row, () => this.#store.record(this.#id, index), this.#sweep, job));
    }
    return figures;
  }

  async add(result: JobResult): Promise<void> {
    const first = this.#waiting.size === 0;
    this.#waiting.set(result.job.index, result);
    await this.#memory.add(result);
    try {
      for (const [index, waiting] of this.#waiting) {
        await this.#write(waiting);
        this.#waiting.delete(index);
        this.#memory.remove(index);
      }
    } catch (error) {
      const trouble = storageTrouble(error);
      if (first) this.#onTrouble(trouble);
    }
  }

  async record(index: number): Promise<RunRecord> {
    if (this.#waiting.has(index)) return this.#memory.record(index);
    const job = jobsOf(this.#sweep)[index];
    if (!job) throw jobNotFound();
    return recordOf(await this.#store.record(this.#id, index), this.#sweep, job);
  }

  async #write(result: JobResult): Promise<void> {
    const { version, metrics, bytes } = storedJobOf(result);
    await this.#store.addJob(this.#id, result.job.index, { version, metrics }, bytes);
  }
}

function rowOf({ id, sweep: given, done, created, updated }: SweepRow): StoredSweep {
  const sweep = checkSweep(given);
  return { id, sweep, done, total: sweep.configurations.length * sweep.seeds.length, created, updated };
}

function lockName(id: string): string {
  return `sweep-${id}`;
}

function lockSweep(store: SweepStore, id: string): Promise<RunLock> {
  return lockRun(store.database, lockName(id), { busy: busy() });
}

function busy(): LabError {
  return new LabError(
    'run-busy',
    'Another tab of this browser plays this experiment.',
    'Watch it there, or close that tab and continue it here.',
  );
}
