import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CrafterMemory } from '../../src/agents/memory.ts';
import {
  bindGoals,
  canonicalWord,
  type Goal,
  MAX_RENDERED_WORDS,
  PLAN_WORDS,
  parsePlan,
  renderPlan,
} from '../../src/agents/plan-language.ts';
import { DIRECTION_WORDS, DISTANCE_WORDS } from '../../src/agents/plan-words.ts';
import { Random } from '../../src/random.ts';

const MATERIALS = ['wood', 'stone', 'coal', 'iron', 'diamond', 'sapling'];
const TOOLS = ['wood', 'stone', 'iron'].flatMap((m) => [`${m}_pickaxe`, `${m}_sword`]);
const direction = fc.option(fc.constantFrom(...DIRECTION_WORDS), { nil: undefined });

const simpleGoal: fc.Arbitrary<Goal> = fc.oneof(
  fc.record({
    verb: fc.constant('collect' as const),
    thing: fc.constantFrom(...MATERIALS),
    count: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    verb: fc.constant('place' as const),
    thing: fc.constantFrom('table', 'furnace', 'plant', 'stone', 'fence'),
  }),
  fc.record({ verb: fc.constant('make' as const), thing: fc.constantFrom(...TOOLS) }),
  fc.record({ verb: fc.constant('eat' as const), thing: fc.constantFrom('cow', 'plant') }),
  fc.record({
    verb: fc.constantFrom('fight' as const, 'flee' as const),
    thing: fc.constantFrom('zombie', 'skeleton'),
  }),
  fc.record({ verb: fc.constantFrom('sleep' as const, 'wait' as const) }),
  fc.record({ verb: fc.constant('drink' as const), thing: fc.constant('water') }),
  fc.record({
    verb: fc.constant('go' as const),
    thing: fc.constantFrom('table', 'furnace', 'tunnel', 'cow', 'tree'),
  }),
);

describe('the plan language', () => {
  test('has at most 120 words, all different and all canonical', () => {
    expect(PLAN_WORDS.length).toBeLessThanOrEqual(120);
    expect(new Set(PLAN_WORDS).size).toBe(PLAN_WORDS.length);
    for (const word of PLAN_WORDS) expect(canonicalWord(word)).toBe(word);
  });

  test('punctuation around a word is no part of it', () => {
    expect(['Wood,', '(trees)', '“diamond”', 'iron!?', 'north-west.'].map(canonicalWord)).toEqual([
      'wood',
      'tree',
      'diamond',
      'iron',
      'north-west',
    ]);
    expect(canonicalWord('Zyzzyva,')).toBe('zyzzyva,');
  });

  test('renders goals that parse to the same goals, in at most twelve words of its list', () => {
    const inventory = fc.uint8Array({ minLength: 16, maxLength: 16, max: 9 });
    const goals = fc.array(simpleGoal, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(goals, inventory, fc.integer(), (wanted, held, seed) => {
        const memory = new CrafterMemory();
        memory.inventory.set(held);
        const text = renderPlan(wanted, memory, new Random(seed));
        const words = text.split(' ');
        expect(words.length).toBeLessThanOrEqual(MAX_RENDERED_WORDS);
        expect(words.filter((word) => !PLAN_WORDS.includes(word))).toEqual([]);
        expect(bindGoals(parsePlan(text), held)).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps directions and distances, except in the plans that leave places out', () => {
    const placed = fc.record({
      verb: fc.constant('drink' as const),
      thing: fc.constant('water'),
      direction: fc.constantFrom(...DIRECTION_WORDS),
      distance: fc.constantFrom(...DISTANCE_WORDS),
    });
    let kept = 0;
    fc.assert(
      fc.property(placed, fc.integer(), (goal, seed) => {
        const [back] = parsePlan(renderPlan([goal], new CrafterMemory(), new Random(seed)));
        expect([goal.direction, undefined]).toContain(back.direction);
        if (back.direction) kept++;
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect(kept).toBeGreaterThan(600);
    expect(kept).toBeLessThan(800);
  });

  test('always says where to explore', () => {
    fc.assert(
      fc.property(direction, fc.integer(), (where, seed) => {
        const goal: Goal = { verb: 'explore', ...(where && { direction: where }) };
        expect(parsePlan(renderPlan([goal], new CrafterMemory(), new Random(seed)))).toEqual([goal]);
      }),
    );
  });
});

describe("a person's plan", () => {
  const cases: [string, Goal[]][] = [
    [
      'Collect 4 more wood, then place a table; trees to the west!',
      [
        { verb: 'collect', thing: 'wood', count: 4, more: true, direction: 'west' },
        { verb: 'place', thing: 'table' },
      ],
    ],
    ['Please CHOP down three trees', [{ verb: 'collect', thing: 'wood', count: 3 }]],
    [
      'mine 2 irons and craft an iron pickaxe',
      [
        { verb: 'collect', thing: 'iron', count: 2 },
        { verb: 'make', thing: 'iron_pickaxe' },
      ],
    ],
    ['go north west', [{ verb: 'explore', direction: 'north-west' }]],
    ['go left and gather wood', [{ verb: 'collect', thing: 'wood', count: 1, direction: 'west' }]],
    ['kill the zombies', [{ verb: 'fight', thing: 'zombie' }]],
    ['run away from that skeleton', [{ verb: 'flee', thing: 'skeleton', distance: 'far' }]],
    ['build a shelter and sleep', [{ verb: 'wait' }, { verb: 'sleep' }]],
    ['find diamonds', [{ verb: 'collect', thing: 'diamond', count: 1 }]],
    [
      'eat a cow then drink from the lake',
      [
        { verb: 'eat', thing: 'cow' },
        { verb: 'drink', thing: 'water' },
      ],
    ],
    ['water', [{ verb: 'drink', thing: 'water' }]],
    ['fight the zombie with a sword', [{ verb: 'fight', thing: 'zombie' }]],
    ['constructor __proto__ toString', []],
    ['', []],
    ['日本語 <b>', []],
  ];
  test.each(cases)('"%s" is understood', (text, goals) => {
    expect(parsePlan(text)).toEqual(goals);
  });

  test('of any characters is parsed without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => Array.isArray(parsePlan(text))),
    );
  });

  test('for a better pickaxe means the next one', () => {
    const inventory = new Uint8Array(16);
    inventory[10] = 1;
    expect(bindGoals(parsePlan('make a pickaxe'), inventory)).toEqual([
      { verb: 'make', thing: 'stone_pickaxe' },
    ]);
  });
});
