// Blocksworld as a planner reads it: one line per block, in any order.
//   b3 on:b2 clear want:b5          stands on b2, nothing on it; must end on b5
//   b2 on:table want:table bare     must end on the table with nothing on it
//   b4 held                         the arm holds it (drawn problems begin with an empty arm)

import { type Problem, wordsOf } from '../../worlds/strips/problem.ts';
import { numbered } from '../../worlds/strips/write-problem.ts';
import { Lines, nameObjects, objectsOf, type PlannerDomain, wordOf } from './planner-domain.ts';

/** The published problems have up to 30 blocks. */
const BLOCKS = numbered('b', 30);
const PACK = 6;

export const BLOCKSWORLD_PLANNER: PlannerDomain = {
  world: 'Blocksworld-v1',
  vocabulary: {
    actions: ['pickup', 'putdown', 'stack', 'unstack'],
    planWords: BLOCKS,
    promptWords: [
      ...['plan', 'held', 'clear', 'bare', 'on:table', 'want:table'],
      ...BLOCKS.map((block) => `on:${block}`),
      ...BLOCKS.map((block) => `want:${block}`),
    ],
  },
  pack: PACK,
  tell(problem, random) {
    const naming = new Map(nameObjects(objectsOf(problem, 'object'), BLOCKS, random));
    const lines = linesOf(problem, (object) => wordOf(naming, object));
    return { lines: random ? random.shuffle(lines) : lines, naming };
  },
};

function linesOf({ init, goal }: Problem, word: (object: string) => string): string[] {
  const lines = new Lines(PACK);
  const facts = [...init].map(wordsOf);
  for (const [predicate, block, below] of facts) {
    if (predicate === 'on') lines.add(word(block), `on:${word(below)}`);
    if (predicate === 'on-table') lines.add(word(block), 'on:table');
    if (predicate === 'holding') lines.add(word(block), 'held');
  }
  for (const [predicate, block] of facts) if (predicate === 'clear') lines.add(word(block), 'clear');
  for (const [predicate, block, below] of goal.map(wordsOf)) {
    if (predicate === 'on') lines.add(word(block), `want:${word(below)}`);
    if (predicate === 'on-table') lines.add(word(block), 'want:table');
    if (predicate === 'clear') lines.add(word(block), 'bare');
  }
  return lines.text();
}
