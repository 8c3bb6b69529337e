// Iterative deployment of a planner (Corrêa et al. 2025): the loop of loop.ts, whose attempts are plans of problems.
//
//   let state = beginDeployment(plan);
//   state = await runDeployment(state, surroundings);                               // to the end
//   state = await runDeployment(state, surroundings, { pauseBefore: 'curate' });    // a person decides in between

import type { Planner } from '../agents/planner/planner.ts';
import { type Attempt, type DeploymentOptions, deploy } from './attempts.ts';
import { type Curation, keeper, preferenceOf, traceOf } from './curation.ts';
import {
  beginLoop,
  type LoopDomain,
  type LoopGeneration,
  type LoopPlan,
  type LoopState,
  type LoopSurroundings,
  type LoopTools,
  type RunOptions,
  runLoop,
  type TrainedAdapter,
} from './loop.ts';
import { type DeploymentMetrics, deploymentMetrics } from './metrics.ts';
import { emptyPool, type Pool, withTraces } from './pool.ts';
import { rewardOf } from './reward.ts';
import { type TaskSource, Tasks } from './tasks.ts';

export type { Stage, StageProgress, TrainedAdapter } from './loop.ts';

/** Everything that a deployment of a planner depends on. */
export interface DeploymentPlan extends LoopPlan {
  readonly source: TaskSource;
  readonly curation: Curation;
  /**
   * Attempts end with their first step that cannot be taken, so a deployment is several times as quick: verdicts, figures and
   * what is kept are the same where the validator keeps. Of discarded plans only the problem is compared then.
   */
  readonly stopAtFault?: boolean;
  /** Of chat models only: answers are held to well-formed steps. */
  readonly constrained?: boolean;
}

interface PlanningKind {
  readonly plan: DeploymentPlan;
  readonly attempt: Attempt;
  readonly metrics: DeploymentMetrics;
  readonly pool: Pool;
}

export type Generation = LoopGeneration<PlanningKind>;
export type DeploymentState = LoopState<PlanningKind>;

export interface DeploymentSurroundings extends Omit<LoopSurroundings<PlanningKind>, 'attempt' | 'fineTune'> {
  /** The base with this adapter over it. */
  readonly planner: (adapter: Uint8Array | null) => Promise<Planner>;
  /** Makes the attempts another way, by several threads say; they must be those that `deploy` makes with the planner. */
  readonly deploy?: (adapter: Uint8Array | null, options: DeploymentOptions) => Promise<Attempt[]>;
  /** An adapter over the base, learned from the pool. @param generation that it will be */
  readonly fineTune: (
    pool: Pool,
    tasks: Tasks,
    generation: number,
    onStep: (done: number, total: number, loss: number) => void | Promise<void>,
    signal?: AbortSignal,
  ) => Promise<TrainedAdapter>;
}

export function beginDeployment(plan: DeploymentPlan): DeploymentState {
  return beginLoop<PlanningKind>(plan, emptyPool(plan.source, preferenceOf(plan.curation)));
}

/** Goes on to the end, or to the pause. @throws LabError aborted, and what planner and training throw */
export function runDeployment(
  begun: DeploymentState,
  surroundings: DeploymentSurroundings,
  options?: RunOptions,
): Promise<DeploymentState> {
  const { plan } = begun;
  const tasks = new Tasks(plan.source);
  const { fineTune } = surroundings;
  const loop: LoopSurroundings<PlanningKind> = {
    ...surroundings,
    attempt: attemptsBy(surroundings, plan, tasks),
    fineTune: (pool, ...rest) => fineTune(pool, tasks, ...rest),
  };
  return runLoop<PlanningKind, DeploymentState>(begun, planningDomain(plan, tasks), loop, options);
}

function attemptsBy(
  { deploy: deployTeam, planner }: DeploymentSurroundings,
  { temperature, stopAtFault }: DeploymentPlan,
  tasks: Tasks,
): LoopTools<PlanningKind>['attempt'] {
  return async (adapter, asked) => {
    const options = { tasks, temperature, stopAtFault, ...asked };
    return deployTeam ? deployTeam(adapter, options) : deploy(await planner(adapter), options);
  };
}

/** What the loop asks about plans. */
function planningDomain({ curation, stopAtFault }: DeploymentPlan, tasks: Tasks): LoopDomain<PlanningKind> {
  return {
    metrics: deploymentMetrics,
    keeper: () => keeper(curation, tasks),
    pooled: (pool, kept, by) =>
      withTraces(
        pool,
        kept.map((attempt) => traceOf(attempt, curation, by)),
      ),
    rewarded: (attempts, isKept) => rewardOf(tasks, attempts, isKept, stopAtFault),
  };
}
