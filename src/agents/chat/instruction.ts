// What a chat model is told about Crafter and about the form of its answer. The parts and their order are BALROG's (actions with
// a line each, the 22 achievements, the goal), the names of actions are BALROG's to the letter, the sentences are ours: scores
// made with them are near to published ones, not the same measurement.
//
// The rule for the answer comes last in a prompt, in one of four variants. Source: Learning When to Plan (arXiv 2509.03581) has
// these four; its wording is not published, so it is ours.

import { BALROG_ACTIONS } from '../../worlds/crafter/balrog.ts';
import { ACHIEVEMENTS } from '../../worlds/crafter/names.ts';
import type { PlanMode } from '../schedule.ts';

/** In the order of action numbers. */
const EFFECTS: readonly string[] = [
  'wait; nothing happens',
  'turn west, and walk there if the way is free',
  'turn east, and walk there if the way is free',
  'turn north, and walk there if the way is free',
  'turn south, and walk there if the way is free',
  'use what you face: gather it, drink it, eat it or hit it; many materials need a pickaxe',
  'sleep, which gives energy back; you wake up when you are rested',
  'put a stone from your inventory in front of you',
  'build a table in front of you; needs wood',
  'build a furnace in front of you; needs stone and a table nearby',
  'plant a sapling from your inventory on grass in front of you',
  'needs wood and a table nearby',
  'needs wood, stone and a table nearby',
  'needs wood, coal, iron, and a table and a furnace nearby',
  'needs wood and a table nearby',
  'needs wood, stone and a table nearby',
  'needs wood, coal, iron, and a table and a furnace nearby',
];

/** What opens every conversation. */
export const INSTRUCTION = [
  'You are playing Crafter, a game of survival in a world of square cells. Every turn you read what is around you and choose one action.',
  `These are the actions and what they do:\n${BALROG_ACTIONS.map((name, i) => `${name}: ${EFFECTS[i]}`).join('\n')}`,
  `There are ${ACHIEVEMENTS.length} achievements to unlock:\n${ACHIEVEMENTS.map(achievementLine).join('\n')}`,
  'Your goal is to unlock as many of them as you can, and to stay alive: keep health, food, drink and energy above zero.',
  'PLAY!',
].join('\n\n');

/** `plan`: write one now; `follow`: act on the one there is; `dynamic`: write one where it is needed; `never`: act. */
export type InstructionVariant = 'plan' | 'follow' | 'dynamic' | 'never';

const ACTION_ALONE = 'Answer with the name of one action from the list above, and nothing else.';
const PLAN_FIRST =
  'first write the plan for your next steps, in one or two sentences between <plan> and </plan>, and then the name of one action';

export const ANSWER_RULES: Readonly<Record<InstructionVariant, string>> = {
  plan: `Make a new plan now: ${PLAN_FIRST} from the list above. Your answer looks like this:\n<plan> YOUR PLAN </plan> ACTION`,
  follow: `Follow the plan that you have. ${ACTION_ALONE}`,
  dynamic:
    `If you have no plan, or the one you have is done or out of date: ${PLAN_FIRST} from the list above, like this:\n` +
    '<plan> YOUR PLAN </plan> ACTION\n' +
    'Otherwise follow the plan that you have, and answer with the name of the action alone.',
  never: ACTION_ALONE,
};

/** @param hasPlan a plan is in force */
export function instructionVariant(mode: PlanMode, hasPlan: boolean): InstructionVariant {
  if (mode === 'must') return 'plan';
  if (mode === 'may') return 'dynamic';
  return hasPlan ? 'follow' : 'never';
}

function achievementLine(name: string, i: number): string {
  const words = name.replaceAll('_', ' ');
  return `${i + 1}. ${words[0].toUpperCase()}${words.slice(1)}`;
}
