// As much of tfjs 4.22 as the bench uses, typed here because tfjs is no dependency of this project.

export interface Tensor {
  readonly shape: readonly number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

/** Package @tensorflow/tfjs-core. */
export interface Tfjs {
  readonly version_core: string;
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tidy<T>(f: () => T): T;
  dispose(of: unknown): void;
  tensor(values: ArrayLike<number>, shape: readonly number[], dtype?: 'float32' | 'int32'): Tensor;
  scalar(value: number): Tensor;
  /** Gives the value of f and its derivative by each tensor of the list. */
  valueAndGrads(
    f: (...args: Tensor[]) => Tensor,
  ): (args: readonly Tensor[]) => { value: Tensor; grads: Tensor[] };
  readonly add: Binary;
  readonly sub: Binary;
  readonly mul: Binary;
  readonly minimum: Binary;
  readonly neg: Unary;
  readonly exp: Unary;
  readonly square: Unary;
  readonly rsqrt: Unary;
  readonly sigmoid: Unary;
  readonly relu: Unary;
  softmax(x: Tensor): Tensor;
  logSoftmax(x: Tensor): Tensor;
  clipByValue(x: Tensor, lowest: number, highest: number): Tensor;
  mean(x: Tensor, axis: number, keepDims: boolean): Tensor;
  sum(x: Tensor, axis?: number): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  concat(parts: readonly Tensor[], axis: number): Tensor;
  /** Of integers: the WASM backend writes their bits even where floats are asked for. */
  oneHot(ids: Tensor, depth: number): Tensor;
  cast(x: Tensor, dtype: 'float32'): Tensor;
  gather(table: Tensor, ids: Tensor): Tensor;
}

/** Package @tensorflow/tfjs-backend-wasm. */
export interface TfjsWasm {
  setWasmPaths(prefix: string): void;
  setThreadsCount(threads: number): void;
}

/** What peers.ts bundles. */
export interface TfjsBundle {
  readonly core: Tfjs;
  readonly wasm: TfjsWasm;
}
