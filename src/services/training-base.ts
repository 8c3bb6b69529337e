// The model below a training: its files, and how records name it. jax-js comes with it.

import { canonicalWord } from '../agents/plan-words.ts';
import { LabError } from '../lab-error.ts';
import { httpReader, loadModelFiles, type ModelFiles } from '../language/pocket/model-files.ts';
import { SHIPPED_MODELS, WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import { Tokenizer } from '../language/pocket/tokenizer.ts';
import { type PolicyShape, policyShape } from '../learning/ppo/policy.ts';
import type { RlPlan } from '../training/rl/rl-plan.ts';
import type { LoadReport } from './agent-host.ts';
import type { PageSurroundings } from './agent-source.ts';
import type { TrainingBase } from './training-keeper.ts';

/** Files of a shipped model with weights of its own. @throws LabError model-missing */
export function loadBase(
  page: PageSurroundings,
  model: string,
  report: LoadReport,
  signal: AbortSignal,
): Promise<ModelFiles> {
  if (!Object.hasOwn(SHIPPED_MODELS, model) || SHIPPED_MODELS[model].base !== undefined)
    throw new LabError('model-missing', `There is no model "${model.slice(0, 64)}" to train here.`);
  return loadModelFiles(httpReader(`${page.models}/${model}`), {
    cache: page.cache,
    signal,
    onProgress: (loaded, total) => report.progress(model, loaded, total),
  });
}

export function baseOf({ card }: ModelFiles): TrainingBase {
  return { model: card.id, weights: card.files.weights.sha256.slice(0, WEIGHTS_DIGITS) };
}

export function shapeOf({ card }: ModelFiles, { hyper: { rank, alpha } }: RlPlan): PolicyShape {
  const tokenizer = new Tokenizer(card.vocabulary, card.config.pack, canonicalWord);
  return policyShape(card.config, tokenizer, rank > 0 ? { rank, alpha } : null);
}
