// The endpoints that this page knows, by the models they serve. They live in memory, and in this browser's storage only where
// somebody has asked for that: then the key is kept as well, readable by whoever may use this browser. Other tabs keep theirs in
// the same place: a change here touches one model's entry, and what another tab forgets is forgotten here.

import type { Endpoint } from '../services/endpoint-settings.ts';

const KEY = 'goldilocks-endpoints';
/** Those that are kept; of the others the oldest go first. */
const MOST = 20;
const MAX_CHARACTERS = 200_000;

export interface KnownEndpoint {
  readonly endpoint: Endpoint;
  /** It outlives this page. */
  readonly kept: boolean;
}

/** Dispatches `change`. */
class EndpointList extends EventTarget {
  /** The one that was used last comes first; a new array with every change. */
  known: readonly KnownEndpoint[] = [];
  #read: Promise<void> | null = null;

  constructor() {
    super();
    // Not in the tests that have no window.
    globalThis.addEventListener?.('storage', (event) => {
      const { key } = event as StorageEvent;
      if (key === KEY || key === null) this.#readKept().catch(() => {});
    });
  }

  /** Reads what is kept; until then nothing is known. A damaged entry is dropped. */
  ready(): Promise<void> {
    this.#read ??= this.#readKept();
    return this.#read;
  }

  get all(): readonly Endpoint[] {
    return this.known.map(({ endpoint }) => endpoint);
  }

  /** The one that serves this model; null for none. */
  serving(model: string): KnownEndpoint | null {
    return this.known.find(({ endpoint }) => endpoint.model === model) ?? null;
  }

  /** In the place of another one for the same model. @param kept keep it in this browser @returns whether that could be done */
  async add(endpoint: Endpoint, kept: boolean): Promise<boolean> {
    await this.ready();
    const done = writeEntry(endpoint.model, kept ? endpoint : null);
    const others = this.known.filter((one) => one.endpoint.model !== endpoint.model);
    this.#show(fitting([{ endpoint, kept: kept && done }, ...others]));
    return done || !kept;
  }

  async forget(model: string): Promise<void> {
    await this.ready();
    writeEntry(model, null);
    this.#show(this.known.filter(({ endpoint }) => endpoint.model !== model));
  }

  #show(known: readonly KnownEndpoint[]): void {
    this.known = known;
    this.dispatchEvent(new Event('change'));
  }

  /** What this page was told without keeping it stays as it is; the kept ones become those in storage. */
  async #readKept(): Promise<void> {
    const module = keptText() === '' ? null : await import('../services/endpoint-settings.ts');
    // Read only now: while the module came, it may have changed.
    const kept = module ? checked(entries(keptText()), module.checkEndpoint) : [];
    const found = new Map(kept.map((endpoint) => [endpoint.model, endpoint]));
    const known = this.known.flatMap((one): KnownEndpoint[] => {
      const { model } = one.endpoint;
      const endpoint = found.get(model);
      found.delete(model);
      if (!one.kept) return [one];
      return endpoint ? [{ endpoint, kept: true }] : [];
    });
    this.#show(fitting([...known, ...[...found.values()].map((endpoint) => ({ endpoint, kept: true }))]));
  }
}

/** At most MOST that are not kept, the newest of them; whoever is kept stays. */
function fitting(known: readonly KnownEndpoint[]): readonly KnownEndpoint[] {
  let room = MOST;
  return known.filter(({ kept }) => kept || room-- > 0);
}

function checked(all: readonly object[], check: (entry: Partial<Endpoint>) => Endpoint): Endpoint[] {
  return all.slice(0, MOST).flatMap((entry) => {
    try {
      return [check(entry)];
    } catch {
      return [];
    }
  });
}

/**
 * Replaces what storage holds of this model, and leaves the rest as other tabs may have written it.
 * @returns false where the browser refuses, or there is no room for one more
 */
function writeEntry(model: string, endpoint: Endpoint | null): boolean {
  try {
    const others = entries(keptText()).filter((entry) => !('model' in entry) || entry.model !== model);
    const full = endpoint !== null && others.length >= MOST;
    const text = JSON.stringify(endpoint && !full ? [endpoint, ...others] : others);
    if (text === '[]') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, text);
    return !full;
  } catch {
    return false;
  }
}

/** '' for nothing, and for what is too long to be ours. */
function keptText(): string {
  try {
    const text = localStorage.getItem(KEY) ?? '';
    return text.length > MAX_CHARACTERS ? '' : text;
  } catch {
    return '';
  }
}

function entries(text: string): object[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
  } catch {
    return [];
  }
}

export const endpointList = new EndpointList();
