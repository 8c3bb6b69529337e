// Models that were downloaded, kept under the SHA-256 of their bytes. Bytes are checked when they come and again when
// they are taken out: weights that are not what they claim to be never reach a runtime.

import { LabError } from '../../lab-error.ts';
import { sha256Hex } from '../../sha256.ts';
import type { LabDatabase, StoredModel } from './database.ts';

/** A row of the cache page. */
export type CachedModel = Omit<StoredModel, 'bytes'>;

export class ModelCache {
  readonly #database: LabDatabase;

  constructor(database: LabDatabase) {
    this.#database = database;
  }

  /** The bytes of that hash, verified; null if they are not here. Damaged ones are deleted, to be fetched again. */
  async get(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const model = await this.#database.use((db) => db.get('models', hash));
    if (!model) return null;
    if (sha256Hex(model.bytes) === hash) return model.bytes;
    await this.delete(hash);
    return null;
  }

  /** @param hash SHA-256 in hex. @throws LabError wrong-hash (nothing is stored), storage-full, storage-refused */
  async put(hash: string, bytes: Uint8Array<ArrayBuffer>, name = ''): Promise<void> {
    checkHash(hash, bytes, name);
    const model: StoredModel = { hash, name, bytes, size: bytes.length, stored: Date.now() };
    await this.#database.use((db) => db.put('models', model));
  }

  async list(): Promise<CachedModel[]> {
    const models = await this.#database.use((db) => db.getAll('models'));
    return models.map(({ hash, name, size, stored }) => ({ hash, name, size, stored }));
  }

  async delete(hash: string): Promise<void> {
    await this.#database.use((db) => db.delete('models', hash));
  }
}

/** @throws LabError wrong-hash */
function checkHash(hash: string, bytes: Uint8Array, name = ''): void {
  if (sha256Hex(bytes) === hash) return;
  throw new LabError(
    'wrong-hash',
    `The model${name === '' ? '' : ` "${name}"`} did not arrive as it was published.`,
    'Reload the page to fetch it again; a proxy or a broken download may have changed it.',
  );
}
