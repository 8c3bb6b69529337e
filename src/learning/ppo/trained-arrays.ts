// Arrays of what is trained: up to the device and down, added up, and split into the policy and its value head.

import { parameterSpecs } from '../../language/pocket/config.ts';
import { downloadNamed, uploadNamed, type Values } from '../named-arrays.ts';
import type { Parameters } from '../transformer.ts';
import { type PolicyShape, trainedSpecs } from './policy.ts';

/** The value head's arrays, or all others. */
export function subtree(parameters: Parameters, isHead: boolean): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => name.startsWith('value.') === isHead),
  );
}

/** The sum of gradient trees, so that the optimizer is compiled for one. Consumes them. */
export function added(gradients: readonly Parameters[]): Parameters {
  return Object.fromEntries(
    Object.keys(gradients[0]).map((name) => [name, gradients.map((g) => g[name]).reduce((a, b) => a.add(b))]),
  );
}

/** @throws LabError bad-model for an array that is missing or has another shape */
export function upload(shape: PolicyShape, values: Values): Parameters {
  return uploadNamed(trainedSpecs(shape), values);
}

/** Copies; the arrays stay. */
export function download(shape: PolicyShape, trained: Parameters): Promise<Map<string, Float32Array>> {
  return downloadNamed(trainedSpecs(shape), trained);
}

/** Weights of the policy in full: those given, or those trained. */
export function trainedWeights(shape: PolicyShape, values: Values): Map<string, Float32Array> {
  return new Map(parameterSpecs(shape.config).map(({ name }) => [name, values.get(name)!]));
}
