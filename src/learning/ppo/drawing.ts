// Which decisions gradients are computed for. Most decisions have an advantage near zero and say little, while playing them is
// ten times cheaper than learning from them: so decisions are drawn in proportion to |advantage|, which is about the length of
// their gradient, and those drawn count 1 / probability. The gradient stays unbiased, and for the same work far more of the
// world is seen (importance sampling: Katharopoulos and Fleuret 2018, arXiv 1803.00942).

import type { Random } from '../../random.ts';

/** Part of the probability that is the same for all, so that no decision counts without bound. */
const FLOOR = 0.25;
/** Rounds in which what probabilities above 1 give up is dealt to the others. */
const ROUNDS = 40;

/**
 * @param advantages of all decisions, normalised
 * @param learned which decisions may be drawn
 * @param share of them to draw, 0..1; 1 takes all
 * @returns what each decision counts, 0 where it was not drawn
 */
export function drawDecisions(
  advantages: Float32Array,
  learned: (row: number) => boolean,
  share: number,
  random: Random,
): Float32Array {
  if (share >= 1) return advantages.map((_, row) => (learned(row) ? 1 : 0));
  const probabilities = drawProbabilities(advantages, learned, share);
  return probabilities.map((p) => (random.uniform() < p ? 1 / p : 0));
}

/** Proportional to FLOOR + |advantage| / mean, at most 1, adding up to the share; 0 for decisions that may not be drawn. */
export function drawProbabilities(
  advantages: Float32Array,
  learned: (row: number) => boolean,
  share: number,
): Float32Array {
  const sizes = advantages.map((a, row) => (learned(row) ? Math.abs(a) : 0));
  const count = sizes.reduce((sum, _, row) => sum + (learned(row) ? 1 : 0), 0);
  const mean = sizes.reduce((sum, a) => sum + a, 0) / Math.max(1, count) || 1;
  const wanted = share * count;
  const shape = sizes.map((a, row) => (learned(row) ? FLOOR + a / mean : 0));
  let scale = wanted / Math.max(1e-9, total(shape));
  for (let round = 0; round < ROUNDS; round++)
    scale *= wanted / Math.max(1e-9, total(shape.map((s) => Math.min(1, s * scale))));
  return shape.map((s) => Math.min(1, s * scale));
}

function total(numbers: Float32Array): number {
  return numbers.reduce((sum, x) => sum + x, 0);
}
