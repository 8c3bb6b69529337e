// The replay: runs of matches as features, first in, first out, bounded in runs and in memory.

import type { Random } from '../../random.ts';
import type { PrefixFeatures } from './prefix-encoder.ts';

/** One run of matches, encoded. */
export interface Trajectory {
  /** At least one, at most MAX_AHEAD. */
  readonly states: readonly PrefixFeatures[];
  /** The agent failed in the last state. */
  readonly mismatched: boolean;
}

/** Features of the whole replay, 12 MB in memory. 2,500 runs of tasks as short as OpenAGI's have about 400,000. */
export const MAX_REPLAY_FEATURES = 2_000_000;

/** Reward of each state's step: 1 for a match. [steps] */
export function rewardsOf({ states, mismatched }: Trajectory): Float64Array {
  const rewards = new Float64Array(states.length).fill(1);
  if (mismatched) rewards[states.length - 1] = 0;
  return rewards;
}

export class Replay {
  readonly #capacity: number;
  readonly #trajectories: Trajectory[] = [];
  #steps = 0;
  #features = 0;

  /** @param capacity trajectories */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Oldest first. */
  get trajectories(): readonly Trajectory[] {
    return this.#trajectories;
  }

  /** States of all trajectories. */
  get steps(): number {
    return this.#steps;
  }

  add(trajectory: Trajectory): void {
    this.#trajectories.push(trajectory);
    this.#count(trajectory, 1);
    while (this.#trajectories.length > this.#capacity || this.#features > MAX_REPLAY_FEATURES)
      this.#count(this.#trajectories.shift()!, -1);
  }

  /**
   * Different trajectories at random, until they have `steps` states together or there are no more. The newest is always
   * one of them, so that nothing waits to be learned from (Zhang and Sutton 2017, arXiv 1712.01275: combined replay).
   */
  draw(steps: number, random: Random): Trajectory[] {
    const all = this.#trajectories;
    if (this.#steps <= steps) return [...all];
    const drawn = new Set([all.length - 1]);
    let gathered = all[all.length - 1].states.length;
    while (gathered < steps && drawn.size < all.length) {
      const index = random.int(all.length);
      if (drawn.has(index)) continue;
      drawn.add(index);
      gathered += all[index].states.length;
    }
    return Array.from(drawn, (index) => all[index]);
  }

  #count({ states }: Trajectory, sign: 1 | -1): void {
    this.#steps += sign * states.length;
    for (const { indices } of states) this.#features += sign * indices.length;
  }
}
