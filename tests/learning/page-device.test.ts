import { expect, test } from 'vitest';
import { LabError } from '../../src/lab-error.ts';
import { learnerError } from '../../src/learning/page-device.ts';

test.each([
  new RangeError('Allocation exceeds the 4 GiB memory32 limit'),
  new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded'),
  new RangeError('Array buffer allocation failed'),
  new Error('Device ran out of memory'),
])('%s is too little memory, which a run survives', (error) => {
  expect(learnerError(error)).toMatchObject({ code: 'out-of-memory' });
});

test('a fault stays a fault, and what has a name keeps it', () => {
  expect(learnerError(new RangeError('Invalid array length'))).toMatchObject({ code: 'internal' });
  expect(learnerError(new TypeError('x is undefined'))).toMatchObject({ code: 'internal' });
  const named = new LabError('bad-model', 'The memory of this model is full of holes.');
  expect(learnerError(named)).toBe(named);
});
