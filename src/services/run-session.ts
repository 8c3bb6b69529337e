// One run, step by step: a world, an agent, and the record they write together. The same code plays in the page's
// worker and on the command line; it knows nothing of threads, clocks or storage.

import type { Decision, PlanningAgent } from '../agents/agent.ts';
import type { Coach } from '../agents/coach/coach.ts';
import { CrafterMemory } from '../agents/memory.ts';
import { checkPlan } from '../agents/plan.ts';
import { HeldPlan, type PlanHold, parseHold } from '../agents/plan-hold.ts';
import { LabError } from '../lab-error.ts';
import type { Actor, RunConfig, RunRecord, StepRecord } from '../records/record.ts';
import { type Held, RunRecorder } from '../records/recorder.ts';
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
  /** A person's plan that ends by itself. */
  #held: HeldPlan | null = null;
  /** A person's own plan is in force: the coach only watches. */
  #personPlans = false;
  #coach: Coach | null = null;
  /** Step at which the coach was last asked; it must see every step once. */
  #coachSaw = -1;

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
    relive(this.config, this.recorder.steps, (observation, step) => {
      if (step) agent.replay(observation, step);
    });
    if (this.#newPlan !== null) agent.setPlan(this.#newPlan);
    this.#agent = agent;
  }

  /** Takes stored steps again, without an agent. @throws LabError bad-record if they do not fit the world */
  restore(steps: readonly StepRecord[]): void {
    for (const step of steps) this.restored.push(this.#advance(step));
  }

  /**
   * Goes on with a plan that ends by itself, after `restore`; anything that does not fit the steps leaves it pinned.
   * @param held as the recorder said it
   */
  hold({ hold, since }: Held): void {
    const { steps } = this.recorder;
    const last = steps.findLastIndex(({ plan }) => plan !== undefined);
    const { plan = '', planBy } = steps[last] ?? {};
    if (last !== since || planBy !== 'person' || plan === '') return;
    const memory = new CrafterMemory();
    let before: StepRecord | undefined;
    relive(this.config, steps, (observation, step) => {
      if (this.#held && before) this.#held.see(observation, before.action);
      else memory.update(observation, before?.action ?? null);
      if (step === steps[since]) this.#held = new HeldPlan(plan, parseHold(hold), memory);
      before = step;
    });
    this.recorder.held = { hold, since };
    this.#personPlans = true;
  }

  /** One decision of the agent, taken. @throws what the model throws; then nothing was taken */
  async decide(signal?: AbortSignal): Promise<TakenStep> {
    if (!this.#agent) throw new LabError('model-missing', 'No agent is ready yet.');
    this.#steer();
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
    this.#askCoach();
    const step: StepRecord = { action, by: 'person', ...this.#takePersonsPlan(), planTokens: 0, tokens: 0 };
    if (!this.over) this.#agent?.replay(this.#state.observation, step);
    return this.#advance(step);
  }

  /**
   * A person's plan, in force from the next decision; '' hands planning back. When its hold is over, planning goes back
   * by itself, and the record says so as if the person had done it.
   * @throws LabError bad-plan
   */
  writePlan(text: string, hold: PlanHold = 'pinned'): string {
    const plan = this.#adopt(text);
    this.#personPlans = plan !== '';
    if (plan === '' || hold === 'pinned') return plan;
    this.#held = new HeldPlan(plan, hold, this.#recollection());
    this.recorder.held = { hold, since: this.steps };
    return plan;
  }

  /** Lets a coach write the plans from now on, as a person would; null sends it away and leaves its last plan. */
  setCoach(coach: Coach | null): void {
    this.#coach = coach;
    if (!coach) return;
    coach.reset(this.config.agent.seed);
    let action: number | null = null;
    relive(this.config, this.recorder.steps, (observation, step) => {
      if (!step) return;
      coach.advise(observation, null, action);
      action = step.action;
    });
    this.#coachSaw = -1;
  }

  #adopt(text: string): string {
    const plan = checkPlan(text);
    this.#agent?.setPlan(plan);
    this.#newPlan = plan;
    this.#held = null;
    this.recorder.held = null;
    return plan;
  }

  /** Before a decision: a plan whose hold is over is handed back, and the coach may write one. */
  #steer(): void {
    if (this.#held?.isOver(this.#state.observation)) this.writePlan('');
    const advice = this.#askCoach();
    if (advice !== undefined && !this.#personPlans) this.#adopt(advice);
  }

  #askCoach(): string | undefined {
    if (!this.#coach || this.#coachSaw === this.steps) return undefined;
    this.#coachSaw = this.steps;
    const action = this.recorder.steps.at(-1)?.action ?? null;
    return this.#coach.advise(this.#state.observation, this.#agent?.plan ?? null, action);
  }

  /** What somebody who watched this run from its start remembers now. */
  #recollection(): CrafterMemory {
    const memory = new CrafterMemory();
    let action: number | null = null;
    relive(this.config, this.recorder.steps, (observation, step) => {
      memory.update(observation, action);
      action = step?.action ?? null;
    });
    return memory;
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
    this.#held?.see(this.#state.observation, record.action);
    return {
      record,
      step: this.steps,
      reward: this.#state.reward,
      unlocked: ACHIEVEMENTS.filter((_, i) => before[i] === 0 && after[i] > 0),
      planProbability,
    };
  }
}

/** Plays recorded steps in a fresh world: every state with the step taken in it, the last one without. */
function relive(
  config: RunConfig,
  steps: readonly StepRecord[],
  visit: (observation: CrafterObservation, step?: StepRecord) => void,
): void {
  const world = worldOf(config);
  let { observation } = world.reset(config.seed);
  for (const step of steps) {
    visit(observation, step);
    observation = world.step(step.action).observation;
  }
  visit(observation);
}
