// The endpoints that this page knows, by the models they serve. They live in memory, and in this browser's storage only where
// somebody has asked for that: then the key is kept as well, readable by whoever may use this browser.

import type { Endpoint } from '../services/endpoint-settings.ts';

const KEY = 'goldilocks-endpoints';
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
  add(endpoint: Endpoint, kept: boolean): boolean {
    const others = this.known.filter((one) => one.endpoint.model !== endpoint.model);
    this.#show([{ endpoint, kept }, ...others].slice(0, MOST));
    return this.#write() || !kept;
  }

  forget(model: string): void {
    this.#show(this.known.filter(({ endpoint }) => endpoint.model !== model));
    this.#write();
  }

  #show(known: readonly KnownEndpoint[]): void {
    this.known = known;
    this.dispatchEvent(new Event('change'));
  }

  /** A browser that refuses storage keeps nothing. */
  #write(): boolean {
    const kept = this.known.filter((one) => one.kept).map(({ endpoint }) => endpoint);
    try {
      if (kept.length === 0) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  async #readKept(): Promise<void> {
    const text = keptText();
    if (text === '' || text.length > MAX_CHARACTERS) return;
    const { checkEndpoint } = await import('../services/endpoint-settings.ts');
    const kept = entries(text)
      .slice(0, MOST)
      .flatMap((entry): KnownEndpoint[] => {
        try {
          return [{ endpoint: checkEndpoint(entry as Partial<Endpoint>), kept: true }];
        } catch {
          return [];
        }
      });
    const met = new Set(this.all.map(({ model }) => model));
    this.#show([...this.known, ...kept.filter(({ endpoint }) => !met.has(endpoint.model))]);
  }
}

function keptText(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function entries(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
  } catch {
    return [];
  }
}

export const endpointList = new EndpointList();
