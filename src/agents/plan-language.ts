// The closed plan language: goals → a short plan in varied words, and back (`plan-parser.ts`). Two styles of saying where
// ("collect 4 wood west near", "tree to the west collect 4 wood"); about 30 % of plans say no place at all, so that
// plans without one work too.

import type { Random } from '../random.ts';
import { directionWord, distanceWord, type Goal, knownPlace, sourceOf } from './goals.ts';
import type { CrafterMemory } from './memory.ts';
import { ITEM } from './things.ts';

export { bindGoals, type Goal, type Verb } from './goals.ts';
export { parsePlan } from './plan-parser.ts';
export { canonicalWord, PLAN_WORDS } from './plan-words.ts';

/** Words of the longest rendered plan. */
export const MAX_RENDERED_WORDS = 12;
const PLACELESS = 0.3;
const MORE = 0.25;
const BUILT = new Set(['table', 'furnace', 'fence']);

/**
 * Says the goals in at most MAX_RENDERED_WORDS words of PLAN_WORDS; later goals that do not fit are left out. The place of the
 * first goal comes from the goal itself or from memory.
 */
export function renderPlan(goals: readonly Goal[], memory: CrafterMemory, random: Random): string {
  const placeless = random.uniform() < PLACELESS;
  const clauses: string[] = [];
  let words = 0;
  goals.forEach((goal, i) => {
    const clause = renderGoal(goal, memory, random, i > 0 || placeless);
    const length = clause.split(' ').length + (i > 0 ? 1 : 0);
    if (clauses.length < i || words + length > MAX_RENDERED_WORDS) return;
    clauses.push(clause);
    words += length;
  });
  return clauses.join(' then ');
}

function renderGoal(goal: Goal, memory: CrafterMemory, random: Random, placeless: boolean): string {
  const place = placeless && goal.verb !== 'explore' ? '' : placeWords(goal, memory);
  const phrase = phraseOf(goal, memory, random);
  const source = sourceOf(goal);
  const first = place !== '' && source !== null && goal.verb !== 'go' && random.uniform() < 0.2;
  if (first) return `${source} to the ${place.split(' ')[0]} ${phrase}`;
  return place === '' ? phrase : `${phrase} ${place}`;
}

function placeWords(goal: Goal, memory: CrafterMemory): string {
  if (goal.direction) return goal.distance ? `${goal.direction} ${goal.distance}` : goal.direction;
  if (goal.verb === 'explore' || goal.thing === 'sapling') return '';
  const place = knownPlace(goal, memory);
  return place === null ? '' : `${directionWord(place.dx, place.dy)} ${distanceWord(place.distance)}`;
}

function phraseOf(goal: Goal, memory: CrafterMemory, random: Random): string {
  const { verb, thing } = goal;
  switch (verb) {
    case 'collect':
      return `${collectVerb(goal, random)} ${amount(goal, memory, random)} ${thing}`;
    case 'place':
      return BUILT.has(thing!) ? `${vary(random, 'place', 'build')} ${thing}` : `place ${thing}`;
    case 'make':
      return `${vary(random, 'make', 'craft')} ${thing!.replace('_', ' ')}`;
    case 'fight':
      return `${vary(random, 'fight', 'attack')} ${thing}`;
    case 'sleep':
    case 'wait':
      return vary(random, `${verb} in shelter`, verb);
    case 'explore':
      return vary(random, 'explore', 'search');
    case 'go':
      return `go to ${thing}`;
    default:
      return thing === undefined ? verb : `${verb} ${thing}`;
  }
}

function collectVerb(goal: Goal, random: Random): string {
  if (goal.thing === 'sapling') return vary(random, 'collect', 'get');
  return vary(random, 'collect', goal.thing === 'wood' ? 'chop' : 'mine');
}

function amount(goal: Goal, memory: CrafterMemory, random: Random): string {
  const count = goal.count ?? 1;
  const held = memory.inventory[ITEM[goal.thing as keyof typeof ITEM]];
  if (goal.more) return `${count} more`;
  const relative = random.uniform() < MORE && held > 0 && count > held;
  return relative ? `${count - held} more` : `${count}`;
}

/** The usual wording twice out of three times. */
function vary(random: Random, usual: string, other: string): string {
  return random.uniform() < 2 / 3 ? usual : other;
}
