// The forward pass written out plainly: one sequence, one position after another, f32 storage and double sums. Far too
// slow to play with; it is what the acting runtime and the learner are both held against, and it makes the logits of a
// model's start-up self-check.

import type { PocketConfig } from './config.ts';
import { adaptedMatrices, loraName, rotaryTables } from './onnx-graph.ts';
import type { PocketWeights } from './quantize.ts';

/** Adapter matrices by graph input name (`lora.LAYER.TARGET.a` and `.b`), already scaled by alpha / rank. */
export interface Lora {
  readonly rank: number;
  readonly matrices: ReadonlyMap<string, Float32Array>;
  /** Factor of all logits, 1 where it is left out: how decided the adapter makes the model. */
  readonly logitScale?: number;
}

/**
 * Logits [positions, outputs] of one sequence, each position seeing itself and those before it.
 * @param tokens word ids [positions, pack], 0 = nothing
 */
export function referenceLogits(
  config: PocketConfig,
  weights: PocketWeights,
  tokens: Int32Array,
): Float32Array {
  const positions = tokens.length / config.pack;
  const logits = new Float32Array(positions * config.outputs);
  const sequence = new ReferenceSequence(config, weights);
  for (let p = 0; p < positions; p++) {
    const words = tokens.subarray(p * config.pack, (p + 1) * config.pack);
    logits.set(sequence.push(words), p * config.outputs);
  }
  return logits;
}

/** Weights with an adapter folded in: W + a · b for every adapted matrix, the scale of logits in the last norm. */
export function mergeLora(config: PocketConfig, weights: PocketWeights, lora: Lora): PocketWeights {
  const merged = new Map(weights);
  for (const { name, shape } of adaptedMatrices(config)) {
    const [inputs, outputs] = shape;
    const a = lora.matrices.get(`${loraName(name)}.a`)!;
    const b = lora.matrices.get(`${loraName(name)}.b`)!;
    const matrix = weights.get(name)!.slice();
    for (let i = 0; i < inputs; i++) {
      const row = multiply(a.subarray(i * lora.rank, (i + 1) * lora.rank), b, outputs);
      for (let n = 0; n < outputs; n++) matrix[i * outputs + n] += row[n];
    }
    merged.set(name, matrix);
  }
  const { logitScale = 1 } = lora;
  merged.set(
    'final_norm',
    weights.get('final_norm')!.map((weight) => weight * logitScale),
  );
  return merged;
}

/** One growing sequence: keeps the rotated keys and the values of every layer. */
class ReferenceSequence {
  readonly #c: PocketConfig;
  readonly #w: PocketWeights;
  readonly #rotary: { cos: Float32Array; sin: Float32Array };
  readonly #keys: Float32Array[][];
  readonly #values: Float32Array[][];
  #position = 0;

  constructor(config: PocketConfig, weights: PocketWeights) {
    this.#c = config;
    this.#w = weights;
    this.#rotary = rotaryTables(config);
    this.#keys = Array.from({ length: config.layers }, () => []);
    this.#values = Array.from({ length: config.layers }, () => []);
  }

  /** Logits after one more position. */
  push(words: Int32Array): Float32Array {
    const { layers, normEpsilon } = this.#c;
    let x = this.#embed(words);
    for (let i = 0; i < layers; i++) {
      const attended = this.#attention(i, rmsNorm(x, this.#get(i, 'attention_norm'), normEpsilon));
      x = add(x, multiply(attended, this.#get(i, 'o'), x.length));
      x = add(x, this.#mlp(i, rmsNorm(x, this.#get(i, 'mlp_norm'), normEpsilon)));
    }
    this.#position++;
    return this.#head(rmsNorm(x, this.#w.get('final_norm')!, normEpsilon));
  }

  #get(layer: number, name: string): Float32Array {
    return this.#w.get(`layers.${layer}.${name}`)!;
  }

  #embed(words: Int32Array): Float32Array {
    const { width } = this.#c;
    const embedding = this.#w.get('embedding')!;
    const x = new Float32Array(width);
    for (const id of words) if (id !== 0) for (let i = 0; i < width; i++) x[i] += embedding[id * width + i];
    return x;
  }

  #attention(layer: number, x: Float32Array): Float32Array {
    const { heads, kvHeads, headSize } = this.#c;
    const qkv = multiply(x, this.#get(layer, 'qkv'), (heads + 2 * kvHeads) * headSize);
    const head = (i: number) => qkv.slice(i * headSize, (i + 1) * headSize);
    for (let k = 0; k < kvHeads; k++) {
      this.#keys[layer].push(this.#rotate(head(heads + k)));
      this.#values[layer].push(head(heads + kvHeads + k));
    }
    const output = new Float32Array(heads * headSize);
    for (let h = 0; h < heads; h++) {
      const shared = Math.floor((h * kvHeads) / heads);
      const keys = this.#keys[layer].filter((_, i) => i % kvHeads === shared);
      const values = this.#values[layer].filter((_, i) => i % kvHeads === shared);
      output.set(attend(this.#rotate(head(h)), keys, values), h * headSize);
    }
    return output;
  }

  /** Half-split rotation: element i turns with element i + headSize / 2. */
  #rotate(x: Float32Array): Float32Array {
    const half = x.length / 2;
    const rotated = new Float32Array(x.length);
    for (let i = 0; i < half; i++) {
      const cos = this.#rotary.cos[this.#position * half + i];
      const sin = this.#rotary.sin[this.#position * half + i];
      rotated[i] = x[i] * cos - x[i + half] * sin;
      rotated[i + half] = x[i + half] * cos + x[i] * sin;
    }
    return rotated;
  }

  #mlp(layer: number, x: Float32Array): Float32Array {
    const { hidden, width } = this.#c;
    const up = multiply(x, this.#get(layer, 'up'), hidden);
    const gate = multiply(x, this.#get(layer, 'gate'), hidden);
    const product = gate.map((g, i) => (g / (1 + Math.exp(-g))) * up[i]);
    return multiply(product, this.#get(layer, 'down'), width);
  }

  #head(x: Float32Array): Float32Array {
    const { outputs, width } = this.#c;
    const embedding = this.#w.get('embedding')!;
    return Float32Array.from({ length: outputs }, (_, id) =>
      dot(x, embedding.subarray(id * width, (id + 1) * width)),
    );
  }
}

/** Softmax of q · keys / √size over the values. */
function attend(q: Float32Array, keys: Float32Array[], values: Float32Array[]): Float32Array {
  const scores = keys.map((key) => dot(q, key) / Math.sqrt(q.length));
  const largest = Math.max(...scores);
  const exps = scores.map((score) => Math.exp(score - largest));
  const sum = exps.reduce((a, b) => a + b);
  const output = new Float64Array(q.length);
  for (const [i, value] of values.entries())
    for (let d = 0; d < q.length; d++) output[d] += (exps[i] / sum) * value[d];
  return Float32Array.from(output);
}

function rmsNorm(x: Float32Array, gain: Float32Array, epsilon: number): Float32Array {
  const scale = 1 / Math.sqrt(dot(x, x) / x.length + epsilon);
  return x.map((value, i) => value * scale * gain[i]);
}

/** x [inputs] · matrix [inputs, outputs]. */
function multiply(x: Float32Array, matrix: Float32Array, outputs: number): Float32Array {
  const sums = new Float64Array(outputs);
  for (let i = 0; i < x.length; i++)
    for (let n = 0; n < outputs; n++) sums[n] += x[i] * matrix[i * outputs + n];
  return Float32Array.from(sums);
}

function add(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
