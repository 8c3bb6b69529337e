// Advantages of a rollout's decisions, price paid: what PPO learns from, whatever the policy is made of.

import { type Advantages, generalizedAdvantages } from './gae.ts';
import type { PpoHyperparameters } from './hyperparameters.ts';
import { nextValuesOf, type Rollout } from './rollout.ts';

/** What of a rollout does not depend on how the policy reads and answers. */
export type PricedRollout = Pick<Rollout, 'decisions' | 'rewards' | 'idle' | 'nextRows' | 'lanes'> & {
  /** [decisions] */
  readonly planTokens: Uint8Array | Float32Array;
};

/** Of every decision, normalised over those that are learned from; and the value head's targets. @param values of every row */
export function advantagesOf(
  rollout: PricedRollout,
  values: ArrayLike<number>,
  { price, gamma, lambda }: Pick<PpoHyperparameters, 'price' | 'gamma' | 'lambda'>,
): Advantages {
  const advantages = new Float32Array(rollout.decisions);
  const returns = new Float32Array(rollout.decisions);
  for (const lane of rollout.lanes) {
    const trajectory = {
      rewards: Float32Array.from(lane, (row) => rollout.rewards[row] - price * rollout.planTokens[row]),
      values: Float32Array.from(lane, (row) => values[row]),
      nextValues: nextValuesOf(rollout, lane, values),
    };
    const out = generalizedAdvantages(trajectory, gamma, lambda);
    lane.forEach((row, i) => {
      advantages[row] = out.advantages[i];
      returns[row] = out.returns[i];
    });
  }
  normalise(advantages, rollout.idle);
  return { advantages, returns };
}

function normalise(advantages: Float32Array, idle: Uint8Array): void {
  const used = advantages.filter((_, row) => idle[row] === 0);
  const mean = used.reduce((sum, a) => sum + a, 0) / Math.max(1, used.length);
  const variance = used.reduce((sum, a) => sum + (a - mean) ** 2, 0) / Math.max(1, used.length);
  const scale = 1 / (Math.sqrt(variance) + 1e-8);
  for (let row = 0; row < advantages.length; row++) advantages[row] = (advantages[row] - mean) * scale;
}
