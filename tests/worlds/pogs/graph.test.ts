import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/random.ts';
import {
  type Neighbours,
  pathTo,
  randomTree,
  reachFrom,
  treeOfCode,
} from '../../../src/worlds/pogs/graph.ts';
import { layoutOf, type Point } from '../../../src/worlds/pogs/layout.ts';

/** Prüfer codes of trees of 2 to 60 nodes. */
const codes = fc
  .integer({ min: 2, max: 60 })
  .chain((nodes) =>
    fc.array(fc.integer({ min: 0, max: nodes - 1 }), { minLength: nodes - 2, maxLength: nodes - 2 }),
  );

/** Edges with the smaller label first, in order. */
function edgesOf(tree: Neighbours): [number, number][] {
  return tree.flatMap((others, node) =>
    others.filter((other) => other > node).map((other): [number, number] => [node, other]),
  );
}

describe('a tree', () => {
  test('of a Prüfer code is connected, has n - 1 edges, and a degree of 1 + how often the code names a node', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const tree = treeOfCode(code);
        expect(Math.min(...reachFrom(tree, 0).hops)).toBe(0);
        expect(edgesOf(tree)).toHaveLength(tree.length - 1);
        for (const [node, others] of tree.entries()) {
          expect(others.length).toBe(1 + code.filter((named) => named === node).length);
          expect(others).toEqual([...others].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('of a known code is the known one', () => {
    const edges = [
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 4],
      [4, 5],
    ];
    expect(edgesOf(treeOfCode([3, 3, 3, 4]))).toEqual(edges);
    expect(treeOfCode([])).toEqual([[1], [0]]);
  });

  test('is each of the 125 labelled trees of 5 nodes equally often', () => {
    const random = new Random(1);
    const counts = new Map<string, number>();
    const draws = 125 * 200;
    for (let i = 0; i < draws; i++) {
      const name = edgesOf(randomTree(5, random)).join(' ');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(125);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    // 124 degrees of freedom: 99.9 % of uniform samples stay below 176.
    expect(chiSquare).toBeLessThan(176);
  });
});

test('a path goes along edges and is as long as the hops', () => {
  fc.assert(
    fc.property(codes, fc.nat(), fc.nat(), (code, a, b) => {
      const tree = treeOfCode(code);
      const [from, to] = [a % tree.length, b % tree.length];
      const reach = reachFrom(tree, from);
      const path = pathTo(reach, to);
      expect(path).toHaveLength(reach.hops[to]);
      for (const [i, node] of path.entries()) expect(tree[i === 0 ? from : path[i - 1]]).toContain(node);
      expect(path.at(-1) ?? from).toBe(to);
    }),
  );
});

describe('the layout', () => {
  const crossings = (tree: Neighbours, points: readonly Point[]) => {
    const edges = edgesOf(tree);
    return edges.flatMap(([a, b], i) =>
      edges.slice(i + 1).filter(([c, d]) => cross(points[a], points[b], points[c], points[d])),
    );
  };

  test('lies in the unit square, puts no two nodes together and lets no two edges cross', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const tree = treeOfCode(code);
        const points = layoutOf(tree);
        for (const { x, y } of points) expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThanOrEqual(-1e-9);
        const places = new Set(points.map(({ x, y }) => `${x.toFixed(6)} ${y.toFixed(6)}`));
        expect(places.size).toBe(tree.length);
        expect(crossings(tree, points)).toEqual([]);
      }),
    );
  });
});

/** Whether two segments have a point in common inside both. */
function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  const apart = (one: number, other: number) => one * other < -1e-18;
  return apart(side(a, b, c), side(a, b, d)) && apart(side(c, d, a), side(c, d, b));
}
