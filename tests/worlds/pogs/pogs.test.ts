import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/crc32.ts';
import { describePogs } from '../../../src/worlds/pogs/describe-prose.ts';
import { treeOfCode } from '../../../src/worlds/pogs/graph.ts';
import { expertAccuracy, hardExpertAccuracy, scoreOf } from '../../../src/worlds/pogs/metrics.ts';
import { type PogsOptions, pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { POGS_WORLDS, Pogs } from '../../../src/worlds/pogs/pogs.ts';
import { drawPuzzle } from '../../../src/worlds/pogs/puzzle.ts';
import { stateOf } from '../../../src/worlds/pogs/state.ts';
import { createWorld } from '../../../src/worlds/world.ts';
import { checkWorld } from '../../../src/worlds/world-check.ts';

/**
 * 0 — 1 — 2 — 3 — 4      from 2 to 7, sight of two hops
 *         |   |
 *         5   6 — 7
 */
const TREE = treeOfCode([1, 2, 3, 2, 3, 6]);
const walked = (actions: number[], options: PogsOptions = {}) =>
  stateOf({ seed: 0, tree: TREE, start: 2, target: 7 }, pogsConfig({ nodes: 8, ...options }), actions);

test('the tree of these tests is the one drawn above', () => {
  expect(TREE).toEqual([[1], [0, 2], [1, 3, 5], [2, 4, 6], [3], [2], [3, 7], [6]]);
});

describe('the walker', () => {
  test('sees what is within the radius, and forgets it when it goes away', () => {
    expect(walked([]).observation.view).toEqual([
      { node: 0, neighbors: [1] },
      { node: 1, neighbors: [0, 2] },
      { node: 2, neighbors: [1, 3, 5] },
      { node: 3, neighbors: [2, 4, 6] },
      { node: 4, neighbors: [3] },
      { node: 5, neighbors: [2] },
      { node: 6, neighbors: [3] },
    ]);
    expect(walked([1, 0]).observation.view.map(({ node }) => node)).toEqual([0, 1, 2]);
  });

  test('reads it in the published wording, with a sentence after a refused move and at the target', () => {
    expect(describePogs(walked([1, 0]).observation)).toBe(
      'node: 0, neighbors: [1]\nnode: 1, neighbors: [0, 2]\nnode: 2, neighbors: [1]\n\ncurrent node: 0, target node: 7',
    );
    expect(describePogs(walked([7]).observation)).toMatch(/current node: 2, target node: 7\nInvalid Move!$/);
    expect(describePogs(walked([3, 6, 7]).observation)).toMatch(/\nYou have reached the target!$/);
  });

  test('stays where it is when it names no neighbour, and pays 1 for it', () => {
    for (const action of [2, 0, 7]) {
      const state = walked([action]);
      expect(state.observation).toMatchObject({ current: 2, refused: true });
      expect([state.reward, state.metrics.refused, state.metrics.steps]).toEqual([-1, 1, 1]);
    }
    expect(walked([0, 1]).observation).toMatchObject({ current: 1, refused: false });
  });

  test('gets 100 for the target and nothing before', () => {
    const rewards = [[3], [3, 6], [3, 6, 7]].map((actions) => walked(actions).reward);
    expect(rewards).toEqual([0, 0, 100]);
    expect(walked([3, 6, 7]).metrics).toMatchObject({ success: true, episodeReturn: 100, steps: 3 });
    expect(() => walked([3, 6, 7, 6])).toThrow(expect.objectContaining({ code: 'episode-over' }));
  });

  test('pays the penalties that are asked for', () => {
    const options = { stepPenalty: -0.5, revisitPenalty: -2, expertPenalty: -5 };
    const rewards = [[1], [1, 2], [1, 2, 4], [1, 2, 3, 6, 7]].map(
      (actions) => walked(actions, options).reward,
    );
    // To 1: a frontier node (0) is as near there as elsewhere. Back to 2: so are 4 and 6. To 4: refused, and no expert's move.
    expect(rewards).toEqual([-0.5, -2.5, -6, 100]);
    expect(walked([5], options).reward).toBe(-5.5);
    expect(scoreOf(walked([5, 2, 3, 6, 7], options).metrics)).toBeCloseTo((100 - 5.5 - 2.5 - 1) / 100, 12);
    expect(scoreOf(walked([7], options).metrics)).toBe(0);
  });
});

describe('the expert', () => {
  test('accepts every first step to a nearest frontier node, and the way to the target once it is seen', () => {
    // 0, 4 and 6 are two hops away and may go on; 5 is one hop away and known to be a dead end.
    expect(walked([]).expert).toEqual([1, 3]);
    expect(walked([1]).expert).toEqual([2]);
    expect(walked([3]).expert).toEqual([6]);
    expect(walked([3, 6, 7]).expert).toEqual([]);
  });

  test('is what accuracy is measured by, over all steps and over those just after a discovery', () => {
    const state = walked([5, 2, 3, 4]);
    // 5 was known as a dead end at the start, so the first step is a hard one; 4 and the target came to light at 3.
    expect(state.metrics).toMatchObject({ expertSteps: 2, hardSteps: 2, hardExpertSteps: 0 });
    expect(expertAccuracy(state.metrics)).toBe(0.5);
    expect(hardExpertAccuracy(state.metrics)).toBe(0);
    expect([expertAccuracy(walked([]).metrics), hardExpertAccuracy(walked([]).metrics)]).toEqual([1, 1]);
  });
});

describe('the metrics', () => {
  test('count turning back once, however far the walker goes back, and again after new ground', () => {
    expect(walked([1, 0, 1, 2]).metrics).toMatchObject({ backtracks: 1, revisits: 2 });
    expect(walked([1, 0, 1, 2, 5, 2]).metrics).toMatchObject({ backtracks: 2, revisits: 3 });
    expect(walked([1, 2, 1, 2]).metrics).toMatchObject({ backtracks: 1, revisits: 3 });
  });

  test('do not take a refused move for a backtrack, nor for its end', () => {
    expect(walked([7, 7]).metrics).toMatchObject({ backtracks: 0, refused: 2 });
    expect(walked([1, 2, 7, 1]).metrics).toMatchObject({ backtracks: 1, refused: 1, revisits: 2 });
  });

  test('note a dead end when it is within radius − 1 hops, once', () => {
    expect([walked([]), walked([1]), walked([1, 0])].map(({ discovery }) => discovery.deadEnds)).toEqual([
      [5],
      [0],
      [],
    ]);
    expect(walked([1, 0, 1, 2]).metrics.deadEnds).toBe(2);
  });

  test('note the target when it comes in sight, and as a discovery only where it might have been missed', () => {
    const found = walked([3]);
    expect(found.metrics.targetSeen).toBe(1);
    // At 3 the only node at the edge of what is seen and not explored is the target itself.
    expect(found.discovery.target).toBe(false);
    const config = pogsConfig({ nodes: 8 });
    const atOnce = stateOf({ seed: 0, tree: TREE, start: 2, target: 6 }, config, []);
    expect(atOnce.discovery.target).toBe(true);
    expect(atOnce.metrics.targetSeen).toBe(0);
    expect(stateOf({ seed: 0, tree: TREE, start: 2, target: 6 }, config, [3]).discovery.target).toBe(false);
    expect(walked([1]).metrics.targetSeen).toBe(null);
  });
});

describe.each(POGS_WORLDS)('%s', (id) => {
  test('keeps every rule of a world', () => {
    expect(checkWorld(() => createWorld(id))).toEqual([]);
    const options = {
      nodes: 9,
      radius: 1,
      length: 12,
      minBacktracks: 1,
      stepPenalty: -0.1,
      expertPenalty: -5,
    };
    expect(checkWorld(() => createWorld(id, options))).toEqual([]);
  });

  test('has an action for each node, whatever the seed', () => {
    const world = new Pogs(id, { nodes: 12, minBacktracks: 0 });
    expect(world.actions).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11']);
    const { actions } = world;
    world.reset(5);
    expect(world.actions).toBe(actions);
    expect(world.state.puzzle.tree).toHaveLength(12);
  });

  test('cuts an episode after 30 steps', () => {
    const world = new Pogs(id);
    const { observation } = world.reset(3);
    const results = Array.from({ length: 30 }, () => world.step(observation.current));
    expect(results.map(({ truncated }) => truncated)).toEqual([...Array(29).fill(false), true]);
    expect(results.at(-1)).toMatchObject({ terminated: false, info: { refused: 30, episodeReturn: -30 } });
    expect(() => world.step(0)).toThrow(expect.objectContaining({ code: 'episode-over' }));
  });

  test('refuses a snapshot of other options, or a damaged one, and stays as it was', () => {
    const world = new Pogs(id);
    world.reset(1);
    const before = world.checksum();
    const other = new Pogs(id, { radius: 3, minBacktracks: 0 });
    other.reset(1);
    const damaged = world.snapshot().map((byte, i) => (i === 9 ? byte ^ 1 : byte));
    for (const snapshot of [other.snapshot(), damaged, new Uint8Array(3)])
      expect(() => world.restore(snapshot)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(world.checksum()).toBe(before);
  });

  test('refuses a whole snapshot of an episode that cannot be', () => {
    const world = new Pogs(id);
    const { current } = world.reset(1).observation;
    for (let step = 0; step < 3; step++) world.step(current);
    const forged = world.snapshot();
    forged[16] = 200;
    new DataView(forged.buffer).setUint32(forged.length - 4, crc32(forged.subarray(0, -4)), true);
    expect(() => world.restore(forged)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(world.state.actions).toEqual([current, current, current]);
  });

  test.each([
    { nodes: 1 },
    { nodes: 2.5 },
    { radius: 0 },
    { length: '30' },
    { stepPenalty: 1 },
    { expertPenalty: Number.NaN },
    { k_nearest: 2 },
    null,
    'hard',
  ])('refuses the options %j', (options) => {
    expect(() => createWorld(id, options)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });
});

describe('a drawn puzzle', () => {
  test('starts and ends at any node equally often, never at one and the same', () => {
    const starts = new Uint32Array(20);
    const gaps = new Uint32Array(20);
    for (let seed = 0; seed < 20_000; seed++) {
      const { start, target } = drawPuzzle(seed, 20);
      starts[start]++;
      gaps[(target - start + 20) % 20]++;
    }
    expect(gaps[0]).toBe(0);
    // 1,000 each (1,053 for a gap), give or take five standard deviations.
    for (const count of [...starts, ...gaps.slice(1)]) expect(Math.abs(count - 1_026)).toBeLessThan(185);
  });

  test('is the same for the same seed, up to the largest, and refuses what is no seed', () => {
    expect(drawPuzzle(2 ** 53 - 1, 20)).toEqual(drawPuzzle(2 ** 53 - 1, 20));
    expect(drawPuzzle(2 ** 53 - 1, 20)).not.toEqual(drawPuzzle(2 ** 53 - 2, 20));
    expect(() => drawPuzzle(2 ** 53, 20)).toThrow(expect.objectContaining({ code: 'bad-seed' }));
  });
});

test('what is known never shrinks, holds true edges alone, and any actions lead to one and the same state again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 25 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(),
      fc.array(fc.nat(), { maxLength: 20 }),
      (nodes, radius, seed, choices) => {
        const world = new Pogs('POGS-v0', { nodes, radius });
        world.reset(seed);
        for (const choice of choices) {
          const { known, puzzle, observation } = world.state;
          if (observation.current === puzzle.target) break;
          const ways = puzzle.tree[observation.current];
          world.step(choice % 5 === 0 ? choice % nodes : ways[choice % ways.length]);
          const now = world.state.known;
          for (const node of known.nodes) expect(now.isKnown(node)).toBe(true);
          for (const node of now.nodes) {
            const seen = now.neighbours[node];
            expect(puzzle.tree[node]).toEqual(expect.arrayContaining([...seen]));
            if (now.isExplored(node)) expect(seen).toEqual(puzzle.tree[node]);
          }
        }
        const copy = new Pogs('POGS-v0', { nodes, radius });
        copy.restore(world.snapshot());
        expect(copy.state).toEqual(world.state);
      },
    ),
  );
});
