// Files that were trained or imported in this browser and are small enough to lie in their rows (gates, adapters), each under a
// key that is a hash of what it is: to keep the same one again only changes what is shown of it.

import { committed, type LabDatabase, type Schema } from './database.ts';

type FilesName = 'gates' | 'adapters';
type Row<Name extends FilesName> = Schema[Name]['value'];

export class KeptFiles<Name extends FilesName> {
  readonly #database: LabDatabase;
  readonly #name: Name;

  constructor(database: LabDatabase, name: Name) {
    this.#database = database;
    this.#name = name;
  }

  /** @throws LabError storage-full, storage-refused */
  async put(row: Row<Name>): Promise<void> {
    await this.#database.use(async (db) => {
      const tx = db.transaction(this.#name as FilesName, 'readwrite');
      await committed(tx, [tx.store.put(row)]);
    });
  }

  /** @throws LabError storage-refused */
  get(key: string): Promise<Row<Name> | undefined> {
    return this.#database.use((db) => db.get(this.#name as FilesName, key)) as Promise<Row<Name> | undefined>;
  }

  /** The newest first. @throws LabError storage-refused */
  async list(keyOf: (row: Row<Name>) => string): Promise<Row<Name>[]> {
    const all = await this.#database.use((db) => db.getAll(this.#name as FilesName));
    return newestFirst(all as Row<Name>[], keyOf);
  }
}

/** By when they were put here; of two that came at once the lower key. */
export function newestFirst<Row extends { readonly stored: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  return rows.toSorted((a, b) => b.stored - a.stored || (keyOf(a) < keyOf(b) ? -1 : 1));
}
