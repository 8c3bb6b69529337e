// Many episodes side by side through one batched model call: how evaluation, sweeps and student rollouts are played.
// A finished episode's lane takes the next seed, so the batch stays full. Results do not depend on the batching: each
// lane's world, memory and sampling are keyed by its own seed.

import type { Completion, LanguageModel, Prompt } from '../language/language-model.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { ACHIEVEMENTS, type CrafterObservation } from '../worlds/crafter/names.ts';
import type { AgentConfig, Decision } from './agent.ts';
import { LanguageAgent } from './language-agent.ts';

/** What one finished episode comes to. */
export interface EpisodeSummary {
  readonly seed: number;
  readonly steps: number;
  /** Achievements unlocked, by name. */
  readonly unlocked: readonly string[];
  readonly episodeReturn: number;
  readonly plans: number;
  readonly planTokens: number;
  /** Generated tokens. */
  readonly tokens: number;
  /** Died (the alternative is the step cap). */
  readonly terminated: boolean;
}

/** One decision in the making, for those who collect data. */
export interface LaneMoment {
  readonly lane: Lane;
  readonly observation: CrafterObservation;
  readonly prompt: Prompt;
  readonly completion: Completion;
  readonly decision: Decision;
}

export interface LanesOptions {
  readonly model: LanguageModel;
  /** The agent's configuration; the world's seed is added to its seed, so that lanes sample independently. */
  readonly config: AgentConfig;
  readonly seeds: readonly number[];
  /** Steps per episode at the most. */
  readonly maxSteps: number;
  /** Episodes played side by side. */
  readonly lanes: number;
  /** Sees every decision before its action is taken. */
  readonly onDecision?: (moment: LaneMoment) => void;
  readonly onEpisode?: (summary: EpisodeSummary) => void;
  readonly signal?: AbortSignal;
}

/** Plays all seeds to their ends; summaries come in the order of `seeds`. */
export async function playLanes(options: LanesOptions): Promise<EpisodeSummary[]> {
  const { seeds, model, signal } = options;
  const summaries = new Map<number, EpisodeSummary>();
  let next = 0;
  const active: Lane[] = [];
  const refill = () => {
    while (active.length < options.lanes && next < seeds.length)
      active.push(new Lane(options, next, seeds[next++]));
  };
  for (refill(); active.length > 0; refill()) {
    signal?.throwIfAborted();
    const prompts = active.map((lane) => lane.agent.prepare(lane.observation));
    const completions = await model.complete(prompts, { temperature: options.config.temperature }, signal);
    active.forEach((lane, i) => {
      const [prompt, completion] = [prompts[i], completions[i]];
      const decision = lane.agent.conclude(completion);
      options.onDecision?.({ lane, observation: lane.observation, prompt, completion, decision });
      lane.take(decision);
    });
    for (let i = active.length - 1; i >= 0; i--) {
      if (!active[i].over) continue;
      const summary = active[i].summary();
      summaries.set(active[i].index, summary);
      options.onEpisode?.(summary);
      active.splice(i, 1);
    }
  }
  return seeds.map((_, index) => summaries.get(index)!);
}

/** One episode in progress. */
export class Lane {
  /** Position in the list of seeds. */
  readonly index: number;
  readonly seed: number;
  readonly agent: LanguageAgent;
  readonly world: Crafter;
  observation: CrafterObservation;
  over = false;
  steps = 0;
  #episodeReturn = 0;
  #plans = 0;
  #planTokens = 0;
  #tokens = 0;
  #terminated = false;

  constructor(options: LanesOptions, index: number, seed: number) {
    this.index = index;
    this.seed = seed;
    const config = { ...options.config, seed: options.config.seed + seed };
    this.agent = new LanguageAgent(config, options.model);
    this.agent.reset();
    this.world = new Crafter({ length: options.maxSteps });
    this.observation = this.world.reset(seed).observation;
  }

  take(decision: Decision): void {
    const result = this.world.step(decision.action);
    this.steps++;
    this.#episodeReturn += result.reward;
    this.#plans += decision.plan === undefined ? 0 : 1;
    this.#planTokens += decision.planTokens;
    this.#tokens += decision.tokens;
    this.observation = result.observation;
    this.#terminated = result.terminated;
    this.over = result.terminated || result.truncated;
  }

  summary(): EpisodeSummary {
    const counts = this.world.state.achievements;
    return {
      seed: this.seed,
      steps: this.steps,
      unlocked: ACHIEVEMENTS.filter((_, i) => counts[i] > 0),
      episodeReturn: this.#episodeReturn,
      plans: this.#plans,
      planTokens: this.#planTokens,
      tokens: this.#tokens,
      terminated: this.#terminated,
    };
  }
}
