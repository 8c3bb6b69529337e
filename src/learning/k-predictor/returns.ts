// Targets and loss of the predictor. Reward 1 for every match, nothing is discounted (γ = 1: a count), and the episode ends at
// the first mismatch. The λ-return (Sutton and Barto 2018, eq. 12.2, in its recursive form) looks back from the end:
//
//   G_t = r_t + (1 − λ) V(s_{t+1}) + λ G_{t+1},   G and V are 0 after the end
//
// The code published with the paper bootstraps from V(s_t) in the place of V(s_{t+1}): a state's value is then part of its own
// target. This is the correct form; with λ = 1 both are the plain count of further matches.
//
// The expectile loss (Newey and Powell 1987) weighs errors by their sign: L(u) = |τ − 1(u < 0)| u², u = G − V. Bootstrapped
// expectiles compound: where a match has probability p throughout, λ = 0 settles at V = τp / ((1 − τ)(1 − p)), which at
// τ = 0.99 is 99 times the expected count. λ = 0.95 looks through most of a run, hence is far tamer.

/** @param rewards 1 or 0 of each step: [steps] @param values V of each step's state: [steps] @returns G: [steps] */
export function lambdaReturns(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  lambda: number,
): Float64Array {
  const returns = new Float64Array(rewards.length);
  let nextValue = 0;
  let nextReturn = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    returns[t] = rewards[t] + (1 - lambda) * nextValue + lambda * nextReturn;
    nextValue = values[t];
    nextReturn = returns[t];
  }
  return returns;
}

/** @param error target − value */
export function expectileLoss(error: number, tau: number): number {
  return weightOf(error, tau) * error * error;
}

/** Slope of the loss in the value. @param error target − value */
export function expectileSlope(error: number, tau: number): number {
  return -2 * weightOf(error, tau) * error;
}

function weightOf(error: number, tau: number): number {
  return error < 0 ? 1 - tau : tau;
}
