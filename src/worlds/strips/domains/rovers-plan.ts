// A plan for a mission, one goal after the other: the nearest rover that can do it drives there, does it, drives to where it
// sees the lander and reports. Valid by construction and far from the shortest, since nothing is combined.

import type { PlanStep } from '../plan.ts';
import type { Camera, Edge, Goal, Mission, Rover } from './rovers-mission.ts';
import { LANDER, storeOf } from './rovers-text.ts';

/** A plan that reaches every goal of a drawn mission. */
export function planMission(mission: Mission): PlanStep[] {
  const planner = new MissionPlanner(mission);
  for (const goal of mission.goals) planner.reach(goal);
  return planner.plan;
}

class MissionPlanner {
  readonly plan: PlanStep[] = [];
  readonly #mission: Mission;
  readonly #lander: string;
  readonly #at: Map<Rover, string>;
  readonly #full = new Set<Rover>();
  /** Waypoints that see the lander. */
  readonly #contacts: readonly string[];

  constructor(mission: Mission) {
    this.#mission = mission;
    this.#lander = mission.landers[0];
    this.#at = new Map(mission.rovers.map((rover) => [rover, rover.at]));
    this.#contacts = neighbours(mission.visible, this.#lander);
  }

  reach(goal: Goal): void {
    if (goal.kind === 'image') this.#image(goal.objective, goal.mode);
    else this.#sample(goal.kind, goal.waypoint);
  }

  #sample(kind: 'soil' | 'rock', waypoint: string): void {
    const rover = this.#nearest(
      this.#mission.rovers.filter((candidate) => candidate[kind]),
      (candidate) => candidate,
      [waypoint],
    );
    const { name } = rover;
    this.#drive(rover, [waypoint]);
    if (this.#full.has(rover)) this.#step('drop', name, storeOf(name));
    this.#full.add(rover);
    this.#step(`sample_${kind}`, name, storeOf(name), waypoint);
    this.#report(rover, `communicate_${kind}_data`, waypoint);
  }

  #image(objective: string, mode: string): void {
    const views = (target: string) => this.#mission.views.get(target) as readonly string[];
    const camera: Camera = this.#nearest(
      this.#mission.cameras.filter(({ modes }) => modes.has(mode)),
      (candidate) => candidate.rover,
      views(objective),
    );
    const { rover, name, target } = camera;
    const spot = this.#drive(rover, views(target));
    this.#step('calibrate', rover.name, name, target, spot);
    const view = this.#drive(rover, views(objective));
    this.#step('take_image', rover.name, view, objective, name, mode);
    this.#report(rover, 'communicate_image_data', objective, mode);
  }

  #report(rover: Rover, action: string, ...what: string[]): void {
    const contact = this.#drive(rover, this.#contacts);
    this.#step(action, rover.name, LANDER, ...what, contact, this.#lander);
  }

  /** The candidate whose rover has the shortest way to any of the places. */
  #nearest<T>(candidates: readonly T[], roverOf: (candidate: T) => Rover, places: readonly string[]): T {
    const distance = (candidate: T) => this.#way(roverOf(candidate), places).length;
    return candidates.reduce((best, next) => (distance(next) < distance(best) ? next : best));
  }

  /** Drives to the nearest of the places. @returns the place */
  #drive(rover: Rover, places: readonly string[]): string {
    let at = this.#at.get(rover) as string;
    for (const next of this.#way(rover, places)) {
      this.#step('navigate', rover.name, at, next);
      at = next;
    }
    this.#at.set(rover, at);
    return at;
  }

  /** The waypoints on the shortest way to the nearest of the places, without the one where the rover is. */
  #way(rover: Rover, places: readonly string[]): string[] {
    const start = this.#at.get(rover) as string;
    const ways = new Map<string, string[]>([[start, []]]);
    // A map may grow while it is walked: breadth first.
    for (const [waypoint, way] of ways) {
      if (places.includes(waypoint)) return way;
      for (const next of neighbours(rover.edges, waypoint))
        if (!ways.has(next)) ways.set(next, [...way, next]);
    }
    throw new Error('A drawn mission lets every rover reach every waypoint.');
  }

  #step(name: string, ...args: string[]): void {
    this.plan.push({ name, args });
  }
}

function neighbours(edges: readonly Edge[], waypoint: string): string[] {
  return edges.flatMap(([a, b]) => (a === waypoint ? [b] : b === waypoint ? [a] : []));
}
