// A store behind a list (sweeps, trainings, deployments): what each does with its rows alone. What belongs to a row lies in
// object stores of its own, which each kind keeps in its own way.

import { LabError } from '../../lab-error.ts';
import { ChangeChannel } from './change-channel.ts';
import { abandoned, committed, type LabDatabase, type Schema } from './database.ts';

type ListName = 'sweeps' | 'trainings' | 'deployments';
type Row<Name extends ListName> = Schema[Name]['value'];

export abstract class ListedStore<Name extends ListName> {
  readonly database: LabDatabase;
  /** A union of object stores has no type that a row could be put into: one of them stands for the others. */
  readonly #rows: 'deployments';
  readonly #what: string;

  /** @param what one of them is called */
  constructor(database: LabDatabase, rows: Name, what: string) {
    this.database = database;
    this.#rows = rows as never;
    this.#what = what;
  }

  /** The newest change first. @throws LabError storage-refused */
  async list(): Promise<Row<Name>[]> {
    const rows = await this.database.use((db) => db.getAll(this.#rows));
    rows.sort((a, b) => b.updated - a.updated || (a.id < b.id ? 1 : -1));
    return rows as Row<ListName>[] as Row<Name>[];
  }

  /** @throws LabError not-found */
  async get(id: string): Promise<Row<Name>> {
    const row = await this.database.use((db) => db.get(this.#rows, id));
    if (row) return row as Row<ListName> as Row<Name>;
    throw this.gone();
  }

  /** Changes what only the row has. @throws LabError not-found, storage-full, storage-refused */
  protected async changeRow(id: string, about: Partial<Row<Name>>): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(this.#rows, 'readwrite');
      const row = await tx.store.get(id);
      if (!row) throw await abandoned(tx, this.gone());
      await committed(tx, [tx.store.put({ ...row, ...about })]);
    });
  }

  /** What is asked for is not there. */
  protected gone(): LabError {
    return notStored(this.#what);
  }
}

/** One whose changes pages in other tabs hear of. */
export abstract class WatchedStore<Name extends ListName> extends ListedStore<Name> {
  protected readonly changes: ChangeChannel;

  constructor(database: LabDatabase, rows: Name, what: string) {
    super(database, rows, what);
    this.changes = new ChangeChannel(`${database.name}-${rows}`);
  }

  /** Calls `listener` with the id of every row that another store (in any tab or worker) changes. @returns how to stop it */
  onChange(listener: (id: string) => void): () => void {
    return this.changes.onChange(listener);
  }

  async close(): Promise<void> {
    this.changes.close();
    await this.database.close();
  }
}

export function notStored(what: string): LabError {
  return new LabError(
    'not-found',
    `This ${what} is not stored here any more.`,
    'It was deleted, maybe in another tab.',
  );
}
