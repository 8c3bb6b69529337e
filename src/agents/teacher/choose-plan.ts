// What the teacher plans and when. A plan is a goal of the agenda, often not the first, and what follows from it, so that a
// student sees many plans and learns to act on each. Replanning follows visible events (a goal is finished, a need became
// urgent) and otherwise random intervals of 2..12 steps (Learning When to Plan, arXiv 2509.03581: SFT priming).

import type { Random } from '../../random.ts';
import type { CrafterObservation } from '../../worlds/crafter/names.ts';
import type { Goal } from '../goals.ts';
import type { CrafterMemory } from '../memory.ts';
import { DIRECTION_WORDS } from '../plan-words.ts';
import { currentGoal, isDone, sceneOf } from './act.ts';
import { agenda, urgentNeed } from './agenda.ts';
import { promisingDirection } from './exploring.ts';
import { nearTable } from './pursue.ts';
import type { Scene } from './scene.ts';

/** Probability that a replan keeps a goal that is still alive. */
const KEEP = 0.75;
/**
 * Probability of planning for the most important goal; otherwise for one of the CHOICES first goals of the agenda. Were the
 * goal always the obvious one, it could be read off the state, and a student would learn nothing from a plan's words.
 */
const OBVIOUS = 0.4;
const CHOICES = 4;
/** Probability a step of replanning after an event. */
const REACT = 0.5;
const SHORTEST_INTERVAL = 2;
const LONGEST_INTERVAL = 12;
/** Share of plans that are left alone for up to LONGEST_PATIENCE steps, so that a student learns to follow old plans. */
const PATIENT = 0.15;
const LONGEST_PATIENCE = 60;
/** Probability that exploring goes another way than the most promising one. */
const WHIM = 0.15;

/** What decides about replanning. */
export interface ReplanState {
  /** Actions taken under the plan in force. */
  readonly age: number;
  /** Age at which it is replaced anyway, from `replanInterval`. */
  readonly interval: number;
  /** A goal was finished or a need became urgent. */
  readonly event: boolean;
}

/** Steps until the next replan without an event: 2..12, uniformly; now and then 13..60. */
export function replanInterval(random: Random): number {
  if (random.uniform() < PATIENT)
    return LONGEST_INTERVAL + 1 + random.int(LONGEST_PATIENCE - LONGEST_INTERVAL);
  return SHORTEST_INTERVAL + random.int(LONGEST_INTERVAL - SHORTEST_INTERVAL + 1);
}

/** Whether to plan now; draws one number if an event happened. */
export function wantsReplan({ age, interval, event }: ReplanState, random: Random): boolean {
  return age >= interval || (event && random.uniform() < REACT);
}

/** True when the plan has nothing left to do, or something urgent is not in it. */
export function planIsStale(
  memory: CrafterMemory,
  observation: CrafterObservation,
  goals: readonly Goal[],
): boolean {
  return !isLive(sceneOf(memory, observation), goals);
}

/** One or two goals, bound and sensible now. @param previousGoals the plan in force; often kept while it is alive */
export function choosePlan(
  memory: CrafterMemory,
  observation: CrafterObservation,
  random: Random,
  previousGoals: readonly Goal[],
): Goal[] {
  const scene = sceneOf(memory, observation);
  const previous = remaining(scene, previousGoals);
  if (previous.length > 0 && isLive(scene, previousGoals) && random.uniform() < KEEP) return previous;
  const urgent = urgentNeed(scene);
  const options = agenda(scene);
  const first = urgent ?? (random.uniform() < OBVIOUS ? options[0] : random.pick(options.slice(0, CHOICES)));
  if (first.verb === 'explore') return [{ ...first, direction: chooseDirection(scene, random) }];
  const next = followUp(scene, first);
  return next === null ? [first] : [first, next];
}

function chooseDirection(scene: Scene, random: Random): (typeof DIRECTION_WORDS)[number] {
  const promising = promisingDirection(scene);
  return promising === undefined || random.uniform() < WHIM ? random.pick(DIRECTION_WORDS) : promising;
}

/** The plan still has something to do, and nothing urgent stands outside it. */
function isLive(scene: Scene, goals: readonly Goal[]): boolean {
  const current = currentGoal(scene, goals);
  if (current === null) return false;
  const urgent = urgentNeed(scene);
  return urgent === null || (urgent.verb === current.verb && urgent.thing === current.thing);
}

function remaining(scene: Scene, goals: readonly Goal[]): Goal[] {
  const current = currentGoal(scene, goals);
  return current === null ? [] : goals.slice(goals.indexOf(current)).filter((goal) => !isDone(scene, goal));
}

/** What naturally comes after a goal; null where that depends on what will be found. */
export function followUp(scene: Scene, goal: Goal): Goal | null {
  const missing = (tool: string): Goal | null =>
    scene.has(tool as Parameters<Scene['has']>[0]) > 0 ? null : { verb: 'make', thing: tool };
  switch (goal.thing) {
    case 'wood':
      return nearTable(scene)
        ? (missing('wood_pickaxe') ?? missing('wood_sword'))
        : { verb: 'place', thing: 'table' };
    case 'table':
      return (
        missing('wood_pickaxe') ??
        missing('stone_pickaxe') ??
        missing('stone_sword') ??
        missing('iron_pickaxe')
      );
    case 'sapling':
      return { verb: 'place', thing: 'plant' };
    case 'stone':
      if (goal.verb === 'place') return null;
      return missing('stone_pickaxe') ?? missing('stone_sword') ?? { verb: 'place', thing: 'furnace' };
    case 'iron':
    case 'furnace':
      return missing('iron_pickaxe') ?? missing('iron_sword');
    case 'wood_pickaxe':
      return missing('wood_sword');
    case 'stone_pickaxe':
      return missing('stone_sword');
    case 'iron_pickaxe':
      return missing('iron_sword');
    default:
      return null;
  }
}
