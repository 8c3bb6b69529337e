// Runs in IndexedDB. A run that goes on is kept as chunks of steps, appended about every second; a finished or imported
// one as its canonical bytes. Each change is one transaction, so a tab that is killed leaves the last whole state.
//
// Pages in other tabs hear of every change (BroadcastChannel), so that they can watch a run that they do not play.

import { LabError } from '../../lab-error.ts';
import { decodeRecord, encodeRecord, sameBytes } from '../codec.ts';
import type { Outcome, RunConfig, RunRecord, StepRecord } from '../record.ts';
import { type Held, RunRecorder } from '../recorder.ts';
import { worldOf } from '../replay.ts';
import { checkConfig } from '../schema.ts';
import { decodeSteps, encodeSteps } from '../steps-codec.ts';
import { ChangeChannel } from './change-channel.ts';
import { abandoned, committed, LabDatabase, numbersOf } from './database.ts';
import { notStored } from './listed-store.ts';

/** Longest name of a run, in characters; longer ones are cut. */
export const MAX_NAME_CHARACTERS = 80;

/** One row of the list of runs. */
export interface StoredRun {
  readonly id: string;
  readonly name: string;
  readonly config: RunConfig;
  /** `unfinished`: the episode can be resumed. */
  readonly status: 'unfinished' | 'finished';
  readonly source: 'played' | 'imported';
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
  /** Steps that are stored. */
  readonly steps: number;
  /** Of the steps that are stored. */
  readonly outcome: Outcome;
  /** '' while unfinished. */
  readonly digest: string;
  /** Of an unfinished run whose plan ends by itself. */
  readonly held?: Held;
}

/** What another tab, or this one, did to a run. */
export interface RunChange {
  readonly runId: string;
  readonly what: 'stored' | 'deleted';
  /** Steps stored now. */
  readonly steps: number;
}

const NOTHING_YET: Outcome = {
  steps: 0,
  episodeReturn: 0,
  achievements: {},
  terminated: false,
  truncated: false,
};

export class RunStore {
  readonly database: LabDatabase;
  readonly #changes: ChangeChannel<RunChange>;

  constructor(database = new LabDatabase()) {
    this.database = database;
    this.#changes = new ChangeChannel(`${database.name}-runs`);
  }

  /** All runs, the newest change first. @throws LabError storage-refused */
  async list(): Promise<StoredRun[]> {
    const runs = await this.database.use((db) => db.getAll('runs'));
    return runs.sort((a, b) => b.updated - a.updated);
  }

  /** Runs that can be resumed, the newest change first. */
  async unfinished(): Promise<StoredRun[]> {
    return (await this.list()).filter((run) => run.status === 'unfinished' && run.steps > 0);
  }

  /** @throws LabError not-found */
  async get(id: string): Promise<StoredRun> {
    const run = await this.database.use((db) => db.get('runs', id));
    if (!run) throw notFound();
    return run;
  }

  /** An id that no other run has. */
  newId(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
  }

  /** Begins to keep a run, without steps. @throws LabError storage-full, storage-refused, bad-seed, bad-record */
  async create(config: RunConfig, id = this.newId(), name = defaultName(config)): Promise<StoredRun> {
    const now = Date.now();
    const run: StoredRun = {
      id,
      name,
      config: checkConfig(config),
      status: 'unfinished',
      source: 'played',
      created: now,
      updated: now,
      steps: 0,
      outcome: NOTHING_YET,
      digest: '',
    };
    await this.database.use((db) => db.add('runs', run));
    this.#announce(id, 'stored', 0);
    return run;
  }

  /**
   * Adds steps `first`, `first + 1`, … (0-based) to an unfinished run.
   * @param outcome of the run after these steps
   * @param held the plan in force after these steps, if it ends by itself
   * @throws LabError run-busy if other steps are stored already (another tab plays it), not-found, storage-full
   */
  async append(
    id: string,
    first: number,
    steps: readonly StepRecord[],
    outcome: Outcome,
    held: Held | null = null,
  ): Promise<void> {
    const bytes = encodeSteps(steps);
    await this.database.use(async (db) => {
      const tx = db.transaction(['runs', 'chunks'], 'readwrite');
      const runs = tx.objectStore('runs');
      const run = await runs.get(id);
      if (!run) throw await abandoned(tx, notFound());
      if (run.status === 'finished' || run.steps !== first) throw await abandoned(tx, writtenElsewhere());
      const { held: _, ...before } = run;
      const now = { steps: first + steps.length, outcome, updated: Date.now() };
      const changed: StoredRun = { ...before, ...now, ...(held && { held }) };
      await committed(tx, [tx.objectStore('chunks').put(bytes, [id, first]), runs.put(changed)]);
    });
    this.#announce(id, 'stored', first + steps.length);
  }

  /** Replaces a run's chunks by its finished record. @throws LabError not-found, storage-full, bad-record */
  async finish(id: string, record: RunRecord): Promise<void> {
    const bytes = encodeRecord(record);
    await this.database.use(async (db) => {
      const tx = db.transaction(['runs', 'chunks', 'records'], 'readwrite');
      const runs = tx.objectStore('runs');
      const run = await runs.get(id);
      if (!run) throw await abandoned(tx, notFound());
      if (run.status === 'finished') throw await abandoned(tx, writtenElsewhere());
      const { outcome, digest } = record;
      const { held: _, ...before } = run;
      const finished = {
        ...before,
        status: 'finished',
        steps: outcome.steps,
        outcome,
        digest,
        updated: Date.now(),
      } as const;
      await committed(tx, [
        tx.objectStore('records').put(bytes, id),
        tx.objectStore('chunks').delete(numbersOf(id)),
        runs.put(finished),
      ]);
    });
    this.#announce(id, 'stored', record.steps.length);
  }

  /**
   * What resuming or watching a run needs.
   * @param from leave out the steps before this one (0-based), as far as whole chunks do
   * @throws LabError not-found, bad-record
   */
  async loadSteps(id: string, from = 0): Promise<{ run: StoredRun; first: number; steps: StepRecord[] }> {
    const { run, keys, chunks, bytes } = await this.database.use(async (db) => {
      const tx = db.transaction(['runs', 'chunks', 'records']);
      const [run, keys, chunks, bytes] = await Promise.all([
        tx.objectStore('runs').get(id),
        tx.objectStore('chunks').getAllKeys(numbersOf(id)),
        tx.objectStore('chunks').getAll(numbersOf(id)),
        tx.objectStore('records').get(id),
        tx.done,
      ]);
      return { run, keys, chunks, bytes };
    });
    if (!run) throw notFound();
    if (bytes) return { run, first: 0, steps: [...decodeRecord(bytes).steps] };
    const begin = Math.max(
      0,
      keys.findLastIndex(([, first]) => first <= from),
    );
    return { run, first: keys[begin]?.[1] ?? 0, steps: chunks.slice(begin).flatMap(decodeSteps) };
  }

  /** The record of a run; of an unfinished one, as far as it is stored (its world is replayed). @throws LabError not-found */
  async load(id: string): Promise<RunRecord> {
    const bytes = await this.database.use((db) => db.get('records', id));
    if (bytes) return decodeRecord(bytes);
    const { run, steps } = await this.loadSteps(id);
    const world = worldOf(run.config);
    world.reset(run.config.seed);
    const recorder = new RunRecorder(run.config, world);
    for (const step of steps) recorder.add(step, world.step(step.action));
    return recorder.record();
  }

  /**
   * Keeps records that came from a file or a link. One that is here already is not kept twice.
   * @returns their ids, in order
   * @throws LabError storage-full, storage-refused; then none was added
   */
  async importRecords(records: readonly RunRecord[], name?: string): Promise<string[]> {
    const encoded = records.map((record) => ({ record, bytes: encodeRecord(record) }));
    const ids = await this.database.use(async (db) => {
      const tx = db.transaction(['runs', 'records'], 'readwrite');
      const runs = tx.objectStore('runs');
      const writes: Promise<unknown>[] = [];
      const taken: string[] = [];
      for (const { record, bytes } of encoded) {
        const known = await runs.index('digest').getKey(record.digest);
        const isHere =
          known !== undefined &&
          sameBytes((await tx.objectStore('records').get(known)) ?? new Uint8Array(), bytes);
        const id = isHere ? known : this.newId();
        taken.push(id);
        if (isHere) continue;
        writes.push(tx.objectStore('records').add(bytes, id), runs.add(importedRun(id, record, name)));
      }
      await committed(tx, writes);
      return taken;
    });
    for (const [i, id] of ids.entries()) this.#announce(id, 'stored', records[i].steps.length);
    return ids;
  }

  /** @throws LabError not-found, bad-argument for an empty name */
  async rename(id: string, name: string): Promise<void> {
    const cleaned = cleanName(name);
    if (cleaned === '')
      throw new LabError('bad-argument', 'A run needs a name.', 'Type at least one letter.');
    const { steps } = await this.database.use(async (db) => {
      const tx = db.transaction('runs', 'readwrite');
      const run = await tx.store.get(id);
      if (!run) throw await abandoned(tx, notFound());
      await committed(tx, [tx.store.put({ ...run, name: cleaned })]);
      return run;
    });
    this.#announce(id, 'stored', steps);
  }

  /** Removes a run and all its steps; one that is not there is no error. */
  async delete(id: string): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(['runs', 'chunks', 'records', 'locks'], 'readwrite');
      await committed(tx, [
        tx.objectStore('runs').delete(id),
        tx.objectStore('chunks').delete(numbersOf(id)),
        tx.objectStore('records').delete(id),
        tx.objectStore('locks').delete(id),
      ]);
    });
    this.#announce(id, 'deleted', 0);
  }

  /** Calls `listener` for every change that another store (in any tab or worker) makes. @returns how to stop it */
  onChange(listener: (change: RunChange) => void): () => void {
    return this.#changes.onChange(listener);
  }

  async close(): Promise<void> {
    this.#changes.close();
    await this.database.close();
  }

  #announce(runId: string, what: RunChange['what'], steps: number): void {
    this.#changes.tell({ runId, what, steps });
  }
}

function importedRun(id: string, { config, outcome, digest }: RunRecord, name?: string): StoredRun {
  const now = Date.now();
  return {
    id,
    name: cleanName(name ?? '') || defaultName(config),
    config,
    status: 'finished',
    source: 'imported',
    created: now,
    updated: now,
    steps: outcome.steps,
    outcome,
    digest,
  };
}

/** `pocket-crafter, dynamic, seed 7`. */
function defaultName({ agent, seed }: RunConfig): string {
  return cleanName(`${agent.model}, ${agent.schedule}, seed ${seed}`);
}

function cleanName(name: string): string {
  return name
    .slice(0, 10 * MAX_NAME_CHARACTERS)
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_CHARACTERS)
    .toWellFormed();
}

function notFound(): LabError {
  return notStored('run');
}

function writtenElsewhere(): LabError {
  return new LabError(
    'run-busy',
    'This run goes on in another tab.',
    'Watch it there, or close that tab and resume the run here.',
  );
}
