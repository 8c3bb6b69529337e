// V(s): one hidden layer over a sparse vector, and an output that cannot be negative, a count.
//
// Forward and backward are plain loops over one Float32Array, because they are faster here: an update of 12 minibatches of 16
// places takes 1.6 ms so and 17 ms in jax-js (WASM, the same machine, in turn: 10 times), whose dispatches cost more than
// the arithmetic of 33,000 weights, and which has no sparse rows. tests/learning/k-predictor/compare-with-jax.ts
//
// Only + − × ÷ √ are used, which IEEE 754 rounds alike everywhere (exp, log and tanh it leaves to the engine): ReLU for the
// hidden units, and for the output squareplus (Barron 2021, arXiv 2112.11687), y = (z + √(z² + b)) / 2. So a seed gives the
// same predictor, bit by bit, in every browser and in Node.

import type { Random } from '../../random.ts';
import type { Segment } from './flat-adamw.ts';
import type { PrefixFeatures } from './prefix-encoder.ts';

export interface NetworkShape {
  /** Length of the sparse vector. */
  readonly inputs: number;
  /** Hidden units. */
  readonly units: number;
}

/** b of squareplus, how soft its corner is: at a value of 0.1 the slope is 0.14, with Barron's 4 it would be 0.01. */
const SOFTNESS = 0.25;
/** Hidden weights are uniform in ±SPREAD: three groups of features of length 1 then make sums of variance 1. */
const SPREAD = 1;

/** Where each array begins: hidden [inputs, units], hidden bias [units], out [units, 1], out bias [1]. */
export function layoutOf({ inputs, units }: NetworkShape) {
  const hiddenBias = inputs * units;
  const out = hiddenBias + units;
  const outBias = out + units;
  return { hiddenBias, out, outBias, size: outBias + 1 };
}

/** The same for the optimizer. */
export function segmentsOf(shape: NetworkShape): Segment[] {
  const { hiddenBias, out, outBias, size } = layoutOf(shape);
  return [
    { from: 0, to: hiddenBias, decays: true },
    { from: hiddenBias, to: out, decays: false },
    { from: out, to: outBias, decays: true },
    { from: outBias, to: size, decays: false },
  ];
}

/** Parameters of a network that says `initialValue` everywhere: hidden weights at random, output weights 0. */
export function initialParameters(
  shape: NetworkShape,
  initialValue: number,
  random: Random,
): Float32Array<ArrayBuffer> {
  const { hiddenBias, outBias, size } = layoutOf(shape);
  const parameters = new Float32Array(size);
  for (let i = 0; i < hiddenBias; i++) parameters[i] = SPREAD * (2 * random.uniform() - 1);
  parameters[outBias] = initialValue - SOFTNESS / (4 * initialValue);
  return parameters;
}

export class ValueNetwork {
  readonly shape: NetworkShape;
  /** Laid out as `layoutOf` says; an optimizer writes to it. */
  readonly parameters: Float32Array<ArrayBuffer>;
  readonly #layout: ReturnType<typeof layoutOf>;
  /** Of the latest `value`: hidden units after ReLU, and the slope of squareplus. */
  readonly #hidden: Float64Array;
  #slope = 0;
  readonly #hiddenSlopes: Float64Array;

  constructor(shape: NetworkShape, parameters: Float32Array<ArrayBuffer>) {
    this.shape = shape;
    this.parameters = parameters;
    this.#layout = layoutOf(shape);
    this.#hidden = new Float64Array(shape.units);
    this.#hiddenSlopes = new Float64Array(shape.units);
  }

  /** V of one place. */
  value(features: PrefixFeatures): number {
    this.#activate(features);
    const { out, outBias } = this.#layout;
    let sum = this.parameters[outBias];
    for (let u = 0; u < this.#hidden.length; u++) sum += this.#hidden[u] * this.parameters[out + u];
    const root = Math.sqrt(sum * sum + SOFTNESS);
    this.#slope = (1 + sum / root) / 2;
    return (sum + root) / 2;
  }

  /**
   * Adds one place's gradient to `gradients`, laid out as the parameters. The latest `value` must have been of this place.
   * @param slope of the loss in the value
   */
  addGradient({ indices, values }: PrefixFeatures, slope: number, gradients: Float32Array): void {
    const { hiddenBias, out, outBias } = this.#layout;
    const slopes = this.#hiddenSlopes;
    const units = slopes.length;
    const sumSlope = slope * this.#slope;
    gradients[outBias] += sumSlope;
    for (let u = 0; u < units; u++) {
      slopes[u] = this.#hidden[u] > 0 ? sumSlope * this.parameters[out + u] : 0;
      gradients[out + u] += sumSlope * this.#hidden[u];
      gradients[hiddenBias + u] += slopes[u];
    }
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i] * units;
      for (let u = 0; u < units; u++) gradients[row + u] += values[i] * slopes[u];
    }
  }

  #activate({ indices, values }: PrefixFeatures): void {
    const { parameters } = this;
    const hidden = this.#hidden;
    const units = hidden.length;
    for (let u = 0; u < units; u++) hidden[u] = parameters[this.#layout.hiddenBias + u];
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i] * units;
      for (let u = 0; u < units; u++) hidden[u] += values[i] * parameters[row + u];
    }
    for (let u = 0; u < units; u++) if (!(hidden[u] > 0)) hidden[u] = 0;
  }
}
