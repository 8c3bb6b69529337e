// Which model may measure a run: only the one that played it, with the very same weights. Another one would answer what a
// plan is worth to somebody else.

import type { AgentConfig } from '../agents/agent.ts';
import { LabError } from '../lab-error.ts';

/** @param weights of the model that is here; null where there is none. @throws LabError model-missing */
export function checkMeasurable(agent: AgentConfig, weights: string | null): void {
  if (agent.model === 'teacher')
    throw new LabError(
      'model-missing',
      'This run was played by the scripted teacher, which has no fresh plans to draw.',
      'Open a run of a language model.',
    );
  if (weights === null)
    throw new LabError(
      'model-missing',
      `This run was played by ${agent.model.slice(0, 64)}, which is not here.`,
      'Run it again with a model that is, and measure that run.',
    );
  if (agent.weights !== '' && agent.weights !== weights)
    throw new LabError(
      'model-missing',
      `This run was played with other weights of ${agent.model} (${agent.weights}) than are here (${weights}).`,
      'Run it again with the ones that are here, and measure that run.',
    );
}
