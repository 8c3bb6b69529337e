// What a perfect memory of all views holds: every node and edge seen so far. The world's oracle reasons over it, and so may
// an agent's memory, because it is fed with observations and nothing else.
// Words (gym-pogs): a node is *visited* once the walker stood on it; *explored* once it was within radius − 1 hops of a visited
// node, so that all its neighbours have been seen; *frontier* is what is known but not explored: there the graph may go on.

import { type Neighbours, type Reach, reachFrom } from './graph.ts';
import type { PogsObservation } from './view.ts';

export class KnownGraph {
  /** Seen neighbours of each node of the graph, ascending. */
  readonly neighbours: Neighbours;
  /** Node where the latest view was had. */
  readonly current: number;
  readonly target: number;
  /** Ways from the current node through what is known. */
  readonly reach: Reach;
  readonly #visited: ReadonlySet<number>;
  readonly #explored: ReadonlySet<number>;

  private constructor(observation: PogsObservation, before: KnownGraph | null) {
    this.current = observation.current;
    this.target = observation.target;
    this.neighbours = withView(before?.neighbours, observation);
    this.reach = reachFrom(this.neighbours, this.current);
    this.#visited = new Set(before ? before.#visited : []).add(this.current);
    const near = nodesWhere(this.reach.hops, (hops) => hops >= 0 && hops < observation.radius);
    this.#explored = new Set(before ? [...before.#explored, ...near] : near);
  }

  /** What the first view of an episode tells. */
  static of(observation: PogsObservation): KnownGraph {
    return new KnownGraph(observation, null);
  }

  /** This memory and one view more. */
  with(observation: PogsObservation): KnownGraph {
    return new KnownGraph(observation, this);
  }

  /** Known nodes, ascending. */
  get nodes(): number[] {
    return nodesWhere(this.reach.hops, (hops) => hops >= 0);
  }

  /** Known nodes beyond which the graph may go on, ascending. */
  get frontier(): number[] {
    return this.nodes.filter((node) => !this.#explored.has(node));
  }

  isKnown(node: number): boolean {
    return this.reach.hops[node] >= 0;
  }

  isVisited(node: number): boolean {
    return this.#visited.has(node);
  }

  isExplored(node: number): boolean {
    return this.#explored.has(node);
  }
}

/** Every view hangs together with the one before, so all that is known is reached from where the walker is. */
function withView(known: Neighbours | undefined, { view, nodes }: PogsObservation): Neighbours {
  const neighbours = known ? [...known] : Array.from({ length: nodes }, (): readonly number[] => []);
  for (const { node, neighbors } of view) {
    const old = neighbours[node];
    if (neighbors.every((other) => old.includes(other))) continue;
    neighbours[node] = [...new Set([...old, ...neighbors])].sort((a, b) => a - b);
  }
  return neighbours;
}

function nodesWhere(hops: Int16Array, holds: (hops: number) => boolean): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < hops.length; node++) if (holds(hops[node])) nodes.push(node);
  return nodes;
}
