// Many episodes of POGS side by side through batched model calls. A finished episode's lane takes the next one, so the batch
// stays full; what comes out does not depend on the batching, because each episode's chance is keyed by its own seed.

import type { Completion, LanguageModel, Prompt } from '../../language/language-model.ts';
import { type PogsOptions, pogsConfig } from '../../worlds/pogs/options.ts';
import { type PogsId, startOf } from '../../worlds/pogs/pogs.ts';
import { isOver, type PogsState, stateAfter } from '../../worlds/pogs/state.ts';
import { PogsAgent, type PogsAgentConfig } from './agent.ts';
import type { PogsEpisode } from './metrics.ts';

export interface PogsLanesOptions {
  readonly model: LanguageModel;
  readonly world: PogsId;
  /** The world's options; those of the published runs by default. */
  readonly options?: PogsOptions;
  /** The tree's seed is added to its seed, so that episodes sample independently. */
  readonly agent: PogsAgentConfig;
  /** 0 = greedy. */
  readonly temperature: number;
  readonly seeds: readonly number[];
  /** Episodes played side by side. */
  readonly lanes: number;
  readonly onEpisode?: (episode: PogsEpisode) => void;
  readonly signal?: AbortSignal;
}

/** Plays all seeds to their ends; episodes come in the order of `seeds`. @throws LabError bad-seed, bad-argument, what the model throws */
export async function playPogsLanes(options: PogsLanesOptions): Promise<PogsEpisode[]> {
  const { seeds, model, temperature, signal } = options;
  const lanes: PogsLane[] = [];
  const active = new Set<PogsLane>();
  for (;;) {
    while (active.size < options.lanes && lanes.length < seeds.length) {
      const lane = new PogsLane(options, seeds[lanes.length]);
      lanes.push(lane);
      active.add(lane);
    }
    if (active.size === 0) return lanes.map((lane) => lane.episode);
    signal?.throwIfAborted();
    const asked = [...active];
    const completions = await model.complete(
      asked.map((lane) => lane.prepare()),
      { temperature },
      signal,
    );
    for (const [i, lane] of asked.entries()) {
      lane.conclude(completions[i]);
      if (lane.over && active.delete(lane)) options.onEpisode?.(lane.episode);
    }
  }
}

/** One episode in progress. */
class PogsLane {
  readonly #agent: PogsAgent;
  #state: PogsState;
  #plans = 0;
  #planTokens = 0;

  constructor({ world, options, agent }: PogsLanesOptions, seed: number) {
    this.#agent = new PogsAgent({ ...agent, seed: agent.seed + seed });
    this.#state = startOf(world, seed, pogsConfig(options));
  }

  get over(): boolean {
    return isOver(this.#state);
  }

  get episode(): PogsEpisode {
    return {
      schedule: this.#agent.config.schedule,
      metrics: this.#state.metrics,
      plans: this.#plans,
      planTokens: this.#planTokens,
    };
  }

  prepare(): Prompt {
    return this.#agent.prepare(this.#state.observation);
  }

  conclude(completion: Completion): void {
    const { action, plan, planTokens } = this.#agent.conclude(completion);
    this.#plans += plan === undefined ? 0 : 1;
    this.#planTokens += planTokens;
    this.#state = stateAfter(this.#state, action);
  }
}
