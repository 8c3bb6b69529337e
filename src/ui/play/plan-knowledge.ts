// What the agent knows at this moment of a live run, for whoever writes a plan: its memory, made again from the run's
// seed and actions. The world is played along as the run grows, so asking again costs only the new steps.

import { CrafterMemory } from '../../agents/memory.ts';
import type { Situation } from '../../agents/plan-suggestions.ts';
import { worldOf } from '../../records/replay.ts';
import type { Crafter } from '../../worlds/crafter/crafter.ts';
import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { RunView } from '../run-view.ts';

export class PlanKnowledge {
  #view: RunView | null = null;
  #config: RunView['config'] = null;
  #world!: Crafter;
  #observation!: CrafterObservation;
  #memory = new CrafterMemory();
  #steps = 0;

  /** The situation at the view's newest step; null before there is a run. @throws LabError for an unknown world */
  situation(view: RunView): Situation | null {
    if (!view.config) return null;
    if (view !== this.#view || view.config !== this.#config || view.steps.length < this.#steps)
      this.#begin(view);
    while (this.#steps < view.steps.length) {
      const { action } = view.steps[this.#steps++];
      this.#observation = this.#world.step(action).observation;
      this.#memory.update(this.#observation, action);
    }
    return { memory: this.#memory, observation: this.#observation };
  }

  #begin(view: RunView): void {
    this.#view = view;
    this.#config = view.config;
    this.#steps = 0;
    this.#memory = new CrafterMemory();
    this.#world = worldOf(view.config!);
    this.#observation = this.#world.reset(view.config!.seed).observation;
    this.#memory.update(this.#observation, null);
  }
}
