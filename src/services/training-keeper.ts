// Keeps training runs in IndexedDB, one trainer in a browser: two would only take each other's processor. Storage that is full
// or refused never stops a run: its updates wait in memory, which is told once, and go to the store as soon as it takes them.

import { readGate } from '../agents/gate-file.ts';
import { LabError } from '../lab-error.ts';
import { readAdapter } from '../language/pocket/adapter-file.ts';
import { readOwnModel } from '../language/pocket/own-model.ts';
import { keptModelId } from '../language/pocket/shipped.ts';
import { decodeRecord, encodeRecord } from '../records/codec.ts';
import { AdapterStore } from '../records/store/adapter-store.ts';
import { GateStore } from '../records/store/gate-store.ts';
import { OwnModelStore } from '../records/store/own-model-store.ts';
import { isRunBusy, lockRun, type RunLock } from '../records/store/run-lock.ts';
import { type StoredUpdate, type TrainingRow, TrainingStore } from '../records/store/training-store.ts';
import { PATIENCE, storageTrouble, WayBack } from './keeping.ts';
import type { OpenTraining, StoredTraining, TrainingSample, TrainingSetup } from './learner-service.ts';
import { ownModelRow } from './own-model-row.ts';
import { checkTraining, readableFigures } from './training-setup.ts';

/** Held by whoever trains, whatever it trains. */
const TRAINER = 'trainer';

/** The model below what is trained: a shipped one, or the one that a gate is for. */
export interface TrainingBase {
  readonly model: string;
  readonly weights: string;
}

/** An update to be kept, with its own figures. */
export type KeptUpdate = Omit<StoredUpdate, 'figures'> & { readonly figures: unknown };

/** What keeps the run that this tab trains. */
export interface HeldTraining {
  readonly id: string;
  readonly setup: TrainingSetup;
  readonly base: TrainingBase;
  /** A reload finds it again. */
  readonly isStored: boolean;
  /** Never rejects for storage that is full or refused. */
  save(update: KeptUpdate): Promise<void>;
  saveSample(sample: TrainingSample): Promise<void>;
  /** Lets another tab have it. */
  release(): Promise<void>;
}

export class TrainingKeeper {
  readonly store: TrainingStore;
  readonly #wayBack: WayBack;

  constructor(store = new TrainingStore()) {
    this.store = store;
    this.#wayBack = new WayBack(store, 'training');
  }

  /** @param onTrouble told once, when updates begin to wait in memory. @throws LabError run-busy */
  async create(
    id: string,
    setup: TrainingSetup,
    base: TrainingBase,
    onTrouble: (error: LabError) => void,
  ): Promise<HeldTraining> {
    const lock = await this.#lock(id);
    try {
      await this.store.create({ id, setup, ...base });
    } catch (error) {
      await lock.release();
      onTrouble(LabError.from(error));
      return { ...IN_MEMORY, id, setup, base };
    }
    return this.#held(id, setup, base, lock, onTrouble);
  }

  /** @throws LabError not-found, run-busy, bad-argument for a set-up that this version does not know */
  async reopen(
    id: string,
    onTrouble: (error: LabError) => void,
  ): Promise<{ held: HeldTraining; opened: OpenTraining; checkpoint: Uint8Array<ArrayBuffer> | null }> {
    const lock = await this.#lock(id);
    try {
      const opened = await this.open(id);
      const { setup, model, startWeights, bytes } = opened.stored;
      const base = { model, weights: startWeights };
      const checkpoint = bytes > 0 ? await this.store.checkpoint(id) : null;
      return { held: this.#held(id, setup, base, lock, onTrouble), opened, checkpoint };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** The newest change first; what this version cannot read is left out. */
  async list(): Promise<StoredTraining[]> {
    const rows = await this.store.list();
    const read = await Promise.all(rows.map((row) => this.#read(row).catch(() => null)));
    return read.filter((row) => row !== null);
  }

  /** @throws LabError not-found, bad-argument */
  async open(id: string): Promise<OpenTraining> {
    const [row, figures, sample] = await Promise.all([
      this.store.get(id),
      this.store.figures(id),
      this.store.sample(id),
    ]);
    return {
      stored: await this.#read(row),
      figures: readableFigures(figures),
      sample: sample && {
        update: sample.update,
        before: decodeRecord(sample.before),
        after: decodeRecord(sample.after),
      },
    };
  }

  /** @throws LabError not-found, bad-argument for a name that is empty, too long or has control characters */
  async rename(id: string, name: string): Promise<void> {
    const { setup } = await this.#read(await this.store.get(id));
    await this.store.change(id, checkTraining({ ...setup, name }));
  }

  /** @throws LabError not-found, run-busy */
  async delete(id: string): Promise<void> {
    if (await this.#isBusy(id)) throw busy('This training goes on, in this tab or another.');
    await this.#wayBack.delete(id);
  }

  /** @throws LabError not-found */
  restore(id: string): Promise<void> {
    return this.#wayBack.restore(id);
  }

  /** Keeps a checked adapter as a model. @returns the model's id @throws LabError storage-full, storage-refused */
  async keepAdapter(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const { weights, header } = readAdapter(bytes);
    const { name, base } = header;
    const adapter = { weights, name, base: base.model, bytes, size: bytes.length, stored: Date.now() };
    await new AdapterStore(this.store.database).put(adapter);
    return keptModelId(weights);
  }

  /** Keeps a whole model from its ONNX file. @returns its id @throws LabError bad-model, storage-full, storage-refused */
  async keepModel(onnx: Uint8Array, name: string): Promise<string> {
    const { row, files } = ownModelRow(readOwnModel([onnx]), name, Date.now());
    await new OwnModelStore(this.store.database).put(row, files);
    return row.id;
  }

  /** Keeps a checked gate's file. @returns the gate's id @throws LabError too-large, bad-model, storage-full, storage-refused */
  async keepGate(bytes: Uint8Array, name: string): Promise<string> {
    const text = new TextDecoder().decode(bytes);
    const { id } = readGate(text);
    await new GateStore(this.store.database).put({ id, name, text, stored: Date.now() });
    return id;
  }

  async #read(row: TrainingRow): Promise<StoredTraining> {
    const { id, setup, model, weights: startWeights, updates, steps, bytes, created, updated } = row;
    const best = row.best as StoredTraining['best'];
    const busy = await this.#isBusy(id);
    return {
      id,
      setup: checkTraining(setup),
      model,
      startWeights,
      updates,
      steps,
      best,
      bytes,
      busy,
      created,
      updated,
    };
  }

  #isBusy(id: string): Promise<boolean> {
    return isRunBusy(this.store.database, lockName(id));
  }

  /** The browser's one trainer, and the run. Storage that is refused takes the lock by rows with it: then there is none. */
  async #lock(id: string): Promise<RunLock> {
    const { database } = this.store;
    const elsewhere = busy('Another tab of this browser is training.');
    const options = { patience: PATIENCE, busy: elsewhere };
    const trainer = await lockRun(database, TRAINER, options).catch(orNone);
    try {
      const run = await lockRun(database, lockName(id), options).catch(orNone);
      return {
        runId: id,
        release: async () => {
          await run.release();
          await trainer.release();
        },
      };
    } catch (error) {
      await trainer.release();
      throw error;
    }
  }

  #held(
    id: string,
    setup: TrainingSetup,
    base: TrainingBase,
    lock: RunLock,
    onTrouble: (error: LabError) => void,
  ): HeldTraining {
    const updates = new WaitingUpdates((update) => this.store.addUpdate(id, update), onTrouble);
    return {
      id,
      setup,
      base,
      isStored: true,
      save: (update) => updates.add(update),
      saveSample: async ({ update, before, after }) => {
        const bytes = { before: encodeRecord(before).slice(), after: encodeRecord(after).slice() };
        await this.store
          .putSample(id, { update, ...bytes })
          .catch((error) => onTrouble(storageTrouble(error)));
      },
      release: () => lock.release(),
    };
  }
}

const IN_MEMORY = {
  isStored: false,
  save: async () => {},
  saveSample: async () => {},
  release: async () => {},
} as const;

/** Updates on their way to the store: of several that wait, the last checkpoint and the figures of all are written. */
class WaitingUpdates {
  readonly #write: (update: StoredUpdate) => Promise<void>;
  readonly #onTrouble: (error: LabError) => void;
  #figures: unknown[] = [];

  constructor(write: (update: StoredUpdate) => Promise<void>, onTrouble: (error: LabError) => void) {
    this.#write = write;
    this.#onTrouble = onTrouble;
  }

  async add({ figures, ...update }: KeptUpdate): Promise<void> {
    this.#figures.push(figures);
    const first = this.#figures.length === 1;
    try {
      await this.#write({ ...update, figures: this.#figures });
      this.#figures = [];
    } catch (error) {
      const trouble = storageTrouble(error);
      if (first) this.#onTrouble(trouble);
    }
  }
}

/** Where nothing can be stored nothing can be locked by rows either, and nobody else can train what is here. */
function orNone(error: unknown): RunLock {
  if (LabError.from(error).code !== 'storage-refused') throw error;
  return { runId: '', release: async () => {} };
}

function lockName(id: string): string {
  return `training-${id}`;
}

function busy(message: string): LabError {
  return new LabError('run-busy', message, 'Watch it here, or stop it there and continue it here.');
}
