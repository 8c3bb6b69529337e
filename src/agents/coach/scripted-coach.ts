// A coach as a script: what a person who knows Crafter would write while watching. It sees the view, remembers places
// as a person would, goes through the tech tree up to the diamond, and says the next goal and what follows from it.
// It replans when the goal is done, when a need is urgent, when its words about the place have aged ("west near" is
// soon wrong), and when a goal has led nowhere for long. The agenda is the teacher's; acting is left to the agent.

import { Random } from '../../random.ts';
import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { Goal } from '../goals.ts';
import { CrafterMemory } from '../memory.ts';
import type { CurrentPlan } from '../plan.ts';
import { renderPlan } from '../plan-language.ts';
import { PlanWatch } from '../plan-watch.ts';
import { sceneOf } from '../teacher/act.ts';
import { agenda, urgentNeed } from '../teacher/agenda.ts';
import { followUp } from '../teacher/choose-plan.ts';
import { promisingDirection } from '../teacher/exploring.ts';
import type { Scene } from '../teacher/scene.ts';
import type { Coach } from './coach.ts';

/** Steps after which the same goal is said anew, with where its thing is now. */
const SAY_AGAIN = 10;
/** Steps on one goal after which it counts as impossible for now, and steps it is then left alone. */
const GIVE_UP = 60;
const LEAVE_ALONE = 60;
/** Keeps the coach's choice of words apart from other users of the same seed. */
const STREAM = 9;

export class ScriptedCoach implements Coach {
  readonly #memory = new CrafterMemory();
  readonly #watch = new PlanWatch();
  #seed = 0;
  #text = '';
  /** The goal worked on, and the step it was first said. */
  #goal = '';
  #since = 0;
  /** Goals given up, and the step from which they may be tried again. */
  readonly #leftAlone = new Map<string, number>();

  reset(seed: number): void {
    this.#memory.reset();
    this.#seed = seed;
    this.#text = '';
    this.#goal = '';
    this.#leftAlone.clear();
  }

  advise(
    observation: CrafterObservation,
    plan: CurrentPlan | null,
    previousAction: number | null,
  ): string | undefined {
    const memory = this.#memory;
    memory.update(observation, previousAction);
    this.#watch.see(memory, previousAction);
    const mine = plan?.by === 'person' && plan.text === this.#text;
    if (mine && this.#keeps(observation, plan.age)) return undefined;
    const scene = sceneOf(memory, observation);
    const goals = this.#choose(scene);
    this.#text = renderPlan(goals, memory, new Random(this.#seed, memory.steps, STREAM));
    this.#watch.begin(this.#text, memory.inventory);
    return this.#text;
  }

  #keeps(observation: CrafterObservation, age: number): boolean {
    const memory = this.#memory;
    if (memory.sleeping) return true;
    const current = this.#watch.current(memory, observation);
    if (current === null || age >= SAY_AGAIN) return false;
    const urgent = urgentNeed(sceneOf(memory, observation));
    return urgent === null || nameOf(urgent) === nameOf(current);
  }

  #choose(scene: Scene): Goal[] {
    const first = urgentNeed(scene) ?? this.#fromAgenda(scene);
    if (nameOf(first) !== this.#goal) {
      this.#goal = nameOf(first);
      this.#since = this.#memory.steps;
    }
    if (first.verb === 'explore') return [{ ...first, direction: promisingDirection(scene) ?? 'north' }];
    const next = followUp(scene, first);
    return next === null ? [first] : [first, next];
  }

  /** The most important goal that has not just led nowhere. */
  #fromAgenda(scene: Scene): Goal {
    const now = this.#memory.steps;
    if (now - this.#since >= GIVE_UP) this.#leftAlone.set(this.#goal, now + LEAVE_ALONE);
    const options = agenda(scene);
    return options.find((goal) => (this.#leftAlone.get(nameOf(goal)) ?? 0) <= now) ?? options[0];
  }
}

/** What a goal is about, amounts and places aside. */
function nameOf({ verb, thing }: Goal): string {
  return `${verb} ${thing ?? ''}`;
}
