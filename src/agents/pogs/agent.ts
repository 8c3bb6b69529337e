// One episode's agent of POGS around a language model, as language-agent.ts is for Crafter: memory + prompt + grammar in,
// `<plan> … </plan> action` out, the latest plan kept in context with its age. `prepare` and `conclude` are the two halves of a
// decision, so that many agents can share one batched call of the model.
//
// All randomness is keyed by (agent seed, step): another batch samples the same.

import { LabError } from '../../lab-error.ts';
import type { Completion, Prompt } from '../../language/language-model.ts';
import { pogsActions } from '../../worlds/pogs/pogs.ts';
import type { PogsObservation } from '../../worlds/pogs/view.ts';
import type { Decision, Schedule } from '../agent.ts';
import { planOfAnswer } from '../plan.ts';
import { planMode } from '../schedule.ts';
import { type PogsMemory, remember } from './memory.ts';
import { MAX_PLAN_WORDS, type PogsPromptOptions, pogsPrompt } from './prompt.ts';

export interface PogsAgentConfig extends PogsPromptOptions {
  readonly schedule: Schedule;
  /** Of the agent's own chance. */
  readonly seed: number;
}

export class PogsAgent {
  readonly config: PogsAgentConfig;
  #memory: PogsMemory | null = null;
  #plan: { readonly text: string; readonly age: number } | null = null;
  #step = 0;

  /** @throws LabError bad-argument for a schedule that needs a person or a gate */
  constructor(config: PogsAgentConfig) {
    if (config.schedule === 'human' || config.schedule === 'gate')
      throw new LabError('bad-argument', `POGS has no schedule "${config.schedule}".`);
    this.config = config;
  }

  /** The plan in force, and the steps taken under it. */
  get plan(): { readonly text: string; readonly age: number } | null {
    return this.#plan;
  }

  /** First half of a decision: remembers what is seen and says what the model shall read. Once for each observation. */
  prepare(observation: PogsObservation): Prompt {
    const { schedule, seed } = this.config;
    this.#memory = remember(this.#memory, observation);
    return {
      text: pogsPrompt(this.#memory, this.#plan, this.config),
      grammar: {
        plan: planMode(schedule, this.#step, false),
        maxPlanTokens: MAX_PLAN_WORDS,
        actions: pogsActions(observation.nodes),
      },
      seed: seed * 0x1_0000 + this.#step,
    };
  }

  /** Second half: takes the model's answer. @throws LabError bad-model for an answer that ends in no node */
  conclude({ text, planTokens, generatedTokens, promptTokens, planProbability }: Completion): Decision {
    const { plan, action } = planOfAnswer(text);
    if (!/^\d+$/.test(action))
      throw new LabError('bad-model', `The model answered "${action.slice(0, 60)}", which is no node.`);
    if (plan !== undefined) this.#plan = { text: plan, age: 0 };
    if (this.#plan) this.#plan = { ...this.#plan, age: this.#plan.age + 1 };
    this.#step++;
    return {
      action: Number(action),
      plan,
      planTokens,
      tokens: generatedTokens,
      promptTokens,
      planProbability,
    };
  }
}
