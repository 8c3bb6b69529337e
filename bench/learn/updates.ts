// Whole updates of PPO (src/learning/ppo/), of one epoch over all decisions: what a run of training pays beside the passes that
// contender.ts times. And what must not grow from update to update: compiled programs, and arrays where they can be counted.

import { PpoLearner } from '../../src/learning/ppo/ppo.ts';
import type { Compiler } from '../../src/learning/program.ts';
import { type Figure, median } from '../figures.ts';
import { type Policy, randomRollout } from './workload.ts';

export interface UpdatesOptions {
  /** How the figures' names begin. */
  readonly place: string;
  readonly policy: Policy;
  readonly compiler: Compiler;
  /** Decisions of each of 16 lanes. */
  readonly steps: number;
  /** Updates that count; one before them compiles. */
  readonly runs: number;
  /** Arrays alive now, where they can be counted. */
  readonly liveArrays?: () => number;
}

export async function measureUpdates(options: UpdatesOptions): Promise<Record<string, Figure>> {
  const { place, policy, steps, runs, liveArrays } = options;
  const { compiler, count } = countingPrograms(options.compiler);
  const everyDecision = { share: 1, epochs: 1, targetKl: 1e9, valueWarmup: 0 };
  const { shape, frozen: weights } = policy;
  const hyper = { ...policy.hyper, ...everyDecision };
  const learner = PpoLearner.create({ shape, weights, hyper, seed: 1, compiler });
  const rollout = randomRollout(policy.tokenizer, steps);
  await learner.update(rollout);
  const [compiled, alive] = [count(), liveArrays?.() ?? 0];
  const rates: number[] = [];
  const programs: number[] = [];
  const arrays: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await learner.update(rollout);
    rates.push((1000 * rollout.decisions) / (performance.now() - began));
    programs.push(count() - compiled);
    if (liveArrays) arrays.push(liveArrays() - alive);
  }
  learner.dispose();
  const figure = (unit: string, values: number[]): Figure => ({ median: median(values), unit, runs: values });
  return {
    [`${place}, an update of one epoch`]: figure('decisions/s', rates),
    [`${place}, compiled after the first update`]: figure('programs', programs),
    ...(liveArrays && { [`${place}, arrays kept since the first update`]: figure('arrays', arrays) }),
  };
}

/** A compiler that counts what it has compiled so far, once for every shape. */
export function countingPrograms(compiler: Compiler): { compiler: Compiler; count(): number } {
  let count = 0;
  const compile: Compiler['compile'] = (f) =>
    compiler.compile((...args: Parameters<typeof f>) => {
      count++;
      return f(...args);
    });
  return { compiler: { ...compiler, compile }, count: () => count };
}
