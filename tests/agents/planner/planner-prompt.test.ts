import { describe, expect, test } from 'vitest';
import { PLANNER_DOMAINS } from '../../../src/agents/planner/domains.ts';
import { answerOf, planningPrompt, planOf } from '../../../src/agents/planner/planner-prompt.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { Random } from '../../../src/random.ts';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { type Problem, parseProblem } from '../../../src/worlds/strips/problem.ts';
import {
  DRAWN_WORLDS,
  type DrawnWorldId,
  domainText,
  drawnProblem,
} from '../../../src/worlds/strips/strips.ts';

function drawn(world: DrawnWorldId, seed: number, sizes = {}) {
  const { text, plan } = drawnProblem(world, seed, sizes);
  return { problem: parseProblem(parseDomain(domainText(world)), text), plan };
}

function blocks(init: string, goal: string): Problem {
  const text = `(define (problem p) (:domain blocksworld) (:objects a b c) (:init ${init}) (:goal (and ${goal})))`;
  return parseProblem(parseDomain(domainText('Blocksworld-v1')), text);
}

function linesOf(world: DrawnWorldId, problem: Problem, random?: Random): string[] {
  return planningPrompt(PLANNER_DOMAINS[world], problem, random).text.split('\n');
}

test('a block is one line: what it stands on, what it must stand on, whether something is or shall be on it', () => {
  const problem = blocks(
    '(arm-empty) (clear a) (on a b) (on-table b) (clear c) (on-table c)',
    '(on c a) (on-table a) (clear c)',
  );
  expect(linesOf('Blocksworld-v1', problem)).toEqual([
    'b1 on:b2 clear want:table',
    'b2 on:table',
    'b3 on:table clear want:b1 bare',
    'plan',
  ]);
});

test('a block that the arm holds says so', () => {
  const problem = blocks('(holding a) (clear b) (on-table b) (on c b)', '(on a b)');
  expect(linesOf('Blocksworld-v1', problem)).toContain('b1 held want:b2');
});

test('a cell of a board says where it leads, who stands there and what shall', () => {
  const { problem } = drawn('Sokoban-v1', 2, { grid: 6, boxes: 1 });
  const lines = linesOf('Sokoban-v1', problem);
  expect(lines.filter((line) => line.includes(' robot'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes(' box1'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes(' goal:box1'))).toHaveLength(1);
  const steps = lines.flatMap((line) => line.split(' ').filter((word) => word === 'up' || word === 'down'));
  expect(steps.filter((word) => word === 'up')).toHaveLength(steps.length / 2);
});

test('a mission names its lander, its samples and what is wanted', () => {
  const lines = linesOf('Rovers-v1', drawn('Rovers-v1', 7).problem);
  expect(lines.filter((line) => line.includes('lander'))).toHaveLength(1);
  expect(lines.some((line) => /^waypoint\d+ .*want-(soil|rock)/.test(line))).toBe(true);
  expect(lines.some((line) => /^drive:rover\d from:waypoint\d+ to:waypoint\d+/.test(line))).toBe(true);
});

describe.each(DRAWN_WORLDS)('%s', (world) => {
  const domain = PLANNER_DOMAINS[world];
  const tokenizer = new Tokenizer(domain.vocabulary, domain.pack);

  test('is told in words of the vocabulary alone, within the planner’s context, for every published size', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { text } = planningPrompt(domain, drawn(world, seed).problem, new Random(seed));
      const words = text.split(/\s+/);
      expect(words.filter((word) => !tokenizer.table.ids.has(word))).toEqual([]);
      expect(tokenizer.encodePrompt(text).positions).toBeLessThanOrEqual(384 - 255);
    }
  });

  test('gives a plan back as it was told, under any naming', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { problem, plan } = drawn(world, seed);
      const prompt = planningPrompt(domain, problem, new Random(seed));
      expect(planOf(answerOf(plan, prompt.naming), prompt)).toEqual(plan);
    }
  });

  test('a naming is one to one and changes with the draw', () => {
    const { problem } = drawn(world, 5);
    const namings = [1, 2, 3, 4].map((seed) => domain.tell(problem, new Random(seed)).naming);
    for (const naming of namings) expect(new Set(naming.values()).size).toBe(naming.size);
    expect(new Set(namings.map((naming) => JSON.stringify([...naming]))).size).toBeGreaterThan(1);
  });
});

test('a turned board has the turned solution: steps keep to the neighbours that the prompt names', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { problem, plan } = drawn('Sokoban-v1', seed, { grid: [6, 8], boxes: 1 });
    const { text, naming } = planningPrompt(PLANNER_DOMAINS['Sokoban-v1'], problem, new Random(seed, 9));
    const leads = new Map(text.split('\n').map((line) => [line.split(' ')[0], line.split(' ')]));
    for (const step of answerOf(plan, naming).split(/(?=move|push)|<\/plan>/)) {
      const [name, from, ...rest] = step.trim().split(' ');
      if (name === 'move') expect(leads.get(from)).toContain(rest[1]);
      if (name === 'push') expect(leads.get(from)).toContain(rest[2]);
    }
  }
});

test('refuses a problem with more objects than there are words', () => {
  const { problem } = drawn('Blocksworld-v1', 1, { blocks: 31 });
  expect(() => planningPrompt(PLANNER_DOMAINS['Blocksworld-v1'], problem)).toThrow(/30 names like "b1"/);
  const { problem: board } = drawn('Sokoban-v1', 1, { grid: 14, boxes: 1 });
  expect(() => planningPrompt(PLANNER_DOMAINS['Sokoban-v1'], board)).toThrow(/up to 13×13/);
});
