// Whole models that somebody brought into this browser, each under its id, which is a hash of all that it is: what it is called
// may change, what it is does not. Rows and files lie apart, so that a list reads no weights.

import { LabError } from '../../lab-error.ts';
import { abandoned, committed, type LabDatabase } from './database.ts';
import { newestFirst } from './kept-files.ts';

/** A row of the list. */
export interface KeptOwnModel {
  /** `own-` and the first digits of the hash; the key. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 over shape, vocabulary and weights, in hex. */
  readonly hash: string;
  /** Id of the world that it plays; null for none here. */
  readonly world: string | null;
  /** Length of both files, in bytes. */
  readonly size: number;
  /** When it was put here, in ms since 1970. */
  readonly stored: number;
}

/** Unchecked: whoever takes them out reads them as from anybody. */
export interface OwnModelFiles {
  readonly card: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
}

export class OwnModelStore {
  readonly #database: LabDatabase;

  constructor(database: LabDatabase) {
    this.#database = database;
  }

  /** Keeps a model; the same one gets its new name. @throws LabError storage-full, storage-refused */
  async put(row: KeptOwnModel, files: OwnModelFiles): Promise<void> {
    await this.#database.use(async (db) => {
      const tx = db.transaction(['ownModels', 'ownModelFiles'], 'readwrite');
      await committed(tx, [
        tx.objectStore('ownModels').put(row),
        tx.objectStore('ownModelFiles').put(files, row.id),
      ]);
    });
  }

  /** The newest first. @throws LabError storage-refused */
  async list(): Promise<KeptOwnModel[]> {
    const all = await this.#database.use((db) => db.getAll('ownModels'));
    return newestFirst(all, ({ id }) => id);
  }

  /** @throws LabError not-found, storage-refused */
  async get(id: string): Promise<KeptOwnModel> {
    const found = await this.#database.use((db) => db.get('ownModels', id));
    if (found) return found;
    throw notHere();
  }

  /** @throws LabError not-found, storage-refused */
  async files(id: string): Promise<OwnModelFiles> {
    const found = await this.#database.use((db) => db.get('ownModelFiles', id));
    if (found) return found;
    throw notHere();
  }

  /** @throws LabError not-found, storage-full, storage-refused */
  async rename(id: string, name: string): Promise<void> {
    await this.#database.use(async (db) => {
      const tx = db.transaction('ownModels', 'readwrite');
      const found = await tx.store.get(id);
      // Another tab may delete it: it must not come back without its files.
      if (!found) throw await abandoned(tx, notHere());
      await committed(tx, [tx.store.put({ ...found, name })]);
    });
  }

  async delete(id: string): Promise<void> {
    await this.#database.use(async (db) => {
      const tx = db.transaction(['ownModels', 'ownModelFiles'], 'readwrite');
      await committed(tx, [
        tx.objectStore('ownModels').delete(id),
        tx.objectStore('ownModelFiles').delete(id),
      ]);
    });
  }
}

function notHere(): LabError {
  return new LabError(
    'not-found',
    'This model is not in this browser.',
    'Import its file on the Models page.',
  );
}
