// Every dial of supervised fine-tuning, once: the default, a sentence, and where the default comes from. Forms, tooltips,
// command-line help and model cards are made from this table.

export interface Hyperparameter {
  readonly default: number;
  /** One sentence for a tooltip. */
  readonly meaning: string;
  readonly source: string;
}

export const SFT_HYPERPARAMETERS = {
  learningRate: {
    default: 3e-3,
    meaning: 'Peak step size of AdamW, reached after the warm-up.',
    source: 'Chosen by hand for a model of a million parameters; not swept.',
  },
  finalLearningRate: {
    default: 0.02,
    meaning: 'Learning rate at the end of the run, as a share of the peak.',
    source:
      'Decay to almost zero: Hägele et al. 2024, Scaling Laws and Compute-Optimal Training Beyond Fixed Durations.',
  },
  warmupSteps: {
    default: 100,
    meaning: 'Steps over which the learning rate rises from zero.',
    source: 'A linear warm-up as in Vaswani et al. 2017; its length chosen by hand for a few thousand steps.',
  },
  muon: {
    default: 1,
    meaning: 'Matrices of the layers move by Muon if 1, by AdamW like everything else if 0.',
    source: 'Jordan et al. 2024, Muon; compared with AdamW in LOG.md.',
  },
  momentum: {
    default: 0.95,
    meaning: 'Memory of the mean gradient where Muon updates.',
    source: 'Jordan et al. 2024, Muon.',
  },
  beta1: {
    default: 0.9,
    meaning: 'Memory of the mean gradient.',
    source: 'Kingma and Ba 2015, Adam.',
  },
  beta2: {
    default: 0.99,
    meaning: 'Memory of the squared gradient; short runs want a shorter memory than 0.999.',
    source: 'Between Adam (0.999, Kingma and Ba 2015) and GPT-3 (0.95, Brown et al. 2020).',
  },
  epsilon: {
    default: 1e-8,
    meaning: 'Keeps the division of AdamW finite.',
    source: 'Kingma and Ba 2015.',
  },
  weightDecay: {
    default: 0.05,
    meaning: 'Pull of every matrix towards zero, times the learning rate; norms are left alone.',
    source: 'Loshchilov and Hutter 2019, AdamW.',
  },
  clipNorm: {
    default: 1,
    meaning: 'Longest gradient (Euclidean norm over all parameters); longer ones are scaled down.',
    source: 'Pascanu et al. 2013; 1 is the usual value for transformers.',
  },
  rowsPerStep: {
    default: 512,
    meaning: 'Rows in one optimizer step, plans and actions in the proportion of the data.',
    source: 'About a fifth more positions a second than 256 rows on two cores (`bench learn`).',
  },
} as const satisfies Record<string, Hyperparameter>;

export type SftHyperparameters = { readonly [K in keyof typeof SFT_HYPERPARAMETERS]: number };

/** The defaults, overridden by what is given. */
export function sftHyperparameters(given: Partial<SftHyperparameters> = {}): SftHyperparameters {
  const defaults = Object.fromEntries(
    Object.entries(SFT_HYPERPARAMETERS).map(([key, h]) => [key, h.default]),
  );
  return { ...(defaults as SftHyperparameters), ...given };
}

/**
 * Learning rate of a step: a linear warm-up, then half a cosine down to the final share.
 * @param progress share of the run that is done, 0..1
 */
export function learningRateAt(h: SftHyperparameters, step: number, progress: number): number {
  const warm = Math.min(1, (step + 1) / Math.max(1, h.warmupSteps));
  const cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, progress))));
  return h.learningRate * warm * (h.finalLearningRate + (1 - h.finalLearningRate) * cosine);
}
