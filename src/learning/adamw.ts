// AdamW (Loshchilov and Hutter 2019) with the gradient clipped by its global norm, as one compiled function over all
// parameters. Decay falls on matrices only: a norm's weights are scales, not directions.

import { numpy as np, tree } from '@jax-js/jax';
import type { SftHyperparameters } from './hyperparameters.ts';
import { muonStep } from './muon.ts';
import { type Compiler, jaxCompiler } from './program.ts';
import type { Parameters } from './transformer.ts';

/** The dials of an optimizer step; all learners' tables have them. */
export type OptimizerHyperparameters = Pick<
  SftHyperparameters,
  'muon' | 'momentum' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay' | 'clipNorm'
>;

export type OptimizerState = { mean: Parameters; square: Parameters };

/** Numbers that change with every step. */
export interface UpdateScalars {
  readonly learningRate: number;
  /** Optimizer steps done before this one. */
  readonly step: number;
  /** The gradients are divided by this: the sum of the answer weights they were summed over. */
  readonly divisor: number;
}

/** Zeros in the shape of the parameters (which are not consumed). */
export function initialOptimizerState(parameters: Parameters): OptimizerState {
  const zeros = () => tree.map((p: np.Array) => np.zeros(p.shape), parameters) as Parameters;
  return { mean: zeros(), square: zeros() };
}

type Updated = { parameters: Parameters; mean: Parameters; square: Parameters; norm: np.Array };

/**
 * A compiled update. Calling it consumes parameters, state and gradients and gives new ones, and the gradient's norm
 * before clipping. One compilation for each number of gradient trees (they are added up first).
 */
export function makeAdamW(h: OptimizerHyperparameters, compiler: Compiler = jaxCompiler) {
  const compiled = compiler.compile(
    (parameters: Parameters, state: OptimizerState, gradients: Parameters[], scalars: np.Array) =>
      update(h, parameters, state, gradients, scalars),
  );
  return {
    update(
      parameters: Parameters,
      state: OptimizerState,
      gradients: Parameters[],
      scalars: UpdateScalars,
    ): Promise<Updated> {
      return compiled(parameters, state, gradients, np.array(packScalars(h, scalars)));
    },
    dispose: () => compiled.dispose(),
  };
}

/** [learning rate, 1 / (1 − β1^t), 1 / (1 − β2^t), 1 / divisor] */
function packScalars(h: OptimizerHyperparameters, s: UpdateScalars): Float32Array<ArrayBuffer> {
  const t = s.step + 1;
  return Float32Array.of(s.learningRate, 1 / (1 - h.beta1 ** t), 1 / (1 - h.beta2 ** t), 1 / s.divisor);
}

/** Embeddings and norms are not maps between features: AdamW moves them. */
function isLayerMatrix(name: string, p: np.Array): boolean {
  return name.startsWith('layers.') && p.shape.length === 2;
}

function update(
  h: OptimizerHyperparameters,
  parameters: Parameters,
  state: OptimizerState,
  gradients: Parameters[],
  scalars: np.Array,
): Updated {
  const names = Object.keys(parameters);
  const [rate, meanScale, squareScale, weight] = [0, 1, 2, 3].map((i) => scalars.ref.slice(i));
  scalars.dispose();
  const sums = names.map((name) => gradients.map((g) => g[name]).reduce((a, b) => a.add(b)));
  const norm = np.sqrt(sums.map((g) => np.square(g.ref).sum()).reduce((a, b) => a.add(b))).mul(weight.ref);
  const clip = np.minimum(1, np.reciprocal(norm.ref.add(1e-6)).mul(h.clipNorm)).mul(weight);
  const out: Updated = { parameters: {}, mean: {}, square: {}, norm };
  names.forEach((name, i) => {
    const p = parameters[name];
    const g = sums[i].mul(clip.ref);
    const decay = p.shape.length > 1 ? h.weightDecay : 0;
    if (h.muon > 0 && isLayerMatrix(name, p)) {
      const mean = state.mean[name].mul(h.momentum).add(g.ref.mul(1 - h.momentum));
      const direction = muonStep(mean.ref.mul(h.momentum).add(g.mul(1 - h.momentum)));
      out.parameters[name] = p.ref.sub(direction.add(p.mul(decay)).mul(rate.ref));
      out.mean[name] = mean;
      out.square[name] = state.square[name];
      return;
    }
    const mean = state.mean[name].mul(h.beta1).add(g.ref.mul(1 - h.beta1));
    const square = state.square[name].mul(h.beta2).add(np.square(g).mul(1 - h.beta2));
    const direction = mean.ref
      .mul(meanScale.ref)
      .div(np.sqrt(square.ref.mul(squareScale.ref)).add(h.epsilon));
    out.parameters[name] = p.ref.sub(direction.add(p.mul(decay)).mul(rate.ref));
    out.mean[name] = mean;
    out.square[name] = square;
  });
  tree.dispose([rate, meanScale, squareScale, clip]);
  return out;
}
