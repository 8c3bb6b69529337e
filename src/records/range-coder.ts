// Arithmetic coding in integers: a message becomes one number inside an interval that shrinks with every symbol, by a
// factor that is the symbol's probability. So 10,000 random actions of 17 cost 4.09 bits each, and what a model
// foresees costs next to nothing. Integers only: every machine makes the same bytes.
//
// Encoder and decoder have the same face (`Coder`), so that one function describes a message in both directions.
// Method: range coding (G. N. N. Martin, 1979) with 32-bit ranges and carry propagation.

import { LabError } from '../lab-error.ts';

const TOP = 2 ** 32;
const BOTTOM = 2 ** 24;

export type Coder = RangeEncoder | RangeDecoder;

export class RangeEncoder {
  readonly decoding = false;
  #bytes = new Uint8Array(1024);
  #length = 0;
  #low = 0;
  #range = TOP - 1;
  /** The last byte that a carry may still change (-1 before the first), and the 0xff bytes behind it. */
  #held = -1;
  #pending = 0;

  /** Nothing to look up while encoding. */
  slot(_total: number): number {
    return -1;
  }

  /** Writes a symbol that owns `size` of `total` slots (2^16 at most) from `start` on. */
  narrow(start: number, size: number, total: number): void {
    const unit = Math.floor(this.#range / total);
    this.#low += start * unit;
    this.#range = size * unit;
    while (this.#range < BOTTOM) {
      this.#range *= 256;
      this.#shift();
    }
  }

  /** The bytes written; the encoder is spent. */
  finish(): Uint8Array<ArrayBuffer> {
    for (let i = 0; i < 5; i++) this.#shift();
    return this.#bytes.slice(0, this.#length);
  }

  #shift(): void {
    if (this.#low < 0xff000000 || this.#low >= TOP) {
      const carry = this.#low >= TOP ? 1 : 0;
      if (this.#held >= 0) this.#put(this.#held + carry);
      for (; this.#pending > 0; this.#pending--) this.#put(0xff + carry);
      this.#held = Math.floor(this.#low / BOTTOM) & 0xff;
    } else {
      this.#pending++;
    }
    this.#low = (this.#low % BOTTOM) * 256;
  }

  #put(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}

export class RangeDecoder {
  readonly decoding = true;
  readonly #bytes: Uint8Array;
  #position = 0;
  #code = 0;
  #range = TOP - 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let i = 0; i < 4; i++) this.#code = this.#code * 256 + this.#next();
  }

  /** Which of `total` slots the next symbol owns. @throws LabError bad-record where no encoder can have been */
  slot(total: number): number {
    const slot = Math.floor(this.#code / Math.floor(this.#range / total));
    if (slot >= total) throw damaged();
    return slot;
  }

  /** Goes past the symbol that owns these slots. @throws LabError bad-record at the end of the bytes */
  narrow(start: number, size: number, total: number): void {
    const unit = Math.floor(this.#range / total);
    this.#code -= start * unit;
    this.#range = size * unit;
    while (this.#range < BOTTOM) {
      this.#range *= 256;
      this.#code = this.#code * 256 + this.#next();
    }
  }

  #next(): number {
    if (this.#position === this.#bytes.length) throw damaged();
    return this.#bytes[this.#position++];
  }
}

/** One of `total` equally likely values; `value` is ignored while decoding. */
export function codeUniform(coder: Coder, total: number, value: number): number {
  const coded = coder.decoding ? coder.slot(total) : value;
  coder.narrow(coded, 1, total);
  return coded;
}

/** What every reader says of bytes that no writer of ours can have written. */
export function damaged(cause?: unknown): LabError {
  return new LabError(
    'bad-record',
    'This run is incomplete or damaged.',
    'Copy the whole link, or fetch the file again.',
    cause,
  );
}
