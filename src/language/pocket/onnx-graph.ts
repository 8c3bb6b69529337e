// The pocket transformer as ONNX bytes. One graph serves prompts (many positions, no past) and single further positions
// (one position, a past); lanes of different lengths are padded on the right.
//
//   tokens [lanes, positions, pack] ─ Gather, sum ─ layers × (norm, qkv, attention, o, norm, SwiGLU) ─ norm ─ logits
//
// Two fusions of the runtime shape it: GroupQueryAttention rotates, appends to the cache and attends in one kernel, and
// SkipSimplifiedLayerNormalization adds the residual while it normalises. Of the last layer only each lane's last
// position is wanted, so the rest is dropped right after its attention: about a fifth of the arithmetic.
// Operators: onnxruntime, docs/ContribOperators.md.

import { LORA_TARGETS, type ParameterSpec, type PocketConfig, parameterSpecs } from './config.ts';
import {
  type Attribute,
  encodeModel,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './onnx-proto.ts';
import { BLOCK, dequantize, quantizedMatrix } from './quantize.ts';
import type { TensorFile } from './safetensors.ts';

/** Version of the standard operators. */
export const OPSET = 17;
const MICROSOFT = 'com.microsoft';
/** Output with each lane's last hidden state, behind the last norm; computed anyway, fetched only by those who want it. */
export const HIDDEN = 'final_norm.out';

export interface GraphOptions {
  /** Matrices stay in 4 or 8 bits (MatMulNBits) instead of being widened to f32 when the graph is built. */
  readonly quantized: boolean;
  /** Rank of the adapter matrices that the graph takes as inputs; 0 = a graph without adapter. */
  readonly loraRank: number;
}

/** A LoRA matrix input: `lora.LAYER.TARGET.a` [inputs, rank] and `.b` [rank, outputs]; y += (x · a) · b. */
export function loraInputs(c: PocketConfig, rank: number): { name: string; shape: [number, number] }[] {
  if (rank === 0) return [];
  return adaptedMatrices(c).flatMap(({ name, shape: [inputs, outputs] }) => [
    { name: `${loraName(name)}.a`, shape: [inputs, rank] as [number, number] },
    { name: `${loraName(name)}.b`, shape: [rank, outputs] as [number, number] },
  ]);
}

/** Matrices an adapter may change, in canonical order. */
export function adaptedMatrices(c: PocketConfig): ParameterSpec[] {
  return parameterSpecs(c).filter((spec) => LORA_TARGETS.some((target) => spec.name.endsWith(`.${target}`)));
}

export function loraName(parameterName: string): string {
  return parameterName.replace('layers.', 'lora.');
}

/** Names of the cache tensors of all layers, `PREFIX.LAYER.key` and `.value`, each [lanes, kvHeads, length, headSize]. */
export function cacheNames(c: PocketConfig, prefix: 'past' | 'present'): string[] {
  return Array.from({ length: c.layers }, (_, i) => [`${prefix}.${i}.key`, `${prefix}.${i}.value`]).flat();
}

/**
 * ONNX bytes. Inputs: `tokens` int32 [lanes, positions, pack], `rows` int32 [lanes] (each lane's last position as
 * lane · positions + position), `lengths` int32 [lanes] (keys a lane attends to, minus one), `total` int32 [1] (length
 * of the cache after this pass), the past and the adapter. Outputs: `logits` [lanes, outputs], `final_norm.out` [lanes, width] and the
 * present.
 * @throws LabError bad-model if the file does not hold the parameters of `config`
 */
export function buildGraph(config: PocketConfig, file: TensorFile, options: GraphOptions): Uint8Array {
  return encodeModel(graphOf(config, file, options), OPSET);
}

/** The same, not yet as bytes. @throws LabError bad-model */
export function graphOf(config: PocketConfig, file: TensorFile, options: GraphOptions): Graph {
  return new GraphBuilder(config, file, options).build();
}

class GraphBuilder {
  readonly #c: PocketConfig;
  readonly #file: TensorFile;
  readonly #options: GraphOptions;
  readonly #weights: ReadonlyMap<string, Float32Array>;
  readonly #specs: ReadonlyMap<string, ParameterSpec>;
  readonly #nodes: Node[] = [];
  readonly #initializers: Initializer[] = [];

  constructor(config: PocketConfig, file: TensorFile, options: GraphOptions) {
    this.#c = config;
    this.#file = file;
    this.#options = options;
    this.#weights = dequantize(config, file);
    this.#specs = new Map(parameterSpecs(config).map((spec) => [spec.name, spec]));
  }

  build(): Graph {
    const c = this.#c;
    this.#addTables();
    let hidden = this.#embed();
    let normed = this.#node('SimplifiedLayerNormalization', [hidden, 'layers.0.attention_norm'], {
      axis: -1,
      epsilon: { float: c.normEpsilon },
      stash_type: 1,
    });
    for (let i = 0; i < c.layers; i++) {
      let attended = this.#attention(i, this.#project(normed, `layers.${i}.qkv`));
      if (i === c.layers - 1) {
        attended = this.#lastPositions(attended, c.heads * c.headSize);
        hidden = this.#lastPositions(hidden, c.width);
      }
      const output = this.#project(attended, `layers.${i}.o`);
      [normed, hidden] = this.#addAndNormalise(output, hidden, `layers.${i}.mlp_norm`);
      const next = i === c.layers - 1 ? 'final_norm' : `layers.${i + 1}.attention_norm`;
      [normed, hidden] = this.#addAndNormalise(this.#mlp(i, normed), hidden, next);
    }
    this.#push('MatMul', '', [normed, 'head'], ['logits']);
    return {
      name: 'pocket',
      inputs: this.#inputs(),
      outputs: this.#outputs(),
      initializers: this.#initializers,
      nodes: this.#nodes,
    };
  }

  #inputs(): ValueInfo[] {
    const { pack } = this.#c;
    return [
      { name: 'tokens', type: 'int32', shape: ['lanes', 'positions', pack] },
      { name: 'rows', type: 'int32', shape: ['lanes'] },
      { name: 'lengths', type: 'int32', shape: ['lanes'] },
      { name: 'total', type: 'int32', shape: [1] },
      ...this.#cacheInfo('past'),
      ...loraInputs(this.#c, this.#options.loraRank).map((input) => ({ ...input, type: 'float' as const })),
    ];
  }

  #outputs(): ValueInfo[] {
    const logits: ValueInfo = { name: 'logits', type: 'float', shape: ['lanes', this.#c.outputs] };
    const hidden: ValueInfo = { name: HIDDEN, type: 'float', shape: ['lanes', this.#c.width] };
    return [logits, hidden, ...this.#cacheInfo('present')];
  }

  #cacheInfo(prefix: 'past' | 'present'): ValueInfo[] {
    const shape = ['lanes', this.#c.kvHeads, `${prefix}_length`, this.#c.headSize];
    return cacheNames(this.#c, prefix).map((name) => ({ name, type: 'float', shape }));
  }

  /** Embedding (row 0 is padding: zero), the head tied to it, rotary tables, norms. */
  #addTables(): void {
    const c = this.#c;
    const embedding = this.#weights.get('embedding')!.slice();
    embedding.fill(0, 0, c.width);
    this.#constant('embedding', [c.vocabulary, c.width], embedding);
    this.#constant('head', [c.width, c.outputs], headMatrix(c, this.#weights.get('embedding')!));
    const { cos, sin } = rotaryTables(c);
    this.#constant('cos', [c.context, c.headSize / 2], cos);
    this.#constant('sin', [c.context, c.headSize / 2], sin);
    for (const spec of this.#specs.values())
      if (spec.shape.length === 1) this.#constant(spec.name, spec.shape, this.#weights.get(spec.name)!);
  }

  #embed(): string {
    this.#integers('pack_axis', [2]);
    const words = this.#node('Gather', ['embedding', 'tokens'], { axis: 0 });
    return this.#node('ReduceSum', [words, 'pack_axis'], { keepdims: 0 });
  }

  #attention(layer: number, qkv: string): string {
    const past = [`past.${layer}.key`, `past.${layer}.value`];
    const output = `attention.${layer}`;
    this.#push(
      'GroupQueryAttention',
      MICROSOFT,
      [qkv, '', '', ...past, 'lengths', 'total', 'cos', 'sin'],
      [output, `present.${layer}.key`, `present.${layer}.value`],
      { num_heads: this.#c.heads, kv_num_heads: this.#c.kvHeads, do_rotary: 1 },
    );
    return output;
  }

  /** [lanes, positions, size] → [lanes, size], the position that `rows` names. */
  #lastPositions(x: string, size: number): string {
    this.#integers(`flat_${x}`, [-1, size]);
    return this.#node('Gather', [this.#node('Reshape', [x, `flat_${x}`]), 'rows'], { axis: 0 });
  }

  #mlp(layer: number, x: string): string {
    const gate = this.#project(x, `layers.${layer}.gate`);
    const up = this.#project(x, `layers.${layer}.up`);
    const silu = this.#node('Mul', [gate, this.#node('Sigmoid', [gate])]);
    return this.#project(this.#node('Mul', [silu, up]), `layers.${layer}.down`);
  }

  /** [normalised sum, sum] */
  #addAndNormalise(x: string, residual: string, norm: string): [string, string] {
    const outputs = [`${norm}.out`, '', '', `${norm}.sum`];
    const last = norm === 'final_norm';
    this.#push(
      'SkipSimplifiedLayerNormalization',
      MICROSOFT,
      [x, residual, norm],
      last ? outputs.slice(0, 1) : outputs,
      { epsilon: { float: this.#c.normEpsilon } },
    );
    return [outputs[0], outputs[3]];
  }

  /** x · W, plus the adapter's (x · a) · b where there is one. */
  #project(x: string, name: string): string {
    const base = this.#multiply(x, name);
    const adapted = adaptedMatrices(this.#c).some((spec) => spec.name === name);
    if (!adapted || this.#options.loraRank === 0) return base;
    const low = this.#node('MatMul', [x, `${loraName(name)}.a`]);
    return this.#node('Add', [base, this.#node('MatMul', [low, `${loraName(name)}.b`])]);
  }

  #multiply(x: string, name: string): string {
    const spec = this.#specs.get(name)!;
    const matrix = this.#options.quantized ? quantizedMatrix(this.#file, spec) : null;
    if (!matrix) {
      this.#constant(name, spec.shape, this.#weights.get(name)!);
      return this.#node('MatMul', [x, name]);
    }
    const { inputs, outputs, bits, data, scales, zeros } = matrix;
    const blocks = Math.ceil(inputs / BLOCK);
    this.#constant(`${name}.q${bits}`, [outputs, blocks, (BLOCK * bits) / 8], data, 'uint8');
    this.#constant(`${name}.scales`, [outputs * blocks], scales);
    if (zeros) this.#constant(`${name}.zeros`, [zeros.length], zeros, 'uint8');
    return this.#node(
      'MatMulNBits',
      [x, `${name}.q${bits}`, `${name}.scales`, ...(zeros ? [`${name}.zeros`] : [])],
      { K: inputs, N: outputs, bits, block_size: BLOCK },
      MICROSOFT,
    );
  }

  #constant(
    name: string,
    shape: readonly number[],
    data: ArrayBufferView,
    type: 'float' | 'uint8' = 'float',
  ): void {
    this.#initializers.push({ name, type, shape, data });
  }

  #integers(name: string, values: number[]): void {
    const data = BigInt64Array.from(values, BigInt);
    this.#initializers.push({ name, type: 'int64', shape: [values.length], data });
  }

  #node(op: string, inputs: string[], attributes?: Record<string, Attribute>, domain = ''): string {
    const output = `${op}_${this.#nodes.length}_out`;
    this.#push(op, domain, inputs, [output], attributes);
    return output;
  }

  #push(
    op: string,
    domain: string,
    inputs: string[],
    outputs: string[],
    attributes?: Record<string, Attribute>,
  ): void {
    this.#nodes.push({ op, domain, inputs, outputs, attributes });
  }
}

/** [width, outputs]: the first rows of the embedding, transposed. */
function headMatrix(c: PocketConfig, embedding: Float32Array): Float32Array {
  const head = new Float32Array(c.width * c.outputs);
  for (let id = 0; id < c.outputs; id++)
    for (let i = 0; i < c.width; i++) head[i * c.outputs + id] = embedding[id * c.width + i];
  return head;
}

/** Cosines and sines [context, headSize / 2] of position · ropeBase^(−2i / headSize). */
export function rotaryTables(c: PocketConfig): { cos: Float32Array; sin: Float32Array } {
  const half = c.headSize / 2;
  const angle = (at: number) => Math.floor(at / half) * c.ropeBase ** (-(at % half) / half);
  const indices = Array.from({ length: c.context * half }, (_, at) => at);
  return {
    cos: Float32Array.from(indices, (at) => Math.cos(angle(at))),
    sin: Float32Array.from(indices, (at) => Math.sin(angle(at))),
  };
}
