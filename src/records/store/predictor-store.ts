// Run-ahead predictors that were learned in this browser: weights, optimizer and replay of each, by what it predicts (world, pair
// of agents, setting).

import type { LabDatabase } from './database.ts';

export class PredictorStore {
  readonly #database: LabDatabase;

  constructor(database: LabDatabase) {
    this.#database = database;
  }

  /** The state of a predictor; null for one that is not here. @throws LabError storage-refused */
  async read(key: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.#database.use((db) => db.get('predictors', key))) ?? null;
  }

  /** @throws LabError storage-full, storage-refused */
  async write(key: string, state: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#database.use((db) => db.put('predictors', state, key));
  }

  /** @throws LabError storage-refused */
  async clear(): Promise<void> {
    await this.#database.use((db) => db.clear('predictors'));
  }
}
