import { numpy as np, valueAndGrad } from '@jax-js/jax';
import { describe, expect, test } from 'vitest';
import { type PocketConfig, parameterSpecs } from '../../../src/language/pocket/config.ts';
import { mergeLora } from '../../../src/language/pocket/reference.ts';
import {
  actingAdapter,
  adapterSpecs,
  initialAdapter,
  LOGIT_SCALE,
  LOGIT_SPEED,
  logitScaleOf,
  withAdapter,
} from '../../../src/learning/lora.ts';
import { initialParameters, type Parameters, uploadParameters } from '../../../src/learning/transformer.ts';
import { Random } from '../../../src/random.ts';
import { TINY } from '../tiny.ts';
import golden from './golden/golden.json';

const { lora: wanted } = golden;
/** One layer whose `down` has the golden matrix's shape. */
const CONFIG: PocketConfig = { ...TINY, layers: 1, width: wanted.outputs, hidden: wanted.inputs };
const NAME = 'layers.0.down';
const matrix = (rows: readonly (readonly number[])[]) =>
  np.array(Float32Array.from(rows.flat())).reshape([rows.length, rows[0].length]);

function expectClose(actual: ArrayLike<number>, expected: readonly (readonly number[])[]): void {
  for (const [i, value] of expected.flat().entries()) expect(actual[i], `number ${i}`).toBeCloseTo(value, 4);
}

/** Everything else frozen at zero. */
function zeros(specs: readonly { name: string; shape: readonly number[] }[]): Parameters {
  return Object.fromEntries(specs.map(({ name, shape }) => [name, np.zeros([...shape])]));
}

function merged(a: np.Array, b: np.Array): np.Array {
  const adapter = { ...zeros(adapterSpecs(CONFIG, wanted.rank)), 'lora.0.down.a': a, 'lora.0.down.b': b };
  const parameters = { ...zeros(parameterSpecs(CONFIG)), [NAME]: matrix(wanted.w) };
  return withAdapter(CONFIG, parameters, adapter, wanted)[NAME];
}

describe('an adapter', () => {
  test('adds alpha / rank · A · B, as numpy does', async () => {
    expectClose(await merged(matrix(wanted.a), matrix(wanted.b)).data(), wanted.merged);
  });

  test('gets the gradients of numpy for a quadratic loss', async () => {
    const loss = (a: np.Array, b: np.Array) =>
      np
        .square(np.matmul(matrix(wanted.x), merged(a, b)).sub(matrix(wanted.y)))
        .sum()
        .mul(0.5);
    const [value, [ofA, ofB]] = valueAndGrad(loss, { argnums: [0, 1] })(matrix(wanted.a), matrix(wanted.b));
    expect((await value.data())[0] / wanted.loss).toBeCloseTo(1, 6);
    expectClose(await ofA.data(), wanted.aGradient);
    expectClose(await ofB.data(), wanted.bGradient);
  });

  test('changes nothing before it has learned, in any matrix', async () => {
    const values = initialParameters(TINY, new Random(1));
    const fresh = initialAdapter(TINY, 4, new Random(2));
    const changed = withAdapter(TINY, uploadParameters(TINY, values), upload(4, fresh), {
      rank: 4,
      alpha: 8,
    });
    for (const { name } of parameterSpecs(TINY))
      expect(await changed[name].data(), name).toEqual(values.get(name));
    expect(Math.max(...fresh.get('lora.1.o.a')!)).toBeGreaterThan(0.1);
  });

  test('means the same to the acting runtime as to the learner, its factor of all logits included', async () => {
    const lora = { rank: 4, alpha: 12 };
    const random = new Random(3);
    const values = initialParameters(TINY, random);
    const adapter = initialAdapter(TINY, lora.rank, random);
    for (const numbers of adapter.values())
      for (const i of numbers.keys()) numbers[i] = random.uniform() - 0.5;
    adapter.get(LOGIT_SCALE)![0] = 0.03;
    const uploaded = upload(lora.rank, adapter);
    const [scale] = await logitScaleOf({ [LOGIT_SCALE]: uploaded[LOGIT_SCALE] }).data();
    expect(scale).toBeCloseTo(Math.exp(0.03 * LOGIT_SPEED), 5);
    const learned = withAdapter(TINY, uploadParameters(TINY, values), uploaded, lora);
    const acting = mergeLora(TINY, values, actingAdapter(TINY, adapter, lora));
    for (const { name } of parameterSpecs(TINY)) {
      const numbers = await learned[name].data();
      // The factor goes into the last norm there.
      const factor = name === 'final_norm' ? scale : 1;
      acting.get(name)!.forEach((value, i) => {
        expect(factor * numbers[i]).toBeCloseTo(value, 5);
      });
    }
    expect(acting.get('layers.0.qkv')).not.toEqual(values.get('layers.0.qkv'));
  });

  test('that lacks a matrix, or has one of another shape, is refused', () => {
    const adapter = initialAdapter(TINY, 4, new Random(1));
    const refused = expect.objectContaining({ code: 'bad-model' });
    expect(() => actingAdapter(TINY, adapter, { rank: 8, alpha: 8 })).toThrow(refused);
    adapter.delete('lora.1.down.b');
    expect(() => actingAdapter(TINY, adapter, { rank: 4, alpha: 8 })).toThrow(refused);
  });
});

function upload(rank: number, values: ReadonlyMap<string, Float32Array>): Parameters {
  return Object.fromEntries(
    adapterSpecs(TINY, rank).map(({ name, shape }) => [
      name,
      np.array(values.get(name) as Float32Array<ArrayBuffer>).reshape(shape),
    ]),
  );
}
