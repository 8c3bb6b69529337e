// What a planning agent is to the rest of the lab: it sees an observation, says one answer string
// (`<plan> … </plan> action` or `action`), and only its latest plan stays in force.
// Source of the answer's form and the schedules: Learning When to Plan (arXiv 2509.03581), section 3.

import type { CrafterObservation } from '../worlds/crafter/names.ts';

/** Who decides when to plan. `human`: a person's plan is kept until the person replaces it; the agent writes none.
 * `gate`: a small network decides at every step (gate.ts). */
export type Schedule = 'never' | 'always' | 'dynamic' | 'human' | 'gate' | `every-${number}`;

/** Everything that fixes an agent's behaviour; part of every record and link. */
export interface AgentConfig {
  /** `teacher`, or the id of a language model such as `pocket-crafter`. */
  readonly model: string;
  /** First 16 hex digits of the SHA-256 of the model's weights; '' where there are none. */
  readonly weights: string;
  readonly schedule: Schedule;
  /** 0 = greedy. */
  readonly temperature: number;
  /** Seeds the agent's own randomness (sampling); the world has its own seed. */
  readonly seed: number;
  /** Under the schedule `gate`, and only there: which gate, by its id (`gateId` of gate.ts). */
  readonly gate?: string;
  /** Of chat models only: answers are held to their form, which changes the benchmark. Absent: they are free. */
  readonly constrained?: true;
}

/** Longest plan a person may write, in characters; a model reads the first MAX_PLAN_TOKENS words of it. */
export const MAX_PLAN_CHARACTERS = 500;
/** Words of the plan in context, and the longest plan a model may generate. */
export const MAX_PLAN_TOKENS = 16;

export interface Decision {
  /** Action number of the world. */
  readonly action: number;
  /** The new plan, if this decision made one (plain words, without tags). */
  readonly plan?: string;
  /** Generated tokens of that plan. */
  readonly planTokens: number;
  /** All tokens generated for this decision (1 for a bare action of the pocket model). */
  readonly tokens: number;
  /** Positions of the prompt; 0 for scripted agents. */
  readonly promptTokens: number;
  /** Probability the model, or under `gate` the gate, gave to planning now, if it says. */
  readonly planProbability?: number;
}

/** One episode's agent: holds memory and the plan in force; stateful, one per lane. */
export interface PlanningAgent {
  readonly config: AgentConfig;
  /** Forgets everything: a new episode starts. */
  reset(): void;
  /** Decides on this observation. The world then takes the action, and `observe`'s next call sees the result. */
  decide(observation: CrafterObservation, signal?: AbortSignal): Promise<Decision>;
  /** The plan in force, its age in steps and its author; null without one. */
  readonly plan: { readonly text: string; readonly age: number; readonly by: 'agent' | 'person' } | null;
  /** A person's plan comes into force at once; '' hands planning back to the schedule. @throws LabError bad-plan */
  setPlan(text: string): void;
  /**
   * Brings the agent to where it was after a step that was already taken: by a person in its place, or by itself before
   * the run was stored and resumed. The next decision is then the one it would have made.
   */
  replay(observation: CrafterObservation, step: PastStep): void;
}

/** A step that was taken before (a `StepRecord` fits). */
export interface PastStep {
  readonly action: number;
  readonly by: 'agent' | 'person';
  /** A plan that came into force with it, and whose it was. */
  readonly plan?: string;
  readonly planBy?: 'agent' | 'person';
}
