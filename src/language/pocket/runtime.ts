// The acting runtime: a pocket transformer inside onnxruntime-web, many lanes at a time. It opens WebGPU where that pays,
// checks known logits, and steps down (no subgroups → WASM) with a reason a person can read.
//
// A batch lives from `prefill` to the next `prefill`: prompts start from empty (GroupQueryAttention takes several new
// positions only without a past), then every `extend` appends one position to each lane; lanes of different lengths are
// padded on the right and told apart by their key counts.
//
// On WebGPU shapes are rounded up to a few (every new one costs pipelines); on WASM shapes are free and stay exact.
// There the matrices are widened to f32 when the graph is built: at this size that is faster than MatMulNBits (1.9 ms
// against 3.0 for a prompt of 24 positions on one thread), and it computes the same.

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { LabError } from '../../lab-error.ts';
import { type Backend, type BackendOptions, startOnBackend } from './backend.ts';
import type { PocketConfig } from './config.ts';
import {
  type CacheTensors,
  disposeCache,
  emptyCache,
  gpuTensor,
  selectLanes,
  TENSOR_USAGE,
} from './kv-cache.ts';
import { buildGraph, cacheNames, HIDDEN, loraInputs } from './onnx-graph.ts';
import type { Lora } from './reference.ts';
import type { TensorFile } from './safetensors.ts';
import { runSelfCheck, SELF_CHECK_TOLERANCE, type SelfCheck } from './self-check.ts';

export interface RuntimeOptions extends BackendOptions {
  readonly config: PocketConfig;
  /** Quantized or f32 parameters, see `quantize.ts`. */
  readonly weights: TensorFile;
  readonly selfCheck: SelfCheck;
}

/** Prompts of a batch, padded on the right to the same number of positions. */
export interface PromptBatch {
  /** Word ids [lanes, positions, pack]. */
  readonly tokens: Int32Array;
  /** Positions of each lane's prompt, at least 1. */
  readonly lengths: Int32Array;
}

/** Most lanes of one batch. */
export const MAX_LANES = 64;
const LANE_BUCKETS = [1, 2, 4, 8, 16, 32, MAX_LANES];
const POSITION_STEP = 16;

interface Batch {
  readonly lanes: number;
  /** Lanes the tensors have; the surplus repeats the last lane. */
  readonly bucket: number;
  readonly lengths: Int32Array;
  readonly cache: CacheTensors;
  /** Positions the cache has room for. */
  readonly room: number;
}

export class PocketRuntime {
  readonly #options: RuntimeOptions;
  #backend: Backend;
  /** Sessions by adapter rank: a graph without adapter has fewer nodes. */
  #sessions = new Map<number, InferenceSession>();
  #lora: Lora | null = null;
  #loraTensors: Record<string, Tensor> = {};
  #batch: Batch | null = null;

  private constructor(options: RuntimeOptions, backend: Backend) {
    this.#options = options;
    this.#backend = backend;
  }

  /** @throws LabError aborted, model-missing, bad-model, wrong-logits (not even WASM computes what it should) */
  static create(options: RuntimeOptions): Promise<PocketRuntime> {
    return startOnBackend(options, (backend) => PocketRuntime.#open(options, backend));
  }

  /** Opens a session and checks its logits. */
  static async #open(options: RuntimeOptions, backend: Backend): Promise<PocketRuntime> {
    const runtime = new PocketRuntime(options, backend);
    try {
      options.signal?.throwIfAborted();
      await runtime.#session(0);
      const error = await runSelfCheck(runtime, options.config, options.selfCheck);
      runtime.#forget();
      if (!(error <= SELF_CHECK_TOLERANCE)) throw wrongLogits(error);
      options.signal?.throwIfAborted();
      return runtime;
    } catch (cause) {
      await runtime.dispose();
      if (options.signal?.aborted) throw new LabError('aborted', 'Loading was cancelled.', '', cause);
      throw cause;
    }
  }

  /** Last hidden states [lanes, width] of the latest prefill that was asked for them; null after any other pass. */
  hidden: Float32Array | null = null;

  get kind(): 'webgpu' | 'wasm' {
    return this.#backend.gpu ? 'webgpu' : 'wasm';
  }

  /** Where it runs and why there, in one sentence. */
  get why(): string {
    return this.#backend.why;
  }

  /**
   * Starts new sequences. @param wantsHidden shall `hidden` be filled
   * @returns logits [lanes, outputs] at each lane's last position
   * @throws LabError bad-argument, device-lost
   */
  async prefill({ tokens, lengths }: PromptBatch, wantsHidden = false): Promise<Float32Array> {
    const { config } = this.#options;
    const lanes = lengths.length;
    const given = tokens.length / (lanes * config.pack);
    checkBatch(config, given, lengths);
    const bucket = this.#lanes(lanes);
    const positions = this.#positions(Math.max(...lengths));
    const padded = new Int32Array(bucket * positions * config.pack);
    for (let lane = 0; lane < lanes; lane++) {
      const row = tokens.subarray(lane * given * config.pack, (lane * given + lengths[lane]) * config.pack);
      padded.set(row, lane * positions * config.pack);
    }
    this.#forget();
    const { ort } = this.#backend;
    const names = cacheNames(config, 'past');
    const past = emptyCache(ort, names, bucket, config.kvHeads, config.headSize);
    const filled = fill(lengths, bucket);
    const rows = filled.map((length, lane) => lane * positions + length - 1);
    // Every lane attends over the whole padded width: causality already keeps padding out of what comes before it, and
    // later passes overwrite it.
    const keys = new Int32Array(bucket).fill(positions - 1);
    return this.#run(
      { lanes, bucket, lengths, cache: past, room: 0 },
      padded,
      positions,
      rows,
      keys,
      positions,
      wantsHidden,
    );
  }

  /**
   * Appends one position to every lane. @param tokens word ids [lanes, pack]
   * @returns logits [lanes, outputs]
   * @throws LabError bad-argument (no batch, or a lane at the end of the context), device-lost
   */
  async extend(tokens: Int32Array): Promise<Float32Array> {
    const { config } = this.#options;
    const batch = this.#batch;
    if (!batch || tokens.length !== batch.lanes * config.pack)
      throw new LabError('bad-argument', 'extend needs one position for each lane of a prefilled batch.');
    const lengths = batch.lengths.map((length) => length + 1);
    const longest = Math.max(...lengths);
    if (longest > config.context)
      throw new LabError('bad-argument', `A sequence is longer than the context of ${config.context}.`);
    const padded = new Int32Array(batch.bucket * config.pack);
    padded.set(tokens);
    const rows = Int32Array.from({ length: batch.bucket }, (_, lane) => lane);
    const keys = fill(lengths, batch.bucket).map((length) => length - 1);
    const room = Math.max(batch.room, this.#positions(longest));
    return this.#run({ ...batch, lengths }, padded, 1, rows, keys, room);
  }

  /** Goes on with these lanes of the batch only, in this order. */
  keep(lanes: readonly number[]): void {
    const batch = this.#batch;
    if (!batch || lanes.length === 0 || lanes.some((lane) => !(lane in batch.lengths)))
      throw new LabError('bad-argument', 'keep names a lane that the batch does not have.');
    const bucket = this.#lanes(lanes.length);
    const rows = fill(Int32Array.from(lanes), bucket);
    const { ort, gpu } = this.#backend;
    this.#batch = {
      lanes: lanes.length,
      bucket,
      lengths: Int32Array.from(lanes, (lane) => batch.lengths[lane]),
      cache: selectLanes(ort, gpu?.device ?? null, batch.cache, Array.from(rows)),
      room: batch.room,
    };
  }

  /** Swaps the adapter; it takes part from the next pass on. @throws LabError bad-argument for a wrong shape */
  async setAdapter(lora: Lora | null): Promise<void> {
    const inputs = loraInputs(this.#options.config, lora?.rank ?? 0);
    for (const { name, shape } of inputs)
      if (lora!.matrices.get(name)?.length !== shape[0] * shape[1])
        throw new LabError('bad-argument', `The adapter's matrix "${name}" is missing or has another shape.`);
    await this.#session(lora?.rank ?? 0);
    for (const tensor of Object.values(this.#loraTensors)) tensor.dispose();
    this.#lora = lora;
    this.#loraTensors = Object.fromEntries(
      inputs.map(({ name, shape }) => [name, this.#upload(lora!.matrices.get(name)!, shape)]),
    );
  }

  /**
   * After `device-lost`: opens the GPU again, or WASM where that fails, with the same adapter. The batch is gone.
   * @throws LabError as `create`
   */
  async recover(): Promise<void> {
    const lora = this.#lora;
    const withoutSubgroups = this.#backend.gpu?.subgroups === false;
    await this.dispose();
    const fresh = await PocketRuntime.create({ ...this.#options, withoutSubgroups, signal: undefined });
    const why = `${fresh.why.replace(/\.$/, '')}, after the GPU was lost.`;
    this.#backend = { ...fresh.#backend, why };
    this.#sessions = fresh.#sessions;
    await this.setAdapter(lora);
  }

  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions = new Map();
    this.#forget();
    for (const tensor of Object.values(this.#loraTensors)) tensor.dispose();
    this.#loraTensors = {};
    this.#lora = null;
    // A session on a lost device cannot be released, and need not be.
    const released = Promise.allSettled(sessions.map((session) => session.release()));
    await this.#guard(released).catch(() => {});
    this.#backend.gpu?.device.destroy();
  }

  async #run(
    batch: Batch,
    tokens: Int32Array,
    positions: number,
    rows: Int32Array,
    keys: Int32Array,
    room: number,
    wantsHidden = false,
  ): Promise<Float32Array> {
    const { config } = this.#options;
    const { Tensor } = this.#backend.ort;
    const session = await this.#session(this.#lora?.rank ?? 0);
    const feeds = {
      tokens: new Tensor('int32', tokens, [batch.bucket, positions, config.pack]),
      rows: new Tensor('int32', rows, [batch.bucket]),
      lengths: new Tensor('int32', keys, [batch.bucket]),
      total: new Tensor('int32', Int32Array.of(room), [1]),
      ...batch.cache,
      ...this.#loraTensors,
    };
    const fetches = ['logits', ...cacheNames(config, 'present'), ...(wantsHidden ? [HIDDEN] : [])];
    const { logits, [HIDDEN]: hidden, ...present } = await this.#guard(session.run(feeds, fetches));
    this.hidden = wantsHidden ? (hidden.data as Float32Array).slice(0, batch.lanes * config.width) : null;
    disposeCache(batch.cache);
    const cache = Object.fromEntries(
      Object.entries(present).map(([name, tensor]) => [name.replace('present', 'past'), tensor]),
    );
    this.#batch = { ...batch, cache, room };
    const { logitScale = 1 } = this.#lora ?? {};
    const own = (logits.data as Float32Array).slice(0, batch.lanes * config.outputs);
    return logitScale === 1 ? own : own.map((logit) => logit * logitScale);
  }

  /** A result, or `device-lost` as soon as the device goes or the GPU's session fails. */
  async #guard<T>(work: Promise<T>): Promise<T> {
    const { gpu } = this.#backend;
    if (!gpu) return work;
    try {
      return await Promise.race([work, gpu.lost]);
    } catch (cause) {
      work.catch(() => {});
      if (cause instanceof LabError) throw cause;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new LabError('device-lost', `The GPU session failed: ${message}`, '', cause);
    }
  }

  async #session(rank: number): Promise<InferenceSession> {
    const known = this.#sessions.get(rank);
    if (known) return known;
    const { config, weights } = this.#options;
    const { ort, gpu, nativeThreads } = this.#backend;
    const graph = buildGraph(config, weights, { quantized: gpu !== null, loraRank: rank });
    const present = cacheNames(config, 'present');
    const opening = gpu
      ? ort.InferenceSession.create(graph, {
          executionProviders: [{ name: 'webgpu', device: gpu.device }],
          preferredOutputLocation: Object.fromEntries(present.map((name) => [name, 'gpu-buffer' as const])),
        })
      : nativeThreads > 0
        ? ort.InferenceSession.create(graph, {
            executionProviders: ['cpu'],
            intraOpNumThreads: nativeThreads,
          })
        : ort.InferenceSession.create(graph, { executionProviders: ['wasm'] });
    const session = await this.#guard(opening);
    this.#sessions.set(rank, session);
    return session;
  }

  #upload(values: Float32Array, shape: readonly number[]): Tensor {
    const { ort, gpu } = this.#backend;
    if (!gpu) return new ort.Tensor('float32', values, shape);
    const size = Math.ceil(values.byteLength / 16) * 16;
    const buffer = gpu.device.createBuffer({ size, usage: TENSOR_USAGE });
    gpu.device.queue.writeBuffer(buffer, 0, values.slice());
    return gpuTensor(ort, buffer, shape);
  }

  #forget(): void {
    if (this.#batch) disposeCache(this.#batch.cache);
    this.#batch = null;
  }

  #lanes(lanes: number): number {
    return this.#backend.gpu ? LANE_BUCKETS.find((bucket) => bucket >= lanes)! : lanes;
  }

  #positions(positions: number): number {
    if (!this.#backend.gpu) return positions;
    return Math.min(Math.ceil(positions / POSITION_STEP) * POSITION_STEP, this.#options.config.context);
  }
}

/** The values, the last one repeated up to `size`. */
function fill(values: Int32Array, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => values[Math.min(i, values.length - 1)]);
}

function checkBatch({ context }: PocketConfig, positions: number, lengths: Int32Array): void {
  const lanes = lengths.length;
  if (lanes < 1 || lanes > MAX_LANES)
    throw new LabError('bad-argument', `A batch has 1 to ${MAX_LANES} lanes, not ${lanes}.`);
  const usable = (length: number) => length >= 1 && length <= Math.min(positions, context);
  if (!Number.isInteger(positions) || !lengths.every(usable))
    throw new LabError('bad-argument', `A prompt has 1 to ${context} positions.`, 'Shorten the plan.');
}

function wrongLogits(error: number): LabError {
  return new LabError(
    'wrong-logits',
    `Its logits are off by ${error.toPrecision(2)}.`,
    'Load the model again; if that does not help, the weights and the card do not belong together.',
  );
}
