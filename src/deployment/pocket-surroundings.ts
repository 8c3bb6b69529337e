// What an iterative deployment of a pocket planner needs of the world around it: the model, opened once, with one adapter
// after the other over it, and a learner that makes the next. The same in Node and in a page's worker.

import { PocketPlanner } from '../agents/planner/planner.ts';
import { readAdapter } from '../language/pocket/adapter-file.ts';
import type { ModelFiles } from '../language/pocket/model-files.ts';
import type { PocketModel } from '../language/pocket/pocket-model.ts';
import type { Compiler } from '../learning/program.ts';
import type { DeploymentPlan, DeploymentSurroundings } from './deployment-run.ts';
import { checkBase, hashOf, learn, trainingSeed } from './pocket-learner.ts';
import { plannerDomainFor } from './tasks.ts';
import { traceRows } from './trace-rows.ts';

export interface PocketDeployment {
  readonly plan: DeploymentPlan;
  /** The base model's files, and the same model opened. */
  readonly files: ModelFiles;
  readonly model: PocketModel;
  /** What computes in training; jax-js by default. */
  readonly compiler?: Compiler;
}

/** @throws LabError bad-model where the model is not the plan's */
export function pocketSurroundings(
  deployment: PocketDeployment,
): Pick<DeploymentSurroundings, 'planner' | 'fineTune' | 'hash'> {
  const { plan, files, model } = deployment;
  const domain = plannerDomainFor(plan.source);
  checkBase(deployment);
  return {
    hash: hashOf,
    async planner(adapter) {
      await model.setAdapter(adapter && readAdapter(adapter).loraFor(files.card.config));
      return new PocketPlanner(model, domain);
    },
    fineTune(pool, tasks, generation, onStep, signal) {
      const telling = { epochs: plan.hyper.epochs, seed: trainingSeed(plan, generation) };
      const rows = traceRows(pool, tasks, { domain, tokenizer: model.tokenizer }, telling);
      return learn(deployment, { rows, traces: pool.traces.size, generation, onStep, signal });
    },
  };
}
