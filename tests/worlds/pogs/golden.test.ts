// Views, expert moves and the oracle's walks against networkx (golden/make-golden.py).

import { describe, expect, test } from 'vitest';
import { treeOfCode } from '../../../src/worlds/pogs/graph.ts';
import { playOracle } from '../../../src/worlds/pogs/hard.ts';
import { pogsConfig } from '../../../src/worlds/pogs/options.ts';
import { isOver, type PogsState, startState, stateAfter } from '../../../src/worlds/pogs/state.ts';
import golden from './golden/golden.json' with { type: 'json' };

const numbers = (text: string) => (text === '' ? [] : text.split(' ').map(Number));

const walks = golden.map(({ code, start, target, radius, ...walk }) => {
  const tree = treeOfCode(numbers(code));
  return {
    ...walk,
    puzzle: { seed: 0, tree, start, target },
    config: pogsConfig({ nodes: tree.length, radius }),
  };
});

/** `3:7,12 7:3 > 7`, as the script writes a moment. */
function momentOf({ observation, expert }: PogsState): string {
  const view = observation.view.map(({ node, neighbors }) => `${node}:${neighbors.join(',')}`);
  return `${view.join(' ')} > ${expert.join(' ')}`;
}

describe('as in networkx', () => {
  test('24 random walks see the same and are judged alike at each of their steps', () => {
    for (const { puzzle, config, actions, moments } of walks) {
      let state = startState(puzzle, config);
      const seen = [momentOf(state)];
      for (const action of numbers(actions)) {
        state = stateAfter(state, action);
        seen.push(momentOf(state));
      }
      expect(seen).toEqual(moments.split(' / '));
      expect(isOver(state)).toBe(true);
    }
  });

  test('the oracle walks the same ways and turns back as often', () => {
    const ends = walks.map(({ puzzle, config }) => playOracle(puzzle, config));
    expect(ends.map(({ actions }) => actions.join(' '))).toEqual(walks.map(({ oracle }) => oracle));
    expect(ends.map(({ metrics }) => metrics.backtracks)).toEqual(walks.map((walk) => walk.backtracks));
    expect(ends.map(({ metrics }) => metrics.expertSteps)).toEqual(ends.map(({ metrics }) => metrics.steps));
  });
});
