// Deploying a model: it is asked for a plan of every task, several times, and the validator judges each answer. What comes
// out is plain data, an attempt per task and sample, in the order of the tasks.

import type { Planner } from '../agents/planner/planner.ts';
import { Random } from '../random.ts';
import { type PlanStep, stepText } from '../worlds/strips/plan.ts';
import { type PlanFaultKind, validatePlan } from '../worlds/strips/validate.ts';
import type { Tasks } from './tasks.ts';

/** One answer to one task. */
export interface Attempt {
  /** Seed of the task. */
  readonly task: number;
  /** Which of the runs over all tasks it belongs to, from 0. */
  readonly sample: number;
  /** `(unstack b1 b2) (putdown b1)`; empty for the plan of no steps. */
  readonly plan: string;
  readonly steps: number;
  /** Tokens of the trace. */
  readonly tokens: number;
  readonly valid: boolean;
  /** Why it is not valid; null if it is. */
  readonly fault: PlanFaultKind | null;
}

export interface DeploymentOptions {
  readonly tasks: Tasks;
  readonly seeds: readonly number[];
  /** Attempts at each task; each is one run over all tasks. */
  readonly samples: number;
  readonly temperature: number;
  /** With the task and the sample it fixes every attempt. */
  readonly seed: number;
  /** Ends every plan with its first step that cannot be taken (`PlanRequest`). */
  readonly stopAtFault?: boolean;
  /** Asked after every batch: attempts made of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Requests in one call; a planner that works in batches has its own, smaller ones. */
const BATCH = 64;

/** @throws LabError aborted, too-large */
export async function deploy(planner: Planner, options: DeploymentOptions): Promise<Attempt[]> {
  const { tasks, samples, seed, temperature, stopAtFault, onProgress, signal } = options;
  const asked = options.seeds.flatMap((task) =>
    Array.from({ length: samples }, (_, sample) => ({ task, sample })),
  );
  // Problems of one size share a batch: all lanes wait for the longest.
  const size = (task: number) => tasks.problem(task).objects.size;
  const order = asked.map((_, i) => i).sort((a, b) => size(asked[a].task) - size(asked[b].task) || a - b);
  const attempts = new Array<Attempt>(asked.length);
  for (let from = 0; from < order.length; from += BATCH) {
    const batch = order.slice(from, from + BATCH);
    const requests = batch.map((i) => {
      const { task, sample } = asked[i];
      return { problem: tasks.problem(task), seed: requestSeed(seed, task, sample), stopAtFault };
    });
    const answers = await planner.plan(requests, temperature, signal);
    for (const [row, i] of batch.entries()) {
      const { plan, tokens } = answers[row];
      attempts[i] = { ...asked[i], ...judged(requests[row].problem, plan), tokens };
    }
    onProgress?.(from + batch.length, order.length);
  }
  return attempts;
}

/** What one attempt's planner is seeded with. @param seed of the deployment's options */
export function requestSeed(seed: number, task: number, sample: number): number {
  return new Random(seed, task, sample).nextUint32();
}

/** A plan with the validator's word on it. */
export function judged(
  problem: Parameters<typeof validatePlan>[0],
  plan: readonly PlanStep[],
): Pick<Attempt, 'plan' | 'steps' | 'valid' | 'fault'> {
  const verdict = validatePlan(problem, plan);
  return {
    plan: planText(plan),
    steps: plan.length,
    valid: verdict.valid,
    fault: verdict.valid ? null : verdict.kind,
  };
}

/** The one text of a plan, by which two are the same; `parsePlan` reads it. */
export function planText(plan: readonly PlanStep[]): string {
  return plan.map(stepText).join(' ');
}
