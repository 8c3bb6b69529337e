// A moment of an episode as immutable data: what was drawn, the actions so far, and all that follows from them. One step makes
// the next moment, so a world, an oracle that tries a tree and a speculative place share one set of rules.

import { LabError } from '../../lab-error.ts';
import { KnownGraph } from './known-graph.ts';
import { discoveryOf, type Progress, progressAfter, progressAtStart } from './metrics.ts';
import { type PogsConfig, REFUSED_REWARD, TARGET_REWARD } from './options.ts';
import { expertMoves } from './oracle.ts';
import type { Puzzle } from './puzzle.ts';
import { type PogsObservation, viewFrom } from './view.ts';

export interface PogsState extends Progress {
  readonly puzzle: Puzzle;
  readonly config: PogsConfig;
  readonly actions: readonly number[];
  readonly observation: PogsObservation;
  /** All views so far, put together. */
  readonly known: KnownGraph;
  /** Next nodes that the expert accepts. */
  readonly expert: readonly number[];
  /** Of the last step; 0 at the start. */
  readonly reward: number;
}

export function startState(puzzle: Puzzle, config: PogsConfig): PogsState {
  const observation = observe(puzzle, config, puzzle.start, false);
  const known = KnownGraph.of(observation);
  return {
    puzzle,
    config,
    actions: [],
    observation,
    known,
    expert: expertMoves(known),
    reward: 0,
    ...progressAtStart(known, config.radius),
  };
}

/** The target is reached. */
export function isSolved({ puzzle, observation }: PogsState): boolean {
  return observation.current === puzzle.target;
}

/** No step may follow. */
export function isOver(state: PogsState): boolean {
  return isSolved(state) || state.actions.length >= state.config.length;
}

/** @param action label of a node @throws LabError bad-action, episode-over */
export function stateAfter(state: PogsState, action: number): PogsState {
  const { puzzle, config, known } = state;
  checkAction(action, config.nodes);
  if (isOver(state))
    throw new LabError('episode-over', 'There is no running episode.', 'Reset the world first.');
  const moved = puzzle.tree[known.current].includes(action);
  const observation = observe(puzzle, config, moved ? action : known.current, !moved);
  const now = moved ? known.with(observation) : known;
  const step = countedStep(state, action, moved);
  const discovery = discoveryOf(known, now, config.radius);
  return {
    puzzle,
    config,
    actions: [...state.actions, action],
    observation,
    known: now,
    expert: moved ? expertMoves(now) : state.expert,
    reward: step.reward,
    ...progressAfter(state, step, discovery, now.isKnown(puzzle.target)),
  };
}

/** The state that these actions lead to. @throws LabError bad-action, episode-over */
export function stateOf(puzzle: Puzzle, config: PogsConfig, actions: readonly number[]): PogsState {
  return actions.reduce(stateAfter, startState(puzzle, config));
}

function observe(
  { tree, target }: Puzzle,
  { nodes, radius }: PogsConfig,
  current: number,
  refused: boolean,
): PogsObservation {
  return { nodes, radius, view: viewFrom(tree, current, radius), current, target, refused };
}

function countedStep({ puzzle, config, known, expert }: PogsState, action: number, moved: boolean) {
  const success = moved && action === puzzle.target;
  const revisit = moved && known.isVisited(action);
  const accepted = expert.includes(action);
  const task = success
    ? TARGET_REWARD
    : moved
      ? config.stepPenalty + (revisit ? config.revisitPenalty : 0)
      : REFUSED_REWARD;
  const reward = task + (accepted ? 0 : config.expertPenalty);
  return { moved, revisit, expert: accepted, reward, success };
}

function checkAction(action: number, nodes: number): void {
  if (!Number.isInteger(action) || action < 0 || action >= nodes)
    throw new LabError('bad-action', `${action} is not an action: actions are 0 to ${nodes - 1}.`);
}
