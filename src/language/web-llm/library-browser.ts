// The one place where @mlc-ai/web-llm is loaded: in a page or a worker, when a model is opened, and from an address, so that the
// build has the seven megabytes once and not in each worker. Its cache is the one that `download.ts` fills; it asks the network
// for nothing, the model's library included, which it would otherwise fetch by itself where the address is on this machine.

import type * as WebLlm from '@mlc-ai/web-llm';
import libraryUrl from '@mlc-ai/web-llm/lib/index.js?url';
import { LabError } from '../../lab-error.ts';
import type { WebLlmEntry } from './catalog.ts';
import { type ChatEngine, type ChatRequest, loadFailure } from './engine.ts';
import { libraryFolder } from './files.ts';

/** @throws LabError model-missing (no network, and not kept by this browser) */
async function webLlmLibrary(): Promise<typeof WebLlm> {
  try {
    return await import(/* @vite-ignore */ libraryUrl);
  } catch (cause) {
    throw new LabError(
      'model-missing',
      'web-llm could not be loaded.',
      'Check the connection and try again.',
      cause,
    );
  }
}

/** Brings the library's file into the browser's caches, so that a model that was downloaded starts without a network. */
export async function keepLibrary(): Promise<void> {
  await (await fetch(libraryUrl)).arrayBuffer();
}

/** The library's own word for an entry. @param library address of the WASM library's bytes */
export function appConfig(entry: WebLlmEntry, library: string): WebLlm.AppConfig {
  return {
    cacheBackend: 'indexeddb',
    model_list: [
      {
        model: libraryFolder(entry),
        model_id: entry.id,
        model_lib: library,
        overrides: entry.overrides,
        ...(entry.needsF16 && { required_features: ['shader-f16'] }),
        ...(entry.manifest && { model_manifest: entry.manifest }),
      },
    ],
  };
}

/**
 * A new engine with the model on the GPU; the files must be in the cache.
 * @param library bytes of the WASM library. @param onProgress share of the weights that are on the GPU, 0 to 1
 * @throws LabError bad-model, model-missing, out-of-memory, device-lost
 */
export async function openEngine(
  entry: WebLlmEntry,
  library: ArrayBuffer,
  device: string,
  onProgress: (share: number) => void,
): Promise<ChatEngine> {
  const { MLCEngine } = await webLlmLibrary();
  const address = URL.createObjectURL(new Blob([library], { type: 'application/wasm' }));
  const engine = new MLCEngine({
    appConfig: appConfig(entry, address),
    logLevel: 'SILENT',
    initProgressCallback: ({ progress, text }) => {
      if (text.startsWith('Loading model from cache')) onProgress(progress);
    },
  });
  try {
    await engine.reload(entry.id);
  } catch (error) {
    await engine.unload().catch(() => {});
    throw loadFailure(error);
  } finally {
    URL.revokeObjectURL(address);
  }
  return {
    why: `${entry.label} runs in this browser by web-llm, on WebGPU${device && ` (${device})`}.`,
    answer: (request: ChatRequest) =>
      engine.chat.completions.create(request as WebLlm.ChatCompletionRequestStreaming),
    close: () => engine.unload(),
  };
}
