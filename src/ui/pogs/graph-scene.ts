// A moment of an episode as a drawing knows it: of every node and edge what the agent knows of it, the walk so far, and in words
// what a reader who does not see the picture must be told. Plain data; the element beside it only draws.
//
// Words: a node is *in sight*, or was seen before and is *remembered*, or is *unknown*; whichever of the first two, it may have
// been *visited*, and it is *open* while the graph may go on behind it.

import { pathTo, reachFrom } from '../../worlds/pogs/graph.ts';
import { playOracle } from '../../worlds/pogs/hard.ts';
import type { PogsState } from '../../worlds/pogs/state.ts';
import { plural } from '../labels.ts';

export type Sight = 'in-sight' | 'remembered' | 'unknown';

export interface SceneNode {
  readonly node: number;
  readonly sight: Sight;
  /** Steps after which the walker stood here, 0 for the start; empty for a node that was not visited. */
  readonly visits: readonly number[];
  readonly isCurrent: boolean;
  readonly isStart: boolean;
  readonly isTarget: boolean;
  /** Known, and the graph may go on behind it. */
  readonly isOpen: boolean;
  /** The oracle would accept it as the next step. */
  readonly isExpert: boolean;
  /** Known neighbours, ascending. */
  readonly neighbours: readonly number[];
  /** All of this in a sentence. */
  readonly title: string;
}

export interface SceneEdge {
  readonly a: number;
  readonly b: number;
  readonly sight: Sight;
}

/** A move along an edge. */
export interface SceneMove {
  readonly from: number;
  readonly to: number;
  /** Of the walk, from 1. */
  readonly step: number;
  /** To a node that was visited before. */
  readonly isBack: boolean;
  /** The first of such moves in a row: what is counted as a backtrack. */
  readonly isTurn: boolean;
}

export interface GraphScene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly moves: readonly SceneMove[];
  /** Nodes of the oracle's walk from the start; empty where it is not shown. */
  readonly oracle: readonly number[];
  /** The whole picture in two sentences. */
  readonly summary: string;
}

export interface SceneOptions {
  /** Nodes that the agent does not know are drawn. */
  readonly hidden: boolean;
  /** The oracle's walk is drawn, and what it leads over. */
  readonly oracle: boolean;
}

/** @param states of the episode, from its start to the moment that is shown */
export function sceneOf(states: readonly PogsState[], options: SceneOptions): GraphScene {
  const now = states[states.length - 1];
  const oracle = options.oracle ? oracleWalk(now) : [];
  const shown = (node: number) => options.hidden || now.known.isKnown(node) || oracle.includes(node);
  const nodes = now.puzzle.tree.map((_, node) => nodeOf(states, node)).filter(({ node }) => shown(node));
  return {
    nodes,
    edges: edgesOf(now).filter(
      ({ a, b, sight }) =>
        shown(a) && shown(b) && (sight !== 'unknown' || options.hidden || oracle.length > 0),
    ),
    moves: movesOf(states),
    oracle,
    summary: summaryOf(states),
  };
}

/** All moves so far; a refused step is none. */
export function movesOf(states: readonly PogsState[]): SceneMove[] {
  return states.slice(1).flatMap((state, i) => {
    const before = states[i];
    const [from, to] = [before.known.current, state.known.current];
    if (from === to) return [];
    const isBack = state.metrics.revisits > before.metrics.revisits;
    const isTurn = state.metrics.backtracks > before.metrics.backtracks;
    return [{ from, to, step: i + 1, isBack, isTurn }];
  });
}

/** Of the moves from one node to another only the latest is drawn: a walk that turns in circles stays legible. */
export function latestMoves(moves: readonly SceneMove[]): SceneMove[] {
  return [...new Map(moves.map((move) => [`${move.from} ${move.to}`, move])).values()].sort(
    (a, b) => a.step - b.step,
  );
}

/** Nodes that the oracle stands on, from the start to the target. */
function oracleWalk({ puzzle, config }: PogsState): number[] {
  return [puzzle.start, ...playOracle(puzzle, config).actions];
}

function nodeOf(states: readonly PogsState[], node: number): SceneNode {
  const { known, observation, puzzle, expert } = states[states.length - 1];
  const inSight = observation.view.some((visible) => visible.node === node);
  const facts = {
    node,
    sight: inSight ? 'in-sight' : known.isKnown(node) ? 'remembered' : 'unknown',
    visits: visitsOf(states, node),
    isCurrent: node === known.current,
    isStart: node === puzzle.start,
    isTarget: node === puzzle.target,
    isOpen: known.isKnown(node) && !known.isExplored(node),
    isExpert: expert.includes(node),
    neighbours: known.neighbours[node],
  } as const;
  return { ...facts, title: titleOf(facts) };
}

/** A refused step is no new visit. */
function visitsOf(states: readonly PogsState[], node: number): number[] {
  return states.flatMap(({ known }, step) =>
    known.current === node && states[step - 1]?.known.current !== node ? [step] : [],
  );
}

function edgesOf({ puzzle: { tree }, known, observation }: PogsState): SceneEdge[] {
  const { hops } = reachFrom(tree, observation.current, observation.radius);
  return tree.flatMap((others, a) =>
    others
      .filter((b) => b > a)
      .map((b) => {
        const inSight = hops[a] >= 0 && hops[b] >= 0;
        const isKnown = known.neighbours[a].includes(b);
        return { a, b, sight: inSight ? 'in-sight' : isKnown ? 'remembered' : 'unknown' } as const;
      }),
  );
}

const SIGHT_WORDS: Readonly<Record<Sight, string>> = {
  'in-sight': 'in sight',
  remembered: 'seen before, out of sight',
  unknown: 'not known to the agent',
};

/** What the agent knows of a node, in a few words. */
export function sightText({ sight }: Pick<SceneNode, 'sight'>): string {
  return SIGHT_WORDS[sight];
}

/** `visited at steps 0, 4`. */
export function visitText({ visits }: Pick<SceneNode, 'visits'>): string {
  if (visits.length === 0) return 'not visited';
  return `visited after ${visits.length === 1 ? 'step' : 'steps'} ${visits.join(', ')}`;
}

function titleOf(node: Omit<SceneNode, 'title'>): string {
  const roles = [
    node.isCurrent ? 'the agent is here' : '',
    node.isStart ? 'the start' : '',
    node.isTarget ? 'the goal' : '',
  ].filter(Boolean);
  const known = node.sight === 'unknown' ? '' : `; known neighbours ${node.neighbours.join(', ') || 'none'}`;
  const open = node.isOpen ? '; the graph may go on here' : '';
  return `Node ${node.node}${roles.length > 0 ? `, ${roles.join(', ')}` : ''}: ${sightText(node)}, ${visitText(node)}${known}${open}`;
}

function summaryOf(states: readonly PogsState[]): string {
  const { known, observation, metrics, puzzle } = states[states.length - 1];
  const seen = known.nodes.length;
  const goal = known.isKnown(puzzle.target)
    ? `${plural(pathTo(known.reach, puzzle.target).length, 'hop')} away`
    : 'not seen yet';
  const place = metrics.success
    ? `The goal, node ${puzzle.target}, is reached.`
    : `The agent stands on node ${known.current}; the goal, node ${puzzle.target}, is ${goal}.`;
  return `A graph of ${plural(observation.nodes, 'node')} after ${plural(metrics.steps, 'step')}. ${place} ${observation.view.length} nodes are in sight, ${seen - observation.view.length} more were seen before, ${observation.nodes - seen} are unknown.`;
}
