// Downloads of web-llm's models in a worker of their own: hashing gigabytes would make a page stutter, and a download that is
// cancelled, or whose page is closed, ends with its connections.

import type { WebLlmEntry } from '../language/web-llm/catalog.ts';
import { download } from '../language/web-llm/download.ts';
import { keepLibrary } from '../language/web-llm/library-browser.ts';
import { EventStream } from './event-stream.ts';

/** How far a download is; sent some times a second. */
export interface WebLlmDownloadEvent {
  readonly n: number;
  readonly id: string;
  /** Bytes that are here. */
  readonly loaded: number;
  readonly total: number;
}

/** Commands. */
export interface WebLlmDownloadService {
  connect(port: MessagePort): void;
  /** Ends when all is here. @throws LabError aborted, and what downloading throws */
  download(entry: WebLlmEntry): Promise<void>;
  /** Stops a download and its connections; the call above then throws `aborted`. */
  cancel(id: string): void;
}

/** ms between two events of one download. */
const EVENT_MS = 100;

export class WebLlmDownloads implements WebLlmDownloadService {
  readonly #events = new EventStream<WebLlmDownloadEvent>();
  readonly #running = new Map<string, AbortController>();

  connect(port: MessagePort): void {
    this.#events.connect(port);
  }

  async download(entry: WebLlmEntry): Promise<void> {
    const { id } = entry;
    this.cancel(id);
    const stop = new AbortController();
    this.#running.set(id, stop);
    let last = Number.NEGATIVE_INFINITY;
    const onProgress = (loaded: number, total: number) => {
      const now = performance.now();
      if (now - last < EVENT_MS && loaded < total) return;
      last = now;
      this.#events.send({ id, loaded, total });
    };
    try {
      await download(entry, { signal: stop.signal, onProgress });
      // The model is here whether this succeeds or not.
      await keepLibrary().catch(() => {});
    } finally {
      if (this.#running.get(id) === stop) this.#running.delete(id);
    }
  }

  cancel(id: string): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }
}
