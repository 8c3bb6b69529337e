// A response's body, bounded: as pieces of an event stream, or whole. Source of the stream's form: HTML standard, 9.2.6
// (server-sent events); of it this protocol uses one line of data an event, and comments to keep a connection open.

/** Told about every piece that comes, for deadlines. */
type Heard = () => void;

export interface BodyOptions {
  /** Bytes at the most; beyond them `tooLarge` makes the error. */
  readonly limit: number;
  readonly tooLarge: () => Error;
  readonly heard?: Heard;
}

/** The data of each event, as soon as its line is whole. An unfinished last line is dropped. Left early, it ends the connection. */
export async function* eventData(
  body: ReadableStream<Uint8Array>,
  options: BodyOptions,
): AsyncGenerator<string> {
  let rest = '';
  for await (const text of pieces(body, options)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('data:')) yield line.slice('data:'.length).trim();
  }
}

export async function wholeText(body: ReadableStream<Uint8Array>, options: BodyOptions): Promise<string> {
  let whole = '';
  for await (const text of pieces(body, options)) whole += text;
  return whole;
}

async function* pieces(
  body: ReadableStream<Uint8Array>,
  { limit, tooLarge, heard }: BodyOptions,
): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      heard?.();
      size += next.value.length;
      if (size > limit) throw tooLarge();
      yield decoder.decode(next.value, { stream: true });
    }
  } finally {
    // Closes the connection where it is still open; the server then stops as well.
    await reader.cancel().catch(() => {});
  }
}
