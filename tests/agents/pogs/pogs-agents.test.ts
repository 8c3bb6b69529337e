import { describe, expect, test } from 'vitest';
import { afterInvalidPogsReply, parsePogsReply, pogsInstruction } from '../../../src/agents/pogs/chat.ts';
import { pogsLesson } from '../../../src/agents/pogs/lesson.ts';
import { type PogsMemory, remember } from '../../../src/agents/pogs/memory.ts';
import { pogsFigures } from '../../../src/agents/pogs/metrics.ts';
import { MAX_PLAN_WORDS, pogsPrompt } from '../../../src/agents/pogs/prompt.ts';
import { PACK, pogsVocabulary } from '../../../src/agents/pogs/vocabulary.ts';
import { Tokenizer } from '../../../src/language/pocket/tokenizer.ts';
import { Random } from '../../../src/random.ts';
import { treeOfCode } from '../../../src/worlds/pogs/graph.ts';
import { playOracle } from '../../../src/worlds/pogs/hard.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { Pogs } from '../../../src/worlds/pogs/pogs.ts';
import { stateOf } from '../../../src/worlds/pogs/state.ts';

/**
 * 0 — 1 — 2 — 3 — 4      from 2 to 7, sight of two hops
 *         |   |
 *         5   6 — 7
 */
const TREE = treeOfCode([1, 2, 3, 2, 3, 6]);
const CONFIG = pogsConfig({ nodes: 8 });

/** What is remembered after these actions from node 2 of the tree above. */
function memoryOf(...actions: number[]): PogsMemory {
  const puzzle = { seed: 0, tree: TREE, start: 2, target: 7 };
  const moments = Array.from({ length: actions.length + 1 }, (_, i) => actions.slice(0, i));
  const observations = moments.map((past) => stateOf(puzzle, CONFIG, past).observation);
  return observations.slice(1).reduce(remember, remember(null, observations[0]));
}

describe('the prompt', () => {
  test('tells what is visible, visited and remembered, nearest first', () => {
    expect(pogsPrompt(memoryOf(1, 0)).split('\n')).toEqual([
      'plan none',
      'at:0 from:1 to:7',
      'node:0 visited hops:0 1',
      'node:1 visited hops:1 0 2',
      'node:2 visited hops:2 1 3 5',
      'node:3 seen remembered hops:3 2 4 6',
      'node:5 seen remembered hops:3 2',
      'node:4 frontier remembered hops:4 3',
      'node:6 frontier remembered hops:4 3',
    ]);
  });

  test('tells the latest view alone without recall', () => {
    expect(pogsPrompt(memoryOf(1, 0), null, { recall: false }).split('\n')).toEqual([
      'plan none',
      'at:0 to:7',
      'node:0 hops:0 1',
      'node:1 hops:1 0 2',
      'node:2 hops:2 1',
    ]);
  });

  test('marks the target, a refused move and the plan in force', () => {
    const lines = pogsPrompt(memoryOf(3, 0), { text: 'target 7 6', age: 17 }).split('\n');
    expect(lines.slice(0, 2)).toEqual(['plan age:old | target 7 6', 'at:3 from:2 to:7 refused']);
    expect(lines).toContain('node:7 frontier sought hops:2 6');
  });

  test('gives every neighbour of a node with many, in lines that fit a position', () => {
    const star = treeOfCode(Array(18).fill(4));
    const { observation } = stateOf({ seed: 0, tree: star, start: 4, target: 9 }, pogsConfig(), []);
    const lines = pogsPrompt(remember(null, observation)).split('\n');
    const own = lines.filter((line) => line.startsWith('node:4 '));
    expect(own).toHaveLength(4);
    const named = own.flatMap((line) => line.split(' ').filter((word) => /^\d+$/.test(word)));
    expect(named.map(Number)).toEqual([...Array(20).keys()].filter((node) => node !== 4));
  });

  test('is made of words that the model knows, and fits 64 positions with the longest answer', () => {
    const tokenizer = new Tokenizer(pogsVocabulary(), PACK);
    const plan = {
      text: `explore ${Array(MAX_PLAN_WORDS - 1)
        .fill('19')
        .join(' ')}`,
      age: 3,
    };
    let longest = 0;
    for (let seed = 0; seed < 400; seed++) {
      for (const memory of randomWalk(seed)) {
        const { tokens, positions } = tokenizer.encodePrompt(pogsPrompt(memory, plan));
        expect(Math.max(...tokens)).toBeLessThan(tokenizer.table.firstByte);
        longest = Math.max(longest, positions);
      }
    }
    expect(longest + MAX_PLAN_WORDS + 3).toBeLessThanOrEqual(64);
  });
});

/** Memories along 30 random steps, every tenth of them refused. */
function* randomWalk(seed: number): Generator<PogsMemory> {
  const random = new Random(seed);
  const world = new Pogs('POGS-v0');
  let result = world.reset(seed);
  let memory: PogsMemory | null = null;
  for (;;) {
    memory = remember(memory, result.observation);
    yield memory;
    if (result.terminated || result.truncated) return;
    const { current } = result.observation;
    result = world.step(random.int(10) === 0 ? current : random.pick(world.state.puzzle.tree[current]));
  }
}

describe('the lesson', () => {
  test('plans the way to the nearest frontier, and to the target once it is seen, told from its end', () => {
    expect(pogsLesson(memoryOf(), null)).toEqual({ plan: 'explore 0 1', action: 1, goal: 0 });
    expect(pogsLesson(memoryOf(1), 0)).toEqual({ plan: 'explore 4 3 2', action: 2, goal: 4 });
    expect(pogsLesson(memoryOf(3), 4)).toEqual({ plan: 'target 7 6', action: 6, goal: 7 });
    expect(pogsLesson(memoryOf(3, 6, 7), 7)).toBeNull();
  });

  test('from observations alone takes the oracle through 300 trees, in plan words', () => {
    const tokenizer = new Tokenizer(pogsVocabulary(), PACK);
    const world = new Pogs('POGS-v0');
    for (let seed = 0; seed < 300; seed++) {
      let memory = remember(null, world.reset(seed).observation);
      const actions: number[] = [];
      for (let lesson = pogsLesson(memory, null); lesson; lesson = pogsLesson(memory, lesson.goal)) {
        const ids = tokenizer.encodeAnswer(`<plan> ${lesson.plan} </plan> ${lesson.action}`);
        expect(ids.length).toBeLessThanOrEqual(MAX_PLAN_WORDS + 3);
        actions.push(lesson.action);
        memory = remember(memory, world.step(lesson.action).observation);
      }
      expect(actions).toEqual(playOracle(world.state.puzzle, world.config).actions);
    }
  });
});

describe('a chat model', () => {
  test('is told the size, the sight, the actions and the steps of its episode', () => {
    const text = pogsInstruction(pogsConfig({ nodes: 5, radius: 3, length: 12 }));
    for (const part of ['5 nodes', 'within 3 hops', '0, 1, 2, 3, 4.', '12 steps'])
      expect(text).toContain(part);
  });

  test.each([
    ['7', 7],
    [' 12.\n', 12],
    ['**3**', 3],
    ['"19"', 19],
  ])('that replies %j goes to node %i', (reply, action) => {
    expect(parsePogsReply(reply, 20, 4)).toEqual({ action, valid: true });
  });

  test.each(['', '20', 'node 7', '7 or 8', '-3', '7a', '007', '12345678901234567890', '٣'])(
    'that replies %j stays where it is',
    (reply) => {
      expect(parsePogsReply(reply, 20, 4)).toEqual({ action: 4, valid: false });
      expect(afterInvalidPogsReply(4)).toMatch(/Defaulted to action: 4$/);
    },
  );
});

test('figures are those of the episodes, one value each', () => {
  const metricsOf = (...actions: number[]) =>
    stateOf({ seed: 0, tree: TREE, start: 2, target: 7 }, CONFIG, actions).metrics;
  const episodes = [
    { schedule: 'never', metrics: metricsOf(1, 0, 1, 2, 7), plans: 0, planTokens: 0 },
    { schedule: 'never', metrics: metricsOf(3, 2, 3), plans: 0, planTokens: 0 },
    { schedule: 'every-2', metrics: metricsOf(3, 6, 7), plans: 2, planTokens: 9 },
  ] as const;
  expect(pogsFigures(episodes.slice(0, 2))).toEqual({
    success: [0, 0],
    score: [0, 0],
    steps: [5, 3],
    backtracks: [1, 1],
    revisits: [2, 2],
    refused: [1, 0],
    deadEnds: [2, 2],
    targetSeen: [0, 1],
    expertAccuracy: [3 / 5, 2 / 3],
    hardAccuracy: [1 / 2, 1 / 2],
    plans: [0, 0],
    planTokens: [0, 0],
  });
  expect(pogsFigures(episodes.slice(2))).toMatchObject({
    success: [1],
    score: [1],
    steps: [3],
    planTokens: [9],
  });
  expect(pogsFigures([]).steps).toEqual([]);
});
