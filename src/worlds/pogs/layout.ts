// Where the nodes of a tree are drawn: rings around its centre, each branch in a sector as wide as it has leaves. No two edges
// cross: two in different sectors do not meet, and of two in one sector, both under half a turn wide, the one that is further out
// at either end is so all along. Pure, and the same for the same tree. After Eades 1992, "Drawing free trees".

import { type Neighbours, pathTo, reachFrom } from './graph.ts';

export interface Point {
  /** 0 to 1, from left to right. */
  readonly x: number;
  /** 0 to 1, from top to bottom. */
  readonly y: number;
}

/** The place of each node, by its label. */
export function layoutOf(tree: Neighbours): Point[] {
  const root = centreOf(tree);
  const { hops, before } = reachFrom(tree, root);
  const depth = Math.max(...hops);
  const points: Point[] = new Array(tree.length);
  const childrenOf = (node: number) => tree[node].filter((other) => other !== before[node]);
  const place = (node: number, from: number, to: number) => {
    points[node] = onRing(hops[node] / depth, (from + to) / 2);
    const leaves = childrenOf(node).map((child) => leavesBelow(tree, child, node));
    const each = (to - from) / leaves.reduce((sum, count) => sum + count, 0);
    let start = from;
    for (const [i, child] of childrenOf(node).entries()) {
      place(child, start, start + leaves[i] * each);
      start += leaves[i] * each;
    }
  };
  place(root, 0, 1);
  return points;
}

/** The middle of a longest path: the rings are then as few as can be. */
function centreOf(tree: Neighbours): number {
  const furthest = (from: number) => {
    const reach = reachFrom(tree, from);
    return { reach, node: reach.hops.indexOf(Math.max(...reach.hops)) };
  };
  const end = furthest(0).node;
  const { reach, node } = furthest(end);
  const path = [end, ...pathTo(reach, node)];
  return path[path.length >> 1];
}

function leavesBelow(tree: Neighbours, node: number, parent: number): number {
  const children = tree[node].filter((other) => other !== parent);
  if (children.length === 0) return 1;
  return children.reduce((sum, child) => sum + leavesBelow(tree, child, node), 0);
}

/** @param radius 0 to 1 @param turn 0 to 1, clockwise from above */
function onRing(radius: number, turn: number): Point {
  const angle = 2 * Math.PI * turn;
  return { x: 0.5 + (radius / 2) * Math.sin(angle), y: 0.5 - (radius / 2) * Math.cos(angle) };
}
