// What training a gate needs of a world with a planning agent in it, and Crafter as one. The gate is asked by the collector, not
// by the agent, so that a gate may change in mid-episode; it draws exactly as an agent under the schedule `gate` would.

import type { AgentConfig } from '../../agents/agent.ts';
import { Lane } from '../../agents/lanes.ts';
import type { LanguageAgent } from '../../agents/language-agent.ts';
import type { Completion, LanguageModel, Prompt } from '../../language/language-model.ts';
import { crafterFigures } from './crafter-lanes.ts';
import type { EpisodeFigures, LaneOutcome } from './rl-world.ts';

/** One episode in progress. */
export interface GateLane {
  /** Of the world. */
  readonly seed: number;
  /** Of the agent: keys the gate's draws, with the step. */
  readonly agentSeed: number;
  /** Decisions made so far. */
  readonly steps: number;
  /** What the gate sees now. Safe to repeat. */
  features(): Float32Array;
  /** What the model reads now, once it is decided whether it shall plan. */
  prepare(plan: 'must' | 'never'): Prompt;
  take(completion: Completion): LaneOutcome;
  figures(): EpisodeFigures;
}

/** Makes episodes: the same seed makes the same one. */
export type NewGateLane = (seed: number) => GateLane;

export interface CrafterGateLaneOptions {
  /** Its schedule does not count. */
  readonly config: Omit<AgentConfig, 'schedule' | 'gate'>;
  readonly model: LanguageModel;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
}

/** Crafter's own reward. A plan costs its tokens even while the player sleeps, so no decision is idle. */
export function crafterGateLanes({ config, model, maxSteps }: CrafterGateLaneOptions): NewGateLane {
  return (seed) => {
    const lane = new Lane({ config: { ...config, schedule: 'dynamic' }, model, seed, maxSteps });
    const agent = lane.agent as LanguageAgent;
    return {
      seed,
      agentSeed: lane.config.seed,
      get steps() {
        return lane.steps;
      },
      features: () => agent.features(lane.observation),
      prepare: (plan) => {
        const prompt = lane.prepare();
        return { ...prompt, grammar: { ...prompt.grammar, plan } };
      },
      take: (completion) => {
        const { result } = lane.take(lane.conclude(completion));
        const { reward, terminated, truncated } = result;
        return { reward, planTokens: completion.planTokens, idle: false, terminated, truncated };
      },
      figures: () => crafterFigures(lane),
    };
  };
}
