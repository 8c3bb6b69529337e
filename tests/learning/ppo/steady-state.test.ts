import { expect, test } from 'vitest';
import { type Compiler, jaxCompiler } from '../../../src/learning/program.ts';
import { countLiveArrays } from '../live-arrays.ts';
import { learned, MODES, newLearner, randomRollout } from './tiny-policy.ts';

/** jax-js, with a count of how often a program was traced. */
function countingCompiler() {
  const traced: string[] = [];
  const compiler: Compiler = {
    ...jaxCompiler,
    compile: (f) =>
      jaxCompiler.compile((...args: Parameters<typeof f>) => {
        traced.push(f.name);
        return f(...args);
      }),
  };
  return { compiler, traced };
}

test('a program is compiled once a shape, an optimizer for the policy and one for the value head', async () => {
  const { compiler, traced } = countingCompiler();
  const learner = newLearner({ compiler, hyper: { epochs: 1 } });
  for (const seed of [1, 2, 3]) await learner.update(randomRollout({ seed }));
  expect(learner.shapes.length).toBeGreaterThan(1);
  expect(traced.length).toBe(2 * learner.shapes.length + 2);
  learner.dispose();
});

test.each(MODES)(
  '200 updates of %s hold no more arrays than one, and compile nothing after the first',
  async (_, lora) => {
    const live = await countLiveArrays();
    const { compiler, traced } = countingCompiler();
    const resume = { ...(await learned({ lora })), shapes: [{ length: 10, answers: 10 }] };
    const hyper = { learningRate: 1e-4, epochs: 1, minibatches: 1 };
    const learner = newLearner({ lora, compiler, resume, hyper, microRows: 5 });
    const rollouts = [1, 2, 3].map((seed) => randomRollout({ seed, lanes: 2, steps: 3 }));
    for (const rollout of rollouts) await learner.update(rollout);
    const held = { arrays: live.count, bytes: live.bytes, programs: traced.length };
    const modules = countModules();
    for (let i = 0; i < 200; i++) await learner.update(rollouts[i % 3]);
    expect({ arrays: live.count, bytes: live.bytes, programs: traced.length }).toEqual(held);
    expect(modules.stop()).toBe(0);
    // What is beside the learner's own arrays are constants of the compiled programs.
    expect(learner.memory.bytes).toBeGreaterThan(live.bytes / 2);
    expect(learner.memory.bytes).toBeLessThan(live.bytes);
    learner.dispose();
    expect(live.count).toBe(0);
  },
  240_000,
);

/** WebAssembly modules compiled from now on: jax-js makes one for each kernel. */
function countModules() {
  const { Module } = WebAssembly;
  let count = 0;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      count++;
    }
  };
  return {
    stop: () => {
      WebAssembly.Module = Module;
      return count;
    },
  };
}
