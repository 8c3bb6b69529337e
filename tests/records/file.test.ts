// Files of one run and of many, and files that nobody wrote.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { Random } from '../../src/random.ts';
import { encodeRecord } from '../../src/records/codec.ts';
import { decodeFile, encodeFile, MAX_FILE_BYTES } from '../../src/records/file.ts';
import { sampleSteps, unplayedRecord } from './sample-runs.ts';

const records = [3, 0, 40].map((steps) => unplayedRecord(sampleSteps(steps, new Random(steps), true)));
const three = encodeFile(records);

test('one run is its canonical bytes as they are', () => {
  expect(encodeFile([records[0]])).toEqual(encodeRecord(records[0]));
  expect(decodeFile(encodeFile([records[0]]))).toEqual([records[0]]);
});

test('several runs come back in order', () => {
  expect(decodeFile(three)).toEqual(records);
});

test('no runs, or more than a thousand, are no file', () => {
  expect(() => encodeFile([])).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  expect(() => encodeFile(Array(1001).fill(records[0]))).toThrow(
    expect.objectContaining({ code: 'bad-argument' }),
  );
});

test('every truncation is refused', () => {
  for (let length = 0; length < three.length; length++)
    expect(() => decodeFile(three.subarray(0, length))).toThrow(LabError);
});

test('any change of a byte is refused', () => {
  fc.assert(
    fc.property(fc.nat(three.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = three.slice();
      changed[at] ^= change;
      expect(() => decodeFile(changed)).toThrow(LabError);
    }),
    { numRuns: 300 },
  );
});

test('any bytes behind the file’s name are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
      expect(() => decodeFile(Uint8Array.of(71, 76, 70, 1, ...rest))).toThrow(LabError);
    }),
  );
});

test('a length of four gigabytes allocates nothing', () => {
  const lying = three.slice();
  new DataView(lying.buffer).setUint32(6, 0xffffffff, true);
  expect(() => decodeFile(lying)).toThrow(expect.objectContaining({ code: 'bad-record' }));
});

test('a file that is too large is refused by its size', () => {
  expect(() => decodeFile(new Uint8Array(MAX_FILE_BYTES + 1))).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
});

test('another version is named as such', () => {
  const other = three.slice();
  other[3] = 2;
  expect(() => decodeFile(other)).toThrow(expect.objectContaining({ code: 'wrong-version' }));
});
