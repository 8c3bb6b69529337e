// Training runs in IndexedDB: what each one is, its figures in chunks, the bytes of its newest checkpoint, and its newest
// sample episodes. An update is one transaction: a tab that is killed leaves a checkpoint and the figures that led to it.
//
// What set-ups and figures are is the training's business: here they are plain data, and whoever takes them out checks them.
// Pages in other tabs hear of every change (BroadcastChannel), so that they can watch a run that they do not train.

import { LabError } from '../../lab-error.ts';
import { abandoned, committed, LabDatabase, numbersOf } from './database.ts';
import { WatchedStore } from './listed-store.ts';

/** Updates whose figures lie together. */
const CHUNK = 32;

/** One row of the list of trainings. */
export interface TrainingRow {
  readonly id: string;
  /** What it is, unchecked. */
  readonly setup: unknown;
  /** The shipped model below it, and the first digits of its weights' hash. */
  readonly model: string;
  readonly weights: string;
  readonly updates: number;
  /** World steps learned from. */
  readonly steps: number;
  /** Its best evaluation so far, unchecked. */
  readonly best: unknown;
  /** Size of its checkpoint; 0 before the first update. */
  readonly bytes: number;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** Two episodes of one world, as canonical bytes of their records. */
export interface SampleRow {
  readonly update: number;
  readonly before: Uint8Array<ArrayBuffer>;
  readonly after: Uint8Array<ArrayBuffer>;
}

/** What an update leaves. */
export interface StoredUpdate {
  /** Of this update, and of those before it that could not be kept; unchecked. Empty for a checkpoint from a file. */
  readonly figures: readonly unknown[];
  readonly updates: number;
  readonly steps: number;
  readonly best: unknown;
  readonly checkpoint: Uint8Array<ArrayBuffer>;
}

export class TrainingStore extends WatchedStore<'trainings'> {
  constructor(database = new LabDatabase()) {
    super(database, 'trainings', 'training');
  }

  /** Begins a training without updates. @throws LabError storage-full, storage-refused */
  async create(about: Pick<TrainingRow, 'id' | 'setup' | 'model' | 'weights'>): Promise<void> {
    const now = Date.now();
    const row = { ...about, updates: 0, steps: 0, best: null, bytes: 0, created: now, updated: now };
    await this.database.use((db) => db.add('trainings', row));
    this.changes.tell(about.id);
  }

  /** Puts another set-up in the place of a training's (its name has changed). @throws LabError not-found, storage-full */
  async change(id: string, setup: unknown): Promise<void> {
    await this.changeRow(id, { setup });
    this.changes.tell(id);
  }

  /** Keeps an update: its checkpoint takes the place of the one before. @throws LabError not-found, storage-full, storage-refused */
  async addUpdate(id: string, { figures, checkpoint, ...state }: StoredUpdate): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(['trainings', 'trainingFigures', 'checkpoints'], 'readwrite');
      const first = state.updates - (state.updates % CHUNK);
      const [row, chunk] = await Promise.all([
        tx.objectStore('trainings').get(id),
        tx.objectStore('trainingFigures').get([id, first]),
      ]);
      if (!row) throw await abandoned(tx, this.gone());
      const changed = { ...row, ...state, bytes: checkpoint.length, updated: Date.now() };
      const figuresPut =
        figures.length === 0
          ? []
          : [tx.objectStore('trainingFigures').put([...(chunk ?? []), ...figures], [id, first])];
      await committed(tx, [
        tx.objectStore('checkpoints').put(checkpoint, id),
        tx.objectStore('trainings').put(changed),
        ...figuresPut,
      ]);
    });
    this.changes.tell(id);
  }

  /** Figures of all updates, in their order. */
  async figures(id: string): Promise<unknown[]> {
    const chunks = await this.database.use((db) => db.getAll('trainingFigures', numbersOf(id)));
    return chunks.flat();
  }

  /** Bytes of the newest checkpoint. @throws LabError not-found */
  async checkpoint(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.database.use((db) => db.get('checkpoints', id));
    if (bytes) return bytes;
    throw new LabError(
      'not-found',
      'This training has no checkpoint yet.',
      'There is one after its first update.',
    );
  }

  /** @throws LabError storage-full, storage-refused */
  async putSample(id: string, sample: SampleRow): Promise<void> {
    await this.database.use((db) => db.put('trainingSamples', sample, id));
    this.changes.tell(id);
  }

  /** null where none was played yet. */
  async sample(id: string): Promise<SampleRow | null> {
    return (await this.database.use((db) => db.get('trainingSamples', id))) ?? null;
  }

  /** Everything of a training, to bring it back after `delete`. @throws LabError not-found */
  async take(id: string): Promise<() => Promise<void>> {
    const [row, figures, sample] = await Promise.all([this.get(id), this.figures(id), this.sample(id)]);
    const checkpoint = row.bytes > 0 ? await this.checkpoint(id) : null;
    return () => this.#putBack(row, figures, sample, checkpoint);
  }

  /** Removes a training and all that belongs to it; one that is not there is no error. */
  async delete(id: string): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(
        ['trainings', 'trainingFigures', 'checkpoints', 'trainingSamples'],
        'readwrite',
      );
      await committed(tx, [
        tx.objectStore('trainings').delete(id),
        tx.objectStore('trainingFigures').delete(numbersOf(id)),
        tx.objectStore('checkpoints').delete(id),
        tx.objectStore('trainingSamples').delete(id),
      ]);
    });
    this.changes.tell(id);
  }

  async #putBack(
    row: TrainingRow,
    figures: readonly unknown[],
    sample: SampleRow | null,
    checkpoint: Uint8Array<ArrayBuffer> | null,
  ): Promise<void> {
    const { id } = row;
    await this.database.use(async (db) => {
      const tx = db.transaction(
        ['trainings', 'trainingFigures', 'checkpoints', 'trainingSamples'],
        'readwrite',
      );
      await committed(tx, [
        tx.objectStore('trainings').put(row),
        ...(figures.length > 0 ? [tx.objectStore('trainingFigures').put(figures, [id, 0])] : []),
        ...(checkpoint ? [tx.objectStore('checkpoints').put(checkpoint, id)] : []),
        ...(sample ? [tx.objectStore('trainingSamples').put(sample, id)] : []),
      ]);
    });
    this.changes.tell(id);
  }
}
