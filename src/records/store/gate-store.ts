// Gates that were trained or imported in this browser, each under its id, which is a hash of all that it is. From here every
// page takes them for the schedule `gate`.

import { committed, type LabDatabase } from './database.ts';

/** A gate's file and what is shown of it. */
export interface StoredGate {
  /** 16 hex digits; the key. */
  readonly id: string;
  readonly name: string;
  /** The file, unchecked: whoever takes it out reads it as one from anybody. */
  readonly text: string;
  /** When it was put here, in ms since 1970. */
  readonly stored: number;
}

/** A row of the list. */
export type KeptGate = Omit<StoredGate, 'text'>;

export class GateStore {
  readonly #database: LabDatabase;

  constructor(database: LabDatabase) {
    this.#database = database;
  }

  /** Keeps a gate; the same one gets its new name. @throws LabError storage-full, storage-refused */
  async put(gate: StoredGate): Promise<void> {
    await this.#database.use(async (db) => {
      const tx = db.transaction('gates', 'readwrite');
      await committed(tx, [tx.store.put(gate)]);
    });
  }

  /** The newest first. @throws LabError storage-refused */
  async list(): Promise<KeptGate[]> {
    const all = await this.#database.use((db) => db.getAll('gates'));
    return all
      .map(({ text: _, ...row }) => row)
      .sort((a, b) => b.stored - a.stored || (a.id < b.id ? -1 : 1));
  }

  /** A gate's file; null for one that is not in this browser. @throws LabError storage-refused */
  async read(id: string): Promise<string | null> {
    return (await this.#database.use((db) => db.get('gates', id)))?.text ?? null;
  }
}
