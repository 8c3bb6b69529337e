// CRC-32 against zlib's own, and its use piece by piece.

import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { crc32 } from '../src/crc32.ts';
import { Random } from '../src/random.ts';

test('the standard check value is CBF43926, and nothing gives 0', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test('every length from 0 to 64 agrees with zlib, in one piece and in two', () => {
  const random = new Random(1);
  for (let length = 0; length <= 64; length++) {
    const bytes = Uint8Array.from({ length }, () => random.int(256));
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    const cut = random.int(length + 1);
    expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlibCrc32(bytes));
  }
});
