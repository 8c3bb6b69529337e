// Generalised advantage estimation (Schulman et al. 2016, arXiv 1506.02438), over decisions: one decision is a whole answer,
// plan and action together, so a plan is credited with what came after it.

/** One lane's consecutive decisions. */
export interface LaneTrajectory {
  /** Reward of each decision, price paid: [steps] */
  readonly rewards: ArrayLike<number>;
  /** V of the state each decision was made in: [steps] */
  readonly values: ArrayLike<number>;
  /**
   * V of the state each decision led to where the next decision is not its successor, [steps]: 0 after a death, the value of
   * the last state where an episode was cut or the rollout ends. NaN elsewhere.
   */
  readonly nextValues: ArrayLike<number>;
}

export interface Advantages {
  /** A of each decision: [steps] */
  readonly advantages: Float32Array;
  /** Targets of the value head, A + V: [steps] */
  readonly returns: Float32Array;
}

/** @param gamma discount of a step @param lambda 0: one step of reward and the value; 1: all rewards of the rollout */
export function generalizedAdvantages(
  { rewards, values, nextValues }: LaneTrajectory,
  gamma: number,
  lambda: number,
): Advantages {
  const steps = rewards.length;
  const advantages = new Float32Array(steps);
  const returns = new Float32Array(steps);
  let following = 0;
  for (let t = steps - 1; t >= 0; t--) {
    const ends = !Number.isNaN(nextValues[t]);
    const next = ends ? nextValues[t] : values[t + 1];
    const delta = rewards[t] + gamma * next - values[t];
    following = delta + (ends ? 0 : gamma * lambda * following);
    advantages[t] = following;
    returns[t] = following + values[t];
  }
  return { advantages, returns };
}

/** Share of the returns' variance that the values explain: 1 perfect, 0 no better than their mean. */
export function explainedVariance(values: ArrayLike<number>, returns: ArrayLike<number>): number {
  const errors = Array.from(returns, (target, i) => target - values[i]);
  const all = variance(Array.from(returns));
  return all === 0 ? Number.NaN : 1 - variance(errors) / all;
}

function variance(numbers: readonly number[]): number {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  return numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
}
