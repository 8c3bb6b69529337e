// The lab's one IndexedDB database: runs, their steps in chunks while they go on, finished records, sweeps and their jobs,
// training runs, deployments, models, and locks for browsers without Web Locks. Everything of `records/` that touches the browser’s
// storage is in this folder.
//
// Storage may be full, refused (private windows, blocked cookies) or taken away while the page is open. Each becomes a
// LabError that says so, and the lab goes on in memory.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { LabError } from '../../lab-error.ts';
import type { StoredAdapter } from './adapter-store.ts';
import type { DeploymentRow } from './deployment-store.ts';
import type { StoredGate } from './gate-store.ts';
import type { KeptOwnModel, OwnModelFiles } from './own-model-store.ts';
import type { StoredRun } from './run-store.ts';
import type { JobRow, SweepRow } from './sweep-store.ts';
import type { SampleRow, TrainingRow } from './training-store.ts';

/** A model's bytes, kept under their SHA-256. */
export interface StoredModel {
  readonly hash: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Length of `bytes`. */
  readonly size: number;
  /** When it was put here, in ms since 1970. */
  readonly stored: number;
}

export interface Schema extends DBSchema {
  runs: { key: string; value: StoredRun; indexes: { digest: string } };
  /** Key: the run and its first step (0-based). Value: `encodeSteps` of some steps. */
  chunks: { key: [runId: string, first: number]; value: Uint8Array<ArrayBuffer> };
  /** Canonical bytes of finished and imported runs. */
  records: { key: string; value: Uint8Array<ArrayBuffer> };
  models: { key: string; value: StoredModel };
  /** Who plays a run, and until when that holds without a sign of life (ms since 1970). */
  locks: { key: string; value: { owner: string; until: number } };
  sweeps: { key: string; value: SweepRow };
  /** Key: the sweep and the job's index in it. */
  jobs: { key: [sweepId: string, index: number]; value: JobRow };
  /** Canonical bytes of the jobs' records, under the same keys. */
  jobRecords: { key: [sweepId: string, index: number]; value: Uint8Array<ArrayBuffer> };
  /** Learned adapters, by the first digits of their content's hash. */
  adapters: { key: string; value: StoredAdapter };
  /** Learned gates, by their ids. */
  gates: { key: string; value: StoredGate };
  /** State of run-ahead predictors (`KPredictor.state`), by what they predict. */
  predictors: { key: string; value: Uint8Array<ArrayBuffer> };
  trainings: { key: string; value: TrainingRow };
  /** Key: the training and the first update of the chunk. Value: one object an update. */
  trainingFigures: { key: [trainingId: string, first: number]; value: readonly unknown[] };
  /** Bytes of the newest checkpoint, by the training. */
  checkpoints: { key: string; value: Uint8Array<ArrayBuffer> };
  trainingSamples: { key: string; value: SampleRow };
  deployments: { key: string; value: DeploymentRow };
  /** Bytes of the newest state (`writeState`), by the deployment. */
  deploymentStates: { key: string; value: Uint8Array<ArrayBuffer> };
  /** Whole models that somebody brought along, by their ids. */
  ownModels: { key: string; value: KeptOwnModel };
  ownModelFiles: { key: string; value: OwnModelFiles };
}

export type Connection = IDBPDatabase<Schema>;

/** One step up per entry: entry i makes version i + 1 of the database out of version i. */
const UPGRADES: readonly ((db: Connection) => void)[] = [
  (db) => {
    db.createObjectStore('runs', { keyPath: 'id' }).createIndex('digest', 'digest');
    db.createObjectStore('chunks');
    db.createObjectStore('records');
    db.createObjectStore('models', { keyPath: 'hash' });
    db.createObjectStore('locks');
  },
  (db) => {
    db.createObjectStore('sweeps', { keyPath: 'id' });
    db.createObjectStore('jobs');
    db.createObjectStore('jobRecords');
  },
  (db) => {
    db.createObjectStore('trainings', { keyPath: 'id' });
    db.createObjectStore('adapters', { keyPath: 'weights' });
    for (const name of ['trainingFigures', 'checkpoints', 'trainingSamples'] as const)
      db.createObjectStore(name);
  },
  (db) => {
    db.createObjectStore('gates', { keyPath: 'id' });
  },
  (db) => {
    db.createObjectStore('predictors');
  },
  (db) => {
    db.createObjectStore('deployments', { keyPath: 'id' });
    db.createObjectStore('deploymentStates');
  },
  (db) => {
    db.createObjectStore('ownModels', { keyPath: 'id' });
    db.createObjectStore('ownModelFiles');
  },
];

/** A connection that is opened when it is needed, and again after the browser or a newer page has closed it. */
export class LabDatabase {
  readonly name: string;
  #open: Promise<Connection> | null = null;

  constructor(name = 'goldilocks') {
    this.name = name;
  }

  /**
   * Runs `work` with an open connection.
   * @throws LabError storage-full, storage-refused, wrong-version; and what `work` throws
   */
  async use<Result>(work: (db: Connection) => Promise<Result>): Promise<Result> {
    try {
      return await this.#attempt(work).catch((error: unknown) => {
        // The browser closed the connection since its last use; nothing was begun, so once more is safe.
        if (nameOf(error) !== 'InvalidStateError') throw error;
        this.#open = null;
        return this.#attempt(work);
      });
    } catch (error) {
      throw storageError(error);
    }
  }

  async #attempt<Result>(work: (db: Connection) => Promise<Result>): Promise<Result> {
    this.#open ??= this.#connect();
    return work(await this.#open);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    (await open?.catch(() => null))?.close();
  }

  async #connect(): Promise<Connection> {
    const { promise: blocked, reject } = Promise.withResolvers<never>();
    const opened = openDB<Schema>(this.name, UPGRADES.length, {
      upgrade: (db, oldVersion) => {
        for (const upgrade of UPGRADES.slice(oldVersion)) upgrade(db);
      },
      blocked: () => reject(heldByOldPage()),
      blocking: () => void this.close(),
      terminated: () => {
        this.#open = null;
      },
    });
    try {
      return await Promise.race([opened, blocked]);
    } catch (error) {
      this.#open = null;
      opened.then(
        (late) => late.close(),
        () => {},
      );
      throw error;
    }
  }
}

/**
 * Waits until a transaction is committed. Of its errors the transaction's own comes first, because it says why (no
 * space left), where its requests only say that they were aborted.
 */
export async function committed(
  tx: { done: Promise<void> },
  requests: readonly Promise<unknown>[],
): Promise<void> {
  const results = await Promise.allSettled(requests);
  await tx.done;
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Gives a transaction up. @returns `reason`, to be thrown */
export async function abandoned<Reason>(
  tx: { abort(): void; done: Promise<void> },
  reason: Reason,
): Promise<Reason> {
  tx.abort();
  await tx.done.catch(() => {});
  return reason;
}

/** What a failure of storage means to a person. Other errors pass as they are. */
export function storageError(error: unknown): unknown {
  if (error instanceof LabError) return error;
  switch (nameOf(error)) {
    case 'QuotaExceededError':
      return new LabError(
        'storage-full',
        'The storage of this browser is full.',
        'Delete models first: that makes room at once. Export runs and experiments, then delete them too.',
        error,
      );
    case 'VersionError':
      return new LabError(
        'wrong-version',
        'The runs of this browser were stored by a newer version of the lab.',
        'Reload the page to get the newest version.',
        error,
      );
    case 'InvalidStateError':
    case 'SecurityError':
    case 'NotAllowedError':
    case 'UnknownError':
    case 'AbortError':
    case 'TimeoutError':
    case 'ReferenceError':
      return new LabError(
        'storage-refused',
        'This browser does not let the lab store anything.',
        'Private windows and blocked cookies do that. Share a link or export a file to keep a run.',
        error,
      );
    default:
      return error;
  }
}

function nameOf(error: unknown): string {
  return (error as { name?: string } | null)?.name ?? '';
}

function heldByOldPage(): LabError {
  return new LabError(
    'storage-refused',
    'Another tab still runs an older version of the lab.',
    'Close or reload the other tabs of this page.',
  );
}

/** Every key [id, number] of one id. */
export function numbersOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
}
