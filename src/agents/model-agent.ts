// Which agent plays a model: one for chat models, one for pocket models, and the teacher where there is none.

import type { LanguageModel } from '../language/language-model.ts';
import type { AgentConfig } from './agent.ts';
import { ChatAgent } from './chat/chat-agent.ts';
import { isChatModel } from './chat-models.ts';
import { LanguageAgent } from './language-agent.ts';
import { TeacherAgent } from './teacher/teacher-agent.ts';

/** An agent whose decision has two halves, `prepare` and `conclude`, with the model's call between them. */
export type ModelAgent = LanguageAgent | ChatAgent;

/** @throws LabError bad-argument for a schedule that this model cannot play under; model-missing for a gate that is not here */
export function modelAgent(config: AgentConfig, model: LanguageModel): ModelAgent {
  return isChatModel(config.model)
    ? new ChatAgent(config, model, { constrained: config.constrained })
    : new LanguageAgent(config, model);
}

/** @param model null for the teacher @throws as `modelAgent` */
export function agentWith(config: AgentConfig, model: LanguageModel | null): ModelAgent | TeacherAgent {
  return model ? modelAgent(config, model) : new TeacherAgent(config);
}
