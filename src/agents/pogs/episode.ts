// One episode of POGS in progress: the world's moment and the agent that plays it. `prepare` and `conclude` are the two halves of
// a step, so that many episodes can share one batched call, and one alone is played in the same way.

import type { Completion, Prompt } from '../../language/language-model.ts';
import type { PogsConfig } from '../../worlds/pogs/options.ts';
import { type PogsId, startOf } from '../../worlds/pogs/pogs.ts';
import { isOver, type PogsState, stateAfter } from '../../worlds/pogs/state.ts';
import type { Decision } from '../agent.ts';
import { PogsAgent, type PogsAgentConfig } from './agent.ts';
import type { PogsEpisode } from './metrics.ts';

export class PogsPlay {
  readonly #agent: PogsAgent;
  #state: PogsState;
  #plans = 0;
  #planTokens = 0;

  /**
   * @param seed of the graph; it is added to the agent's own, so that episodes sample independently
   * @throws LabError bad-seed, bad-argument
   */
  constructor(world: PogsId, seed: number, config: PogsConfig, agent: PogsAgentConfig) {
    this.#agent = new PogsAgent({ ...agent, seed: agent.seed + seed });
    this.#state = startOf(world, seed, config);
  }

  get state(): PogsState {
    return this.#state;
  }

  get over(): boolean {
    return isOver(this.#state);
  }

  /** What it comes to so far. */
  get episode(): PogsEpisode {
    return {
      schedule: this.#agent.config.schedule,
      metrics: this.#state.metrics,
      plans: this.#plans,
      planTokens: this.#planTokens,
    };
  }

  /** What the model shall read. Once for each step. */
  prepare(): Prompt {
    return this.#agent.prepare(this.#state.observation);
  }

  /** Takes the model's answer, and the step that it names. @throws LabError bad-model, bad-action */
  conclude(completion: Completion): Decision {
    const decision = this.#agent.conclude(completion);
    this.#plans += decision.plan === undefined ? 0 : 1;
    this.#planTokens += decision.planTokens;
    this.#state = stateAfter(this.#state, decision.action);
    return decision;
  }
}
