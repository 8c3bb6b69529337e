// AdamW (Loshchilov and Hutter 2019, algorithm 2) over one flat array, for a network so small that dispatching a compiled graph
// costs more than its arithmetic (learning/adamw.ts is the one for the others). + − × ÷ √ only: the same bits everywhere.

export interface AdamWDials {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Both moments of every parameter, and the steps done. */
export interface AdamWState {
  readonly mean: Float32Array<ArrayBuffer>;
  readonly square: Float32Array<ArrayBuffer>;
  steps: number;
}

/** A stretch of the flat array. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** Matrices decay, biases do not. */
  readonly decays: boolean;
}

export function initialAdamW(size: number): AdamWState {
  return { mean: new Float32Array(size), square: new Float32Array(size), steps: 0 };
}

/**
 * One step, in place. A parameter that never had a gradient is left as it is, decay included: most buckets of a small world's
 * text stay empty, and skipping them more than halves the time.
 * @param gradients of the mean loss
 */
export function adamwStep(
  dials: AdamWDials,
  parameters: Float32Array,
  gradients: Float32Array,
  state: AdamWState,
  segments: readonly Segment[],
): void {
  state.steps++;
  for (const segment of segments) moveSegment(dials, parameters, gradients, state, segment);
}

function moveSegment(
  { learningRate, weightDecay, beta1, beta2, epsilon }: AdamWDials,
  parameters: Float32Array,
  gradients: Float32Array,
  { mean, square, steps }: AdamWState,
  { from, to, decays }: Segment,
): void {
  const rate = learningRate / (1 - integerPower(beta1, steps));
  const scale = 1 / Math.sqrt(1 - integerPower(beta2, steps));
  const keep = decays ? 1 - learningRate * weightDecay : 1;
  for (let i = from; i < to; i++) {
    const gradient = gradients[i];
    if (gradient === 0 && square[i] === 0) continue;
    const m = beta1 * mean[i] + (1 - beta1) * gradient;
    const v = beta2 * square[i] + (1 - beta2) * gradient * gradient;
    mean[i] = m;
    square[i] = v;
    parameters[i] = keep * parameters[i] - (rate * m) / (Math.sqrt(v) * scale + epsilon);
  }
}

/** base^exponent by squaring; the engine's own power may differ in the last bit from browser to browser. */
export function integerPower(base: number, exponent: number): number {
  let result = 1;
  for (let factor = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
