import { defaultDevice, init, type numpy as np } from '@jax-js/jax';
import { expect, test } from 'vitest';
import { assembleBatch } from '../../src/learning/batches.ts';
import { makeLossAndGradients, uploadBatch } from '../../src/learning/sft.ts';
import { initialParameters, type Parameters, uploadParameters } from '../../src/learning/transformer.ts';
import { Random } from '../../src/random.ts';
import { copyDataset, TINY } from './tiny.ts';

const VALUES = initialParameters(TINY, new Random(3));
const BATCH = assembleBatch(copyDataset(new Random(4), 8), [0, 1, 2, 3, 4], { length: 10, answers: 6 });

/** Loss, the gradient of every parameter and of the embedded positions. */
async function gradientsOn(device: 'wasm' | 'webgpu'): Promise<Map<string, Float32Array>> {
  defaultDevice(device);
  const compiled = makeLossAndGradients(TINY);
  const { embedded, ...rest } = uploadBatch(BATCH, VALUES.get('embedding') as Float32Array, TINY.width);
  const out = await compiled(uploadParameters(TINY, VALUES), embedded, rest);
  const [loss, [parameters, positions]] = out as [np.Array, [Parameters, np.Array]];
  expect(loss.device).toBe(device);
  const read = new Map<string, Float32Array>();
  for (const [name, array] of Object.entries({ ...parameters, loss, positions }))
    read.set(name, (await array.data()) as Float32Array);
  compiled.dispose();
  defaultDevice('wasm');
  return read;
}

test('WebGPU and WASM give the same loss and gradients', async () => {
  expect(await init('webgpu')).toContain('webgpu');
  const [wasm, webgpu] = [await gradientsOn('wasm'), await gradientsOn('webgpu')];
  expect(wasm.get('loss')?.[0]).toBeGreaterThan(10);
  for (const [name, expected] of wasm) {
    const actual = webgpu.get(name) as Float32Array;
    const scale = Math.max(1, ...expected.map(Math.abs));
    const worst = expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0);
    expect(worst / scale, name).toBeLessThan(1e-5);
  }
});
