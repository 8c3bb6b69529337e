// How long a person's plan stays in force: until it is replaced (`pinned`), until the plan language reads it as done, or
// for a number of steps. When that is over, planning goes back to the agent exactly as if the person had handed it back.

import { LabError } from '../lab-error.ts';
import type { CrafterObservation } from '../worlds/crafter/names.ts';
import type { CrafterMemory } from './memory.ts';
import { isEndless, PlanWatch } from './plan-watch.ts';

export type PlanHold = 'pinned' | 'done' | `steps-${number}`;

/** Longest hold in steps; a longer one is a pinned plan. */
export const MAX_HOLD_STEPS = 1000;
/** Steps after which a plan without an end ("explore west"), or one that asks for nothing known, counts as done. */
export const ENDLESS_STEPS = 30;

/** @throws LabError bad-argument */
export function parseHold(text: string): PlanHold {
  if (text === 'pinned' || text === 'done') return text;
  const steps = Number(/^steps-(\d{1,4})$/.exec(text)?.[1]);
  if (steps >= 1 && steps <= MAX_HOLD_STEPS) return `steps-${steps}`;
  throw new LabError(
    'bad-argument',
    `A plan cannot be kept "${text.slice(0, 40)}".`,
    `Use pinned, done, or steps-n with n from 1 to ${MAX_HOLD_STEPS}.`,
  );
}

/** The n of `steps-n`; Infinity for other holds. */
export function holdSteps(hold: PlanHold): number {
  return hold.startsWith('steps-') ? Number(hold.slice('steps-'.length)) : Number.POSITIVE_INFINITY;
}

/** Follows the run from the moment a plan is written and tells when it is over. */
export class HeldPlan {
  readonly hold: PlanHold;
  readonly #memory: CrafterMemory;
  readonly #watch = new PlanWatch();
  #age = 0;

  /** @param memory of the run so far, the state included that the plan was written in; this object goes on with it */
  constructor(text: string, hold: PlanHold, memory: CrafterMemory) {
    this.hold = hold;
    this.#memory = memory;
    this.#watch.begin(text, memory.inventory);
  }

  /** The state after an action that was taken under the plan. */
  see(observation: CrafterObservation, action: number): void {
    this.#memory.update(observation, action);
    this.#watch.see(this.#memory, action);
    this.#age++;
  }

  /** Whether planning goes back now, before the next decision; a plan is followed for one decision at least. */
  isOver(observation: CrafterObservation): boolean {
    if (this.#age === 0 || this.hold === 'pinned') return false;
    if (this.hold !== 'done') return this.#age >= holdSteps(this.hold);
    const current = this.#watch.current(this.#memory, observation);
    const endless = this.#watch.goals.length === 0 || (current !== null && isEndless(current));
    return endless ? this.#age >= ENDLESS_STEPS : current === null;
  }
}
