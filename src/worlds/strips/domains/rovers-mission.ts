// A mission of the rovers domain before it is written down, and how one is drawn: the distributions of the IPC 2023
// learning track, by their published description.
//
// Always solvable: every rover can drive a spanning tree of the waypoints, some rover has each kind of equipment, every mode
// has a camera on a rover equipped for imaging, every objective can be seen from somewhere, and the lander from a neighbour.

import type { Random } from '../../../random.ts';
import { numbered } from '../write-problem.ts';
import type { Sizes } from './generated-domain.ts';

export const MODES = ['colour', 'high_res', 'low_res'] as const;

/** Chance of a sample of each kind at a waypoint. */
const SAMPLE = 0.5;
/** Chance that a rover can drive a visible connection beyond those that all can. */
const DRIVABLE = 0.3;

/** A connection between two waypoints, both ways. */
export type Edge = readonly [string, string];

export interface Rover {
  readonly name: string;
  readonly at: string;
  readonly edges: readonly Edge[];
  soil: boolean;
  rock: boolean;
  imaging: boolean;
}

export interface Camera {
  readonly name: string;
  readonly rover: Rover;
  readonly target: string;
  readonly modes: Set<string>;
}

export type Goal =
  | { readonly kind: 'soil' | 'rock'; readonly waypoint: string }
  | { readonly kind: 'image'; readonly objective: string; readonly mode: string };

/** A problem before it is written down. */
export interface Mission {
  readonly waypoints: readonly string[];
  /** Where the lander stands; a universe lists every place where it may. */
  readonly landers: readonly string[];
  readonly visible: readonly Edge[];
  readonly rovers: readonly Rover[];
  readonly cameras: readonly Camera[];
  /** Objective → waypoints it can be seen from. */
  readonly views: ReadonlyMap<string, readonly string[]>;
  readonly soil: readonly string[];
  readonly rock: readonly string[];
  readonly goals: readonly Goal[];
}

/** A mission of these sizes. */
export function drawMission(random: Random, { rovers, waypoints, cameras, objectives }: Sizes): Mission {
  const places = numbered('waypoint', waypoints);
  const landers = [random.pick(places)];
  const { tree, others } = connect(random, places);
  const crew = numbered('rover', rovers).map((name) => ({
    name,
    at: random.pick(places),
    edges: [...tree, ...others.filter(() => random.uniform() < DRIVABLE)],
    soil: false,
    rock: false,
    imaging: false,
  }));
  for (const kind of ['soil', 'rock', 'imaging'] as const)
    for (const rover of some(random, crew, 1)) rover[kind] = true;
  const targets = numbered('objective', objectives);
  const base = {
    waypoints: places,
    landers,
    visible: [...tree, ...others],
    rovers: crew,
    cameras: drawCameras(random, cameras, crew, targets),
    views: new Map(targets.map((objective) => [objective, some(random, places, 1)])),
    soil: places.filter(() => random.uniform() < SAMPLE),
    rock: places.filter(() => random.uniform() < SAMPLE),
  };
  return { ...base, goals: drawGoals(random, base) };
}

/** A random tree over all waypoints, and a random number of the connections it leaves out. */
function connect(random: Random, places: readonly string[]): { tree: Edge[]; others: Edge[] } {
  const order = random.shuffle([...places]);
  const tree = order.slice(1).map((place, i): Edge => [order[random.int(i + 1)], place]);
  const taken = new Set(tree.map(([a, b]) => `${a} ${b}`));
  const free = places
    .flatMap((a, i) => places.slice(i + 1).map((b): Edge => [a, b]))
    .filter(([a, b]) => !taken.has(`${a} ${b}`) && !taken.has(`${b} ${a}`));
  return { tree, others: some(random, free, 0) };
}

function drawCameras(
  random: Random,
  count: number,
  crew: readonly Rover[],
  targets: readonly string[],
): Camera[] {
  const carriers = crew.filter((rover) => rover.imaging);
  const cameras = numbered('camera', count).map((name) => ({
    name,
    rover: random.pick(carriers),
    target: random.pick(targets),
    modes: new Set<string>(some(random, MODES, 1)),
  }));
  for (const mode of MODES)
    if (!cameras.some(({ modes }) => modes.has(mode))) random.pick(cameras).modes.add(mode);
  return cameras;
}

/** Some of all that can be asked for, at least one thing. */
function drawGoals(random: Random, { soil, rock, views }: Omit<Mission, 'goals'>): Goal[] {
  const images = [...views.keys()].flatMap((objective) =>
    MODES.map((mode): Goal => ({ kind: 'image', objective, mode })),
  );
  const samples = (kind: 'soil' | 'rock', places: readonly string[]) =>
    some(random, places, 0).map((waypoint): Goal => ({ kind, waypoint }));
  const goals = [...samples('rock', rock), ...samples('soil', soil), ...some(random, images, 0)];
  return goals.length > 0 ? goals : [random.pick(images)];
}

/** `least` to all of the items, how many and which by chance. */
function some<T>(random: Random, items: readonly T[], least: number): T[] {
  const count = least + random.int(items.length - least + 1);
  return random.shuffle([...items]).slice(0, count);
}

/** A mission in which every rover can do everything everywhere. */
export function everything({ rovers, waypoints, cameras, objectives }: Sizes): Mission {
  const places = numbered('waypoint', waypoints);
  const edges = places.flatMap((a, i) => places.slice(i + 1).map((b): Edge => [a, b]));
  const crew = numbered('rover', rovers).map((name) => ({
    name,
    at: places[0],
    edges,
    soil: true,
    rock: true,
    imaging: true,
  }));
  const targets = numbered('objective', objectives);
  const boards = numbered('camera', cameras).flatMap((name) =>
    crew.flatMap((rover) =>
      targets.map((target) => ({ name, rover, target, modes: new Set<string>(MODES) })),
    ),
  );
  return {
    waypoints: places,
    landers: places,
    visible: edges,
    rovers: crew,
    cameras: boards,
    views: new Map(targets.map((objective) => [objective, places])),
    soil: places,
    rock: places,
    goals: [{ kind: 'soil', waypoint: places[0] }],
  };
}
