// A web-llm model from its entry to its first answer: whether this device can hold it, its files (downloaded where they are not
// here), the library, the GPU. Runs in a worker or a page.

import { LabError } from '../../lab-error.ts';
import { cachedLibrary } from './cached.ts';
import type { WebLlmEntry } from './catalog.ts';
import { describeDevice, obstacle } from './device.ts';
import { download } from './download.ts';
import { WebLlmModel, type WebLlmOptions } from './web-llm-model.ts';

export interface OpenWebLlmOptions extends WebLlmOptions {
  readonly entry: WebLlmEntry;
  readonly signal?: AbortSignal;
  /**
   * Bytes that are here of all there will be, then, as `gpu`, bytes of the weights that are on the GPU.
   * The total is exact but for some megabytes at the beginning.
   */
  readonly onProgress?: (loaded: number, total: number, stage: 'download' | 'gpu') => void;
}

/**
 * @throws LabError aborted; bad-model (this device cannot run it, or a file is not what it should be); model-missing, wrong-hash,
 * too-large, storage-full, storage-refused of the download; out-of-memory, device-lost of the GPU
 */
export async function openWebLlm({ entry, ...options }: OpenWebLlmOptions): Promise<WebLlmModel> {
  const { signal, onProgress = () => {} } = options;
  const device = await describeDevice();
  // What it may take of memory is a guess, so it is tried.
  const why = obstacle(entry, { ...device, memoryBytes: null });
  if (why) throw new LabError('bad-model', `${entry.label} cannot run here. ${why}`, 'Choose another model.');
  let total = 1;
  await download(entry, {
    signal,
    onProgress: (loaded, all) => {
      total = all;
      onProgress(loaded, all, 'download');
    },
  });
  const onGpu = (share: number) => onProgress(Math.round(share * total), total, 'gpu');
  const open = async (stop: AbortSignal) => {
    const { openEngine } = await import('./library-browser.ts');
    const opening = openEngine(entry, await cachedLibrary(entry), device.name, onGpu);
    return unlessAborted(opening, stop, (engine) => engine.close());
  };
  return WebLlmModel.open(entry, open, options);
}

/** Lets the caller go at once; what was opened is closed when it is there. */
async function unlessAborted<Opened>(
  opening: Promise<Opened>,
  signal: AbortSignal,
  close: (opened: Opened) => Promise<void>,
): Promise<Opened> {
  const left = Promise.withResolvers<never>();
  const leave = () => {
    opening.then(close).catch(() => {});
    left.reject(new LabError('aborted', 'Loading was cancelled.'));
  };
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([opening, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
