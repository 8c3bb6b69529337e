// The store in a real IndexedDB: runs that go on, are killed, resumed, shared between tabs, and storage that fails.

import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LabError } from '../../src/lab-error.ts';
import { Random } from '../../src/random.ts';
import type { RunRecord } from '../../src/records/record.ts';
import { RunRecorder } from '../../src/records/recorder.ts';
import { verifyRecord, worldOf } from '../../src/records/replay.ts';
import { LabDatabase } from '../../src/records/store/database.ts';
import { ModelCache } from '../../src/records/store/model-cache.ts';
import { storageInfo } from '../../src/records/store/quota.ts';
import { isRunBusy, lockRun } from '../../src/records/store/run-lock.ts';
import { type RunChange, RunStore } from '../../src/records/store/run-store.ts';
import { RunWriter } from '../../src/records/store/run-writer.ts';
import { sha256Hex } from '../../src/sha256.ts';
import { CONFIG, playedRecord, sampleSteps } from './sample-runs.ts';

interface StorageBucket {
  readonly indexedDB: IDBFactory;
  getDirectory(): Promise<FileSystemDirectoryHandle>;
}

/** Storage Buckets (Chromium), which TypeScript's library does not know. */
const { storageBuckets: buckets } = navigator as unknown as {
  storageBuckets: {
    open(name: string, options: { quota: number }): Promise<StorageBucket>;
    delete(name: string): Promise<void>;
  };
};

let database: LabDatabase;
let store: RunStore;
let other: RunStore;
let count = 0;

beforeEach(() => {
  const name = `test-${Date.now()}-${count++}`;
  database = new LabDatabase(name);
  store = new RunStore(database);
  other = new RunStore(new LabDatabase(name));
});

afterEach(async () => {
  await Promise.all([store.close(), other.close()]);
  await deleteDatabase(database.name);
});

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

const withCode = (code: string) => expect.objectContaining({ code, message: expect.stringMatching(/\.$/) });

/** A recorder and its world, some steps into a run. */
function playing(steps: number) {
  const world = worldOf(CONFIG);
  world.reset(CONFIG.seed);
  const recorder = new RunRecorder(CONFIG, world);
  const moves = sampleSteps(steps + 60, new Random(11), true);
  const play = (to: number) => {
    for (const step of moves.slice(recorder.steps.length, to)) recorder.add(step, world.step(step.action));
  };
  play(steps);
  return { recorder, play };
}

describe('a run that goes on', () => {
  test('is stored in chunks, and comes back as its record so far', async () => {
    const { recorder, play } = playing(0);
    const { id } = await store.create(CONFIG);
    for (const to of [5, 6, 31, 40]) {
      const from = recorder.steps.length;
      play(to);
      await store.append(id, from, recorder.steps.slice(from), recorder.outcome);
    }
    expect(await other.load(id)).toEqual(recorder.record());
    expect(await other.get(id)).toMatchObject({ steps: 40, status: 'unfinished', outcome: recorder.outcome });
    expect(await other.loadSteps(id, 20)).toMatchObject({ first: 6, steps: recorder.steps.slice(6) });
  });

  test('remembers a plan that ends by itself for as long as it is in force', async () => {
    const { recorder, play } = playing(3);
    const { id } = await store.create(CONFIG);
    const held = { hold: 'steps-9', since: 2 };
    await store.append(id, 0, recorder.steps.slice(0, 3), recorder.outcome, held);
    expect((await other.loadSteps(id)).run.held).toEqual(held);
    play(4);
    await store.append(id, 3, recorder.steps.slice(3), recorder.outcome);
    expect((await other.get(id)).held).toBe(undefined);
  });

  test('finishes as its canonical bytes, without chunks', async () => {
    const record = playedRecord(3, 5_000, true);
    const { id } = await store.create(record.config);
    await store.append(id, 0, record.steps.slice(0, 10), { ...record.outcome, steps: 10 });
    await store.finish(id, record);
    expect(await other.load(id)).toEqual(record);
    expect(await database.use((db) => db.count('chunks'))).toBe(0);
    expect(await other.get(id)).toMatchObject({ status: 'finished', digest: record.digest });
    expect(await store.unfinished()).toEqual([]);
  });

  test('is written within a second of its steps, without being asked', async () => {
    const { recorder } = playing(12);
    const { id } = await store.create(CONFIG);
    const saved = Promise.withResolvers<number>();
    const writer = new RunWriter(store, id, recorder, 0, { onSaved: saved.resolve, onTrouble: saved.reject });
    const start = performance.now();
    writer.touch();
    expect(await saved.promise).toBe(12);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect((await other.load(id)).steps).toEqual(recorder.steps);
  });

  test('loses at most a second when its tab is killed, lets go of its lock, and goes on exactly', async () => {
    const { id } = await store.create(CONFIG);
    const worker = new Worker(new URL('./playing-worker.ts', import.meta.url), { type: 'module' });
    const told: { step: number; time: number }[] = [];
    const enough = Promise.withResolvers<void>();
    worker.onmessage = ({ data }) => {
      if (told.push(data) === 100) enough.resolve();
    };
    worker.onerror = (event) => enough.reject(new Error(event.message));
    worker.postMessage({ database: database.name, runId: id });
    await enough.promise;
    await expect(lockRun(database, id)).rejects.toEqual(withCode('run-busy'));
    worker.terminate();
    const killed = Date.now();

    const [found] = await store.unfinished();
    expect(found.id).toBe(id);
    const mustBeThere = told.filter(({ time }) => time < killed - 1_000).at(-1)!.step;
    expect(mustBeThere).toBeGreaterThan(10);
    expect(found.steps).toBeGreaterThanOrEqual(mustBeThere);
    const lock = await lockWhenFree(id);

    const { run, steps } = await store.loadSteps(id);
    const world = worldOf(run.config);
    world.reset(run.config.seed);
    const resumed = new RunRecorder(run.config, world);
    for (const step of steps) resumed.add(step, world.step(step.action));
    const writer = new RunWriter(store, id, resumed, run.steps, {
      onSaved: () => {},
      onTrouble: (error) => reportError(error),
    });
    for (let i = steps.length; i < steps.length + 30; i++)
      resumed.add({ action: 1 + (i % 4), by: 'agent', planTokens: 0, tokens: 1 }, world.step(1 + (i % 4)));
    await writer.close();
    await lock.release();
    expect((await store.load(id)).digest).toBe(uninterrupted(steps.length + 30).digest);
  });

  /** A terminated worker's lock is free a moment later. */
  async function lockWhenFree(id: string) {
    await expect.poll(() => isRunBusy(database, id), { timeout: 5_000 }).toBe(false);
    return lockRun(database, id);
  }

  function uninterrupted(steps: number): RunRecord {
    const world = worldOf(CONFIG);
    world.reset(CONFIG.seed);
    const recorder = new RunRecorder(CONFIG, world);
    for (let i = 0; i < steps; i++)
      recorder.add({ action: 1 + (i % 4), by: 'agent', planTokens: 0, tokens: 1 }, world.step(1 + (i % 4)));
    return recorder.record();
  }
});

describe('two tabs', () => {
  test('the second writer is run-busy and stores nothing', async () => {
    const { recorder } = playing(20);
    const { id } = await store.create(CONFIG);
    await store.append(id, 0, recorder.steps.slice(0, 10), { ...recorder.outcome, steps: 10 });
    const late = other.append(id, 0, recorder.steps, recorder.outcome);
    await expect(late).rejects.toEqual(withCode('run-busy'));
    expect((await store.loadSteps(id)).steps).toEqual(recorder.steps.slice(0, 10));
  });

  test.each(['Web Locks', 'a row in the database'])(
    'one holds the run, by %s, until it lets go',
    async (kind) => {
      const options = kind === 'Web Locks' ? {} : { locks: undefined };
      const lock = await lockRun(database, 'run', options);
      expect(await isRunBusy(other.database, 'run', options)).toBe(true);
      await expect(lockRun(other.database, 'run', options)).rejects.toEqual(withCode('run-busy'));
      await lock.release();
      expect(await isRunBusy(other.database, 'run', options)).toBe(false);
      await (await lockRun(other.database, 'run', options)).release();
    },
  );

  test('a holder that died without Web Locks is overtaken once its row is stale', async () => {
    const silentUntil = (until: number) =>
      database.use((db) => db.put('locks', { owner: 'dead', until }, 'run'));
    await silentUntil(Date.now() + 60_000);
    await expect(lockRun(database, 'run', { locks: undefined })).rejects.toEqual(withCode('run-busy'));
    await silentUntil(Date.now());
    await (await lockRun(database, 'run', { locks: undefined })).release();
  });

  test('a watcher hears of every change and reads the new steps', async () => {
    const { recorder } = playing(20);
    const changes: RunChange[] = [];
    const stop = other.onChange((change) => changes.push(change));
    const { id } = await store.create(CONFIG);
    await store.append(id, 0, recorder.steps.slice(0, 15), { ...recorder.outcome, steps: 15 });
    await store.append(id, 15, recorder.steps.slice(15), recorder.outcome);
    await store.delete(id);
    await expect
      .poll(() => changes.map(({ what, steps }) => `${what} ${steps}`))
      .toEqual(['stored 0', 'stored 15', 'stored 20', 'deleted 0']);
    stop();
  });
});

describe('the list', () => {
  test('imports records once, and gives them back', async () => {
    const records = [playedRecord(1, 30), playedRecord(2, 40, true)];
    const ids = await store.importRecords(records);
    expect(await other.importRecords([records[1], records[0]])).toEqual([ids[1], ids[0]]);
    expect((await store.list()).map(({ source }) => source)).toEqual(['imported', 'imported']);
    expect(await store.load(ids[1])).toEqual(records[1]);
    expect(verifyRecord(await store.load(ids[0])).equal).toBe(true);
  });

  test('a forged record with a known digest does not replace or stand for the true one', async () => {
    const record = playedRecord(1, 30);
    const forged = { ...record, steps: record.steps.map((step) => ({ ...step, tokens: 7 })) };
    const [id] = await store.importRecords([record]);
    const [forgedId] = await store.importRecords([forged]);
    expect(forgedId).not.toBe(id);
    expect(await store.load(id)).toEqual(record);
  });

  test('renames: one line of 80 characters at most, an empty name is refused', async () => {
    const { id } = await store.create(CONFIG);
    await store.rename(id, `  <b>my\n run</b>${'x'.repeat(100_000)}`);
    const { name } = await other.get(id);
    expect(name.slice(0, 15)).toBe('<b>my run</b>xx');
    expect(name.length).toBe(80);
    await expect(store.rename(id, ' \n ')).rejects.toEqual(withCode('bad-argument'));
  });

  test('a deleted run is not-found in every way', async () => {
    const { id } = await store.create(CONFIG);
    await store.delete(id);
    const { recorder } = playing(3);
    for (const use of [
      () => other.get(id),
      () => other.load(id),
      () => other.loadSteps(id),
      () => other.rename(id, 'x'),
      () => other.append(id, 0, recorder.steps, recorder.outcome),
      () => other.finish(id, recorder.record()),
    ])
      await expect(use()).rejects.toEqual(withCode('not-found'));
    expect(await store.list()).toEqual([]);
  });
});

describe('storage that fails', () => {
  test('full: nothing stored is lost, a writer says so once, and goes on when there is room again', async () => {
    await withQuota(1_000_000, 500_000, async (makeRoom) => {
      const { recorder, play } = playing(5);
      const [kept] = await store.importRecords([playedRecord(1, 30)]);
      const { id } = await store.create(CONFIG);
      const saved: number[] = [];
      const troubles: LabError[] = [];
      const reports = {
        onSaved: (n: number) => saved.push(n),
        onTrouble: (error: LabError) => troubles.push(error),
      };
      const writer = new RunWriter(store, id, recorder, 0, reports);
      await writer.flush();
      await fill(new ModelCache(database));
      for (const to of [20, 40, 60]) {
        play(to);
        await writer.flush();
      }
      await expect(store.importRecords([playedRecord(2, 60, true)])).rejects.toEqual(
        withCode('storage-full'),
      );
      expect(troubles).toEqual([withCode('storage-full')]);
      expect((await store.loadSteps(id)).steps).toEqual(recorder.steps.slice(0, 5));
      expect((await store.load(kept)).steps.length).toBe(30);

      await makeRoom();
      await expect
        .poll(() => writer.flush().then(() => saved.at(-1)), { timeout: 20_000, interval: 500 })
        .toBe(60);
      expect(troubles.length).toBe(1);
      expect(await store.load(id)).toEqual(recorder.record());
      await writer.close();
    });
  });

  test('refused: a writer reports it once and the run goes on in memory', async () => {
    const { recorder, play } = playing(5);
    const refused = new RunStore(new LabDatabase(`${database.name}-refused`));
    const troubles: LabError[] = [];
    const writer = new RunWriter(refused, 'x', recorder, 0, {
      onSaved: () => {},
      onTrouble: (error) => troubles.push(error),
    });
    await withoutStorage(async () => {
      await expect(refused.create(CONFIG)).rejects.toEqual(withCode('storage-refused'));
      await expect(refused.list()).rejects.toEqual(withCode('storage-refused'));
      await writer.flush();
      play(8);
      await writer.flush();
    });
    expect(troubles.map(({ code }) => code)).toEqual(['storage-refused']);
    expect(recorder.steps.length).toBe(8);
    await writer.close();
    await refused.close();
  });

  test('a database of a newer page is a wrong-version', async () => {
    const newer = await openDB(`${database.name}-newer`, 99);
    newer.close();
    const old = new RunStore(new LabDatabase(`${database.name}-newer`));
    await expect(old.list()).rejects.toEqual(withCode('wrong-version'));
    await old.close();
    await deleteDatabase(`${database.name}-newer`);
  });

  test('a newer page may upgrade while this one is open', async () => {
    await store.create(CONFIG);
    await other.close();
    const newer = await openDB(database.name, 99);
    expect(await newer.count('runs')).toBe(1);
    newer.close();
  });

  test('a connection that the browser closed is opened again', async () => {
    const { id } = await store.create(CONFIG);
    await database.use(async (db) => db.close());
    expect((await store.get(id)).id).toBe(id);
  });
});

describe('models', () => {
  const bytes = new TextEncoder().encode('weights');
  const hash = sha256Hex(bytes);

  test('are kept under their hash', async () => {
    const cache = new ModelCache(database);
    expect(await cache.get(hash)).toBeNull();
    await cache.put(hash, bytes, 'pocket');
    expect(await cache.get(hash)).toEqual(bytes);
    expect(await cache.list()).toMatchObject([{ hash, name: 'pocket', size: 7 }]);
    await cache.delete(hash);
    expect(await cache.list()).toEqual([]);
  });

  test('of another hash are refused and not stored', async () => {
    const cache = new ModelCache(database);
    await expect(cache.put(hash, new Uint8Array(3))).rejects.toEqual(withCode('wrong-hash'));
    expect(await cache.list()).toEqual([]);
  });

  test('that were damaged in the store are not given out', async () => {
    const damaged = { hash, name: '', bytes: new Uint8Array(7), size: 7, stored: 0 };
    await database.use((db) => db.put('models', damaged));
    expect(await new ModelCache(database).get(hash)).toBeNull();
    expect(await database.use((db) => db.count('models'))).toBe(0);
  });
});

test('storage info is in bytes', async () => {
  const info = await storageInfo();
  expect(info!.quota).toBeGreaterThan(2 ** 20);
  expect(info!.used).toBeGreaterThanOrEqual(0);
});

/** Puts models of ever smaller size until not a hundred bytes have room. */
async function fill(cache: ModelCache): Promise<void> {
  for (const size of [60_000, 4_000, 100]) {
    for (let isFull = false; !isFull; ) {
      const bytes = crypto.getRandomValues(new Uint8Array(size));
      isFull = await cache.put(sha256Hex(bytes), bytes).then(
        () => false,
        (error: LabError) => error.code === 'storage-full',
      );
    }
  }
}

/**
 * While `work` runs, databases lie in a storage bucket of `quota` bytes: the browser's own limit, for real. A file holds
 * `ballast` bytes of it until `work` asks for room. (Deleted rows would not do: where IndexedDB is a LevelDB, their bytes
 * count until it is compacted, in minutes or days.)
 */
async function withQuota(
  quota: number,
  ballast: number,
  work: (makeRoom: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const name = `full-${count}`;
  const bucket = await buckets.open(name, { quota });
  const directory = await bucket.getDirectory();
  const file = await (await directory.getFileHandle('ballast', { create: true })).createWritable();
  await file.write(new Uint8Array(ballast));
  await file.close();
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = (...args) => open.apply(bucket.indexedDB, args);
  try {
    await work(() => directory.removeEntry('ballast'));
    await Promise.all([store.database.close(), other.database.close()]);
  } finally {
    IDBFactory.prototype.open = open;
    await buckets.delete(name);
  }
}

/** While `work` runs, IndexedDB answers as it does in a frame or window that may not store. */
async function withoutStorage(work: () => Promise<void>): Promise<void> {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = () => {
    throw new DOMException('access to the Indexed Database API is denied in this context', 'SecurityError');
  };
  try {
    await work();
  } finally {
    IDBFactory.prototype.open = open;
  }
}
