// Runs the learner's programs on the native kernels of ONNX Runtime (the npm package onnxruntime-node, where somebody
// installed it): on two cores a training step takes a third of the time that jax-js' WASM takes. See jaxpr-graph.ts.
//
//   const { compile } = nativeCompiler(await import('onnxruntime-node'), 2);
//   const program = compile(valueAndGrad(loss));      // traced and built at the first call of each shape
//   const [value, gradients] = await program(parameters, batch);

import { type JsTree, type JsTreeDef, makeJaxpr, numpy as np, tree } from '@jax-js/jax';
import type * as OrtModule from 'onnxruntime-web';
import { encodeModel, type Graph } from '../../language/pocket/onnx-proto.ts';
import type { Compiler } from '../program.ts';
import { graphOf } from './jaxpr-graph.ts';

/** As much of ONNX Runtime as is used; its web and its Node package have the same face. */
export type Runtime = Pick<typeof OrtModule, 'InferenceSession' | 'Tensor'>;

/** Operators as of ONNX 1.13 (opset 18): reductions take their axes as an operand. */
const OPSET = 18;

interface Built {
  readonly session: OrtModule.InferenceSession;
  readonly graph: Graph;
  readonly structure: JsTreeDef;
}

/** @param threads of a program; one program runs at a time */
export function nativeCompiler(runtime: Runtime, threads: number): Compiler {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    name: `ONNX Runtime, ${threads} threads`,
    exponential: np.exp,
    compile: <Arguments extends unknown[], Result>(f: (...args: Arguments) => Result) => {
      const built = new Map<string, Promise<Built>>();
      const run = async (args: Arguments): Promise<Result> => {
        const leaves = tree.leaves(args as never) as np.Array[];
        const key = leaves.map((leaf) => `${leaf.dtype}${leaf.shape}`).join(';');
        if (!built.has(key)) built.set(key, build(runtime, threads, f as never, args));
        const { session, graph, structure } = await built.get(key)!;
        const results = await session.run(await feedsOf(runtime, graph, leaves));
        const arrays = graph.outputs.map(({ name, shape }) =>
          np.array(results[name].data as Float32Array<ArrayBuffer>).reshape(shape as number[]),
        );
        return tree.unflatten(structure as never, arrays) as Result;
      };
      const program = (...args: Arguments): Promise<Result> => {
        const result = turn.then(() => run(args));
        turn = result.catch(() => {});
        return result;
      };
      const dispose = () => {
        for (const one of built.values()) void one.then(({ session }) => session.release());
      };
      return Object.assign(program, { dispose });
    },
  };
}

/** The arguments' numbers, by input; consumes the arrays. */
async function feedsOf(runtime: Runtime, graph: Graph, leaves: np.Array[]) {
  const feeds: Record<string, OrtModule.Tensor> = {};
  for (const [i, { name, type, shape }] of graph.inputs.entries()) {
    const data = (await leaves[i].data()) as Float32Array;
    feeds[name] = new runtime.Tensor(type === 'float' ? 'float32' : 'int32', data, shape as number[]);
  }
  return feeds;
}

type Traced = (...args: unknown[]) => JsTree<np.Array>;

async function build(runtime: Runtime, threads: number, f: Traced, args: unknown[]): Promise<Built> {
  const { jaxpr, treedef } = makeJaxpr(f)(...(tree.ref(args as never) as unknown[]));
  const program = jaxpr.mapJaxpr((one) => one.flatten().simplify());
  const graph = graphOf(program);
  const session = await runtime.InferenceSession.create(encodeModel(graph, OPSET), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return { session, graph, structure: treedef };
}
