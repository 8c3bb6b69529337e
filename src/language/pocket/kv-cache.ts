// The keys and values of a batch of sequences between two passes. On WebGPU they stay in GPU buffers; on WASM they are
// plain arrays. Lanes are rows, so dropping finished lanes is copying the rows that stay.

import type { Tensor } from 'onnxruntime-web';
import type { Ort } from './ort-loader.ts';

/** GPUBufferUsage STORAGE | COPY_SRC | COPY_DST: what the runtime's kernels and our copies need. */
export const TENSOR_USAGE = 0x80 | 0x04 | 0x08;

export type CacheTensors = Readonly<Record<string, Tensor>>;

/** A new cache of the given rows, in that order (a row may come twice). The old tensors are disposed of. */
export function selectLanes(
  ort: Ort,
  device: GPUDevice | null,
  cache: CacheTensors,
  lanes: readonly number[],
): CacheTensors {
  const select = (tensor: Tensor) =>
    device ? selectOnGpu(ort, device, tensor, lanes) : selectOnCpu(ort, tensor, lanes);
  const selected = Object.fromEntries(Object.entries(cache).map(([name, tensor]) => [name, select(tensor)]));
  disposeCache(cache);
  return selected;
}

export function disposeCache(cache: CacheTensors): void {
  for (const tensor of Object.values(cache)) tensor.dispose();
}

/** A cache without positions: what a prompt starts from. */
export function emptyCache(
  ort: Ort,
  names: readonly string[],
  lanes: number,
  kvHeads: number,
  headSize: number,
): CacheTensors {
  const shape = [lanes, kvHeads, 0, headSize];
  return Object.fromEntries(
    names.map((name) => [name, new ort.Tensor('float32', new Float32Array(0), shape)]),
  );
}

function selectOnCpu(ort: Ort, tensor: Tensor, lanes: readonly number[]): Tensor {
  const row = tensor.size / tensor.dims[0];
  const from = tensor.data as Float32Array;
  const to = new Float32Array(row * lanes.length);
  for (const [i, lane] of lanes.entries()) to.set(from.subarray(lane * row, (lane + 1) * row), i * row);
  return new ort.Tensor('float32', to, [lanes.length, ...tensor.dims.slice(1)]);
}

function selectOnGpu(ort: Ort, device: GPUDevice, tensor: Tensor, lanes: readonly number[]): Tensor {
  const row = (tensor.size / tensor.dims[0]) * Float32Array.BYTES_PER_ELEMENT;
  const to = device.createBuffer({ size: row * lanes.length, usage: TENSOR_USAGE });
  const encoder = device.createCommandEncoder();
  for (const [i, lane] of lanes.entries())
    encoder.copyBufferToBuffer(tensor.gpuBuffer as GPUBuffer, lane * row, to, i * row, row);
  device.queue.submit([encoder.finish()]);
  return gpuTensor(ort, to, [lanes.length, ...tensor.dims.slice(1)]);
}

/** A float tensor that owns `buffer`. */
export function gpuTensor(ort: Ort, buffer: GPUBuffer, dims: readonly number[]): Tensor {
  return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims, dispose: () => buffer.destroy() });
}
