// Programs translated to ONNX against the same programs in jax-js. The kernels here are those of onnxruntime-web's WASM
// build, which is always there; where onnxruntime-node is installed, it runs the same graphs.

import './threads-first.ts';
import { nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { POCKET_SIZES, type PocketConfig } from '../../../src/language/pocket/config.ts';
import { initialOptimizerState, makeAdamW } from '../../../src/learning/adamw.ts';
import { assembleBatch } from '../../../src/learning/batches.ts';
import { sftHyperparameters } from '../../../src/learning/hyperparameters.ts';
import { nativeCompiler } from '../../../src/learning/native/native-program.ts';
import { type Compiler, jaxCompiler } from '../../../src/learning/program.ts';
import { makeLossAndGradients, uploadBatch } from '../../../src/learning/sft.ts';
import { initialParameters, type Parameters, uploadParameters } from '../../../src/learning/transformer.ts';
import { Random } from '../../../src/random.ts';
import { copyDataset, TINY } from '../tiny.ts';

ort.env.wasm.numThreads = 1;
const native = nativeCompiler(ort, 1);

/** Largest difference of two arrays, as a share of the largest number. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(1e-6, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i]))) / scale;
}

async function lossAndGradients(compiler: Compiler, config: PocketConfig, length: number, answers: number) {
  const values = initialParameters(config, new Random(3));
  const rows = config === TINY ? [0, 1, 2, 3, 4] : [0, 1, 2, 3, 4, 5, 6];
  const batch = assembleBatch(copyDataset(new Random(4), 8), rows, { length, answers });
  const { embedded, ...rest } = uploadBatch(batch, values.get('embedding') as Float32Array, config.width);
  const program = makeLossAndGradients(config, compiler);
  const result = await program(uploadParameters(config, values), embedded, rest);
  const [loss, [parameters, positions]] = result as [np.Array, [Parameters, np.Array]];
  const read = new Map<string, Float32Array>();
  for (const [name, array] of Object.entries({ ...parameters, loss, positions }))
    read.set(name, (await array.data()) as Float32Array);
  program.dispose();
  return read;
}

describe('the loss of the pocket transformer and its gradients', () => {
  const full: PocketConfig = {
    vocabulary: TINY.vocabulary,
    outputs: TINY.outputs,
    ...POCKET_SIZES,
    layers: 2,
  };
  test.each([
    ['a tiny model, plans', TINY, 10, 6],
    ['a tiny model, odd sizes', TINY, 9, 3],
    ["the shipped model's width", full, 10, 6],
  ])('are those of jax-js: %s', async (_, config, length, answers) => {
    const expected = await lossAndGradients(jaxCompiler, config, length, answers);
    const actual = await lossAndGradients(native, config, length, answers);
    expect(expected.get('loss')![0]).toBeGreaterThan(10);
    for (const [name, values] of expected)
      expect(distance(actual.get(name)!, values), name).toBeLessThan(2e-5);
  });
});

test('a step of AdamW and Muon is that of jax-js', async () => {
  const random = new Random(7);
  const numbers = (n: number) => Float32Array.from({ length: n }, () => random.uniform() - 0.5);
  const arrays = [numbers(24), numbers(24), numbers(4)];
  const tree3 = ([a, b, c]: Float32Array<ArrayBuffer>[]): Parameters => ({
    'layers.0.o': np.array(a).reshape([6, 4]),
    'layers.0.gate': np.array(b).reshape([4, 6]),
    norm: np.array(c),
  });
  const gradients = [0, 1].map(() => [numbers(24), numbers(24), numbers(4)]);
  const results: ArrayLike<number>[][] = [];
  for (const compiler of [jaxCompiler, native]) {
    const parameters = tree3(arrays);
    const optimizer = makeAdamW(sftHyperparameters(), compiler);
    const scalars = { learningRate: 0.01, step: 2, divisor: 3 };
    const state = initialOptimizerState(parameters);
    const out = await optimizer.update(parameters, state, gradients.map(tree3), scalars);
    results.push(
      await Promise.all(
        (tree.leaves(out as never) as np.Array[]).map((leaf) => leaf.data() as Promise<Float32Array>),
      ),
    );
    optimizer.dispose();
  }
  expect(results[0].length).toBe(10);
  for (const [i, values] of results[0].entries()) expect(distance(results[1][i], values)).toBeLessThan(1e-5);
});

describe('single operations', () => {
  const x = () => np.array(Float32Array.from({ length: 24 }, (_, i) => Math.sin(i))).reshape([2, 3, 4]);
  const programs: Record<string, (a: np.Array) => np.Array> = {
    'a product with both sides transposed': (a) => np.einsum('bij,bkj->bki', a.ref, a),
    'a sum over a repeated axis': (a) => np.broadcastTo(a.sum(1, { keepdims: true }), [2, 5, 4]).sum(1),
    'a reshape after a transpose': (a) => a.transpose([2, 0, 1]).reshape([4, 6]),
    'a slice of a transpose, padded': (a) => np.pad(a.transpose([1, 0, 2]).slice([1, 3]), { 0: [1, 2] }),
    'a maximum, kept and subtracted': (a) => a.ref.sub(np.max(a, -1, { keepdims: true })),
    'a choice': (a) => np.where(np.less(a.ref, 0), a.ref.mul(-2), a),
    'a sigmoid written out': (a) => np.reciprocal(np.exp(a.mul(-1)).add(1)),
    'a one-hot': (a) => a.reshape([6, 4]).add(nn.oneHot(np.array(Int32Array.of(0, 1, 2, 3, 0, 1)), 4)),
  };
  test.each(Object.entries(programs))('%s', async (_, program) => {
    const [expected, actual] = [await jaxCompiler.compile(program)(x()), await native.compile(program)(x())];
    expect(actual.shape).toEqual(expected.shape);
    expect(
      distance((await actual.data()) as Float32Array, (await expected.data()) as Float32Array),
    ).toBeLessThan(1e-6);
  });

  test('an operation that is not translated is refused by name', async () => {
    await expect(native.compile((a: np.Array) => np.sort(a))(x())).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('sort'),
    });
  });

  test('a program is differentiated before it is translated', async () => {
    const cube = valueAndGrad((a: np.Array) => np.square(a.ref).mul(a).sum());
    const [value, gradient] = (await native.compile(cube)(np.array(Float32Array.of(1, 2, 3)))) as np.Array[];
    expect(await value.data()).toEqual(Float32Array.of(36));
    expect(await gradient.data()).toEqual(Float32Array.of(3, 12, 27));
  });
});
