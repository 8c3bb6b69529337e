// What an iterative deployment of a pocket planner needs of the world around it: the model, opened once, with one adapter
// after the other over it, and a learner that makes the next. The same in Node and in a page's worker.

import { PLANNER_DOMAINS } from '../agents/planner/domains.ts';
import { PocketPlanner } from '../agents/planner/planner.ts';
import { LabError } from '../lab-error.ts';
import { readAdapter, writeAdapter } from '../language/pocket/adapter-file.ts';
import type { ModelFiles } from '../language/pocket/model-files.ts';
import type { PocketModel } from '../language/pocket/pocket-model.ts';
import { dequantize } from '../language/pocket/quantize.ts';
import { WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import type { Compiler } from '../learning/program.ts';
import { Random } from '../random.ts';
import { sha256Hex } from '../sha256.ts';
import type { DeploymentPlan, DeploymentSurroundings } from './deployment-run.ts';
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
  const { plan, files, model, compiler } = deployment;
  const { config } = files.card;
  const domain = PLANNER_DOMAINS[plan.source.world];
  if (digits(files.card.files.weights.sha256) !== plan.weights)
    throw new LabError('bad-model', `This deployment began with other weights of "${plan.model}".`);
  return {
    hash: (file) => digits(sha256Hex(file)),
    async planner(adapter) {
      await model.setAdapter(adapter && readAdapter(adapter).loraFor(config));
      return new PocketPlanner(model, domain);
    },
    async fineTune(pool, tasks, generation, onStep, signal) {
      const seed = new Random(plan.seed, generation, 0xf17e).nextUint32();
      const { epochs } = plan.hyper;
      const rows = traceRows(pool, tasks, { domain, tokenizer: model.tokenizer }, { epochs, seed });
      const weights = dequantize(config, files.weights);
      // jax-js comes with the first training only.
      const { fineTune } = await import('./fine-tune.ts');
      const options = { config, weights, rows, hyper: plan.hyper, seed, compiler, signal, onStep };
      const { lora, figures } = await fineTune(options);
      const header = {
        name: `${plan.model}, generation ${generation}`,
        base: { model: plan.model, weights: plan.weights },
        rank: lora.rank,
        training: { generation, traces: pool.traces.size, ...figures },
      };
      return { file: writeAdapter(config, header, lora), figures };
    },
  };
}

function digits(sha256: string): string {
  return sha256.slice(0, WEIGHTS_DIGITS);
}
