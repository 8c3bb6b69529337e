// What reinforcement learning needs of a world with a planning agent in it: prompts, and what came of the answers. Crafter is
// one (crafter-lanes.ts), the corridor of the tests another.

import type { Completion, Prompt } from '../../language/language-model.ts';

export interface LaneOutcome {
  /** Of the task; the price of plan tokens is not in it. */
  readonly reward: number;
  readonly planTokens: number;
  /** Nothing depended on the decision. */
  readonly idle: boolean;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** What a finished episode comes to. */
export interface EpisodeFigures {
  readonly seed: number;
  readonly steps: number;
  readonly episodeReturn: number;
  /** Share of what can be achieved, in %. */
  readonly progress: number;
  readonly plans: number;
  readonly planTokens: number;
  /** Generated tokens. */
  readonly tokens: number;
}

/** One episode in progress. */
export interface RlLane {
  readonly seed: number;
  /** What the model reads now. Safe to repeat. */
  prepare(): Prompt;
  /** Takes the answer to the last prompt. */
  take(completion: Completion): LaneOutcome;
  figures(): EpisodeFigures;
}

/** Makes episodes: the same seed makes the same one. */
export type NewLane = (seed: number) => RlLane;

/** A completion as far as a lane reads it, from the answer alone: for playing a stored episode again. */
export function completionOf(text: string): Completion {
  const words = text.split(' ');
  const plan = words.indexOf('</plan>');
  return {
    text,
    planTokens: plan < 0 ? 0 : plan - 1,
    promptTokens: 0,
    generatedTokens: words.length,
  };
}
