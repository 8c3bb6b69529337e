import { expect, test } from 'vitest';
import { PLANNER_DOMAINS } from '../../../src/agents/planner/domains.ts';
import { checkReads, plannerWorld, plannerWorldOf } from '../../../src/agents/planner/planner-for.ts';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { parseProblem } from '../../../src/worlds/strips/problem.ts';
import { DRAWN_WORLDS, domainText, drawnProblem } from '../../../src/worlds/strips/strips.ts';
import { FERRY } from '../../deployment/own-files.ts';

const blocks = domainText('Blocksworld-v1');
const sokoban = domainText('Sokoban-v1');

test.each(DRAWN_WORLDS)(
  'the domain of %s is played by its own planner, which reads its problems',
  (world) => {
    const domain = parseDomain(domainText(world));
    expect(plannerWorldOf(domain)).toBe(world);
    for (const seed of [1, 2, 3])
      expect(() =>
        checkReads(PLANNER_DOMAINS[world], parseProblem(domain, drawnProblem(world, seed).text)),
      ).not.toThrow();
  },
);

test('a domain of another name, with other effects and more facts, is still played', () => {
  const mine = blocks
    .replace('(domain blocksworld)', '(domain towers)')
    .replace('(arm-empty) (holding ?x)', '(arm-empty) (holding ?x) (painted ?x)')
    .replace('(holding ?ob) (not (clear ?ob))', '(holding ?ob) (painted ?ob) (not (clear ?ob))');
  expect(plannerWorld(parseDomain(mine))).toBe('Blocksworld-v1');
});

test.each([
  ['an operator of another name', blocks.replace('pickup', 'pick-up'), 'it has no operator "pickup"'],
  [
    'an operator more',
    blocks.replace(/\)\s*$/, '(:action rest :parameters () :precondition () :effect (arm-empty)))'),
    'the planner has no operator "rest"',
  ],
  ['a predicate of another name', blocks.replaceAll('on-table', 'ontable'), 'it has no predicate "on-table"'],
  [
    'other types',
    sokoban.replace(
      '(?from - location ?to - location ?dir - direction)',
      '(?dir - direction ?from - location ?to - location)',
    ),
    'the operator "move" takes (direction location location) here and (location location direction) there',
  ],
  ['constants that are objects', sokoban.replace(' up left', ' left'), 'it has no constant "up"'],
])('%s is refused by its difference, and the way on is named', (_, text, difference) => {
  const domain = parseDomain(text);
  expect(plannerWorldOf(domain)).toBeNull();
  expect(() => plannerWorld(domain)).toThrow(
    expect.objectContaining({
      code: 'model-missing',
      message: expect.stringContaining(difference),
      hint: expect.stringContaining('--model remote:NAME'),
    }),
  );
});

test('a domain that has nothing of any is refused by its name', () => {
  expect(() => plannerWorld(parseDomain(FERRY.text))).toThrow(/plays the domain "ferry"/);
});

test('cells that no board of the planner has, and objects that would share a word, are refused', () => {
  const read = (world: (typeof DRAWN_WORLDS)[number], text: string) => () =>
    checkReads(PLANNER_DOMAINS[world], parseProblem(parseDomain(domainText(world)), text));
  const board = (cell: string, more = '') =>
    `(define (problem p) (:domain sokoban) (:objects ${cell} ${more} - location) (:init (at-robot ${cell})) (:goal (at-robot ${cell})))`;
  expect(read('Sokoban-v1', board('loc_3_4'))).not.toThrow();
  expect(read('Sokoban-v1', board('kitchen'))).toThrow(/no cell that this planner can place/);
  expect(read('Sokoban-v1', board('loc_0_4'))).toThrow(/no word for "loc_0_4"/);
  expect(read('Sokoban-v1', board('loc_3_4', 'loc_3_04'))).toThrow(/would go by one word/);
  const rovers = `(define (problem p) (:domain rover) (:objects r - rover s1 s2 - store w - waypoint)
    (:init (at r w) (store_of s1 r) (store_of s2 r)) (:goal (at r w)))`;
  expect(read('Rovers-v1', rovers)).toThrow(/would go by one word/);
});
