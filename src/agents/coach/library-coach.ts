// A coach that writes one plan of the library when the episode begins and hands planning back when the plan's hold is
// over: how much a single sentence at the start is worth.

import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import { CrafterMemory } from '../memory.ts';
import type { CurrentPlan } from '../plan.ts';
import { HeldPlan } from '../plan-hold.ts';
import type { Coach } from './coach.ts';
import type { LibraryPlan } from './plan-library.ts';

export class LibraryCoach implements Coach {
  readonly #plan: LibraryPlan;
  #held: HeldPlan | null = null;
  #written = false;

  constructor(plan: LibraryPlan) {
    this.#plan = plan;
  }

  reset(): void {
    this.#held = null;
    this.#written = false;
  }

  advise(
    observation: CrafterObservation,
    _plan: CurrentPlan | null,
    previousAction: number | null,
  ): string | undefined {
    if (!this.#written) {
      this.#written = true;
      const memory = new CrafterMemory();
      memory.update(observation, null);
      this.#held = new HeldPlan(this.#plan.text, this.#plan.hold, memory);
      return this.#plan.text;
    }
    if (this.#held === null || previousAction === null) return undefined;
    this.#held.see(observation, previousAction);
    if (!this.#held.isOver(observation)) return undefined;
    this.#held = null;
    return '';
  }
}
