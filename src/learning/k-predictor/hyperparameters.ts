// Every dial of the run-ahead predictor, once: the default, its range, a sentence, and where the default comes from. The
// Speculate page's form, its tooltips and the command line are made from this table, and a stored predictor is checked
// against it. "The paper" is Dynamic Speculative Agent Planning (Guan et al., arXiv 2509.01920).

import { LabError } from '../../lab-error.ts';
import type { Hyperparameter } from '../hyperparameters.ts';

export interface BoundedHyperparameter extends Hyperparameter {
  readonly min: number;
  readonly max: number;
  /** Only whole numbers. */
  readonly whole?: true;
}

export const K_PREDICTOR_HYPERPARAMETERS = {
  tau: {
    default: 0.5,
    min: 0.001,
    max: 0.999,
    meaning: 'Expectile that is learned: above 0.5 runs further ahead (faster, dearer), below it is careful.',
    source: 'The paper: 0.5 is plain squared error; it reports up to 0.99.',
  },
  offset: {
    default: 0,
    min: -16,
    max: 16,
    whole: true,
    meaning: 'Steps added to every prediction (β).',
    source: 'The paper: 0, 1 and 2.',
  },
  lambda: {
    default: 0.95,
    min: 0,
    max: 1,
    meaning: 'How much a target trusts what was counted: 0 the next value alone, 1 the count alone.',
    source: 'The paper.',
  },
  taskEnds: {
    default: 0,
    min: 0,
    max: 1,
    whole: true,
    meaning: 'Learns from runs that the end of the task cut short, too, if 1.',
    source: 'The paper keeps a run only where the approximation agent failed: 0.',
  },
  learningRate: {
    default: 5e-4,
    min: 1e-7,
    max: 1,
    meaning: 'Step size of AdamW.',
    source:
      'The paper’s 1e-5 is for fine-tuning DistilBERT. On synthetic tasks 1e-4 starts slowly and 3e-3 overfits.',
  },
  weightDecay: {
    default: 0.01,
    min: 0,
    max: 1,
    meaning: 'Pull of both weight matrices towards zero, times the learning rate.',
    source: 'Loshchilov and Hutter 2019; the default of PyTorch’s AdamW.',
  },
  beta1: {
    default: 0.9,
    min: 0,
    max: 0.9999,
    meaning: 'Memory of the mean gradient.',
    source: 'Kingma and Ba 2015, Adam.',
  },
  beta2: {
    default: 0.999,
    min: 0,
    max: 0.99999,
    meaning: 'Memory of the squared gradient.',
    source: 'Kingma and Ba 2015, Adam.',
  },
  epsilon: {
    default: 1e-8,
    min: 1e-12,
    max: 1,
    meaning: 'Keeps the division of AdamW finite.',
    source: 'Kingma and Ba 2015, Adam.',
  },
  batch: {
    default: 16,
    min: 1,
    max: 256,
    whole: true,
    meaning: 'Steps of one minibatch.',
    source: 'The paper.',
  },
  epochs: {
    default: 3,
    min: 1,
    max: 32,
    whole: true,
    meaning: 'Times that one update goes over the steps it drew.',
    source: 'The paper.',
  },
  pool: {
    default: 64,
    min: 1,
    max: 4096,
    whole: true,
    meaning: 'Steps that one update draws from the replay, the newest run always among them.',
    source:
      'Ours: the paper does not bound an update. 3 × 4 minibatches take a millisecond; 128 errs as much.',
  },
  replay: {
    default: 2500,
    min: 1,
    max: 10_000,
    whole: true,
    meaning: 'Runs that are kept; the oldest goes first.',
    source: 'The paper.',
  },
  units: {
    default: 32,
    min: 1,
    max: 256,
    whole: true,
    meaning: 'Hidden units of the value network.',
    source: 'Chosen by hand, not swept.',
  },
  buckets: {
    default: 1024,
    min: 64,
    max: 8192,
    whole: true,
    meaning: 'Inputs that words and steps are hashed into; a power of two.',
    source: 'Weinberger et al. 2009; how many features share one is in prefix-encoder.ts.',
  },
  initialValue: {
    default: 1,
    min: 0.01,
    max: 32,
    meaning: 'What an untrained predictor says everywhere.',
    source: 'No warm-up, as in the paper: 1 step ahead until something was learned.',
  },
} as const satisfies Record<string, BoundedHyperparameter>;

export type KPredictorHyperparameters = {
  readonly [K in keyof typeof K_PREDICTOR_HYPERPARAMETERS]: number;
};

/** The defaults, overridden by what is given. @throws LabError bad-argument for a value out of range */
export function kPredictorHyperparameters(
  given: Partial<KPredictorHyperparameters> = {},
): KPredictorHyperparameters {
  const table: Record<string, BoundedHyperparameter> = K_PREDICTOR_HYPERPARAMETERS;
  const values = Object.entries(table).map(([name, dial]) => {
    const value = given[name as keyof KPredictorHyperparameters] ?? dial.default;
    const fits = value >= dial.min && value <= dial.max && (!dial.whole || Number.isInteger(value));
    if (!fits) throw outOfRange(name, dial);
    return [name, value];
  });
  const hyper = Object.fromEntries(values) as KPredictorHyperparameters;
  if ((hyper.buckets & (hyper.buckets - 1)) !== 0)
    throw new LabError('bad-argument', 'The number of buckets is a power of two.', 'Take 512 or 1024.');
  return hyper;
}

function outOfRange(name: string, { min, max, whole }: BoundedHyperparameter): LabError {
  const kind = whole ? 'a whole number' : 'a number';
  return new LabError('bad-argument', `"${name}" of the predictor is ${kind} from ${min} to ${max}.`);
}
