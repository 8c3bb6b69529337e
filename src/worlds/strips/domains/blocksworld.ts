// Blocksworld with four operators, as in the IPC 2023 learning track: towers of blocks, one arm. A problem is two random
// arrangements, each a random order of the blocks cut into towers; every tenth block begins a new one on average.

import type { Random } from '../../../random.ts';
import type { PlanStep } from '../plan.ts';
import { numbered, writeProblem } from '../write-problem.ts';
import type { GeneratedDomain } from './generated-domain.ts';

/** Towers of blocks, each from the table up. */
type Towers = string[][];

/** Chance that a block begins a new tower; gives the 2 to 5 towers that the published problems of 30 blocks have. */
const NEW_TOWER = 0.1;

const TEXT = `(define (domain blocksworld)
 (:requirements :strips)
 (:predicates (clear ?x) (on-table ?x) (arm-empty) (holding ?x) (on ?x ?y))
 (:action pickup
  :parameters (?ob)
  :precondition (and (clear ?ob) (on-table ?ob) (arm-empty))
  :effect (and (holding ?ob) (not (clear ?ob)) (not (on-table ?ob)) (not (arm-empty))))
 (:action putdown
  :parameters (?ob)
  :precondition (holding ?ob)
  :effect (and (clear ?ob) (arm-empty) (on-table ?ob) (not (holding ?ob))))
 (:action stack
  :parameters (?ob ?underob)
  :precondition (and (clear ?underob) (holding ?ob))
  :effect (and (arm-empty) (clear ?ob) (on ?ob ?underob) (not (clear ?underob)) (not (holding ?ob))))
 (:action unstack
  :parameters (?ob ?underob)
  :precondition (and (on ?ob ?underob) (clear ?ob) (arm-empty))
  :effect (and (holding ?ob) (clear ?underob) (not (on ?ob ?underob)) (not (clear ?ob)) (not (arm-empty)))))
`;

export const BLOCKSWORLD: GeneratedDomain = {
  text: TEXT,
  ranges: { blocks: [5, 30] },
  bounds: { blocks: [2, 200] },
  conflict: () => null,
  generate(random, { blocks }, name) {
    const names = numbered('b', blocks);
    const start = arrange(random, names);
    let goal = arrange(random, names);
    while (arrangementText(goal) === arrangementText(start)) goal = arrange(random, names);
    const text = problemText(name, names, [`blocks=${blocks}`], start, goal);
    return { text, plan: rearrange(start, goal) };
  },
  universe({ blocks }) {
    const names = numbered('b', blocks);
    const onTable = names.map((block) => [block]);
    return problemText('universe', names, ['every block on the table'], onTable, onTable);
  },
};

/** A random order of the blocks, cut into towers. */
function arrange(random: Random, blocks: readonly string[]): Towers {
  const towers: Towers = [];
  for (const block of random.shuffle([...blocks])) {
    if (towers.length === 0 || random.uniform() < NEW_TOWER) towers.push([]);
    towers[towers.length - 1].push(block);
  }
  return towers;
}

/** The same for the same arrangement, in whatever order its towers come. */
function arrangementText(towers: Towers): string {
  return towers
    .map((tower) => tower.join(' '))
    .sort()
    .join(',');
}

function problemText(name: string, blocks: string[], comment: string[], start: Towers, goal: Towers): string {
  return writeProblem({
    comment,
    name,
    domain: 'blocksworld',
    objects: [[blocks, 'object']],
    init: ['arm-empty', ...start.flatMap(towerFacts)],
    goal: goal.flatMap(towerFacts),
  });
}

/** From the top down, as the reference problems list them. */
function towerFacts(tower: readonly string[]): string[] {
  const on = tower.slice(1).map((block, i) => `on ${block} ${tower[i]}`);
  return [`clear ${tower[tower.length - 1]}`, ...on.reverse(), `on-table ${tower[0]}`];
}

/**
 * Puts every block that is out of place on the table, then builds the goal: at most twice the shortest plan's length
 * (Gupta & Nau 1992). A block is in place if all below it is as in the goal.
 */
function rearrange(start: Towers, goal: Towers): PlanStep[] {
  const plan: PlanStep[] = [];
  const step = (name: string, ...args: string[]) => plan.push({ name, args });
  const support = new Map(goal.flatMap((tower) => tower.map((block, i) => [block, tower[i - 1]] as const)));
  const inPlace = new Set<string>();
  for (const tower of start) {
    const settled = tower.findIndex((block, i) => support.get(block) !== tower[i - 1]);
    const height = settled === -1 ? tower.length : settled;
    for (let i = tower.length - 1; i >= Math.max(height, 1); i--) {
      step('unstack', tower[i], tower[i - 1]);
      step('putdown', tower[i]);
    }
    for (const block of tower.slice(0, height)) inPlace.add(block);
  }
  for (const tower of goal)
    for (let i = 1; i < tower.length; i++) {
      if (inPlace.has(tower[i])) continue;
      step('pickup', tower[i]);
      step('stack', tower[i], tower[i - 1]);
    }
  return plan;
}
