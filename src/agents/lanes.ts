// Many episodes side by side through batched model calls: how evaluation, sweeps and student rollouts are played.
// A finished episode's lane takes the next one, so the batch stays full. Results do not depend on the batching: each
// lane's world, memory and sampling are keyed by its own seed.
//
// Lanes may be of different models, schedules and temperatures: every round asks each model once for each temperature.
// A lane without a model is the teacher, a script. A coach may write plans in a person's place.

import type { Completion, LanguageModel, Prompt } from '../language/language-model.ts';
import { Crafter } from '../worlds/crafter/crafter.ts';
import { ACHIEVEMENTS, ACTIONS, type CrafterObservation } from '../worlds/crafter/names.ts';
import type { StepResult } from '../worlds/world.ts';
import type { AgentConfig, Decision } from './agent.ts';
import type { Coach } from './coach/coach.ts';
import { agentWith, type ModelAgent } from './model-agent.ts';
import type { TeacherAgent } from './teacher/teacher-agent.ts';

const NOOP = ACTIONS.indexOf('noop');

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
  readonly opening?: LaneOptions['opening'];
  /** Sees every decision before its action is taken. */
  readonly onDecision?: (moment: LaneMoment) => void;
  readonly onEpisode?: (summary: EpisodeSummary) => void;
  readonly signal?: AbortSignal;
}

/** Plays all seeds to their ends; summaries come in the order of `seeds`. */
export async function playLanes(options: LanesOptions): Promise<EpisodeSummary[]> {
  const { seeds, model, config, maxSteps, opening } = options;
  const summaries = new Map<Lane, EpisodeSummary>();
  const lanes: Lane[] = [];
  await playEpisodes({
    ...options,
    next: () => {
      if (lanes.length === seeds.length) return null;
      lanes.push(new Lane({ config, model, seed: seeds[lanes.length], maxSteps, opening }));
      return lanes[lanes.length - 1];
    },
    onEpisode: (lane) => {
      const summary = lane.summary();
      summaries.set(lane, summary);
      options.onEpisode?.(summary);
    },
  });
  return lanes.map((lane) => summaries.get(lane)!);
}

export interface EpisodesOptions {
  /** The next episode to play; null when there are no more. */
  readonly next: () => Lane | null;
  /** Episodes played side by side. */
  readonly lanes: number;
  /** Sees every decision of a model before its action is taken. */
  readonly onDecision?: (moment: LaneMoment) => void;
  /** Every step that was taken. */
  readonly onStep?: (lane: Lane, step: LaneStep) => void;
  /** An episode is over; the next ones wait for it. */
  readonly onEpisode?: (lane: Lane) => void | Promise<void>;
  /** A step was taken in every lane; the next round waits for it. */
  readonly onRound?: () => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** Plays episodes until there are no more. @throws what a model throws; the signal's reason */
export async function playEpisodes(options: EpisodesOptions): Promise<void> {
  const active: Lane[] = [];
  const refill = () => {
    while (active.length < options.lanes) {
      const lane = options.next();
      if (lane === null) return;
      active.push(lane);
    }
  };
  for (refill(); active.length > 0; refill()) {
    options.signal?.throwIfAborted();
    await playRound(active, options);
    await options.onRound?.();
    for (const lane of active.filter(({ over }) => over)) {
      active.splice(active.indexOf(lane), 1);
      await options.onEpisode?.(lane);
    }
  }
}

/** One step in every lane. */
async function playRound(active: readonly Lane[], options: EpisodesOptions): Promise<void> {
  for (const lane of active) lane.askCoach();
  for (const [model, lanes] of Map.groupBy(active, (lane) => lane.model)) {
    if (model === null) for (const lane of lanes) take(lane, lane.decideByScript(), options);
    else await playModel(model, lanes, options);
  }
}

/** One call for each temperature, which a call has one of. */
async function playModel(
  model: LanguageModel,
  lanes: readonly Lane[],
  options: EpisodesOptions,
): Promise<void> {
  for (const [temperature, call] of Map.groupBy(lanes, (lane) => lane.config.temperature)) {
    const prompts = call.map((lane) => lane.prepare());
    const completions = await model.complete(prompts, { temperature }, options.signal);
    for (const [i, lane] of call.entries()) {
      const [prompt, completion] = [prompts[i], completions[i]];
      const decision = lane.conclude(completion);
      options.onDecision?.({ lane, observation: lane.observation, prompt, completion, decision });
      take(lane, decision, options);
    }
  }
}

function take(lane: Lane, decision: Decision, { onStep }: EpisodesOptions): void {
  const step = lane.take(decision);
  onStep?.(lane, step);
}

export interface LaneOptions {
  /** The world's seed is added to its seed, so that lanes sample independently. */
  readonly config: AgentConfig;
  /** null: the teacher. */
  readonly model: LanguageModel | null;
  /** World seed. */
  readonly seed: number;
  /** Steps at the most. */
  readonly maxSteps: number;
  /** Map size; [64, 64] by default. */
  readonly area?: readonly [number, number];
  /** A new one for every lane; it is asked before each decision. */
  readonly coach?: Coach;
  /** Noops that the world takes before the agent first looks, which count as no step; 0 by default. */
  readonly opening?: number;
}

/** A step that was just taken. */
export interface LaneStep {
  readonly decision: Decision;
  /** What the coach wrote before it ('' hands planning back). */
  readonly coachPlan?: string;
  /** Valid until the lane's next step. */
  readonly result: StepResult<CrafterObservation>;
}

/** One episode in progress. */
export class Lane {
  readonly seed: number;
  /** With the seed of this episode. */
  readonly config: AgentConfig;
  readonly model: LanguageModel | null;
  readonly agent: ModelAgent | TeacherAgent;
  readonly world: Crafter;
  observation: CrafterObservation;
  over = false;
  steps = 0;
  readonly #coach: Coach | undefined;
  #coachPlan: string | undefined;
  #previousAction: number | null = null;
  #episodeReturn = 0;
  #plans = 0;
  #planTokens = 0;
  #tokens = 0;
  #terminated = false;

  constructor({ config, model, seed, maxSteps, area, coach, opening = 0 }: LaneOptions) {
    this.seed = seed;
    this.config = { ...config, seed: config.seed + seed };
    this.model = model;
    this.agent = agentWith(this.config, model);
    this.agent.reset();
    this.#coach = coach;
    coach?.reset(this.config.seed);
    this.world = new Crafter({ length: maxSteps + opening, ...(area && { area }) });
    this.observation = this.world.reset(seed).observation;
    for (let i = 0; i < opening; i++) this.observation = this.world.step(NOOP).observation;
  }

  /** Lets the coach look and write, once before every decision. */
  askCoach(): void {
    this.#coachPlan = this.#coach?.advise(this.observation, this.agent.plan, this.#previousAction);
    if (this.#coachPlan !== undefined) this.agent.setPlan(this.#coachPlan);
  }

  prepare(): Prompt {
    return (this.agent as ModelAgent).prepare(this.observation);
  }

  conclude(completion: Completion): Decision {
    return (this.agent as ModelAgent).conclude(completion);
  }

  decideByScript(): Decision {
    return (this.agent as TeacherAgent).decideSync(this.observation);
  }

  take(decision: Decision): LaneStep {
    const result = this.world.step(decision.action);
    this.steps++;
    this.#previousAction = decision.action;
    this.#episodeReturn += result.reward;
    this.#plans += decision.plan || this.#coachPlan ? 1 : 0;
    this.#planTokens += decision.planTokens;
    this.#tokens += decision.tokens;
    this.observation = result.observation;
    this.#terminated = result.terminated;
    this.over = result.terminated || result.truncated;
    return { decision, coachPlan: this.#coachPlan, result };
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
