// What the walker sees: every node within `radius` hops, and the edges between those. What leaves the radius is gone from the
// next view; to remember it is the agent's business. Source: gym-pogs, `k_nearest` (a radius, not a number of neighbours).

import { type Neighbours, reachFrom } from './graph.ts';

export interface VisibleNode {
  readonly node: number;
  /** Those in sight, ascending. */
  readonly neighbors: readonly number[];
}

export interface PogsObservation {
  /** Nodes of the whole graph; labels are 0 to nodes - 1. */
  readonly nodes: number;
  /** Hops that can be seen. */
  readonly radius: number;
  /** Visible nodes by label, ascending. */
  readonly view: readonly VisibleNode[];
  readonly current: number;
  readonly target: number;
  /** The last action named no neighbour: the walker stayed. */
  readonly refused: boolean;
}

/** The part of the graph that is seen from `current`. */
export function viewFrom(tree: Neighbours, current: number, radius: number): VisibleNode[] {
  const { hops } = reachFrom(tree, current, radius);
  const view: VisibleNode[] = [];
  for (let node = 0; node < tree.length; node++) {
    if (hops[node] < 0) continue;
    view.push({ node, neighbors: tree[node].filter((other) => hops[other] >= 0) });
  }
  return view;
}
