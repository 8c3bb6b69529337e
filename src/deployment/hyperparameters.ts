// Every dial of the retraining step, once: the default, a sentence, and where the default comes from.

import type { Hyperparameter } from '../learning/hyperparameters.ts';

const PAPER = 'Corrêa et al. 2025, section 4';

export const FINE_TUNE_HYPERPARAMETERS = {
  rank: { default: 16, meaning: 'Rank of the adapter’s matrices.', source: PAPER },
  alpha: { default: 32, meaning: 'The adapter’s change is scaled by alpha / rank.', source: PAPER },
  learningRate: {
    default: 6e-3,
    meaning: 'Peak step size of AdamW, reached after the warm-up.',
    source: `${PAPER}, takes 1e-5 for a model of 4 billion parameters; ours has half a million.`,
  },
  finalLearningRate: {
    default: 0.02,
    meaning: 'Learning rate at the end, as a share of the peak.',
    source: 'As in supervised fine-tuning (learning/hyperparameters.ts).',
  },
  warmupSteps: {
    default: 10,
    meaning: 'Steps over which the learning rate rises from zero.',
    source: 'Chosen by hand for some hundred steps.',
  },
  epochs: {
    default: 16,
    meaning: 'How often each trace is learned, every time under other names.',
    source: `${PAPER}, takes 2; a small model that tells a problem in many ways can go on.`,
  },
  rowsPerStep: {
    default: 16,
    meaning: 'Traces in one optimizer step.',
    source: `${PAPER}, takes 1; a few are faster here.`,
  },
  weightDecay: {
    default: 0.01,
    meaning: 'Pull of every matrix towards zero, times the learning rate.',
    source: 'The default of AdamW in PyTorch.',
  },
  clipNorm: {
    default: 1,
    meaning: 'Longest gradient; longer ones are scaled down.',
    source: 'Pascanu et al. 2013; 1 is the usual value for transformers.',
  },
} as const satisfies Record<string, Hyperparameter>;

/** Least and most of each dial, for whoever sets one and for files; the counts among them are whole. */
export const FINE_TUNE_RANGES: Readonly<
  Record<
    keyof typeof FINE_TUNE_HYPERPARAMETERS,
    { readonly least: number; readonly most: number; readonly whole?: true }
  >
> = {
  rank: { least: 1, most: 64, whole: true },
  alpha: { least: 1, most: 256 },
  learningRate: { least: 0, most: 0.1 },
  finalLearningRate: { least: 0, most: 1 },
  warmupSteps: { least: 0, most: 1000, whole: true },
  epochs: { least: 1, most: 100, whole: true },
  rowsPerStep: { least: 1, most: 256, whole: true },
  weightDecay: { least: 0, most: 1 },
  clipNorm: { least: 0.001, most: 100 },
};

export type FineTuneHyperparameters = { readonly [K in keyof typeof FINE_TUNE_HYPERPARAMETERS]: number };

/** The defaults, overridden by what is given. */
export function fineTuneHyperparameters(
  given: Partial<FineTuneHyperparameters> = {},
): FineTuneHyperparameters {
  const defaults = Object.entries(FINE_TUNE_HYPERPARAMETERS).map(([key, h]) => [key, h.default]);
  return { ...(Object.fromEntries(defaults) as FineTuneHyperparameters), ...given };
}

/** For episodes: each is hundreds of rows that cannot be told in other words, so fewer passes in larger steps. As measured in LOG.md. */
export const EPISODE_DEFAULTS = {
  learningRate: 2e-3,
  epochs: 4,
  rowsPerStep: 128,
} as const satisfies Partial<FineTuneHyperparameters>;
