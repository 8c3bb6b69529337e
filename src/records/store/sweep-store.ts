// Sweeps in IndexedDB: the set-up, and job by job its figures and its record's canonical bytes, apart, so that a chart of
// thousands of jobs reads no records. Each job is one transaction: a tab that is killed leaves whole jobs.
//
// What a set-up and figures are is `experiments/`'s business: here they are plain data, and whoever takes them out checks
// them.

import { abandoned, committed, LabDatabase, numbersOf } from './database.ts';
import { ListedStore } from './listed-store.ts';

/** One row of the list of sweeps. */
export interface SweepRow {
  readonly id: string;
  /** The sweep, unchecked. */
  readonly sweep: unknown;
  /** Jobs stored. */
  readonly done: number;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** A job's figures, unchecked, and the version of their definitions. */
export interface JobRow {
  readonly version: unknown;
  readonly metrics: unknown;
}

export class SweepStore extends ListedStore<'sweeps'> {
  constructor(database = new LabDatabase()) {
    super(database, 'sweeps', 'experiment');
  }

  /** Begins a sweep without jobs. @throws LabError storage-full, storage-refused */
  async create(id: string, sweep: unknown): Promise<void> {
    const now = Date.now();
    await this.database.use((db) => db.add('sweeps', { id, sweep, done: 0, created: now, updated: now }));
  }

  /** Puts another set-up in the place of a sweep's (its name has changed). @throws LabError not-found, storage-full */
  async change(id: string, sweep: unknown): Promise<void> {
    await this.changeRow(id, { sweep });
  }

  /** Keeps a job; one that is there already is replaced. @throws LabError not-found, storage-full, storage-refused */
  async addJob(id: string, index: number, row: JobRow, record: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(['sweeps', 'jobs', 'jobRecords'], 'readwrite');
      const [sweep, known] = await Promise.all([
        tx.objectStore('sweeps').get(id),
        tx.objectStore('jobs').getKey([id, index]),
      ]);
      if (!sweep) throw await abandoned(tx, this.gone());
      const done = sweep.done + (known === undefined ? 1 : 0);
      await committed(tx, [
        tx.objectStore('jobs').put(row, [id, index]),
        tx.objectStore('jobRecords').put(record, [id, index]),
        tx.objectStore('sweeps').put({ ...sweep, done, updated: Date.now() }),
      ]);
    });
  }

  /** Figures of all jobs, by their index. */
  async jobs(id: string): Promise<Map<number, JobRow>> {
    const [keys, rows] = await this.database.use(async (db) => {
      const tx = db.transaction('jobs');
      return Promise.all([tx.store.getAllKeys(numbersOf(id)), tx.store.getAll(numbersOf(id)), tx.done]);
    });
    return new Map(keys.map(([, index], i) => [index, rows[i]]));
  }

  /** Canonical bytes of one job's record. @throws LabError not-found */
  async record(id: string, index: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.database.use((db) => db.get('jobRecords', [id, index]));
    if (!bytes) throw this.gone();
    return bytes;
  }

  /** Removes a sweep and all its jobs; one that is not there is no error. */
  async delete(id: string): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(['sweeps', 'jobs', 'jobRecords'], 'readwrite');
      await committed(tx, [
        tx.objectStore('sweeps').delete(id),
        tx.objectStore('jobs').delete(numbersOf(id)),
        tx.objectStore('jobRecords').delete(numbersOf(id)),
      ]);
    });
  }
}
