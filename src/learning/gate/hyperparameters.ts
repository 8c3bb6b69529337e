// The dials of training a gate: those of PPO that it has, with their own defaults where a network of a thousand numbers and one
// bit a decision want others, and two of its own. Forms, tooltips and `lab train gate` are made from this table.

import type { Hyperparameter } from '../hyperparameters.ts';
import { PPO_HYPERPARAMETERS } from '../ppo/hyperparameters.ts';

/** A gate has no adapter, learns from every decision, and moves its value head with the rest. */
type Unused = 'rank' | 'alpha' | 'share' | 'valueLearningRate' | 'valueWarmup';
const UNUSED: readonly string[] = ['rank', 'alpha', 'share', 'valueLearningRate', 'valueWarmup'];
const SHARED = Object.fromEntries(
  Object.entries(PPO_HYPERPARAMETERS).filter(([name]) => !UNUSED.includes(name)),
) as Omit<typeof PPO_HYPERPARAMETERS, Unused>;

export const GATE_HYPERPARAMETERS = {
  ...SHARED,
  price: { ...SHARED.price, default: 0.01 },
  lanes: { ...SHARED.lanes, default: 32 },
  horizon: {
    ...SHARED.horizon,
    default: 128,
    source: 'CleanRL ppo.py: 128; a longer stretch tells more of what came of a plan.',
  },
  gamma: {
    ...SHARED.gamma,
    default: 0.97,
    source: 'A plan is worth what comes of it within some 24 steps (LOG.md); looking further adds noise.',
  },
  lambda: { ...SHARED.lambda, default: 0.95, source: 'Schulman et al. 2016, GAE; CleanRL ppo.py.' },
  epochs: { ...SHARED.epochs, default: 4, source: 'CleanRL ppo.py.' },
  learningRate: {
    ...SHARED.learningRate,
    default: 3e-3,
    source: 'CleanRL takes 2.5e-4 for a network a hundred times as large; chosen by hand, not swept.',
  },
  entropy: {
    ...SHARED.entropy,
    default: 0.003,
    meaning: 'Bonus for an undecided gate, in reward a nat.',
    source: 'Chosen by hand, not swept.',
  },
  kl: {
    ...SHARED.kl,
    default: 0,
    meaning: 'Pull towards the gate that training started from, in loss a nat.',
    source: 'It starts from no knowledge, so there is nothing to keep.',
  },
  targetKl: { ...SHARED.targetKl, default: 0.02, source: 'Spinning Up and CleanRL.' },
  units: {
    default: 32,
    meaning: 'Hidden units of the gate, and of its value head.',
    source: 'Chosen by hand, not swept.',
  },
  startRate: {
    default: 0.1,
    meaning:
      'Share of decisions that a new gate plans at while a plan is in force; without one, nine in ten.',
    source:
      'Rare enough that a plan left out is missed for several steps: at 0.25 nothing was learned (LOG.md).',
  },
} as const satisfies Record<string, Hyperparameter>;

export type GateHyperparameters = { readonly [K in keyof typeof GATE_HYPERPARAMETERS]: number };

/** The defaults, overridden by what is given. */
export function gateHyperparameters(given: Partial<GateHyperparameters> = {}): GateHyperparameters {
  const defaults = Object.entries(GATE_HYPERPARAMETERS).map(([key, { default: value }]) => [key, value]);
  return { ...(Object.fromEntries(defaults) as GateHyperparameters), ...given };
}
