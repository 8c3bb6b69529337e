// Every dial of PPO, once: the default, a sentence, and where the default comes from. The Train page's form, its tooltips and
// `lab train rl --help` are made from this table. The paper does not publish its own (papers: learning, clip, GAE, KL, token
// price and batch are open), so each source is ours or a standard implementation's.

import type { Hyperparameter } from '../hyperparameters.ts';

export const PPO_HYPERPARAMETERS = {
  price: {
    default: 0,
    meaning: 'Reward that one plan token costs. Too high a price ends all planning.',
    source: 'The objective of Learning When to Plan (arXiv 2509.03581), C_tokens; swept in LOG.md.',
  },
  lanes: {
    default: 64,
    meaning: 'Worlds played side by side.',
    source: 'The most that one batch of the acting runtime takes.',
  },
  horizon: {
    default: 128,
    meaning: 'Decisions of every lane between two updates.',
    source: 'CleanRL ppo.py.',
  },
  gamma: {
    default: 0.99,
    meaning: 'Discount of a reward one decision later.',
    source: 'CleanRL ppo.py.',
  },
  lambda: {
    default: 0.9,
    meaning: 'How far advantages look ahead: 0 trusts the value head, 1 the rewards.',
    source: 'Schulman et al. 2016, GAE; CleanRL takes 0.95, a shorter view is less noisy (LOG.md).',
  },
  epochs: {
    default: 2,
    meaning: 'Times every decision is learned from.',
    source: 'CleanRL takes 4; LOG.md compares.',
  },
  share: {
    default: 0.25,
    meaning: 'Share of the decisions that gradients are computed for, drawn by the size of their advantage.',
    source:
      'Katharopoulos and Fleuret 2018, arXiv 1803.00942; playing is ten times cheaper than learning here.',
  },
  minibatches: {
    default: 4,
    meaning: 'Optimizer steps of one epoch.',
    source: 'CleanRL ppo.py.',
  },
  learningRate: {
    default: 1e-3,
    meaning: 'Step size of AdamW.',
    source: 'Adapters take about ten times the rate of full weights (Hu et al. 2021); compared in LOG.md.',
  },
  valueLearningRate: {
    default: 0.01,
    meaning: 'Step size of AdamW for the value head.',
    source: 'The head starts from nothing, the policy does not: larger steps.',
  },
  valueWarmup: {
    default: 2,
    meaning: 'First updates in which the value head learns alone.',
    source: 'A head that says nothing yet gives advantages that are noise; chosen by hand.',
  },
  clip: {
    default: 0.2,
    meaning: 'How far the probability of a token may move in one update, as a ratio.',
    source: 'Schulman et al. 2017, PPO.',
  },
  entropy: {
    default: 0,
    meaning: 'Bonus for undecided tokens, in reward a nat.',
    source: 'CleanRL takes 0.01; the pull towards the start keeps the policy open enough.',
  },
  kl: {
    default: 0.005,
    meaning: 'Pull towards the model that training started from, in loss a nat.',
    source: 'The penalty of fine-tuning from preferences (Ziegler et al. 2019); chosen by hand.',
  },
  valueWeight: {
    default: 0.5,
    meaning: 'Weight of the value head in the loss.',
    source: 'CleanRL ppo.py.',
  },
  targetKl: {
    default: 0.05,
    meaning: 'An update stops early when decisions have moved this far, in nats.',
    source: 'Spinning Up and CleanRL use 0.01 to 0.02 a action; a decision here is several tokens.',
  },
  clipNorm: {
    default: 0.5,
    meaning: 'Longest gradient (Euclidean norm over all parameters); longer ones are scaled down.',
    source: 'CleanRL ppo.py.',
  },
  weightDecay: {
    default: 0,
    meaning: 'Pull of every trained matrix towards zero, times the learning rate.',
    source: 'The pull towards the starting model does this better.',
  },
  rank: {
    default: 16,
    meaning: 'Rank of the adapter on qkv, o and down; 0 trains all weights.',
    source: 'Hu et al. 2021, LoRA; 4 to 32 are offered.',
  },
  alpha: {
    default: 32,
    meaning: 'Scale of the adapter: alpha / rank.',
    source: 'Twice the rank, as is common practice.',
  },
} as const satisfies Record<string, Hyperparameter>;

export type PpoHyperparameters = { readonly [K in keyof typeof PPO_HYPERPARAMETERS]: number };

/** The defaults, overridden by what is given. */
export function ppoHyperparameters(given: Partial<PpoHyperparameters> = {}): PpoHyperparameters {
  const defaults = Object.entries(PPO_HYPERPARAMETERS).map(([key, { default: value }]) => [key, value]);
  return { ...(Object.fromEntries(defaults) as PpoHyperparameters), ...given };
}

/** Share of the learning rate that is left at the end. */
const FINAL_RATE = 0.1;

/** Share of the learning rates that is left: it falls in a straight line. @param progress share of the run that is done, 0..1 */
export function remainingRate(progress: number): number {
  return FINAL_RATE + (1 - FINAL_RATE) * (1 - Math.min(1, progress));
}
