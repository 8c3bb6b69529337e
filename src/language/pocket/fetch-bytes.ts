// Reads a file over HTTP as bytes: progress while it arrives, cancel at any time, and an upper bound that holds whatever
// the server claims.

import { LabError } from '../../lab-error.ts';

export interface FetchBytesOptions {
  /** Expected size in bytes (unpacked), for progress. */
  readonly total: number;
  /** Reading stops with an error beyond this many bytes. */
  readonly limit: number;
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** @throws LabError aborted, model-missing (not found or no network), too-large */
export async function fetchBytes(url: string, options: FetchBytesOptions): Promise<Uint8Array> {
  const { signal } = options;
  try {
    const response = await (options.fetch ?? fetch)(url, { signal });
    if (!response.ok || !response.body) throw missing(url, `the server answered ${response.status}`);
    return await readAll(response.body.getReader(), url, options);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    if (signal?.aborted) throw new LabError('aborted', 'Loading was cancelled.', '', cause);
    throw missing(url, 'it cannot be reached', cause);
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  url: string,
  { total, limit, onProgress }: FetchBytesOptions,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size > limit) {
      await reader.cancel();
      throw new LabError('too-large', `${url} is larger than ${limit} bytes.`, 'Load the model again.');
    }
    onProgress?.(size, Math.max(size, total));
  }
  return join(chunks, size);
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function missing(url: string, what: string, cause?: unknown): LabError {
  return new LabError(
    'model-missing',
    `${url} could not be loaded: ${what}.`,
    'Check the connection and try again.',
    cause,
  );
}
