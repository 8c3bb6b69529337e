// Arrays of what is trained: uploaded, downloaded, added up, and split into the policy and its value head.

import { numpy as np } from '@jax-js/jax';
import { LabError } from '../../lab-error.ts';
import { parameterSpecs } from '../../language/pocket/config.ts';
import type { Parameters } from '../transformer.ts';
import { type PolicyShape, trainedSpecs } from './policy.ts';

/** Numbers by name, as `trainedSpecs` says. */
export type Values = ReadonlyMap<string, Float32Array>;

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
  return Object.fromEntries(
    trainedSpecs(shape).map(({ name, shape: size }) => {
      const numbers = values.get(name);
      if (numbers?.length !== size.reduce((a, b) => a * b, 1))
        throw new LabError(
          'bad-model',
          `"${name}" is missing or has another shape.`,
          'It belongs to another model.',
        );
      return [name, np.array(numbers as Float32Array<ArrayBuffer>).reshape([...size])];
    }),
  );
}

/** Copies; the arrays stay. */
export async function download(
  shape: PolicyShape,
  parameters: Parameters,
): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const { name } of trainedSpecs(shape))
    values.set(name, ((await parameters[name].ref.data()) as Float32Array).slice());
  return values;
}

/** Weights of the policy in full: those given, or those trained. */
export function trainedWeights(shape: PolicyShape, values: Values): Map<string, Float32Array> {
  return new Map(parameterSpecs(shape.config).map(({ name }) => [name, values.get(name)!]));
}
