// One file over HTTP: its pieces as they come, its end at the size it must have, and an upper bound where nobody told one.

import { LabError } from '../../lab-error.ts';

export interface FetchFileOptions {
  /** The size it must have; unknown for descriptions, libraries and tokenizers. */
  readonly bytes?: number;
  readonly signal?: AbortSignal;
  /** Told the size where it was not known before and the server says it. */
  readonly onSize?: (bytes: number) => void;
  readonly onPiece?: (piece: Uint8Array) => void;
}

/** Bytes of a file whose size nobody told. Tokenizers have up to 40 MB, libraries 10 MB. */
const MAX_BYTES = 256 * 2 ** 20;

/** @throws LabError aborted, model-missing (not found or no network), wrong-hash (another size), too-large */
export async function fetchFile(url: string, options: FetchFileOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, bytes, onSize } = options;
  try {
    const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok || !response.body) throw missing(url, `the server answered ${response.status}`);
    if (bytes === undefined) onSize?.(toldSize(response));
    return await readWhole(response.body, url, options);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    if (signal?.aborted) throw new LabError('aborted', 'The download was cancelled.', '', cause);
    throw missing(url, 'it cannot be reached, or the connection broke off', cause);
  }
}

async function readWhole(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  url: string,
  { bytes, onPiece }: FetchFileOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const whole = bytes === undefined ? new Growing(url) : new Sized(url, bytes);
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      whole.add(next.value);
      onPiece?.(next.value);
    }
    return whole.done();
  } finally {
    // Closes the connection where it is still open.
    await reader.cancel().catch(() => {});
  }
}

/** A file of a known size, put together in place: weights come in pieces of hundreds of megabytes. */
class Sized {
  readonly #url: string;
  readonly #bytes: number;
  #whole: Uint8Array<ArrayBuffer> | null = null;
  #size = 0;

  constructor(url: string, bytes: number) {
    this.#url = url;
    this.#bytes = bytes;
  }

  add(piece: Uint8Array): void {
    // Room is made when something comes, not for whatever a list claims.
    this.#whole ??= new Uint8Array(this.#bytes);
    if (this.#size + piece.length > this.#bytes)
      throw wrongSize(this.#url, `more than ${this.#bytes}`, this.#bytes);
    this.#whole.set(piece, this.#size);
    this.#size += piece.length;
  }

  done(): Uint8Array<ArrayBuffer> {
    if (this.#size !== this.#bytes) throw wrongSize(this.#url, String(this.#size), this.#bytes);
    return this.#whole!;
  }
}

/** A file of a size that nobody told, or only its server. */
class Growing {
  readonly #url: string;
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(url: string) {
    this.#url = url;
  }

  add(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > MAX_BYTES) throw tooLarge(this.#url);
    this.#pieces.push(piece);
  }

  done(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** 0 where the server does not say, or says the size of the packed file. */
function toldSize({ headers }: Response): number {
  return headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);
}

function missing(url: string, what: string, cause?: unknown): LabError {
  return new LabError(
    'model-missing',
    `${url.slice(0, 300)} could not be loaded: ${what}.`,
    'Check the address and the connection, and try again; what has come whole is kept.',
    cause,
  );
}

function wrongSize(url: string, size: string, bytes: number): LabError {
  return new LabError(
    'wrong-hash',
    `${url.slice(0, 300)} has ${size} bytes where its list says ${bytes}.`,
    'It was cut off or changed on the way; try again.',
  );
}

function tooLarge(url: string): LabError {
  return new LabError(
    'too-large',
    `${url.slice(0, 300)} is larger than ${MAX_BYTES} bytes.`,
    'Check its address.',
  );
}
