// What the optimizer steps of one update come to, under the names that charts and logs use (CleanRL's where it has one).

import type { LossParts } from './loss.ts';

/** One optimizer step: the loss's parts summed over its tokens, and the gradient's norm. */
export type StepSums = Record<keyof LossParts, number> & {
  decisions: number;
  tokens: number;
  norm: number;
};

/** Sums over the optimizer steps of an update. */
export class Sums {
  readonly #steps: StepSums[] = [];

  add(step: StepSums): void {
    this.#steps.push(step);
  }

  figures() {
    const total = (name: keyof StepSums) => this.#steps.reduce((sum, step) => sum + step[name], 0);
    const decisions = Math.max(1, total('decisions'));
    const tokens = Math.max(1, total('tokens'));
    const last = this.#steps.at(-1);
    return {
      'losses/policy_loss': total('policy') / decisions,
      'losses/value_loss': total('value') / decisions,
      'losses/entropy': total('entropy') / tokens,
      'losses/approx_kl': last ? last.updateKl / last.decisions : 0,
      'losses/clipfrac': total('clipped') / tokens,
      'losses/start_kl': last ? last.startKl / last.decisions : 0,
      'losses/gradient_norm': total('norm') / Math.max(1, this.#steps.length),
    };
  }
}
