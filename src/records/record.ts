// The run record: configuration, seed, actions and plans. Actions and seed alone reproduce the world bit for bit; the
// digest says so in 32 bytes. One canonical byte form serves IndexedDB, links and files (`codec.ts`).

import type { AgentConfig } from '../agents/agent.ts';

/** Raised when bytes of older records would be read differently; old versions stay readable (CHANGELOG.md). */
export const RECORD_FORMAT = 1;
/** Longest run a record may hold; Crafter's default length. */
export const MAX_RECORD_STEPS = 10_000;

/** Who chose the action. */
export type Actor = 'agent' | 'person';

export interface StepRecord {
  readonly action: number;
  readonly by: Actor;
  /** A plan that came into force before this action, written by `planBy`. */
  readonly plan?: string;
  readonly planBy?: Actor;
  /** Tokens the model generated for the plan (0 for a person's). */
  readonly planTokens: number;
  /** All tokens generated at this step (0 for a person or a script, 1 for a bare pocket action). */
  readonly tokens: number;
}

/** A world's id and what fixes its behaviour beside the seed. */
export interface WorldConfig {
  readonly id: string;
  /** Map size; Crafter's default is [64, 64]. */
  readonly area: readonly [number, number];
  /** Steps at most (the run's cap). */
  readonly length: number;
}

/** What starts a run; everything in a link's first part. */
export interface RunConfig {
  readonly world: WorldConfig;
  /** World seed, an integer 0..2^53-1. */
  readonly seed: number;
  readonly agent: AgentConfig;
}

export interface Outcome {
  readonly steps: number;
  readonly episodeReturn: number;
  /** Achievement name → first step (1-based). */
  readonly achievements: Readonly<Record<string, number>>;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

export interface RunRecord {
  readonly format: typeof RECORD_FORMAT;
  readonly config: RunConfig;
  readonly steps: readonly StepRecord[];
  readonly outcome: Outcome;
  /** SHA-256 (hex) over configuration, actions, plans and the replayed states; see `digest.ts`. */
  readonly digest: string;
}
