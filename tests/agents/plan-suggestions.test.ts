import { describe, expect, test } from 'vitest';
import { CrafterMemory } from '../../src/agents/memory.ts';
import { parsePlan } from '../../src/agents/plan-language.ts';
import { MAX_SUGGESTIONS, type Situation, suggestPlans } from '../../src/agents/plan-suggestions.ts';
import { PLAN_WORDS } from '../../src/agents/plan-words.ts';
import { ITEM } from '../../src/agents/things.ts';
import { Crafter } from '../../src/worlds/crafter/crafter.ts';
import type { ItemName } from '../../src/worlds/crafter/names.ts';

/** The start of a world, with these things in hand. */
function holding(items: Partial<Record<ItemName, number>> = {}, seed = 8): Situation {
  const world = new Crafter({});
  const { observation } = world.reset(seed);
  for (const [name, amount] of Object.entries(items)) world.state.inventory[ITEM[name as ItemName]] = amount;
  const memory = new CrafterMemory();
  memory.update(observation, null);
  return { memory, observation };
}

const texts = (typed: string, situation = holding()) =>
  suggestPlans(typed, situation).map(({ text }) => text);

describe('suggestions', () => {
  test('begin with what is sensible now: wood first, a table once there is wood', () => {
    expect(texts('')).toContain('collect 5 wood');
    expect(texts('').indexOf('place table')).toBeGreaterThan(texts('').indexOf('collect 5 wood'));
    const rich = holding({ wood: 6, sapling: 0 });
    expect(texts('', rich).indexOf('place table')).toBeLessThan(2);
    expect(suggestPlans('pl', rich)[0]).toEqual({
      text: 'place table',
      phrase: 'place table',
      why: 'you have 6 wood',
    });
    expect(suggestPlans('pl', holding())[0]).not.toMatchObject({ why: 'you have 0 wood' });
  });

  test('say what a goal lacks', () => {
    const why = (typed: string, situation = holding()) => suggestPlans(typed, situation)[0].why;
    expect(why('make stone pick')).toBe('first needs 1 wood and 1 stone');
    expect(why('place furn', holding({ stone: 3 }))).toBe('first needs 4 stone');
    expect(why('collect 1 dia')).toBe('first needs an iron pickaxe');
    expect(why('drink', holding({ drink: 2 }))).toBe('urgent now; drink is 2 of 9');
  });

  test.each([
    ['the start of a word', 'coll', 'collect 5 wood'],
    ['a thing without its verb', 'wood pi', 'make wood pickaxe'],
    ['a synonym of the verb', 'chop wo', 'collect 5 wood'],
    ['a variant of the verb', 'build ta', 'place table'],
    ['capitals', 'Make WOOD p', 'make wood pickaxe'],
    ['the phrase behind “then”', 'drink water then pla', 'drink water then place table'],
    ['the phrase behind a comma', 'drink water, make wood s', 'drink water, make wood sword'],
    ['a half-written “then”', 'collect 5 wood th', 'collect 5 wood then place table'],
    ['nothing behind a finished goal', 'collect 5 wood', 'collect 5 wood then place table'],
  ])('complete %s', (_what, typed, expected) => {
    expect(texts(typed)).toContain(expected);
  });

  test('put first what follows from the goal before', () => {
    expect(texts('place table')[0]).toBe('place table then make wood pickaxe');
    expect(texts('collect 1 sapling then ')[0]).toBe('collect 1 sapling then place plant');
  });

  test('are plans in words that the model knows, few, and never the same twice', () => {
    const known = new Set(PLAN_WORDS);
    for (const seed of [1, 2, 3, 4]) {
      for (const typed of ['', 'c', 'm', 'e', 'explore ', 'collect 5 wood then ']) {
        const found = texts(typed, holding({ wood: 3, stone: 5, wood_pickaxe: 1 }, seed));
        expect(found.length).toBeLessThanOrEqual(MAX_SUGGESTIONS);
        expect(new Set(found).size).toBe(found.length);
        for (const text of found) {
          expect(parsePlan(text).length).toBeGreaterThan(0);
          expect(text.split(' ').filter((word) => !known.has(word))).toEqual([]);
        }
      }
    }
  });

  test('are none for what the language does not have', () => {
    for (const typed of ['xyz', 'collect 5 wood then xyz', '<b>', '木を', '__proto__', 'a'.repeat(500)])
      expect(texts(typed)).toEqual([]);
  });
});
