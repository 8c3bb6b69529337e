import { expect, test } from 'vitest';
import { adamwStep, initialAdamW, integerPower } from '../../../src/learning/k-predictor/flat-adamw.ts';
import type { PrefixFeatures } from '../../../src/learning/k-predictor/prefix-encoder.ts';
import { expectileLoss, expectileSlope } from '../../../src/learning/k-predictor/returns.ts';
import {
  initialParameters,
  layoutOf,
  segmentsOf,
  ValueNetwork,
} from '../../../src/learning/k-predictor/value-network.ts';
import { Random } from '../../../src/random.ts';
import golden from './golden/golden.json';

const { inputs, units, tau, dials, start, batch, targets, steps } = golden.training;
const shape = { inputs, units };

/** What is not 0. */
function sparse(row: readonly number[]): PrefixFeatures {
  const indices = Uint16Array.from(row.keys()).filter((i) => row[i] !== 0);
  return { indices, values: Float32Array.from(indices, (i) => row[i]) };
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i], `${what} ${i}`).toBeCloseTo(value, 5);
}

test('three steps of training are those of numpy: values, loss, gradients, both moments, parameters', () => {
  const network = new ValueNetwork(shape, Float32Array.from(start));
  const state = initialAdamW(layoutOf(shape).size);
  for (const wanted of steps) {
    const gradients = new Float32Array(start.length);
    let loss = 0;
    const values = batch.map((row, i) => {
      const value = network.value(sparse(row));
      loss += expectileLoss(targets[i] - value, tau) / batch.length;
      network.addGradient(sparse(row), expectileSlope(targets[i] - value, tau) / batch.length, gradients);
      return value;
    });
    adamwStep(dials, network.parameters, gradients, state, segmentsOf(shape));
    expectClose(values, wanted.values, 'value');
    expect(loss).toBeCloseTo(wanted.loss, 5);
    expectClose(gradients, wanted.gradients, 'gradient');
    expectClose(state.mean, wanted.mean, 'mean');
    expectClose(state.square, wanted.square, 'square');
    expectClose(network.parameters, wanted.parameters, 'parameter');
  }
  expect(state.steps).toBe(3);
});

test('what never had a gradient stays as it is, decay or not', () => {
  const last = (numbers: readonly number[]) => numbers.slice((inputs - 1) * units, inputs * units);
  expect(last(steps[2].parameters)).toEqual(last(start));
});

test.each([0.05, 0.5, 1, 8])('an untrained network says %d whatever it sees', (value) => {
  const network = new ValueNetwork(shape, initialParameters(shape, value, new Random(3)));
  for (const row of batch) expect(network.value(sparse(row))).toBeCloseTo(value, 5);
});

test('an index that occurs twice adds up', () => {
  const network = new ValueNetwork(shape, Float32Array.from(start));
  const twice = { indices: Uint16Array.of(2, 2), values: Float32Array.of(0.5, 0.25) };
  const once = { indices: Uint16Array.of(2), values: Float32Array.of(0.75) };
  expect(network.value(twice)).toBeCloseTo(network.value(once), 12);
});

test('values are never negative, however far down the output is pushed', () => {
  const parameters = new Float32Array(layoutOf(shape).size);
  const network = new ValueNetwork(shape, parameters);
  for (const bias of [-1, -1e3, -1e6, -3e38]) {
    parameters[parameters.length - 1] = bias;
    expect(network.value(sparse(batch[0]))).toBeGreaterThanOrEqual(0);
  }
});

test('integer powers are powers', () => {
  for (const n of [0, 1, 2, 3, 10, 999]) expect(integerPower(0.99, n)).toBeCloseTo(0.99 ** n, 12);
  expect(integerPower(2, 31)).toBe(2 ** 31);
});
