// Weights in few bits. Every matrix is cut, column by column, into blocks of 32 inputs; a block keeps one scale (and, if
// asymmetric, one zero point) and 4 or 8 bits a weight. The layout is the one onnxruntime's MatMulNBits reads, so bytes
// go from the file into the graph untouched. The embedding keeps int8 with a scale per row; norms stay f32.
// Source of the layout: onnxruntime, docs/ContribOperators.md, com.microsoft.MatMulNBits.

import { LabError } from '../../lab-error.ts';
import { type ParameterSpec, type PocketConfig, parameterSpecs } from './config.ts';
import { float32Tensor, type StoredTensor, type TensorFile, toFloat32 } from './safetensors.ts';

/** Full-precision parameters by name, shapes as in `parameterSpecs`. */
export type PocketWeights = ReadonlyMap<string, Float32Array>;
export type Bits = 4 | 8;

/** In the metadata of every weights file. */
export const WEIGHTS_FORMAT = 'goldilocks-pocket-1';

export interface QuantizeOptions {
  readonly bits: Bits;
  /** Symmetric blocks store no zero point: less to read, a little less exact. */
  readonly symmetric: boolean;
}

/** Weights that share one scale; MatMulNBits takes powers of two from 16 on. */
export const BLOCK = 32;

/** One matrix [inputs, outputs] in MatMulNBits layout; element (k, n) lies in block k / 32 of column n. */
export interface QuantizedMatrix {
  readonly inputs: number;
  readonly outputs: number;
  readonly bits: Bits;
  /** [outputs, inputs / 32, 32 · bits / 8]; two 4-bit weights a byte, the lower half first. */
  readonly data: Uint8Array;
  /** [outputs, inputs / 32] */
  readonly scales: Float32Array;
  /** [outputs, ceil(inputs / 32 · bits / 8)], or null: 2^(bits − 1) everywhere. */
  readonly zeros: Uint8Array | null;
}

/** The tensors of a quantized weights file; names are `NAME.q4`/`NAME.q8`, `NAME.scales`, `NAME.zeros`. */
export function quantizeWeights(
  config: PocketConfig,
  weights: PocketWeights,
  options: QuantizeOptions,
): TensorFile {
  const tensors = new Map<string, StoredTensor>();
  for (const spec of parameterSpecs(config)) {
    const values = parameter(weights, spec);
    if (spec.name === 'embedding') storeEmbedding(tensors, spec, values);
    else if (spec.shape.length === 1) tensors.set(spec.name, float32Tensor(spec.shape, values));
    else storeMatrix(tensors, spec.name, quantizeMatrix(values, spec.shape[0], spec.shape[1], options));
  }
  return { tensors, metadata: { format: WEIGHTS_FORMAT, block: `${BLOCK}`, bits: `${options.bits}` } };
}

/** The file of unquantized weights: one F32 tensor a parameter. */
export function float32File(config: PocketConfig, weights: PocketWeights): TensorFile {
  const tensors = new Map<string, StoredTensor>();
  for (const spec of parameterSpecs(config))
    tensors.set(spec.name, float32Tensor(spec.shape, parameter(weights, spec)));
  return { tensors, metadata: { format: WEIGHTS_FORMAT } };
}

/**
 * The full-precision weights a file stands for: what its quantized graph computes with.
 * @throws LabError bad-model if a parameter is missing or has another shape than `config` wants
 */
export function dequantize(config: PocketConfig, file: TensorFile): PocketWeights {
  return new Map(parameterSpecs(config).map((spec) => [spec.name, readParameter(file, spec)]));
}

/** The quantized matrix `name` of a file, or null where the file holds it in full. @throws LabError bad-model */
export function quantizedMatrix(file: TensorFile, spec: ParameterSpec): QuantizedMatrix | null {
  const bits = file.tensors.has(`${spec.name}.q4`) ? 4 : file.tensors.has(`${spec.name}.q8`) ? 8 : null;
  if (bits === null) return null;
  const [inputs, outputs] = spec.shape;
  const blocks = Math.ceil(inputs / BLOCK);
  const data = tensor(file, `${spec.name}.q${bits}`, 'U8', [outputs, blocks, (BLOCK * bits) / 8]);
  const scales = tensor(file, `${spec.name}.scales`, 'F32', [outputs, blocks]);
  const zeros = file.tensors.has(`${spec.name}.zeros`)
    ? tensor(file, `${spec.name}.zeros`, 'U8', [outputs, Math.ceil((blocks * bits) / 8)]).data
    : null;
  return { inputs, outputs, bits, data: data.data, scales: toFloat32(scales), zeros };
}

/** @param values [inputs, outputs], row-major */
export function quantizeMatrix(
  values: Float32Array,
  inputs: number,
  outputs: number,
  { bits, symmetric }: QuantizeOptions,
): QuantizedMatrix {
  const blocks = Math.ceil(inputs / BLOCK);
  const perByte = 8 / bits;
  const zeroBytes = Math.ceil(blocks / perByte);
  const data = new Uint8Array(outputs * blocks * (BLOCK / perByte));
  const scales = new Float32Array(outputs * blocks);
  const zeros = symmetric ? null : new Uint8Array(outputs * zeroBytes);
  const block = new Float32Array(BLOCK);
  for (let n = 0; n < outputs; n++) {
    for (let b = 0; b < blocks; b++) {
      for (let i = 0; i < BLOCK; i++) {
        const k = b * BLOCK + i;
        block[i] = k < inputs ? values[k * outputs + n] : 0;
      }
      const { scale, zero } = symmetric ? symmetricRange(block, bits) : fullRange(block, bits);
      const at = n * blocks + b;
      scales[at] = scale;
      if (zeros) zeros[n * zeroBytes + Math.floor(b / perByte)] |= zero << ((b % perByte) * bits);
      for (let i = 0; i < BLOCK; i++) {
        const level = clamp(Math.round(block[i] / scale) + zero, bits);
        data[Math.floor((at * BLOCK + i) / perByte)] |= level << ((i % perByte) * bits);
      }
    }
  }
  return { inputs, outputs, bits, data, scales, zeros };
}

/** [inputs, outputs], row-major. */
export function dequantizeMatrix(matrix: QuantizedMatrix): Float32Array {
  const { inputs, outputs, bits, data, scales, zeros } = matrix;
  const blocks = Math.ceil(inputs / BLOCK);
  const perByte = 8 / bits;
  const zeroBytes = Math.ceil(blocks / perByte);
  const mask = (1 << bits) - 1;
  const values = new Float32Array(inputs * outputs);
  for (let n = 0; n < outputs; n++) {
    for (let k = 0; k < inputs; k++) {
      const b = Math.floor(k / BLOCK);
      const at = n * blocks + b;
      const index = at * BLOCK + (k % BLOCK);
      const level = (data[Math.floor(index / perByte)] >> ((index % perByte) * bits)) & mask;
      const zero = zeros
        ? (zeros[n * zeroBytes + Math.floor(b / perByte)] >> ((b % perByte) * bits)) & mask
        : 1 << (bits - 1);
      values[k * outputs + n] = scales[at] * (level - zero);
    }
  }
  return values;
}

/** The weight of largest magnitude falls on the lowest level, so all 2^bits levels serve it. */
function symmetricRange(block: Float32Array, bits: Bits) {
  let extreme = 0;
  for (const value of block) if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  const zero = 1 << (bits - 1);
  return { scale: Math.fround(extreme / -zero) || 1, zero };
}

function fullRange(block: Float32Array, bits: Bits) {
  const low = Math.min(0, ...block);
  const high = Math.max(0, ...block);
  const scale = Math.fround((high - low) / ((1 << bits) - 1)) || 1;
  return { scale, zero: clamp(Math.round(-low / scale), bits) };
}

function clamp(level: number, bits: Bits): number {
  return Math.max(0, Math.min((1 << bits) - 1, level));
}

function storeMatrix(tensors: Map<string, StoredTensor>, name: string, matrix: QuantizedMatrix): void {
  const { inputs, outputs, bits, data, scales, zeros } = matrix;
  const blocks = Math.ceil(inputs / BLOCK);
  tensors.set(`${name}.scales`, float32Tensor([outputs, blocks], scales));
  tensors.set(`${name}.q${bits}`, { type: 'U8', shape: [outputs, blocks, (BLOCK * bits) / 8], data });
  if (zeros)
    tensors.set(`${name}.zeros`, {
      type: 'U8',
      shape: [outputs, Math.ceil((blocks * bits) / 8)],
      data: zeros,
    });
}

function storeEmbedding(
  tensors: Map<string, StoredTensor>,
  { shape: [rows, width] }: ParameterSpec,
  values: Float32Array,
): void {
  const scales = new Float32Array(rows);
  const data = new Int8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    let largest = 0;
    for (let i = 0; i < width; i++) largest = Math.max(largest, Math.abs(values[from + i]));
    scales[row] = largest / 127 || 1;
    for (let i = 0; i < width; i++) data[from + i] = Math.round(values[from + i] / scales[row]);
  }
  tensors.set('embedding.scales', float32Tensor([rows], scales));
  tensors.set('embedding.q8', { type: 'I8', shape: [rows, width], data: new Uint8Array(data.buffer) });
}

function readParameter(file: TensorFile, spec: ParameterSpec): Float32Array {
  if (spec.name === 'embedding' && file.tensors.has('embedding.q8')) return readEmbedding(file, spec);
  const matrix = spec.shape.length === 2 ? quantizedMatrix(file, spec) : null;
  return matrix ? dequantizeMatrix(matrix) : toFloat32(tensor(file, spec.name, 'F32', spec.shape));
}

function readEmbedding(file: TensorFile, { shape }: ParameterSpec): Float32Array {
  const values = toFloat32(tensor(file, 'embedding.q8', 'I8', shape));
  const scales = toFloat32(tensor(file, 'embedding.scales', 'F32', [shape[0]]));
  return values.map((value, i) => value * scales[Math.floor(i / shape[1])]);
}

function tensor(file: TensorFile, name: string, type: string, shape: readonly number[]): StoredTensor {
  const found = file.tensors.get(name);
  if (found?.type === type && found.shape.join() === shape.join()) return found;
  throw new LabError(
    'bad-model',
    `The weights file ${found ? `holds "${name}" in another shape` : `lacks "${name}"`}.`,
    'The weights and the model card do not belong together; load the model again.',
  );
}

function parameter(weights: PocketWeights, spec: ParameterSpec): Float32Array {
  const values = weights.get(spec.name);
  if (values?.length === spec.shape.reduce((a, b) => a * b, 1)) return values;
  throw new LabError('bad-model', `The parameter "${spec.name}" is missing or has another size.`);
}
