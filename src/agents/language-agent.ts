// A planning agent around a language model: memory + prompt + grammar in, `<plan> … </plan> action` out. Only the latest
// plan stays in context, with its age. `prepare` and `conclude` are the two halves of a decision, so that many agents
// can share one batched call of the model; `decide` is both for one.
//
// All randomness is keyed by (agent seed, step): a resumed run, a replayed prefix or another batch samples the same.

import { LabError } from '../lab-error.ts';
import type { Completion, LanguageModel, Prompt } from '../language/language-model.ts';
import { describeGrid } from '../worlds/crafter/describe-grid.ts';
import { ACTIONS, type CrafterObservation } from '../worlds/crafter/names.ts';
import {
  type AgentConfig,
  type Decision,
  MAX_PLAN_TOKENS,
  type PastStep,
  type PlanningAgent,
} from './agent.ts';
import { promptLines } from './crafter-prompt.ts';
import { askGate, type Gate, type GateAnswer } from './gate.ts';
import { gateFeatures } from './gate-features.ts';
import { gateOfAgent } from './gates.ts';
import { CrafterMemory } from './memory.ts';
import { afterPersonsPlan, type CurrentPlan, planOfAnswer } from './plan.ts';
import { PlanWatch } from './plan-watch.ts';
import { planMode } from './schedule.ts';

export class LanguageAgent implements PlanningAgent {
  readonly config: AgentConfig;
  readonly memory = new CrafterMemory();
  readonly #model: LanguageModel;
  /** Under the schedule `gate` only. */
  readonly #gate: Gate | null;
  /** The last decision's exact prompt and answer, for everybody to see. */
  lastExchange: { readonly text: string; readonly answer: string } | null = null;
  #plan: CurrentPlan | null = null;
  readonly #watch = new PlanWatch();
  #previousAction: number | null = null;
  #step = 0;
  /** What the gate said at the last `prepare`. */
  #gateAnswer: GateAnswer | null = null;

  /** @throws LabError model-missing for a gate that is not here */
  constructor(config: AgentConfig, model: LanguageModel) {
    this.config = config;
    this.#model = model;
    this.#gate = gateOfAgent(config);
  }

  get plan(): CurrentPlan | null {
    return this.#plan;
  }

  reset(): void {
    this.memory.reset();
    this.#plan = null;
    this.#previousAction = null;
    this.#step = 0;
  }

  /** Another agent at the same point of the episode; from here on the two go their own ways. @param seed of its own chance */
  fork(seed = this.config.seed): LanguageAgent {
    const twin = new LanguageAgent({ ...this.config, seed }, this.#model);
    twin.memory.copyFrom(this.memory);
    twin.#plan = this.#plan;
    twin.#watch.copyFrom(this.#watch);
    twin.#previousAction = this.#previousAction;
    twin.#step = this.#step;
    return twin;
  }

  setPlan(text: string): void {
    this.#plan = afterPersonsPlan(this.#plan, text);
  }

  async decide(observation: CrafterObservation, signal?: AbortSignal): Promise<Decision> {
    const prompt = this.prepare(observation);
    const [completion] = await this.#model.complete(
      [prompt],
      { temperature: this.config.temperature },
      signal,
    );
    this.lastExchange = { text: prompt.text, answer: completion.text };
    return this.conclude(completion);
  }

  /** First half of a decision: remembers what is seen and says what the model shall read. Safe to repeat. */
  prepare(observation: CrafterObservation): Prompt {
    this.#see(observation);
    this.#gateAnswer = this.#gate && askGate(this.#gate, this.features(observation), this.config, this.#step);
    const mode = planMode(
      this.config.schedule,
      this.#step,
      this.#plan?.by === 'person',
      this.#gateAnswer?.plans,
    );
    return {
      text: promptLines(describeGrid(observation), this.memory, this.#plan),
      grammar: { plan: mode, maxPlanTokens: MAX_PLAN_TOKENS, actions: ACTIONS },
      seed: this.config.seed * 0x1_0000 + this.#step,
    };
  }

  /** What a gate sees now. Safe to repeat. */
  features(observation: CrafterObservation): Float32Array<ArrayBuffer> {
    this.#see(observation);
    return gateFeatures({ memory: this.memory, observation, plan: this.#plan, watch: this.#watch });
  }

  /** Second half: takes the model's answer. @throws LabError bad-model for an answer outside the grammar */
  conclude(completion: Completion): Decision {
    const { plan, action } = planOfAnswer(completion.text);
    const number = ACTIONS.indexOf(action as (typeof ACTIONS)[number]);
    if (number < 0)
      throw new LabError('bad-model', `The model answered "${action.slice(0, 60)}", which is no action.`);
    this.#take(number, plan === undefined ? undefined : { text: plan, age: 0, by: 'agent' });
    return {
      action: number,
      plan,
      planTokens: completion.planTokens,
      tokens: completion.generatedTokens,
      promptTokens: completion.promptTokens,
      planProbability: this.#gateAnswer?.probability ?? completion.planProbability,
    };
  }

  replay(observation: CrafterObservation, step: PastStep): void {
    this.#see(observation);
    if (step.plan !== undefined && step.planBy === 'person') this.setPlan(step.plan);
    const own = step.plan !== undefined && step.planBy === 'agent';
    this.#take(step.action, own ? { text: step.plan!, age: 0, by: 'agent' } : undefined);
  }

  #see(observation: CrafterObservation): void {
    if (this.memory.steps > this.#step) return;
    this.memory.update(observation, this.#previousAction);
    this.#watch.see(this.memory, this.#previousAction);
  }

  #take(action: number, newPlan: CurrentPlan | undefined): void {
    this.#plan = newPlan ?? this.#plan;
    // Here, and not where a person writes it, so that a plan begins with the same inventory lived and relived.
    if (this.#plan?.age === 0) this.#watch.begin(this.#plan.text, this.memory.inventory);
    if (this.#plan) this.#plan = { ...this.#plan, age: this.#plan.age + 1 };
    this.#previousAction = action;
    this.#step++;
  }
}
