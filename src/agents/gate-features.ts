// What a gate looks at, by name: facts that the agent itself may know, from its view, its memory and its plan, each scaled
// to about −1..1. No feature depends on the language model, so one gate serves any of them. The list is part of every gate
// file: a gate that was trained on another list is refused.

import type { CrafterObservation, ItemName, MaterialName } from '../worlds/crafter/names.ts';
import { swordLevel } from './goals.ts';
import { type CrafterMemory, pickaxeLevel } from './memory.ts';
import type { CurrentPlan } from './plan.ts';
import type { PlanWatch } from './plan-watch.ts';
import { ENTITY, ITEM, MATERIAL } from './things.ts';

/** A moment at which somebody must decide whether to plan. */
export interface GateMoment {
  /** Already updated with the observation. */
  readonly memory: CrafterMemory;
  readonly observation: CrafterObservation;
  /** The plan in force. */
  readonly plan: CurrentPlan | null;
  /** That plan, as the plan language reads it. */
  readonly watch: PlanWatch;
}

export interface GateFeature {
  readonly name: string;
  /** For people: what it is, and its scale. */
  readonly meaning: string;
  readonly of: (moment: GateMoment) => number;
}

const DAY = 300;
const HOSTILE = new Set<number>([ENTITY.zombie, ENTITY.skeleton, ENTITY.arrow]);
/** Cells at which a creature is no longer near. */
const FAR = 6;
/** Plan age in steps that counts as old, and words of a long plan (MAX_PLAN_TOKENS). */
const OLD = 24;
const LONG = 16;
/** Items that are no vitals begin here. */
const FIRST_HELD = ITEM.sapling;

/** In the order of the network's inputs: append only, and then every gate must be trained anew. */
export const GATE_FEATURES: readonly GateFeature[] = [
  vital('health'),
  vital('food'),
  vital('drink'),
  vital('energy'),
  feature('darkness', '0 in daylight, 1 at night', ({ observation }) => 1 - observation.daylight),
  feature('hour_sin', 'sine of the time of day', ({ memory }) => Math.sin(angleOf(memory))),
  feature('hour_cos', 'cosine of the time of day', ({ memory }) => Math.cos(angleOf(memory))),
  feature('asleep', '1 asleep', ({ observation }) => Number(observation.sleeping)),
  held('sapling'),
  held('wood'),
  held('stone'),
  held('coal'),
  held('iron'),
  held('diamond'),
  feature('pickaxe', 'best one held: 0 none, 1 iron', ({ memory }) => pickaxeLevel(memory.inventory) / 3),
  feature('sword', 'best one held: 0 none, 1 iron', ({ memory }) => swordLevel(memory.inventory) / 3),
  feature('achievements', 'share of all that are known to be unlocked', ({ memory }) =>
    shareOf(memory.achieved),
  ),
  feature('unlocked', '1 if the last step unlocked one', ({ memory }) =>
    Number(shareOf(memory.achieved) > shareOf(memory.achievedBefore)),
  ),
  feature('gained', '1 if more of some item is held than a step ago', ({ memory }) =>
    Number(hasGained(memory)),
  ),
  feature('hurt', 'health lost in the last step / 4', ({ memory }) =>
    Math.min(1, Math.max(0, memory.inventoryBefore[ITEM.health] - memory.inventory[ITEM.health]) / 4),
  ),
  feature('moved', '1 if the player stands elsewhere than a step ago', ({ memory }) =>
    Number(memory.here !== memory.hereBefore),
  ),
  feature(
    'hostile',
    `zombie, skeleton or arrow in view: 1 beside the player, 0 from ${FAR} cells on`,
    hostileNear,
  ),
  seen('water'),
  seen('coal'),
  seen('iron'),
  seen('diamond'),
  seen('table'),
  feature('no_plan', '1 without a plan', ({ plan }) => Number(plan === null)),
  feature('plan_age', `steps under the plan / ${OLD}, at most 1`, ({ plan }) =>
    Math.min(1, (plan?.age ?? 0) / OLD),
  ),
  feature('plan_young', '1 / (1 + steps under the plan); 0 without one', ({ plan }) =>
    plan ? 1 / (1 + plan.age) : 0,
  ),
  feature('plan_words', `words of the plan / ${LONG}, at most 1`, ({ plan }) =>
    Math.min(1, wordsOf(plan) / LONG),
  ),
  feature('plan_read', '1 if the plan language finds a goal in the plan', (moment) => Number(isRead(moment))),
  feature('plan_done', '1 if none of these goals is left to do', (moment) => Number(isDone(moment))),
  feature('steps', 'steps since the start / 1000, at most 1', ({ memory }) =>
    Math.min(1, (memory.steps - 1) / 1000),
  ),
];

/** The network's input: [GATE_FEATURES.length] */
export function gateFeatures(moment: GateMoment): Float32Array<ArrayBuffer> {
  return Float32Array.from(GATE_FEATURES, ({ of }) => of(moment));
}

function feature(name: string, meaning: string, of: GateFeature['of']): GateFeature {
  return { name, meaning, of };
}

function vital(item: ItemName): GateFeature {
  return feature(
    item,
    'level, −1 at 0 to 1 at 9',
    ({ memory }) => (2 * memory.inventory[ITEM[item]]) / 9 - 1,
  );
}

function held(item: ItemName): GateFeature {
  return feature(item, 'amount held / 9', ({ memory }) => memory.inventory[ITEM[item]] / 9);
}

function seen(material: MaterialName): GateFeature {
  return feature(`sees_${material}`, '1 if it is in view', ({ observation }) =>
    Number(observation.materials.includes(MATERIAL[material])),
  );
}

function angleOf(memory: CrafterMemory): number {
  return (2 * Math.PI * (memory.steps % DAY)) / DAY;
}

function shareOf(achieved: Uint8Array): number {
  return achieved.reduce((sum, one) => sum + one, 0) / achieved.length;
}

function hasGained({ inventory, inventoryBefore }: CrafterMemory): boolean {
  return inventory.some((amount, item) => item >= FIRST_HELD && amount > inventoryBefore[item]);
}

function hostileNear({ memory }: GateMoment): number {
  let nearest = FAR;
  for (const { kind, index } of memory.entities)
    if (HOSTILE.has(kind) && memory.inView(index))
      nearest = Math.min(nearest, memory.placeOf(index).distance);
  return (FAR - Math.max(1, nearest)) / (FAR - 1);
}

function isRead({ plan, watch }: GateMoment): boolean {
  return plan !== null && watch.goals.length > 0;
}

function isDone(moment: GateMoment): boolean {
  return isRead(moment) && moment.watch.current(moment.memory, moment.observation) === null;
}

function wordsOf(plan: CurrentPlan | null): number {
  return plan === null || plan.text === '' ? 0 : plan.text.split(' ').length;
}
