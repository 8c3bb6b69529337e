// Where the nodes of a tree stand on the page: distances in the picture follow distances in the tree, as far as a plane allows, so
// branches spread out evenly. It starts from the rings of the world's own layout and is the same for the same tree; if moving
// nodes has made two edges cross, the rings stay. Stress majorization after Gansner, Koren and North 2004.

import { type Neighbours, reachFrom } from '../../worlds/pogs/graph.ts';
import { layoutOf, type Point } from '../../worlds/pogs/layout.ts';

const ROUNDS = 80;

/** The place of each node by its label, 0 to 1 in both directions, with the tree's longer side laid along x. */
export function placesOf(tree: Neighbours): Point[] {
  const rings = layoutOf(tree);
  let points = rings;
  const hops = tree.map((_, node) => reachFrom(tree, node).hops);
  for (let round = 0; round < ROUNDS; round++) points = relaxed(points, hops);
  return fitted(laidAcross(crosses(tree, points) ? rings : points));
}

/** Each node to where its distances to all others want it, near ones more than far ones. */
function relaxed(points: readonly Point[], hops: readonly Int16Array[]): Point[] {
  return points.map((point, i) => {
    let [x, y, weights] = [0, 0, 0];
    for (const [j, other] of points.entries()) {
      if (i === j) continue;
      const wanted = hops[i][j];
      const weight = 1 / wanted ** 2;
      const [dx, dy] = [point.x - other.x, point.y - other.y];
      const pull = wanted / (Math.hypot(dx, dy) || 1e-6);
      x += weight * (other.x + dx * pull);
      y += weight * (other.y + dy * pull);
      weights += weight;
    }
    return { x: x / weights, y: y / weights };
  });
}

/** Turned so that the nodes spread most along x. */
function laidAcross(points: readonly Point[]): Point[] {
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const [xx, yy, xy] = points.reduce(
    ([a, b, c], { x, y }) => [a + (x - mx) ** 2, b + (y - my) ** 2, c + (x - mx) * (y - my)],
    [0, 0, 0],
  );
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map(({ x, y }) => ({
    x: (x - mx) * cos + (y - my) * sin,
    y: (y - my) * cos - (x - mx) * sin,
  }));
}

function fitted(points: readonly Point[]): Point[] {
  const along = (values: readonly number[]) => {
    const low = Math.min(...values);
    const span = Math.max(...values) - low;
    return (value: number) => (span < 1e-9 ? 0.5 : (value - low) / span);
  };
  const x = along(points.map((point) => point.x));
  const y = along(points.map((point) => point.y));
  return points.map((point) => ({ x: x(point.x), y: y(point.y) }));
}

/** Whether two edges without a common end meet. */
export function crosses(tree: Neighbours, points: readonly Point[]): boolean {
  const edges = tree.flatMap((others, node) =>
    others.filter((other) => other > node).map((other) => [node, other]),
  );
  return edges.some(([a, b], i) =>
    edges
      .slice(i + 1)
      .some(([c, d]) => new Set([a, b, c, d]).size === 4 && meet(points[a], points[b], points[c], points[d])),
  );
}

function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point) =>
    Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
