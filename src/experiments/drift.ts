// Drift: how often the action departs from what the plan in force asks, by the teacher's reading of the plan.
//
// A step is *judged* if the plan alone decides for the teacher: it reads goals in the plan, one of them is still to be
// done, nobody sleeps, and no reflex (a foe beside it, a tool at hand), urgent need or deadly cell overrules that goal.
// On such a step the plan asks for one action, `pursue(goal)`; any other action departs from it, except that where a move is
// asked, another move into a free cell towards the goal's thing or in its direction does as well: there is often more
// than one shortest way. Zero is the teacher's own play.

import { directionOffset, type Goal, knownPlace } from '../agents/goals.ts';
import { CrafterMemory, neighbour } from '../agents/memory.ts';
import { bindGoals, parsePlan } from '../agents/plan-language.ts';
import { actIn, currentGoal, sceneOf } from '../agents/teacher/act.ts';
import { urgentNeed } from '../agents/teacher/agenda.ts';
import { pursue } from '../agents/teacher/pursue.ts';
import { isFree } from '../agents/teacher/scene.ts';
import { Random } from '../random.ts';
import type { StepRecord } from '../records/record.ts';
import { type CrafterObservation, DIRECTIONS } from '../worlds/crafter/names.ts';

export class DriftMeter {
  /** Steps of the agent under a plan. */
  underPlan = 0;
  /** Of them, steps on which the teacher can say what the plan asks. */
  judged = 0;
  /** Of those, steps with another action. */
  departed = 0;
  readonly #memory = new CrafterMemory();
  #plan = '';
  #goals: readonly Goal[] = [];
  #previousAction: number | null = null;

  /** Takes in one step, in order. @param observation what was seen before it */
  see(observation: CrafterObservation, step: StepRecord): void {
    this.#memory.update(observation, this.#previousAction);
    this.#previousAction = step.action;
    if (step.plan !== undefined) {
      this.#plan = step.plan;
      this.#goals = bindGoals(parsePlan(step.plan), this.#memory.inventory);
    }
    if (this.#plan === '' || step.by !== 'agent') return;
    this.underPlan++;
    const asked = askedOf(this.#memory, observation, this.#goals);
    if (asked === null) return;
    this.judged++;
    if (!follows(this.#memory, asked, step.action)) this.departed++;
  }
}

/** What a plan asks for in one state. */
export interface Asked {
  readonly goal: Goal;
  readonly action: number;
}

/**
 * What a plan asks for in this state; null where the teacher has no opinion or something else overrules the plan.
 * @param goals bound when the plan came into force (`bindGoals`)
 */
export function askedOf(
  memory: CrafterMemory,
  observation: CrafterObservation,
  goals: readonly Goal[],
): Asked | null {
  if (goals.length === 0 || memory.sleeping) return null;
  const scene = sceneOf(memory, observation);
  const goal = currentGoal(scene, goals);
  if (goal === null || urgentNeed(scene) !== null) return null;
  const action = pursue(scene, goal);
  return actIn(scene, goals, new Random(0)) === action ? { goal, action } : null;
}

/** Whether an action does what is asked, or as well. */
export function follows(memory: CrafterMemory, { goal, action: asked }: Asked, action: number): boolean {
  if (action === asked) return true;
  const [askedMove, move] = [DIRECTIONS[asked - 1], DIRECTIONS[action - 1]];
  if (!askedMove || !move || !isFree(memory, neighbour(memory.here, action - 1))) return false;
  const way = knownPlace(goal, memory) ?? (goal.direction ? directionOffset(goal.direction) : null);
  return way !== null && way.dx * move.dx + way.dy * move.dy > 0;
}
