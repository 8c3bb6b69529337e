// The agent worker's service as the page sees it: a few commands by RPC, and ONE stream of numbered events.
// A worker's progress callback can arrive after the call's result, so everything that happens in a run is an event.

import type { PlanHold } from '../agents/plan-hold.ts';
import type { LabErrorData } from '../lab-error.ts';
import type { ChatMessage, RuntimeKind } from '../language/language-model.ts';
import type { Usage } from '../language/remote/usage.ts';
import type { Actor, Outcome, RunConfig } from '../records/record.ts';
import type { CrafterFrame } from '../worlds/crafter/names.ts';
import type { BalrogEvent } from './agent-balrog.ts';
import type { Endpoint } from './endpoint-settings.ts';

export type { RuntimeKind };
export type RunPhase = 'idle' | 'loading' | 'playing' | 'paused' | 'over';
export type RuntimePreference = 'auto' | 'webgpu' | 'wasm';

export interface StepEvent {
  readonly type: 'step';
  /** 0 for the state after reset, then 1-based. */
  readonly step: number;
  readonly action: number | null;
  readonly by: Actor;
  /** A plan that came into force with this step. */
  readonly plan?: string;
  readonly planBy?: Actor;
  readonly planTokens: number;
  readonly tokens: number;
  readonly planProbability?: number;
  readonly reward: number;
  readonly episodeReturn: number;
  /** Achievements unlocked by this step. */
  readonly unlocked: readonly string[];
  /** The world to draw; absent where steps come faster than a screen refreshes (a `frame` event follows at rest). */
  readonly frame?: CrafterFrame;
}

/** One decision as the model met it; nothing is left out or made nicer. */
export interface PromptEvent {
  readonly type: 'prompt';
  /** The step that the decision became, 1-based. */
  readonly step: number;
  /** All that was read, as one text. */
  readonly text: string;
  readonly answer: string;
  /** Of a chat model: the same as it was sent, message by message. */
  readonly messages?: readonly ChatMessage[];
  /** What a thinking model wrote before its answer. */
  readonly thoughts?: string;
  /** The limit of tokens ended the answer. */
  readonly cut?: boolean;
  /** false: the answer named no action and became a Noop. */
  readonly valid?: boolean;
}

export type AgentEvent = { readonly n: number } & (
  | StepEvent
  | { readonly type: 'frame'; readonly frame: CrafterFrame }
  | { readonly type: 'phase'; readonly phase: RunPhase; readonly stepsPerSecond: number }
  | {
      readonly type: 'started';
      readonly runId: string;
      readonly config: RunConfig;
      readonly resumedAt: number;
      /** How long the plan in force is kept, where a person wrote it. */
      readonly hold?: PlanHold;
    }
  | { readonly type: 'runtime'; readonly kind: RuntimeKind; readonly why: string }
  | { readonly type: 'progress'; readonly what: string; readonly loaded: number; readonly total: number }
  | PromptEvent
  /** What the run has asked of a chat model since it was opened here. */
  | { readonly type: 'usage'; readonly usage: Usage }
  | BalrogEvent
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'saved'; readonly steps: number }
  | { readonly type: 'over'; readonly outcome: Outcome; readonly digest: string }
  | { readonly type: 'error'; readonly error: LabErrorData }
);

export interface StartOptions {
  readonly runtime: RuntimePreference;
  /** Decisions per second at the most; 0 = as fast as it goes. */
  readonly speed: number;
  /** Begin paused after the first frame. */
  readonly paused: boolean;
  /** Keep the run in IndexedDB. */
  readonly store: boolean;
  /** Send each decision's exact prompt and answer as events. */
  readonly prompts: boolean;
  /** Those that this page knows: a remote model is asked at the one that serves it. They are kept in memory, and stored nowhere. */
  readonly endpoints?: readonly Endpoint[];
}

/** Commands. Every one resolves when it took effect; failures are LabErrors and also an `error` event. */
export interface AgentService {
  /** Receives all events of this worker from now on; one port for the worker's life. */
  connect(port: MessagePort): void;
  /** Draws the world first, then loads the model, then plays. Replaces the run in progress (which stays stored). */
  start(config: RunConfig, options: StartOptions): Promise<void>;
  /** Continues a stored, unfinished run exactly where it stopped. */
  resumeStored(runId: string, options: StartOptions): Promise<void>;
  /** Goes on; a model that failed to load, or is gone, is loaded first. */
  play(): Promise<void>;
  /** Loads the run's model anew, with what these options say, at the step where the run is. */
  renew(options: StartOptions): Promise<void>;
  /** A chat model's answer on its way is not waited for: it is asked again when the run goes on. */
  pause(): Promise<void>;
  /** One decision of the agent, or so many, then paused. */
  step(count?: number): Promise<void>;
  setSpeed(decisionsPerSecond: number): Promise<void>;
  /** A person's action instead of the agent's next decision; the run pauses for the agent while a person plays. */
  act(action: number): Promise<void>;
  setTakeOver(on: boolean): Promise<void>;
  /**
   * A person's plan, in force from the next decision, which then comes at once; '' hands planning back to the schedule.
   * @param hold when planning goes back by itself; 'pinned' by default
   */
  writePlan(text: string, hold?: PlanHold): Promise<void>;
  /** A coach of `agents/coach/registry.ts` writes the plans from the next decision on; '' sends it away. */
  setCoach(name: string): Promise<void>;
  /**
   * Pauses the run, and plays episodes by BALROG's protocol with its chat model; `balrog` events tell of it.
   * @throws LabError model-missing without a chat model, bad-argument, aborted, and what the model throws
   */
  playBalrog(seeds: readonly number[], maxSteps: number): Promise<void>;
  /** Stops them; what was played is not kept. */
  stopBalrog(): Promise<void>;
  /** Stops loading the model; the world stays. */
  cancelLoading(): Promise<void>;
}
