// A planner that solves what is easy enough for its generation, and traces for pools.

import type { Planner } from '../../src/agents/planner/planner.ts';
import { planText } from '../../src/deployment/attempts.ts';
import type { Trace } from '../../src/deployment/pool.ts';
import type { DrawnSource } from '../../src/deployment/tasks.ts';
import { drawnProblem } from '../../src/worlds/strips/strips.ts';

export const SOURCE: DrawnSource = { world: 'Blocksworld-v1', sizes: { blocks: [3, 6] } };

/** The generator's own plan for a task. */
export function solution(task: number) {
  return drawnProblem(SOURCE.world, task, SOURCE.sizes).plan;
}

/** Solves tasks whose plan has at most `reach` steps, where the seed is kind; else stops a step too early. */
export function fakePlanner(reach: number): Planner {
  return {
    async plan(requests, _temperature, signal) {
      signal?.throwIfAborted();
      return requests.map(({ problem, seed }) => {
        const plan = solution(Number(problem.name.split('-')[1]));
        const solves = plan.length <= reach && seed % 4 !== 0;
        const answer = solves ? plan : plan.slice(0, -1);
        return { plan: answer, tokens: 3 * answer.length + 1 };
      });
    },
  };
}

export function trace(task: number, change: Partial<Trace> = {}): Trace {
  const plan = solution(task);
  return {
    task,
    plan: planText(plan),
    steps: plan.length,
    tokens: 40,
    generation: 0,
    model: '0123456789abcdef',
    keptBy: 'validator',
    ...change,
  };
}
