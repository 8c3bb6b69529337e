// What was played under a gate over one horizon, as rows: what it saw, what it decided, what came of it. As in ppo/rollout.ts,
// decisions come first, then states whose value alone is asked for.

import type { PricedRollout } from '../ppo/advantages.ts';
import { ENDED, FOLLOWED } from '../ppo/rollout.ts';

export interface GateDecision {
  /** [inputs] */
  readonly features: ArrayLike<number>;
  readonly planned: boolean;
  /** Probability of planning as it was drawn. */
  readonly probability: number;
  /** Reward of the task, price not yet paid. */
  readonly reward: number;
  readonly planTokens: number;
  /** Nothing depended on it: it carries rewards on, but is not learned from. */
  readonly idle: boolean;
}

export interface GateRollout extends PricedRollout {
  /** [rows, inputs] */
  readonly features: Float32Array;
  readonly rows: number;
  /** 1 = planned: [decisions] */
  readonly planned: Uint8Array;
  /** Log-probability of each decision as it was drawn: [decisions] */
  readonly logProbs: Float32Array;
}

export class GateRolloutBuilder {
  readonly #lanes: number[][];
  readonly #decisions: GateDecision[] = [];
  readonly #nextRows: number[] = [];
  /** Features of states, and the decision that led to each. */
  readonly #states: { readonly features: ArrayLike<number>; readonly decision: number }[] = [];

  constructor(lanes: number) {
    this.#lanes = Array.from({ length: lanes }, () => []);
  }

  add(lane: number, decision: GateDecision): void {
    this.#lanes[lane].push(this.#decisions.length);
    this.#decisions.push(decision);
    this.#nextRows.push(FOLLOWED);
  }

  /** The lane's last decision ended its episode. */
  end(lane: number): void {
    this.#nextRows[this.#lanes[lane].at(-1)!] = ENDED;
  }

  /** After the lane's last decision its episode was cut, or the rollout is over. @param features of the state it led to */
  cut(lane: number, features: ArrayLike<number>): void {
    const decision = this.#lanes[lane].at(-1)!;
    if (this.#nextRows[decision] === FOLLOWED) this.#states.push({ features, decision });
  }

  build(): GateRollout {
    const all = this.#decisions;
    for (const [i, { decision }] of this.#states.entries()) this.#nextRows[decision] = all.length + i;
    const seen = [...all, ...this.#states].map(({ features }) => Array.from(features));
    return {
      features: Float32Array.from(seen.flat()),
      rows: seen.length,
      decisions: all.length,
      planned: Uint8Array.from(all, ({ planned }) => Number(planned)),
      logProbs: Float32Array.from(all, ({ planned, probability: p }) => Math.log(planned ? p : 1 - p)),
      rewards: Float32Array.from(all, ({ reward }) => reward),
      planTokens: Float32Array.from(all, ({ planTokens }) => planTokens),
      idle: Uint8Array.from(all, ({ idle }) => Number(idle)),
      nextRows: Int32Array.from(this.#nextRows),
      lanes: this.#lanes.map((rows) => Uint32Array.from(rows)),
    };
  }
}
