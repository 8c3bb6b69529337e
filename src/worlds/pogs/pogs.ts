// Partially observable graph search: a walker on a tree sees `radius` hops far and looks for a node that is mostly out of sight.
// POGS-v0 draws any tree, HardPOGS-v0 those on which even the oracle has to turn back (hard.ts).
// Source: gym-pogs, the world of "Learning When to Plan" (arXiv 2509.03581).
//
//   createWorld('POGS-v0', { nodes: 12, length: 20 })
//   createWorld('HardPOGS-v0')                            20 nodes, radius 2, 30 steps, 3 backtracks: the published runs
//   createWorld('HardPOGS-v0', { expertPenalty: -5 })     their rewards, too
//
// **Actions.** Action n is "go to node n", so there are as many as nodes and number n has the same name in every episode of
// the same size. Only neighbours can be gone to; any other action leaves the walker where it is, costs 1 and uses the step.

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import { sealOf } from '../snapshot-seal.ts';
import { registerWorld, type StepResult, type World } from '../world.ts';
import { drawHardPuzzle } from './hard.ts';
import { type PogsConfig, type PogsOptions, pogsConfig } from './options.ts';
import { drawPuzzle, type Puzzle } from './puzzle.ts';
import { readMoment, writeMoment } from './snapshot.ts';
import { isOver, isSolved, type PogsState, startState, stateAfter, stateOf } from './state.ts';
import type { PogsObservation } from './view.ts';

/** How each world draws the puzzle of a seed. @throws LabError bad-seed, bad-argument */
const DRAW = {
  'POGS-v0': (seed: number, { nodes }: PogsConfig): Puzzle => drawPuzzle(seed, nodes),
  'HardPOGS-v0': drawHardPuzzle,
} as const;

export type PogsId = keyof typeof DRAW;
export const POGS_WORLDS = Object.keys(DRAW) as readonly PogsId[];

export function isPogsId(world: string): world is PogsId {
  return Object.hasOwn(DRAW, world);
}

/** Names of the actions: the labels of the nodes. */
export function pogsActions(nodes: number): string[] {
  return Array.from({ length: nodes }, (_, node) => `${node}`);
}

/** The first moment of a seed's episode. @throws LabError bad-seed, bad-argument */
export function startOf(id: PogsId, seed: number, config: PogsConfig): PogsState {
  return startState(DRAW[id](seed, config), config);
}

export class Pogs implements World<PogsObservation> {
  readonly id: PogsId;
  readonly actions: readonly string[];
  readonly config: PogsConfig;
  /** Names what a snapshot can be restored into. */
  readonly #key: number;
  #state: PogsState | null = null;

  /** @throws LabError bad-argument */
  constructor(id: PogsId = 'POGS-v0', options?: PogsOptions) {
    this.id = id;
    this.config = pogsConfig(options);
    this.actions = pogsActions(this.config.nodes);
    this.#key = crc32(new TextEncoder().encode(`${id} ${JSON.stringify(this.config)}`));
  }

  /** Starts the episode of `seed`, any integer 0..2^53-1. @throws LabError bad-seed; bad-argument if no tree is hard enough */
  reset(seed: number): StepResult<PogsObservation> {
    this.#state = startOf(this.id, seed, this.config);
    return resultOf(this.#state);
  }

  /** @param action the node to go to @throws LabError bad-action, episode-over */
  step(action: number): StepResult<PogsObservation> {
    this.#state = stateAfter(this.state, action);
    return resultOf(this.#state);
  }

  snapshot(): Uint8Array {
    const { puzzle, actions } = this.state;
    return writeMoment({ seed: puzzle.seed, actions }, this.#key);
  }

  /** @throws LabError bad-argument (damaged, or of a world with other options); the world is then unchanged */
  restore(snapshot: Uint8Array): void {
    const { seed, actions } = readMoment(snapshot, this.#key);
    try {
      this.#state = stateOf(drawPuzzle(seed, this.config.nodes), this.config, actions);
    } catch (error) {
      throw new LabError('bad-argument', 'This snapshot is of no episode that can be played.', '', error);
    }
  }

  /** CRC-32 of the snapshot. */
  checksum(): number {
    return sealOf(this.snapshot());
  }

  /** Everything about the present moment, hidden things too. @throws LabError episode-over before the first reset */
  get state(): PogsState {
    if (this.#state) return this.#state;
    throw new LabError('episode-over', 'There is no episode yet.', 'Reset the world first.');
  }
}

function resultOf(state: PogsState): StepResult<PogsObservation> {
  const { observation, reward, metrics, discovery, expert } = state;
  const terminated = isSolved(state);
  return {
    observation,
    reward,
    terminated,
    truncated: !terminated && isOver(state),
    info: { ...metrics, expert, discovery },
  };
}

for (const id of POGS_WORLDS)
  registerWorld(id, (options) => new Pogs(id, options as PogsOptions | undefined));
