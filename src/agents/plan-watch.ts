// How far a written plan is, as the plan language reads it: which of its goals is worked on, whether nothing is left to
// do. Whoever holds a plan "until it is done" asks here. It judges by what the view has shown and what was done since
// the plan came into force, so "place stone" asks for a stone placed now, not for one placed some time before.

import type { CrafterObservation } from '../worlds/crafter/names.ts';
import { bindGoals, type Goal } from './goals.ts';
import type { CrafterMemory } from './memory.ts';
import { parsePlan } from './plan-language.ts';
import { isDone, sceneOf } from './teacher/act.ts';
import type { Scene } from './teacher/scene.ts';
import { ACTION, ITEM } from './things.ts';

/** What placing a thing spends. */
const SPENT = { table: 'wood', furnace: 'stone', plant: 'sapling', stone: 'stone' } as const;
type Placeable = keyof typeof SPENT;

export class PlanWatch {
  /** Goals of the plan, bound to what was held when it came into force; [] for a text that asks for nothing known. */
  goals: readonly Goal[] = [];
  /** Goals that a placing action fulfilled since the plan came into force. */
  #placed = new Set<Goal>();
  /** The inventory at the last look. */
  readonly #before = new Uint8Array(16);

  /** A plan comes into force now. */
  begin(text: string, inventory: ArrayLike<number>): void {
    this.goals = bindGoals(parsePlan(text), inventory);
    this.#placed = new Set();
    this.#before.set(inventory);
  }

  /** Watches exactly what another one does. */
  copyFrom(other: PlanWatch): void {
    this.goals = other.goals;
    this.#placed = new Set(other.#placed);
    this.#before.set(other.#before);
  }

  /** Looks at the state after an action. @param memory already updated with `observation` */
  see(memory: CrafterMemory, previousAction: number | null): void {
    for (const goal of this.goals) {
      if (goal.verb !== 'place' || !Object.hasOwn(SPENT, goal.thing ?? '')) continue;
      const thing = goal.thing as Placeable;
      const item = ITEM[SPENT[thing]];
      const placed =
        previousAction === ACTION[`place_${thing}`] && memory.inventory[item] < this.#before[item];
      if (placed) this.#placed.add(goal);
    }
    this.#before.set(memory.inventory);
  }

  /** The goal that is worked on now; null when nothing is left to do. */
  current(memory: CrafterMemory, observation: CrafterObservation): Goal | null {
    const scene = sceneOf(memory, observation);
    const made = this.goals.findLastIndex(
      (goal) => (goal.verb === 'place' || goal.verb === 'make') && this.#isDone(scene, goal),
    );
    return this.goals.find((goal, i) => i > made && !this.#isDone(scene, goal)) ?? null;
  }

  #isDone(scene: Scene, goal: Goal): boolean {
    if (this.#placed.has(goal)) return true;
    const again = goal.verb === 'place' && (goal.thing === 'stone' || goal.thing === 'plant');
    return !again && isDone(scene, goal);
  }
}

/** True for a goal that no state of the world fulfils: exploring goes on until something else is said. */
export function isEndless(goal: Goal): boolean {
  return goal.verb === 'explore';
}
