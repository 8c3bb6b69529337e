// One runner per run, across all tabs of a browser: who holds the lock plays the run, everybody else may watch. Web Locks
// do that where there are any (secure origins), and let go by themselves when a tab dies. Elsewhere a row in IndexedDB
// says who plays, and until when that holds without a further sign of life.

import { LabError } from '../../lab-error.ts';
import { committed, type LabDatabase, storageError } from './database.ts';

/** Between two signs of life, in ms. */
const HEARTBEAT = 2_000;
/** A holder that was silent for so long is taken for dead, in ms. Background tabs keep time badly, hence the margin. */
const STALE = 10_000;

export interface RunLock {
  readonly runId: string;
  release(): Promise<void>;
}

export interface LockOptions {
  /** Web Locks; `undefined` where there are none. */
  readonly locks?: LockManager | undefined;
  /** Another tab took the lock, because this one was silent for too long. */
  readonly onLost?: () => void;
  /** Wait so long (ms) for a Web Lock: a tab that was just closed lets go a moment later. 0 by default. */
  readonly patience?: number;
  /** What is thrown while another tab holds it; words about a run by default. */
  readonly busy?: LabError;
}

/** Takes a run for this tab. @throws LabError run-busy, storage-refused */
export async function lockRun(
  database: LabDatabase,
  runId: string,
  options: LockOptions = {},
): Promise<RunLock> {
  const { locks } = 'locks' in options ? options : navigator;
  const refusal = options.busy ?? busy();
  if (locks) return webLock(locks, lockName(database, runId), runId, options.patience ?? 0, refusal);
  return rowLock(database, runId, options.onLost ?? (() => {}), refusal);
}

/** Whether some tab, this one included, plays the run now. */
export async function isRunBusy(
  database: LabDatabase,
  runId: string,
  options: LockOptions = {},
): Promise<boolean> {
  const { locks } = 'locks' in options ? options : navigator;
  if (locks) {
    const { held } = await locks.query();
    return held?.some((lock) => lock.name === lockName(database, runId)) ?? false;
  }
  const row = await database.use((db) => db.get('locks', runId));
  return row !== undefined && row.until > Date.now();
}

function lockName(database: LabDatabase, runId: string): string {
  return `${database.name}-run-${runId}`;
}

async function webLock(
  locks: LockManager,
  name: string,
  runId: string,
  patience: number,
  refusal: LabError,
): Promise<RunLock> {
  const granted = Promise.withResolvers<void>();
  const freed = Promise.withResolvers<void>();
  const request = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  const ended = locks.request(name, request, (lock) => {
    if (lock === null) granted.reject(refusal);
    else granted.resolve();
    return lock === null ? undefined : freed.promise;
  });
  ended.catch((error: unknown) => granted.reject(request.signal?.aborted ? refusal : storageError(error)));
  await granted.promise;
  return {
    runId,
    release: async () => {
      freed.resolve();
      await ended;
    },
  };
}

async function rowLock(
  database: LabDatabase,
  runId: string,
  onLost: () => void,
  refusal: LabError,
): Promise<RunLock> {
  const owner = Array.from(crypto.getRandomValues(new Uint32Array(2))).join('-');
  if (!(await claim(database, runId, owner))) throw refusal;
  const timer = setInterval(() => {
    // Where storage fails for a moment, the next sign of life may still come in time.
    claim(database, runId, owner).then(
      (isMine) => {
        if (isMine) return;
        clearInterval(timer);
        onLost();
      },
      () => {},
    );
  }, HEARTBEAT);
  return {
    runId,
    release: async () => {
      clearInterval(timer);
      await leave(database, runId, owner);
    },
  };
}

/** Writes a sign of life unless somebody else's is fresh. @returns whether the run is this owner's now */
function claim(database: LabDatabase, runId: string, owner: string): Promise<boolean> {
  return database.use(async (db) => {
    const tx = db.transaction('locks', 'readwrite');
    const row = await tx.store.get(runId);
    const now = Date.now();
    const isFree = row === undefined || row.owner === owner || row.until <= now;
    await committed(tx, isFree ? [tx.store.put({ owner, until: now + STALE }, runId)] : []);
    return isFree;
  });
}

function leave(database: LabDatabase, runId: string, owner: string): Promise<void> {
  return database.use(async (db) => {
    const tx = db.transaction('locks', 'readwrite');
    const isMine = (await tx.store.get(runId))?.owner === owner;
    await committed(tx, isMine ? [tx.store.delete(runId)] : []);
  });
}

function busy(): LabError {
  return new LabError(
    'run-busy',
    'Another tab of this browser plays this run.',
    'Close the other tab and resume the run, or start another run here.',
  );
}
