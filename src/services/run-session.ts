// One run, step by step: a world, an agent, and the record they write together. The same code plays in the page's
// worker and on the command line; it knows nothing of threads, clocks or storage.

import type { Decision, PlanningAgent } from '../agents/agent.ts';
import { checkPlan } from '../agents/plan.ts';
import { LabError } from '../lab-error.ts';
import type { Actor, RunConfig, RunRecord, StepRecord } from '../records/record.ts';
import { RunRecorder } from '../records/recorder.ts';
import { worldOf } from '../records/replay.ts';
import type { Crafter } from '../worlds/crafter/crafter.ts';
import { frame } from '../worlds/crafter/frame.ts';
import { ACHIEVEMENTS, type CrafterFrame, type CrafterObservation } from '../worlds/crafter/names.ts';
import type { StepResult } from '../worlds/world.ts';

/** A step that was just taken. */
export interface TakenStep {
  readonly record: StepRecord;
  /** 1-based. */
  readonly step: number;
  readonly reward: number;
  readonly unlocked: readonly string[];
  readonly planProbability?: number;
}

export class RunSession {
  readonly config: RunConfig;
  readonly world: Crafter;
  readonly recorder: RunRecorder;
  episodeReturn = 0;
  /** Steps that were taken before this session, by `restore`. */
  readonly restored: TakenStep[] = [];
  #agent: PlanningAgent | null = null;
  #state: StepResult<CrafterObservation>;
  /** A person's plan that the next step's record will carry. */
  #newPlan: string | null = null;

  constructor(config: RunConfig) {
    this.config = config;
    this.world = worldOf(config);
    this.#state = this.world.reset(config.seed);
    this.recorder = new RunRecorder(config, this.world);
  }

  get steps(): number {
    return this.recorder.steps.length;
  }

  get over(): boolean {
    return this.#state.terminated || this.#state.truncated;
  }

  frame(): CrafterFrame {
    return frame(this.world);
  }

  record(): RunRecord {
    return this.recorder.record();
  }

  /**
   * Gives the run its agent. An agent that comes late (its model had to load first) or again (after a lost device)
   * relives the steps taken so far, so that its memory, plan and randomness are where they would have been.
   */
  attach(agent: PlanningAgent): void {
    agent.reset();
    if (this.steps > 0) relive(this.config, this.recorder.steps, agent);
    if (this.#newPlan !== null) agent.setPlan(this.#newPlan);
    this.#agent = agent;
  }

  /** Takes stored steps again, without an agent. @throws LabError bad-record if they do not fit the world */
  restore(steps: readonly StepRecord[]): void {
    for (const step of steps) this.restored.push(this.#advance(step));
  }

  /** One decision of the agent, taken. @throws what the model throws; then nothing was taken */
  async decide(signal?: AbortSignal): Promise<TakenStep> {
    if (!this.#agent) throw new LabError('model-missing', 'No agent is ready yet.');
    const decision = await this.#agent.decide(this.#state.observation, signal);
    return this.#advance(this.#stepOf(decision), decision.planProbability);
  }

  /** A person's action, taken. @throws LabError bad-action, episode-over */
  act(action: number): TakenStep {
    if (!Number.isInteger(action) || action < 0 || action >= this.world.actions.length) {
      throw new LabError(
        'bad-action',
        `${action} is not one of Crafter's ${this.world.actions.length} actions.`,
      );
    }
    const step: StepRecord = { action, by: 'person', ...this.#takePersonsPlan(), planTokens: 0, tokens: 0 };
    if (!this.over) this.#agent?.replay(this.#state.observation, step);
    return this.#advance(step);
  }

  /** A person's plan, in force from the next decision; '' hands planning back. @throws LabError bad-plan */
  writePlan(text: string): string {
    const plan = checkPlan(text);
    this.#agent?.setPlan(plan);
    this.#newPlan = plan;
    return plan;
  }

  #stepOf(decision: Decision): StepRecord {
    const persons = this.#takePersonsPlan();
    const own = decision.plan === undefined ? {} : { plan: decision.plan, planBy: 'agent' as Actor };
    return {
      action: decision.action,
      by: 'agent',
      // An agent plans in the very step only where the person has just handed planning back: its plan is then in force.
      ...(decision.plan === undefined ? persons : own),
      planTokens: decision.planTokens,
      tokens: decision.tokens,
    };
  }

  #takePersonsPlan(): { plan?: string; planBy?: Actor } {
    if (this.#newPlan === null) return {};
    const plan = this.#newPlan;
    this.#newPlan = null;
    return { plan, planBy: 'person' };
  }

  #advance(record: StepRecord, planProbability?: number): TakenStep {
    const before = this.world.state.achievements.slice();
    this.#state = this.world.step(record.action);
    const after = this.world.state.achievements;
    this.episodeReturn += this.#state.reward;
    this.recorder.add(record, this.#state);
    return {
      record,
      step: this.steps,
      reward: this.#state.reward,
      unlocked: ACHIEVEMENTS.filter((_, i) => before[i] === 0 && after[i] > 0),
      planProbability,
    };
  }
}

/** Plays recorded steps in a fresh world for the agent to see. */
function relive(config: RunConfig, steps: readonly StepRecord[], agent: PlanningAgent): void {
  const world = worldOf(config);
  let { observation } = world.reset(config.seed);
  for (const step of steps) {
    agent.replay(observation, step);
    observation = world.step(step.action).observation;
  }
}
