// What a deployment of a chat model needs: the model behind its port, and nothing that learns. Its weights lie behind an endpoint,
// or in a runtime that only runs them, so there is one generation: it is deployed and curated, and fills a pool that others may learn from.

import { ChatPlanner } from '../agents/planner/chat-planner.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import { WEIGHTS_DIGITS } from '../language/pocket/shipped.ts';
import { sha256Hex } from '../sha256.ts';
import type { DeploymentPlan, DeploymentSurroundings } from './deployment-run.ts';
import { domainTextOf } from './tasks.ts';

/** In the place of weights' digits: nobody here knows the weights, only the name. */
export function chatWeights(model: string): string {
  return digits(new TextEncoder().encode(model));
}

/** @throws LabError bad-argument for a plan with generations after the base */
export function chatSurroundings(
  { source, generations, constrained }: Pick<DeploymentPlan, 'source' | 'generations' | 'constrained'>,
  model: Pick<LanguageModel, 'complete'>,
): Pick<DeploymentSurroundings, 'planner' | 'fineTune' | 'hash'> {
  checkGenerations(generations);
  return {
    hash: digits,
    planner: async () => new ChatPlanner(model, domainTextOf(source), constrained),
    fineTune: () => Promise.reject(untrainable()),
  };
}

/** @throws LabError bad-argument where there is to be a generation after the base */
export function checkGenerations(generations: number): void {
  if (generations > 0) throw untrainable();
}

function untrainable(): LabError {
  return new LabError(
    'bad-argument',
    'The weights of a chat model cannot be trained from here, so there is no generation after it.',
    'Ask for 0 generations; its pool can teach a pocket planner of the same domain.',
  );
}

function digits(bytes: Uint8Array): string {
  return sha256Hex(bytes).slice(0, WEIGHTS_DIGITS);
}
