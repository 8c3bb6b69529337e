// Muon (Jordan et al. 2024): a matrix moves along its momentum with all singular values set to about one, so that rare
// directions are learned as fast as common ones. Five Newton-Schulz iterations do it with products alone. Its step is
// scaled to the size of an AdamW step (Liu et al. 2025, arXiv 2502.16982), so both share one learning rate.

import { numpy as np } from '@jax-js/jax';

/** Quintic coefficients that raise small singular values fastest (Jordan et al. 2024). */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;
/** Root mean square of an AdamW step of learning rate 1, about (Liu et al. 2025). */
const STEP_SIZE = 0.2;

/** The step of learning rate 1 for a momentum [m, n]; consumes it. */
export function muonStep(momentum: np.Array): np.Array {
  const [m, n] = momentum.shape;
  const norm = np.sqrt(np.square(momentum.ref).sum()).add(1e-7);
  let x = (m > n ? momentum.transpose() : momentum).mul(np.reciprocal(norm));
  for (let i = 0; i < ITERATIONS; i++) {
    const square = np.matmul(x.ref, x.ref.transpose());
    const polynomial = square.ref.mul(B).add(np.matmul(square.ref, square).mul(C));
    x = x.ref.mul(A).add(np.matmul(polynomial, x));
  }
  return (m > n ? x.transpose() : x).mul(STEP_SIZE * Math.sqrt(Math.max(m, n)));
}
