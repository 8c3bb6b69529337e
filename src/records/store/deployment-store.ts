// Iterative deployments in IndexedDB: a row for the list, and the state as bytes. A stage is one transaction: a tab that is
// killed leaves the row and the state of the same stage.
//
// What summaries and decisions are is the deployment's business: here they are plain data, and whoever takes them out checks
// them. Pages in other tabs hear of every change (BroadcastChannel).

import { abandoned, committed, LabDatabase } from './database.ts';
import { WatchedStore } from './listed-store.ts';

export interface DeploymentRow {
  readonly id: string;
  readonly name: string;
  /** What the list shows, unchecked. */
  readonly summary: unknown;
  /** Decisions of a person that are not all made yet, unchecked; null without any. */
  readonly decisions: unknown;
  /** Size of its state. */
  readonly bytes: number;
  /** ms since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** What a stage leaves. */
export interface StoredStage {
  readonly summary: unknown;
  readonly state: Uint8Array<ArrayBuffer>;
}

const BOTH = ['deployments', 'deploymentStates'] as const;

export class DeploymentStore extends WatchedStore<'deployments'> {
  constructor(database = new LabDatabase()) {
    super(database, 'deployments', 'deployment');
  }

  /** @throws LabError not-found */
  async state(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.database.use((db) => db.get('deploymentStates', id));
    if (bytes) return bytes;
    throw this.gone();
  }

  /** @throws LabError storage-full, storage-refused */
  async create(id: string, name: string, { summary, state }: StoredStage): Promise<void> {
    const now = Date.now();
    const row = { id, name, summary, decisions: null, bytes: state.length, created: now, updated: now };
    await this.#put(row, state);
  }

  /** Puts a stage in the place of the one before; decisions belonged to that. @throws LabError not-found, storage-full, storage-refused */
  async save(id: string, { summary, state }: StoredStage): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(BOTH, 'readwrite');
      const row = await tx.objectStore('deployments').get(id);
      if (!row) throw await abandoned(tx, this.gone());
      const changed = { ...row, summary, decisions: null, bytes: state.length, updated: Date.now() };
      await committed(tx, [
        tx.objectStore('deployments').put(changed),
        tx.objectStore('deploymentStates').put(state, id),
      ]);
    });
    this.changes.tell(id);
  }

  /** Changes what only the row has. @throws LabError not-found, storage-full, storage-refused */
  async change(id: string, about: Partial<Pick<DeploymentRow, 'name' | 'decisions'>>): Promise<void> {
    await this.changeRow(id, about);
    this.changes.tell(id);
  }

  /** Everything of a deployment, to bring it back after `delete`. @throws LabError not-found */
  async take(id: string): Promise<() => Promise<void>> {
    const [row, state] = await Promise.all([this.get(id), this.state(id)]);
    return () => this.#put(row, state);
  }

  /** One that is not there is no error. */
  async delete(id: string): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(BOTH, 'readwrite');
      await committed(
        tx,
        BOTH.map((name) => tx.objectStore(name).delete(id)),
      );
    });
    this.changes.tell(id);
  }

  async #put(row: DeploymentRow, state: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.database.use(async (db) => {
      const tx = db.transaction(BOTH, 'readwrite');
      await committed(tx, [
        tx.objectStore('deployments').put(row),
        tx.objectStore('deploymentStates').put(state, row.id),
      ]);
    });
    this.changes.tell(row.id);
  }
}
