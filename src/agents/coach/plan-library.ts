// A small library of written plans: what a person would write at the usual turns of a game, in the plan language and in
// words the pocket model knows. A menu on the page offers them, and each is a coach of its own (`library:ID`).

import type { PlanHold } from '../plan-hold.ts';

export interface LibraryPlan {
  /** Kebab-case, stable: it stands in configurations. */
  readonly id: string;
  readonly title: string;
  /** When to use it, one sentence. */
  readonly when: string;
  readonly text: string;
  readonly hold: PlanHold;
}

export const PLAN_LIBRARY: readonly LibraryPlan[] = [
  {
    id: 'first-sapling',
    title: 'Plant a sapling',
    when: 'At the start, on grass: two achievements in a few steps.',
    text: 'collect 1 sapling then place plant',
    hold: 'done',
  },
  {
    id: 'first-table',
    title: 'Wood and a table',
    when: 'Trees are near and there is no table yet.',
    text: 'collect 5 wood then place table',
    hold: 'done',
  },
  {
    id: 'wood-tools',
    title: 'Wooden tools',
    when: 'Beside a table, with two wood or a tree near.',
    text: 'make wood pickaxe then make wood sword',
    hold: 'done',
  },
  {
    id: 'wood-for-later',
    title: 'Wood for later',
    when: 'Before leaving the trees: every further tool takes wood.',
    text: 'collect 6 wood',
    hold: 'done',
  },
  {
    id: 'stone-tools',
    title: 'Stone tools',
    when: 'With a wood pickaxe, near rock and a table.',
    text: 'collect 6 stone then make stone pickaxe then make stone sword',
    hold: 'done',
  },
  {
    id: 'furnace',
    title: 'A furnace',
    when: 'With a stone pickaxe, beside the table where iron tools shall be made.',
    text: 'collect 6 stone then place furnace',
    hold: 'done',
  },
  {
    id: 'coal',
    title: 'Coal',
    when: 'With a pickaxe, where dark spots show in the rock.',
    text: 'collect 2 coal',
    hold: 'done',
  },
  {
    id: 'iron',
    title: 'Iron',
    when: 'With a stone pickaxe, in tunnels and caves.',
    text: 'collect 1 iron then make iron pickaxe',
    hold: 'done',
  },
  {
    id: 'diamond',
    title: 'The diamond',
    when: 'With an iron pickaxe: white gems lie deep, beside water and lava.',
    text: 'collect 1 diamond',
    hold: 'done',
  },
  {
    id: 'drink',
    title: 'Drink',
    when: 'The drink bar falls below five.',
    text: 'drink water',
    hold: 'done',
  },
  {
    id: 'eat',
    title: 'Eat a cow',
    when: 'The food bar falls below five.',
    text: 'eat cow near',
    hold: 'done',
  },
  {
    id: 'night',
    title: 'Sleep in a shelter',
    when: 'It gets dark and there are stones to build with.',
    text: 'collect 5 stone then sleep in shelter',
    hold: 'done',
  },
  {
    id: 'heal',
    title: 'Hide and heal',
    when: 'Health is low and zombies are about.',
    text: 'wait in shelter',
    hold: 'steps-20',
  },
  {
    id: 'zombie',
    title: 'Fight a zombie',
    when: 'With a sword and good health, a zombie in sight.',
    text: 'fight zombie near',
    hold: 'done',
  },
  {
    id: 'skeleton',
    title: 'Fight a skeleton',
    when: 'With a stone sword and good health, in a dark tunnel.',
    text: 'fight skeleton near',
    hold: 'done',
  },
  {
    id: 'fence',
    title: 'Guard the plant',
    when: 'A sapling stands open and there are stones: it ripens only where nothing tramples it.',
    text: 'place fence',
    hold: 'done',
  },
  {
    id: 'find-rock',
    title: 'Look for rock',
    when: 'Nothing but grass around: ores lie in the grey land.',
    text: 'explore east',
    hold: 'steps-12',
  },
];

/** The plan of that id; undefined if there is none. */
export function libraryPlan(id: string): LibraryPlan | undefined {
  return PLAN_LIBRARY.find((plan) => plan.id === id);
}
