// Arrays by name, as every learner keeps its parameters: numbers go up to the device in the shapes a list names, and come down
// as copies.

import { numpy as np } from '@jax-js/jax';
import { LabError } from '../lab-error.ts';
import type { Parameters } from './transformer.ts';

/** Numbers by name. */
export type Values = ReadonlyMap<string, Float32Array>;
export type Specs = readonly { readonly name: string; readonly shape: readonly number[] }[];

/** @throws LabError bad-model for an array that is missing or has another shape */
export function uploadNamed(specs: Specs, values: Values): Parameters {
  return Object.fromEntries(
    specs.map(({ name, shape }) => {
      const numbers = values.get(name);
      if (numbers?.length !== shape.reduce((a, b) => a * b, 1))
        throw new LabError(
          'bad-model',
          `"${name}" is missing or has another shape.`,
          'It belongs to another model.',
        );
      return [name, np.array(numbers as Float32Array<ArrayBuffer>).reshape([...shape])];
    }),
  );
}

/** Copies; the arrays stay. */
export async function downloadNamed(specs: Specs, arrays: Parameters): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const { name } of specs) values.set(name, ((await arrays[name].ref.data()) as Float32Array).slice());
  return values;
}
