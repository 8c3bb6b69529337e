// The downloads of this page: what is being fetched, how far it is, what went wrong. They go on while their viewer looks at another
// page of the lab, so they belong to the page and not to an element.

import { LabError } from '../../lab-error.ts';
import type { WebLlmEntry } from '../../language/web-llm/catalog.ts';
import type { WebLlmDownloadEvent, WebLlmDownloadService } from '../../services/web-llm-download.ts';
import { fail, notify } from '../parts/notices.ts';
import { WorkerLink } from '../worker-link.ts';

/** One download in progress. */
export interface RunningDownload {
  readonly loaded: number;
  /** 0 before anything is known. */
  readonly total: number;
}

/** Told by a `change` event, and by a `kept` event where this browser has something more, or something whole. */
class Downloads extends EventTarget {
  readonly #running = new Map<string, RunningDownload>();
  readonly #link = new WorkerLink<WebLlmDownloadService, WebLlmDownloadEvent>('download', newWorker, {
    onEvent: ({ id, loaded, total }) => {
      if (this.#running.has(id)) this.#set(id, { loaded, total });
    },
    onDeath: (reason) => {
      this.#running.clear();
      this.#changed();
      fail(reason);
    },
  });

  of(id: string): RunningDownload | undefined {
    return this.#running.get(id);
  }

  /** Never throws: what goes wrong is told to the person. @returns whether all of it is here now */
  async start(entry: WebLlmEntry): Promise<boolean> {
    const { id, label } = entry;
    if (this.#running.has(id)) return false;
    this.#set(id, { loaded: 0, total: 0 });
    try {
      await this.#link.service.download(entry);
      notify(`${label} is in this browser now.`);
      return true;
    } catch (error) {
      if (LabError.from(error).code === 'aborted') notify(`The download of ${label} was cancelled.`);
      else fail(error);
      return false;
    } finally {
      this.#running.delete(id);
      this.#changed();
      this.dispatchEvent(new Event('kept'));
      if (this.#running.size === 0) this.#link.close();
    }
  }

  cancel(id: string): void {
    this.#link.service.cancel(id).catch(fail);
  }

  #set(id: string, download: RunningDownload): void {
    this.#running.set(id, download);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function newWorker(): Worker {
  return new Worker(new URL('../../../workers/web-llm-download.ts', import.meta.url), { type: 'module' });
}

export const downloads = new Downloads();
