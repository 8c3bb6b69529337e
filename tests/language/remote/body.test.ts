import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventData, wholeText } from '../../../src/language/remote/body.ts';

/** A body of these pieces, and what was done to it. */
class Body {
  cancelled = false;
  readonly stream: ReadableStream<Uint8Array>;

  constructor(pieces: readonly Uint8Array[], ends = true) {
    const left = [...pieces];
    this.stream = new ReadableStream({
      pull: (controller) => {
        const next = left.shift();
        if (next) controller.enqueue(next);
        else if (ends) controller.close();
        else return new Promise(() => {});
      },
      cancel: () => {
        this.cancelled = true;
      },
    });
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);
const options = { limit: 1000, tooLarge: () => new Error('too large') };

describe('the body of an answer', () => {
  test('gives the same events however it is cut into pieces', async () => {
    const text = ': hello\r\ndata: {"a": "ü€😀"}\r\n\r\nevent: x\ndata:[DONE]\n\ndata: unfinished';
    const whole = bytes(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), async (sizes) => {
        const pieces: Uint8Array[] = [];
        for (let from = 0; from < whole.length; from += pieces.at(-1)!.length)
          pieces.push(whole.subarray(from, from + sizes[pieces.length % sizes.length]));
        const found = await Array.fromAsync(eventData(new Body(pieces).stream, options));
        expect(found).toEqual(['{"a": "ü€😀"}', '[DONE]']);
      }),
    );
  });

  test('is closed as soon as nobody reads on', async () => {
    const body = new Body([bytes('data: 1\n\n'), bytes('data: 2\n\n')], false);
    for await (const data of eventData(body.stream, options)) {
      expect(data).toBe('1');
      break;
    }
    expect(body.cancelled).toBe(true);
  });

  test('is closed beyond its bound, and every piece is heard', async () => {
    const body = new Body(Array.from({ length: 9 }, () => new Uint8Array(400)));
    let heard = 0;
    const call = wholeText(body.stream, { ...options, heard: () => heard++ });
    await expect(call).rejects.toThrow('too large');
    expect(body.cancelled).toBe(true);
    expect(heard).toBe(3);
  });
});
