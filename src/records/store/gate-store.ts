// Gates that were trained or imported in this browser, each under its id, which is a hash of all that it is. From here every
// page takes them for the schedule `gate`.

import type { LabDatabase } from './database.ts';
import { KeptFiles } from './kept-files.ts';

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
  readonly #files: KeptFiles<'gates'>;

  constructor(database: LabDatabase) {
    this.#files = new KeptFiles(database, 'gates');
  }

  /** Keeps a gate; the same one gets its new name. @throws LabError storage-full, storage-refused */
  put(gate: StoredGate): Promise<void> {
    return this.#files.put(gate);
  }

  /** The newest first. @throws LabError storage-refused */
  async list(): Promise<KeptGate[]> {
    const all = await this.#files.list(({ id }) => id);
    return all.map(({ text: _, ...row }) => row);
  }

  /** A gate's file; null for one that is not in this browser. @throws LabError storage-refused */
  async read(id: string): Promise<string | null> {
    return (await this.#files.get(id))?.text ?? null;
  }
}
