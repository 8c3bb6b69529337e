// PPO in this Node process, on jax-js with threads and on native kernels where they are installed; there is no GPU here.

import { availableParallelism } from 'node:os';
import { hasNativeOrt } from '../../src/language/pocket/ort-node.ts';
import { installThreads } from '../../src/learning/node-threads.ts';
import { nativeKernels } from '../../src/learning/train-in-node.ts';
import { countLiveArrays } from '../../tests/learning/live-arrays.ts';
import type { Figure } from '../figures.ts';
import { measureContenders } from './contender.ts';

export async function measurePpoInNode(quick: boolean): Promise<Record<string, Figure>> {
  // Before anything that imports jax-js.
  installThreads();
  const { jaxCompiler } = await import('../../src/learning/program.ts');
  const { jaxContender } = await import('./jax-contender.ts');
  const { measureUpdates } = await import('./updates.ts');
  const { randomBatches, shippedPolicy } = await import('./workload.ts');
  const arrays = await countLiveArrays();
  const place = `Node on ${availableParallelism()} threads`;
  const policy = shippedPolicy();
  const compilers = {
    'jax-js': jaxCompiler,
    ...(hasNativeOrt() && { 'native kernels': await nativeKernels() }),
  };
  const kinds = Object.entries(compilers);
  const contenders = kinds.map(([name, compiler]) => jaxContender(name, policy, compiler));
  const rounds = quick ? 1 : 5;
  const figures = await measureContenders(place, contenders, randomBatches(policy), { rounds });
  for (const contender of contenders) contender.dispose();
  const size = quick ? { steps: 4, runs: 1 } : { steps: 32, runs: 3 };
  for (const [name, compiler] of kinds) {
    const liveArrays = () => arrays.count;
    const options = { ...size, place: `${place}, ${name}`, policy, compiler, liveArrays };
    Object.assign(figures, await measureUpdates(options));
  }
  return figures;
}
