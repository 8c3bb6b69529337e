// A run walked through with its agent, stopping at decisions: where its planning advantage can be measured, and what has
// just happened there (the events after which planning might pay). The record is only read.

import { LanguageAgent } from '../agents/language-agent.ts';
import { PlanWatch } from '../agents/plan-watch.ts';
import { DARK } from '../agents/teacher/scene.ts';
import { LabError } from '../lab-error.ts';
import type { LanguageModel } from '../language/language-model.ts';
import type { RunRecord } from '../records/record.ts';
import { worldOf } from '../records/replay.ts';
import { type CrafterObservation, ITEMS } from '../worlds/crafter/names.ts';
import { PLAN_EVENT_NAMES, type PlanEvent } from './advantage-row.ts';

/** What is needed of a record: its digest is not asked for, so runs in the making fit too. */
export type PlayedRun = Pick<RunRecord, 'config' | 'steps'>;

/** A decision of a run that is about to be made. Valid until the walk goes on: fork the agent, copy the rest. */
export interface Moment {
  /** Steps taken so far; the decision is step + 1 in the record's numbering. */
  readonly step: number;
  /** The agent as it stands, this observation already in its memory. */
  readonly agent: LanguageAgent;
  /** The world, to be continued by `Crafter.restore`. */
  readonly snapshot: Uint8Array;
  readonly events: readonly PlanEvent[];
}

/** Steps during which a night has just fallen. */
const DUSK_STEPS = 10;
const VITALS = ITEMS.indexOf('sapling');
const HEALTH = ITEMS.indexOf('health');

/**
 * Walks through a run and stops at every step that is wanted, in order.
 * @throws LabError bad-record for steps that do not fit the world
 */
export function* momentsOf(
  run: PlayedRun,
  model: LanguageModel,
  wanted: (step: number) => boolean,
): Generator<Moment> {
  const agent = new LanguageAgent(run.config.agent, model);
  const world = worldOf(run.config);
  const watch = new EventWatch();
  let state = world.reset(run.config.seed);
  for (let step = 0; ; step++) {
    if (state.terminated || state.truncated) return;
    // Preparing a decision takes the observation in; it may be done again.
    agent.prepare(state.observation);
    watch.see(agent, state.observation, run.steps[step - 1]?.action ?? null);
    if (wanted(step))
      yield {
        step,
        agent,
        snapshot: world.snapshot(),
        events: watch.events(agent, state.observation),
      };
    const taken = run.steps[step];
    if (taken === undefined) return;
    agent.replay(state.observation, taken);
    if (taken.plan !== undefined) watch.beginPlan(taken.plan, agent);
    state = world.step(taken.action);
  }
}

/** One moment of a run. @throws LabError bad-argument where the run has no decision left to make */
export function momentAt(run: PlayedRun, model: LanguageModel, step: number): Moment {
  for (const moment of momentsOf(run, model, (at) => at === step)) return moment;
  throw new LabError(
    'bad-argument',
    `There is no decision at step ${step}.`,
    `Choose a step from 0 to ${run.steps.length - 1}; where a run ended, nothing is decided any more.`,
  );
}

/** Notices events by comparing one state with the one before. */
class EventWatch {
  readonly #plan = new PlanWatch();
  readonly #inventory = new Uint8Array(ITEMS.length);
  #gained = false;
  #hurt = false;
  #dark = false;
  /** Steps since it became dark. */
  #darkFor = Number.POSITIVE_INFINITY;

  beginPlan(text: string, { memory }: LanguageAgent): void {
    this.#plan.begin(text, memory.inventory);
  }

  see({ memory }: LanguageAgent, { inventory, daylight }: CrafterObservation, action: number | null): void {
    if (action !== null) {
      this.#gained = inventory.some((count, item) => item >= VITALS && count > this.#inventory[item]);
      this.#hurt = inventory[HEALTH] < this.#inventory[HEALTH];
      this.#plan.see(memory, action);
    }
    const dark = daylight < DARK;
    this.#darkFor = dark && !this.#dark ? 0 : this.#darkFor + 1;
    this.#dark = dark;
    this.#inventory.set(inventory);
  }

  events({ memory, plan }: LanguageAgent, observation: CrafterObservation): PlanEvent[] {
    const happened: Record<PlanEvent, boolean> = {
      'item-gained': this.#gained,
      'damage-taken': this.#hurt,
      'night-falls': this.#dark && this.#darkFor < DUSK_STEPS,
      'goal-reached':
        plan !== null && this.#plan.goals.length > 0 && this.#plan.current(memory, observation) === null,
    };
    return PLAN_EVENT_NAMES.filter((name) => happened[name]);
  }
}
