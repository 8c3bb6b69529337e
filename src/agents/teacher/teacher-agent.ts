// The scripted teacher as a planning agent: it plans when its schedule says so (dynamic: by its own rule), says the plan in
// words, and acts on the words it said. A person's plan is followed in the same way.

import { Random } from '../../random.ts';
import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { AgentConfig, Decision, PastStep, PlanningAgent } from '../agent.ts';
import { askGate, type Gate, type GateAnswer } from '../gate.ts';
import { gateFeatures } from '../gate-features.ts';
import { gateOfAgent } from '../gates.ts';
import { CrafterMemory } from '../memory.ts';
import { afterPersonsPlan, type CurrentPlan } from '../plan.ts';
import { bindGoals, type Goal, parsePlan, renderPlan } from '../plan-language.ts';
import { PlanWatch } from '../plan-watch.ts';
import { planMode } from '../schedule.ts';
import { actOn } from './act.ts';
import { choosePlan, planIsStale, replanInterval, wantsReplan } from './choose-plan.ts';

export class TeacherAgent implements PlanningAgent {
  readonly config: AgentConfig;
  readonly memory = new CrafterMemory();
  /** Under the schedule `gate` only. */
  readonly #gate: Gate | null;
  readonly #watch = new PlanWatch();
  #plan: CurrentPlan | null = null;
  /** Goals of the plan in force, bound when it came into force; null until the next look at the world. */
  #goals: Goal[] | null = null;
  #interval = 0;
  #previousAction: number | null = null;
  #step = 0;

  /** @throws LabError model-missing for a gate that is not here */
  constructor(config: AgentConfig) {
    this.config = config;
    this.#gate = gateOfAgent(config);
  }

  get plan(): CurrentPlan | null {
    return this.#plan;
  }

  /** Goals that the plan in force asks for; [] without a plan. */
  get goals(): readonly Goal[] {
    return this.#goals ?? [];
  }

  reset(): void {
    this.memory.reset();
    this.#plan = null;
    this.#goals = null;
    this.#previousAction = null;
    this.#step = 0;
  }

  setPlan(text: string): void {
    this.#plan = afterPersonsPlan(this.#plan, text);
    this.#goals = null;
  }

  async decide(observation: CrafterObservation): Promise<Decision> {
    return this.decideSync(observation);
  }

  /** `decide` without a promise, for rolling out training data. */
  decideSync(observation: CrafterObservation): Decision {
    const decision = this.advise(observation);
    if (decision.plan !== undefined) this.#adoptOwn(decision.plan);
    this.#take(decision.action);
    return decision;
  }

  /**
   * What it would decide now, without doing so: the label of a state that somebody else reached. Follow it with `replay`
   * of what was really done.
   */
  advise(observation: CrafterObservation): Decision {
    this.#see(observation);
    const random = new Random(this.config.seed, this.#step);
    const gate = this.#askGate(observation);
    const wants = this.#wantsPlan(observation, random, gate?.plans);
    const plan = wants ? this.#makePlan(observation, random) : undefined;
    const goals = plan === undefined ? this.#goals : this.#goalsOf(plan);
    const action = actOn(this.memory, observation, goals, random);
    const planTokens = plan === undefined ? 0 : plan.split(' ').length;
    const says = gate && { planProbability: gate.probability };
    return { action, plan, planTokens, tokens: 0, promptTokens: 0, ...says };
  }

  replay(observation: CrafterObservation, step: PastStep): void {
    this.#see(observation);
    if (step.plan !== undefined && step.planBy === 'person') this.setPlan(step.plan);
    if (step.plan !== undefined && step.planBy === 'agent') this.#adoptOwn(step.plan);
    this.#take(step.action);
  }

  #see(observation: CrafterObservation): void {
    if (this.memory.steps <= this.#step) {
      this.memory.update(observation, this.#previousAction);
      this.#watch.see(this.memory, this.#previousAction);
    }
    if (this.#plan !== null && this.#goals === null) this.#adopt(this.#plan);
    if (this.#plan === null) this.#goals = null;
  }

  #askGate(observation: CrafterObservation): GateAnswer | null {
    if (this.#gate === null) return null;
    const { memory } = this;
    const features = gateFeatures({ memory, observation, plan: this.#plan, watch: this.#watch });
    return askGate(this.#gate, features, this.config, this.#step);
  }

  #wantsPlan(observation: CrafterObservation, random: Random, gatePlans?: boolean): boolean {
    const mode = planMode(this.config.schedule, this.#step, this.#plan?.by === 'person', gatePlans);
    if (mode !== 'may') return mode === 'must';
    if (this.#plan === null) return true;
    if (this.memory.sleeping) return false;
    const event = planIsStale(this.memory, observation, this.goals);
    return wantsReplan({ age: this.#plan.age, interval: this.#interval, event }, random);
  }

  #makePlan(observation: CrafterObservation, random: Random): string {
    const goals = choosePlan(this.memory, observation, random, this.goals);
    return renderPlan(goals, this.memory, random);
  }

  #adoptOwn(text: string): void {
    this.#adopt({ text, age: 0, by: 'agent' });
    this.#interval = this.#intervalAt(this.#step);
  }

  #adopt(plan: CurrentPlan): void {
    this.#plan = plan;
    this.#goals = this.#goalsOf(plan.text);
    this.#watch.begin(plan.text, this.memory.inventory);
  }

  #goalsOf(text: string): Goal[] {
    return bindGoals(parsePlan(text), this.memory.inventory);
  }

  /** Keyed by the step, so that a resumed run draws what it would have drawn. */
  #intervalAt(step: number): number {
    return replanInterval(new Random(this.config.seed, step, 1));
  }

  #take(action: number): void {
    if (this.#plan) this.#plan = { ...this.#plan, age: this.#plan.age + 1 };
    this.#previousAction = action;
    this.#step++;
  }
}
