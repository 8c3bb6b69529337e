// What keepers of long runs (trainings, deployments, experiments) share: how they take failing storage, how long they wait for
// a tab that was just closed, and the way back of what was deleted. What each one writes, and when, is its own.

import { LabError } from '../lab-error.ts';

/** The tab that was just closed or reloaded may hold its run for a moment longer, in ms. */
export const PATIENCE = 1_500;

/** What a keeper holds for this tab. */
interface Held {
  readonly id: string;
  /** A reload finds it again. */
  readonly isStored: boolean;
}

/** Storage that fails, as it is told; anything else is thrown on. */
export function storageTrouble(error: unknown): LabError {
  const known = LabError.from(error);
  if (known.code === 'storage-full' || known.code === 'storage-refused') return known;
  throw known;
}

/** The run of an id that is in memory alone; null for one that is stored, or another one. */
export function inMemory<Session extends { readonly held: Held }>(
  session: Session | null,
  id: string,
): Session | null {
  return session?.held.id === id && !session.held.isStored ? session : null;
}

interface Deletable {
  take(id: string): Promise<() => Promise<void>>;
  delete(id: string): Promise<void>;
}

/** Deletes from a store, with a way back for as long as its worker lives. */
export class WayBack {
  readonly #store: Deletable;
  readonly #what: string;
  readonly #deleted = new Map<string, () => Promise<void>>();

  /** @param what one of them is called */
  constructor(store: Deletable, what: string) {
    this.#store = store;
    this.#what = what;
  }

  /** @throws LabError not-found */
  async delete(id: string): Promise<void> {
    this.#deleted.set(id, await this.#store.take(id));
    await this.#store.delete(id);
  }

  /** @throws LabError not-found */
  async restore(id: string): Promise<void> {
    const bringBack = this.#deleted.get(id);
    if (!bringBack) throw new LabError('not-found', `This ${this.#what} cannot be brought back any more.`);
    await bringBack();
    this.#deleted.delete(id);
  }
}
