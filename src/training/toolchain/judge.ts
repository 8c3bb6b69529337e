// How good a target agent of Toolchain-v1 is, and how often another agent agrees with it: the target plays every task, and at
// every place on its way the other is asked, too. That is A's accuracy as speculation meets it.

import { TERMINATE } from '../../worlds/toolchain/names.ts';
import { isRight, needsOf, progressAfter, referencePlan } from '../../worlds/toolchain/needs.ts';
import type { Task } from '../../worlds/toolchain/task.ts';

export interface AgentFigures {
  readonly tasks: number;
  /** Share of tasks whose plan is right. */
  readonly right: number;
  /** Share of tasks whose plan is the reference plan, step by step. */
  readonly reference: number;
  /** Steps of the target's plans, TERMINATE included. */
  readonly steps: number;
  /** Share of those steps at which the other agent says the same. */
  readonly match: number;
}

/** A prefix of a plan; speculation's places fit. */
export interface PlanPlace {
  readonly task: Task;
  /** Action numbers. */
  readonly steps: readonly number[];
  readonly over: boolean;
  after(action: number): this;
}

/** Who says how a plan goes on; speculation's agents fit. */
export interface Planner<P extends PlanPlace> {
  act(place: P): Promise<{ readonly action: number }>;
}

/** Plays every task from its start. */
export async function judge<P extends PlanPlace>(
  target: Planner<P>,
  other: Planner<P>,
  starts: readonly P[],
): Promise<AgentFigures> {
  const plays = await Promise.all(starts.map((start) => play(target, other, start)));
  const total = (of: (play: Play) => number) => plays.reduce((sum, play) => sum + of(play), 0);
  const steps = total(({ end }) => end.steps.length);
  return {
    tasks: plays.length,
    right: total(({ end }) => Number(planIsRight(end))) / plays.length,
    reference: total(({ end }) => Number(isReference(end))) / plays.length,
    steps,
    match: total(({ matches }) => matches) / steps,
  };
}

interface Play {
  readonly end: PlanPlace;
  readonly matches: number;
}

async function play<P extends PlanPlace>(target: Planner<P>, other: Planner<P>, start: P): Promise<Play> {
  let place = start;
  let matches = 0;
  while (!place.over) {
    const [{ action }, guess] = await Promise.all([target.act(place), other.act(place)]);
    if (guess.action === action) matches++;
    place = place.after(action);
  }
  return { end: place, matches };
}

/** Whether a plan ended by TERMINATE, with all that was wished for. */
function planIsRight({ task, steps }: PlanPlace): boolean {
  const needs = needsOf(task);
  return steps.at(-1) === TERMINATE && isRight(needs, progressAfter(task, needs, steps));
}

function isReference({ task, steps }: PlanPlace): boolean {
  return referencePlan(task).join() === steps.join();
}
