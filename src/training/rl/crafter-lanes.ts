// Crafter with the planning agent, as reinforcement learning sees it: the task's reward is Crafter's own (+1 for the first time
// of an achievement, ±0.1 for health). Decisions made asleep change nothing, so nothing is learned from them.

import type { AgentConfig } from '../../agents/agent.ts';
import { Lane } from '../../agents/lanes.ts';
import type { LanguageModel } from '../../language/language-model.ts';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import type { EpisodeFigures, NewLane, RlLane } from './rl-world.ts';

export interface CrafterLaneOptions {
  readonly config: AgentConfig;
  /** Whom the lanes name as their model; it is asked by the collector, not by them. */
  readonly model: () => LanguageModel;
  /** Steps of an episode at most. */
  readonly maxSteps: number;
}

export function crafterLanes({ config, model, maxSteps }: CrafterLaneOptions): NewLane {
  return (seed) => {
    const lane = new Lane({ config, model: model(), seed, maxSteps });
    return {
      seed,
      prepare: () => lane.prepare(),
      take: (completion) => {
        const idle = lane.observation.sleeping;
        const { result } = lane.take(lane.conclude(completion));
        const { reward, terminated, truncated } = result;
        return { reward, planTokens: completion.planTokens, idle, terminated, truncated };
      },
      figures: () => crafterFigures(lane),
    } satisfies RlLane;
  };
}

export function crafterFigures(lane: Lane): EpisodeFigures {
  const { unlocked, ...rest } = lane.summary();
  return { ...rest, progress: (100 * unlocked.length) / ACHIEVEMENTS.length };
}
