// What is counted of an episode, step by step. Definitions are those of gym-pogs (`ExpertInfo`), with one difference: a refused
// move is never a backtrack here, there it starts one. The oracle's moves are never refused, so the same trees are hard.

import type { KnownGraph } from './known-graph.ts';

/** What came to light with the latest view. */
export interface Discovery {
  /** Nodes now known to have one neighbour alone. */
  readonly deadEnds: readonly number[];
  /** The target came in sight for the first time, as one of several nodes at the view's edge: it might have been missed. */
  readonly target: boolean;
}

export interface PogsMetrics {
  /** Steps taken, refused ones included. */
  readonly steps: number;
  /** Actions that named no neighbour. */
  readonly refused: number;
  /** Times the walker turned back to visited nodes; to go on over them does not count again. */
  readonly backtracks: number;
  /** Moves to a node visited before. */
  readonly revisits: number;
  /** Dead ends found. */
  readonly deadEnds: number;
  /** Step that brought the target in sight, 0 for the first view; null if none did. */
  readonly targetSeen: number | null;
  /** Steps that the expert accepts. */
  readonly expertSteps: number;
  /** Steps taken just after a discovery, when a plan may have to change. */
  readonly hardSteps: number;
  /** How many of those the expert accepts. */
  readonly hardExpertSteps: number;
  /** Sum of the rewards. */
  readonly episodeReturn: number;
  readonly success: boolean;
}

/** The metrics so far, and what the next step needs to be counted. */
export interface Progress {
  readonly metrics: PogsMetrics;
  readonly discovery: Discovery;
  /** The last move was to a visited node. */
  readonly backtracking: boolean;
}

/** A step as it is counted. */
export interface CountedStep {
  readonly moved: boolean;
  readonly revisit: boolean;
  readonly expert: boolean;
  readonly reward: number;
  readonly success: boolean;
}

/** @param known after the first view */
export function progressAtStart(known: KnownGraph, radius: number): Progress {
  const discovery = discoveryOf(null, known, radius);
  const metrics = {
    steps: 0,
    refused: 0,
    backtracks: 0,
    revisits: 0,
    deadEnds: discovery.deadEnds.length,
    targetSeen: known.isKnown(known.target) ? 0 : null,
    expertSteps: 0,
    hardSteps: 0,
    hardExpertSteps: 0,
    episodeReturn: 0,
    success: false,
  };
  return { metrics, discovery, backtracking: false };
}

/** @param discovery what the step brought to light @param targetKnown after the step */
export function progressAfter(
  { metrics, backtracking, discovery: hint }: Progress,
  step: CountedStep,
  discovery: Discovery,
  targetKnown: boolean,
): Progress {
  const hard = hint.target || hint.deadEnds.length > 0;
  const steps = metrics.steps + 1;
  const counted = {
    steps,
    refused: metrics.refused + Number(!step.moved),
    backtracks: metrics.backtracks + Number(step.revisit && !backtracking),
    revisits: metrics.revisits + Number(step.revisit),
    deadEnds: metrics.deadEnds + discovery.deadEnds.length,
    targetSeen: metrics.targetSeen ?? (targetKnown ? steps : null),
    expertSteps: metrics.expertSteps + Number(step.expert),
    hardSteps: metrics.hardSteps + Number(hard),
    hardExpertSteps: metrics.hardExpertSteps + Number(hard && step.expert),
    episodeReturn: metrics.episodeReturn + step.reward,
    success: step.success,
  };
  return { metrics: counted, discovery, backtracking: step.moved ? step.revisit : backtracking };
}

/** Score of an episode, 0 to 1: its return over the target's reward, never below 0. Source: BALROG's wrapper of POGS. */
export function scoreOf({ episodeReturn }: PogsMetrics): number {
  return Math.max(0, episodeReturn / 100);
}

/** Share of the steps that the expert accepts; 1 before the first. Source: gym-pogs, `expert_accuracy`. */
export function expertAccuracy({ steps, expertSteps }: PogsMetrics): number {
  return steps === 0 ? 1 : expertSteps / steps;
}

/** The same over the hard steps alone. Source: gym-pogs, `expert_hard_accuracy`. */
export function hardExpertAccuracy({ hardSteps, hardExpertSteps }: PogsMetrics): number {
  return hardSteps === 0 ? 1 : hardExpertSteps / hardSteps;
}

/** What `now` knows and `before` did not. */
export function discoveryOf(before: KnownGraph | null, now: KnownGraph, radius: number): Discovery {
  const isNew = (node: number) => now.isExplored(node) && !before?.isExplored(node);
  return {
    deadEnds: now.nodes.filter((node) => isNew(node) && now.neighbours[node].length === 1),
    target: !before?.isKnown(now.target) && isAtEdge(now, radius),
  };
}

/** The target is one of several unexplored nodes that are just in sight. */
function isAtEdge({ target, frontier, reach }: KnownGraph, radius: number): boolean {
  const edge = frontier.filter((node) => reach.hops[node] === radius);
  return edge.length > 1 && edge.includes(target);
}
