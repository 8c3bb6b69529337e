// What the deployment's host needs of a model and a learner, and how commands are let in while they compute.

import type { Planner } from '../agents/planner/planner.ts';
import type { AnyState } from '../deployment/any-deployment.ts';
import type { EpisodePlan, EpisodeSurroundings } from '../deployment/crafter/episode-run.ts';
import type {
  DeploymentPlan,
  DeploymentState,
  DeploymentSurroundings,
  StageProgress,
} from '../deployment/deployment-run.ts';
import type { GradientReport } from '../deployment/pocket-gradient.ts';
import type { Usage } from '../language/remote/usage.ts';
import type { LoadReport } from './agent-host.ts';
import type { RuntimeKind } from './agent-service.ts';
import type { DeploymentOptions } from './deployment-service.ts';

export type PlannerSurroundings = Pick<DeploymentSurroundings, 'planner' | 'fineTune' | 'hash'>;

/** A base model, opened. */
export interface OpenPlanner {
  readonly runtime: { readonly kind: RuntimeKind; readonly why: string };
  readonly around: PlannerSurroundings;
  /** What it was asked so far, where somebody counts. */
  readonly usage?: () => Usage | null;
  /** Compares fine-tuning with REINFORCE on attempts of the state's model. @throws LabError bad-argument (none was valid), aborted */
  checkGradient(state: DeploymentState, signal: AbortSignal): Promise<GradientReport>;
  dispose(): Promise<void>;
}

export interface PlannerReport extends LoadReport {
  /** Where the learner computes, as a sentence. */
  learner(why: string): void;
}

export interface PlannerSource {
  /** @throws LabError model-missing, bad-model, aborted */
  open(
    plan: DeploymentPlan,
    options: DeploymentOptions,
    report: PlannerReport,
    signal: AbortSignal,
  ): Promise<OpenPlanner>;
}

export type PlayerSurroundings = Pick<EpisodeSurroundings, 'attempt' | 'fineTune' | 'hash'>;

/** A base model that plays worlds, opened. */
export interface OpenPlayer {
  readonly runtime: OpenPlanner['runtime'];
  readonly around: PlayerSurroundings;
  dispose(): Promise<void>;
}

export interface PlayerSource {
  /** @param hear waited for between two steps of all episodes in play @throws LabError model-missing, bad-model, aborted */
  open(
    plan: EpisodePlan,
    options: DeploymentOptions,
    report: PlannerReport,
    hear: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<OpenPlayer>;
}

/**
 * Requests that are answered before commands are heard again. A batch of 64 long plans keeps the thread for seconds; what a
 * plan is does not depend on its batch.
 */
const PIECE = 16;

export interface Listener {
  readonly hear: () => Promise<void>;
  readonly onStep: (step: Pick<StageProgress, 'done'> & Partial<StageProgress>) => void;
}

/** The same surroundings, heard and reported piece by piece. */
export function listening(around: PlannerSurroundings, { hear, onStep }: Listener): PlannerSurroundings {
  return {
    hash: around.hash,
    planner: async (adapter) => inPieces(await around.planner(adapter), { hear, onStep }),
    fineTune: (pool, tasks, generation, report, signal) => {
      const heard = async (done: number, total: number, loss: number) => {
        await report(done, total, loss);
        onStep({ done, total, loss });
        await hear();
      };
      return around.fineTune(pool, tasks, generation, heard, signal);
    },
  };
}

/** The same for what plays worlds: episodes are heard while they are played, a training step by step. */
export function listeningPlayer(around: PlayerSurroundings, { hear, onStep }: Listener): PlayerSurroundings {
  return {
    hash: around.hash,
    attempt: (adapter, asked) =>
      around.attempt(adapter, { ...asked, onProgress: (done, total) => onStep({ done, total }) }),
    fineTune: (pool, generation, report, signal) => {
      const heard = async (done: number, total: number, loss: number) => {
        await report(done, total, loss);
        onStep({ done, total, loss });
        await hear();
      };
      return around.fineTune(pool, generation, heard, signal);
    },
  };
}

/** Attempts of the stage; of a fine-tuning its first step says how many there are. */
export function stageTotal({ stage, plan }: AnyState): number {
  if (stage === 'collect') return plan.seeds.length * plan.samples;
  if (stage === 'hold-out') return plan.heldOut.length * plan.runs;
  return 0;
}

/** One planner serves one stage, so it counts from 0. */
function inPieces(planner: Planner, { hear, onStep }: Listener): Planner {
  let done = 0;
  return {
    async plan(requests, temperature, signal) {
      const answers = [];
      for (let from = 0; from < requests.length; from += PIECE) {
        answers.push(...(await planner.plan(requests.slice(from, from + PIECE), temperature, signal)));
        done += Math.min(PIECE, requests.length - from);
        onStep({ done });
        await hear();
      }
      return answers;
    },
  };
}
