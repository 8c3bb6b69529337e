// Labelled trees, and ways through any graph. A tree is drawn uniformly among all n^(n-2) labelled ones by its Prüfer code,
// as networkx's `random_labeled_tree` does, so labels carry no information.
// Source: Prüfer 1918; the linear-time decoding is that of Wang, Wang and Wu 2009.

import type { Random } from '../../random.ts';

/** Neighbours of each node by its label, ascending. */
export type Neighbours = readonly (readonly number[])[];

/** A uniformly random labelled tree. @param nodes at least 2 */
export function randomTree(nodes: number, random: Random): Neighbours {
  return treeOfCode(Array.from({ length: nodes - 2 }, () => random.int(nodes)));
}

/** The tree of a Prüfer code: `code.length + 2` nodes, node i having one neighbour more than the code has i's. */
export function treeOfCode(code: readonly number[]): Neighbours {
  const nodes = code.length + 2;
  const degree = new Uint16Array(nodes).fill(1);
  for (const node of code) degree[node]++;
  const edges: number[][] = Array.from({ length: nodes }, () => []);
  let next = degree.indexOf(1);
  let leaf = next;
  for (const node of [...code, nodes - 1]) {
    edges[leaf].push(node);
    edges[node].push(leaf);
    // The node just served may have become the smallest leaf; else the next leaf in order of labels is.
    if (--degree[node] === 1 && node < next) leaf = node;
    else leaf = next = degree.indexOf(1, next + 1);
  }
  for (const list of edges) list.sort((a, b) => a - b);
  return edges;
}

/** How a graph is reached from one node. */
export interface Reach {
  /** Hops to each node; -1 where it is not reached. */
  readonly hops: Int16Array;
  /** The node before it on a shortest path; -1 for the source and for what is not reached. */
  readonly before: Int16Array;
}

/** Breadth-first search. @param limit hops to look at the most */
export function reachFrom(neighbours: Neighbours, source: number, limit = Number.POSITIVE_INFINITY): Reach {
  const hops = new Int16Array(neighbours.length).fill(-1);
  const before = new Int16Array(neighbours.length).fill(-1);
  hops[source] = 0;
  const queue = [source];
  for (const node of queue) {
    if (hops[node] >= limit) break;
    for (const other of neighbours[node]) {
      if (hops[other] >= 0) continue;
      hops[other] = hops[node] + 1;
      before[other] = node;
      queue.push(other);
    }
  }
  return { hops, before };
}

/** The nodes of a shortest path from the source (left out) to `node`; empty for the source and for what is not reached. */
export function pathTo({ before }: Reach, node: number): number[] {
  const path: number[] = [];
  for (let at = node; before[at] >= 0; at = before[at]) path.push(at);
  return path.reverse();
}
