import { describe, expect, test } from 'vitest';
import {
  float32Tensor,
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../../src/language/pocket/safetensors.ts';
import { KPredictor } from '../../../src/learning/k-predictor/k-predictor.ts';
import { Random } from '../../../src/random.ts';
import { chainRun } from './synthetic-chain.ts';

const HYPER = { replay: 12, buckets: 64, units: 4, tau: 0.8, offset: 1 };

function walked(updates: number, random: Random): KPredictor {
  const predictor = KPredictor.create({ seed: 9, hyper: HYPER });
  for (let i = 0; i < updates; i++) predictor.learn(chainRun(random));
  return predictor;
}

test('a restored predictor goes on exactly where the other stood', () => {
  const random = new Random(1);
  const first = walked(20, random);
  const second = KPredictor.restore(first.state());
  expect(second.hyper).toEqual(first.hyper);
  expect([second.updates, second.runs]).toEqual([20, 12]);
  expect(second.state()).toEqual(first.state());
  for (let i = 0; i < 5; i++) {
    const run = chainRun(random);
    expect(second.learn(run)).toEqual(first.learn(run));
  }
  expect(second.state()).toEqual(first.state());
});

test('a predictor that has learned nothing and one with dense features come back, too', () => {
  const fresh = KPredictor.create({ seed: 1 });
  expect(KPredictor.restore(fresh.state()).state()).toEqual(fresh.state());
  const dense = KPredictor.create({ seed: 1, dense: 3, hyper: HYPER });
  dense.learn({ prefixes: [{ task: 'a', steps: [], hidden: [1, 2, 3] }], mismatched: true });
  expect(KPredictor.restore(dense.state()).state()).toEqual(dense.state());
});

describe('a file from anybody is refused', () => {
  const good = walked(6, new Random(1)).state();
  const { tensors, metadata } = readSafetensors(good);
  const header = JSON.parse(metadata.predictor);
  const withHeader = (changes: object) =>
    writeSafetensors({ tensors, metadata: { predictor: JSON.stringify({ ...header, ...changes }) } });
  const withTensor = (name: string, tensor: StoredTensor) =>
    writeSafetensors({ tensors: new Map([...tensors, [name, tensor]]), metadata });
  /** The tensor with its first number replaced. */
  const withNumber = (name: string, x: number) => {
    const numbers = new Float32Array(new Uint8Array(tensors.get(name)!.data).buffer);
    numbers[0] = x;
    return withTensor(name, float32Tensor([numbers.length], numbers));
  };
  const without = (name: string) =>
    writeSafetensors({ tensors: new Map([...tensors].filter(([key]) => key !== name)), metadata });
  const bad: Record<string, Uint8Array> = {
    'nothing at all': new Uint8Array(),
    'cut short': good.subarray(0, good.length - 4),
    'no header': writeSafetensors({ tensors, metadata: {} }),
    'a header that is no JSON': writeSafetensors({ tensors, metadata: { predictor: '{' } }),
    'another format': withHeader({ format: 'goldilocks-k-predictor-0' }),
    'a dial too few': withHeader({ hyper: { tau: 0.5 } }),
    'a dial out of range': withHeader({ hyper: { ...header.hyper, tau: 2 } }),
    'a network of another size': withHeader({ hyper: { ...header.hyper, units: 5 } }),
    'a huge network': withHeader({ hyper: { ...header.hyper, units: 1e9 } }),
    'buckets that are no power of two': withHeader({ hyper: { ...header.hyper, buckets: 65 } }),
    'a replay longer than it says': withHeader({ hyper: { ...header.hyper, replay: 5 } }),
    'a negative counter': withHeader({ updates: -1 }),
    'a key too many': withHeader({ extra: 1 }),
    'a weight that is no number': withNumber('parameters', Number.NaN),
    'a weight too large': withNumber('mean', 1e30),
    'a negative square': withNumber('square', -1),
    'a feature that is none': withNumber('replay.indices', 64),
    'half a feature': withNumber('replay.indices', 0.5),
    'an empty run': withNumber('replay.lengths', 0),
    'a run too long': withNumber('replay.lengths', 65),
    'runs and states that do not go together': withNumber('replay.lengths', 60),
    'a state with more features than there are': withNumber('replay.features', 1e5),
    'half a mismatch': withNumber('replay.mismatched', 0.5),
    'values cut short': withTensor('replay.values', float32Tensor([1], Float32Array.of(1))),
    'no moments': without('mean'),
    'no replay': without('replay.indices'),
  };
  test.each(Object.keys(bad))('%s', (name) => {
    expect(() => KPredictor.restore(bad[name])).toThrow(expect.objectContaining({ code: 'bad-model' }));
  });

  test('too large to be one', () => {
    expect(() => KPredictor.restore(new Uint8Array((64 << 20) + 1))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });
});
