// Where the learner computes in this browser: in both projects WASM, and for a reason that is said.

import { expect, test } from 'vitest';
import { openLearnerDevice } from '../../src/learning/page-device.ts';

test('without a graphics card it learns by WASM, and says why', async () => {
  const gpu = navigator.gpu ?? null;
  const { kind, why } = await openLearnerDevice('auto', gpu, 2);
  expect(kind).toBe('wasm');
  expect(why).toMatch(
    gpu && (await gpu.requestAdapter())
      ? /^It learns by WASM on 2 threads: the only GPU is a software one \(.+\)\.$/
      : /^It learns by WASM on 2 threads: no WebGPU here\.$/,
  );
  expect((await openLearnerDevice('wasm', gpu, 1)).why).toBe('It learns by WASM on 1 thread: as chosen.');
});
