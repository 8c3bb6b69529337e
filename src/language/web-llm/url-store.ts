// The library's own cache, in its own form: an IndexedDB database for each kind of file, one row for each address. Files are put
// in here by the lab (checked, with progress, and so that they can be stopped) and found there by the library, which then asks
// the network for nothing. The form is that of web-llm 0.2.86, whose version is pinned; a test has the library look.

import { LabError } from '../../lab-error.ts';

/** `config`: the model's own description; `wasm`: libraries; `model`: tokenizers, lists of weights, weights. */
export type FileKind = 'config' | 'wasm' | 'model';

interface Row {
  readonly url: string;
  readonly data: unknown;
}

const ROWS = 'urls';
const VERSION = 1;

export class UrlStore {
  readonly #name: string;
  #open: Promise<IDBDatabase> | null = null;

  /** @param name of the database */
  constructor(name: string) {
    this.#name = name;
  }

  /** @returns undefined for an address that is not there @throws LabError storage-refused */
  async get(url: string): Promise<unknown> {
    const row = await this.#run<Row | undefined>('readonly', (rows) => rows.get(url));
    return row?.data;
  }

  /** @throws LabError storage-full, storage-refused */
  async put(url: string, data: unknown): Promise<void> {
    await this.#run('readwrite', (rows) => rows.put({ url, data } satisfies Row));
  }

  /** @throws LabError storage-refused */
  async delete(url: string): Promise<void> {
    await this.#run('readwrite', (rows) => rows.delete(url));
  }

  /** Every address; reads no file. @throws LabError storage-refused */
  async keys(): Promise<string[]> {
    return (await this.#run<IDBValidKey[]>('readonly', (rows) => rows.getAllKeys())) as string[];
  }

  /** Lets go of the connection; the next call opens it again. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    (await open?.catch(() => null))?.close();
  }

  async #run<Result>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest): Promise<Result> {
    try {
      this.#open ??= openDatabase(this.#name);
      const transaction = (await this.#open).transaction(ROWS, mode);
      const request = work(transaction.objectStore(ROWS));
      // Written is what is committed: a full disk shows only then.
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? request.error);
      });
      return request.result as Result;
    } catch (error) {
      await this.close();
      throw storageError(error);
    }
  }
}

/** The library's database of each kind. */
export const LIBRARY_STORES: Readonly<Record<FileKind, UrlStore>> = {
  config: new UrlStore('webllm/config'),
  wasm: new UrlStore('webllm/wasm'),
  model: new UrlStore('webllm/model'),
};

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: 'url' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function storageError(error: unknown): LabError {
  if ((error as { name?: string } | null)?.name === 'QuotaExceededError')
    return new LabError(
      'storage-full',
      'The storage of this browser is full.',
      'Delete a model on the Models page first.',
      error,
    );
  return new LabError(
    'storage-refused',
    'This browser does not let the lab store a model.',
    'Private windows and blocked cookies do that.',
    error,
  );
}
