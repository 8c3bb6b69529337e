// A learner's computation, compiled: a function of arrays that consumes its arguments and gives new arrays. jax-js runs
// it by default, on WebGPU or WASM; native/native-program.ts offers another way where a program runs in Node.

import { jit } from '@jax-js/jax';
import type { Exponential } from './transformer.ts';

export type Program<Arguments extends unknown[], Result> = ((...args: Arguments) => Promise<Result>) & {
  dispose(): void;
};

export interface Compiler {
  /** For people: what computes. */
  readonly name: string;
  /** Compiles a function of arrays; what depends on shapes alone is worked out once a shape. */
  compile<Arguments extends unknown[], Result>(f: (...args: Arguments) => Result): Program<Arguments, Result>;
  /** exp as it is fastest here, where the default is not. */
  readonly exponential?: Exponential;
}

/** Compiles with jax-js. Results may still be under way when the promise resolves. */
export const jaxCompiler: Compiler = {
  name: 'jax-js',
  compile: (f) => {
    const compiled = jit(f as never) as unknown as typeof f & { dispose(): void };
    return Object.assign(async (...args: Parameters<typeof f>) => compiled(...args), {
      dispose: () => compiled.dispose(),
    });
  },
};
