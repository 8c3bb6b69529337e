import { describe, expect, test } from 'vitest';
import { graphLegend } from '../../../src/ui/pogs/graph-legend.ts';
import { latestMoves, movesOf, type SceneOptions, sceneOf } from '../../../src/ui/pogs/graph-scene.ts';
import { nodesTable } from '../../../src/ui/pogs/step-card.ts';
import { treeOfCode } from '../../../src/worlds/pogs/graph.ts';
import { playOracle } from '../../../src/worlds/pogs/hard.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { stateOf } from '../../../src/worlds/pogs/state.ts';

/**
 * 0 — 1 — 2 — 3 — 4      from 2 to 7, sight of two hops
 *         |   |
 *         5   6 — 7
 */
const PUZZLE = { seed: 0, tree: treeOfCode([1, 2, 3, 2, 3, 6]), start: 2, target: 7 };
const CONFIG = pogsConfig({ nodes: 8 });
const AGENT_ONLY: SceneOptions = { hidden: false, oracle: false };

/** Every moment along these actions. */
function states(...actions: number[]) {
  return Array.from({ length: actions.length + 1 }, (_, i) => stateOf(PUZZLE, CONFIG, actions.slice(0, i)));
}
function scene(actions: number[], options = AGENT_ONLY) {
  return sceneOf(states(...actions), options);
}
const nodeOf = (actions: number[], node: number, options = AGENT_ONLY) =>
  scene(actions, options).nodes.find((each) => each.node === node);

describe('what is drawn', () => {
  test('at the start is what is in sight, and nothing of what is not', () => {
    const { nodes, edges } = scene([]);
    expect(nodes.map(({ node, sight }) => [node, sight])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((node) => [node, 'in-sight']),
    );
    expect(edges.map(({ a, b }) => `${a}-${b}`)).toEqual(['0-1', '1-2', '2-3', '2-5', '3-4', '3-6']);
    expect(nodes.filter(({ isOpen }) => isOpen).map(({ node }) => node)).toEqual([0, 4, 6]);
  });

  test('tells in sight, remembered and unknown apart, and what was visited', () => {
    const { nodes, edges } = scene([1, 0], { hidden: true, oracle: false });
    const sights = Object.fromEntries(nodes.map(({ node, sight }) => [node, sight]));
    expect(sights).toEqual({
      0: 'in-sight',
      1: 'in-sight',
      2: 'in-sight',
      3: 'remembered',
      4: 'remembered',
      5: 'remembered',
      6: 'remembered',
      7: 'unknown',
    });
    expect(nodes.filter(({ visits }) => visits.length > 0).map(({ node, visits }) => [node, visits])).toEqual(
      [
        [0, [2]],
        [1, [1]],
        [2, [0]],
      ],
    );
    const edge = (a: number, b: number) => edges.find((each) => each.a === a && each.b === b)?.sight;
    expect([edge(0, 1), edge(3, 4), edge(6, 7)]).toEqual(['in-sight', 'remembered', 'unknown']);
  });

  test('marks the agent, the start, the goal, and what the oracle would accept', () => {
    const here = nodeOf([3], 3);
    expect([here?.isCurrent, here?.isStart, here?.isTarget]).toEqual([true, false, false]);
    expect(nodeOf([3], 2)?.isStart).toBe(true);
    expect(nodeOf([3], 7)).toMatchObject({ isTarget: true, sight: 'in-sight' });
    expect(
      scene([3])
        .nodes.filter(({ isExpert }) => isExpert)
        .map(({ node }) => node),
    ).toEqual([6]);
    expect(nodeOf([], 7)).toBeUndefined();
    expect(nodeOf([], 7, { hidden: true, oracle: false })).toMatchObject({
      sight: 'unknown',
      neighbours: [],
    });
  });

  test('with the oracle’s way, its nodes too, and the way is its own', () => {
    const { oracle, nodes, edges } = scene([], { hidden: false, oracle: true });
    expect(oracle).toEqual([2, ...playOracle(PUZZLE, CONFIG).actions]);
    expect(nodes.some(({ node }) => node === 7)).toBe(true);
    expect(edges.some(({ a, b, sight }) => a === 6 && b === 7 && sight === 'unknown')).toBe(true);
  });

  test('a sentence for every node and two for the picture, for who does not see it', () => {
    expect(nodeOf([1, 0], 2)?.title).toBe(
      'Node 2, the start: in sight, visited after step 0; known neighbours 1, 3, 5',
    );
    expect(nodeOf([1, 0], 6)?.title).toBe(
      'Node 6: seen before, out of sight, not visited; known neighbours 3; the graph may go on here',
    );
    expect(nodeOf([], 7, { hidden: true, oracle: false })?.title).toBe(
      'Node 7, the goal: not known to the agent, not visited',
    );
    expect(scene([3]).summary).toBe(
      'A graph of 8 nodes after 1 step. The agent stands on node 3; the goal, node 7, is 2 hops away. 7 nodes are in sight, 1 more were seen before, 0 are unknown.',
    );
    expect(scene([3, 6, 7]).summary).toContain('The goal, node 7, is reached.');
    const table = nodesTable(scene([1, 0]));
    expect(table.rows).toHaveLength(7);
    expect(table.rows[2]).toEqual(['2', 'start', 'in sight', 'visited after step 0', '1, 3, 5', '']);
  });
});

describe('the walk', () => {
  test('tells new moves, turns and further ones back apart, as the metrics count them', () => {
    const all = states(1, 0, 1, 2, 3, 2, 3);
    const moves = movesOf(all);
    expect(moves.map(({ from, to, isBack, isTurn }) => [from, to, isBack, isTurn])).toEqual([
      [2, 1, false, false],
      [1, 0, false, false],
      [0, 1, true, true],
      [1, 2, true, false],
      [2, 3, false, false],
      [3, 2, true, true],
      [2, 3, true, false],
    ]);
    const { metrics } = all[all.length - 1];
    expect(moves.filter(({ isTurn }) => isTurn)).toHaveLength(metrics.backtracks);
    expect(moves.filter(({ isBack }) => isBack)).toHaveLength(metrics.revisits);
  });

  test('has no move for a refused step, and no second visit', () => {
    expect(movesOf(states(7, 1)).map(({ step }) => step)).toEqual([2]);
    expect(nodeOf([7], 2)?.visits).toEqual([0]);
    expect(nodeOf([1, 2], 2)?.visits).toEqual([0, 2]);
  });

  test('is drawn once in each direction, its latest move last', () => {
    const drawn = latestMoves(movesOf(states(1, 2, 1)));
    expect(drawn.map(({ from, to, step, isBack }) => [from, to, step, isBack])).toEqual([
      [1, 2, 2, true],
      [2, 1, 3, true],
    ]);
  });
});

test('the legend names the signs that are in the picture, and no others', () => {
  const named = (actions: number[], options = AGENT_ONLY) =>
    JSON.stringify(graphLegend(scene(actions, options)).values);
  expect(named([])).not.toMatch(/goal|going back|unknown|oracle/);
  expect(named([1, 2])).toContain('going back over visited nodes');
  expect(named([3])).toContain('goal');
  expect(named([], { hidden: true, oracle: true })).toMatch(/unknown to the agent.*the oracle’s way/);
});
