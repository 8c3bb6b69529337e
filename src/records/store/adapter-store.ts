// Adapters that were trained or imported in this browser, each under the first digits of its content's hash: what it is called
// may change, what it is does not. From here every page takes them (see `keptModelId`).

import { LabError } from '../../lab-error.ts';
import type { LabDatabase } from './database.ts';
import { KeptFiles } from './kept-files.ts';

/** An adapter's file and what is shown of it. */
export interface StoredAdapter {
  /** First digits of the SHA-256 of `bytes`; the key. */
  readonly weights: string;
  readonly name: string;
  /** Id of the model below it. */
  readonly base: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Length of `bytes`. */
  readonly size: number;
  /** When it was put here, in ms since 1970. */
  readonly stored: number;
}

/** A row of the list. */
export type KeptAdapter = Omit<StoredAdapter, 'bytes'>;

export class AdapterStore {
  readonly #database: LabDatabase;
  readonly #files: KeptFiles<'adapters'>;

  constructor(database: LabDatabase) {
    this.#database = database;
    this.#files = new KeptFiles(database, 'adapters');
  }

  /** Keeps an adapter; one with the same content gets its name. @throws LabError storage-full, storage-refused */
  put(adapter: StoredAdapter): Promise<void> {
    return this.#files.put(adapter);
  }

  /** The newest first. @throws LabError storage-refused */
  async list(): Promise<KeptAdapter[]> {
    const all = await this.#files.list(({ weights }) => weights);
    return all.map(({ bytes: _, ...row }) => row);
  }

  /** @throws LabError not-found, storage-refused */
  async read(weights: string): Promise<Uint8Array<ArrayBuffer>> {
    const found = await this.#files.get(weights);
    if (found) return found.bytes;
    throw new LabError(
      'not-found',
      'This adapter is not in this browser.',
      'Import its file on the Train page.',
    );
  }

  /** @throws LabError not-found, storage-full, storage-refused */
  async rename(weights: string, name: string): Promise<void> {
    await this.#database.use(async (db) => {
      const found = await db.get('adapters', weights);
      if (!found) throw new LabError('not-found', 'This adapter is not in this browser.');
      await db.put('adapters', { ...found, name });
    });
  }

  async delete(weights: string): Promise<void> {
    await this.#database.use((db) => db.delete('adapters', weights));
  }
}
