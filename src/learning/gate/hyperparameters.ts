// The dials of training a gate: those of PPO that it has, with their own defaults where a network of a thousand numbers and one
// bit a decision want others, and two of its own. Forms, tooltips and `lab train gate` are made from this table.

import type { Hyperparameter } from '../hyperparameters.ts';
import { PPO_HYPERPARAMETERS } from '../ppo/hyperparameters.ts';

const { rank: _, alpha: __, ...SHARED } = PPO_HYPERPARAMETERS;

export const GATE_HYPERPARAMETERS = {
  ...SHARED,
  price: { ...SHARED.price, default: 0.01 },
  lanes: { ...SHARED.lanes, default: 32 },
  horizon: {
    ...SHARED.horizon,
    default: 128,
    source: 'CleanRL ppo.py: 128; a longer stretch tells more of what came of a plan.',
  },
  gamma: SHARED.gamma,
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
    default: 0.25,
    meaning: 'Share of decisions that a new gate plans at.',
    source: 'Every fourth, as the best fixed rhythm of the paper in Crafter.',
  },
} as const satisfies Record<string, Hyperparameter>;

export type GateHyperparameters = { readonly [K in keyof typeof GATE_HYPERPARAMETERS]: number };

/** The defaults, overridden by what is given. */
export function gateHyperparameters(given: Partial<GateHyperparameters> = {}): GateHyperparameters {
  const defaults = Object.entries(GATE_HYPERPARAMETERS).map(([key, { default: value }]) => [key, value]);
  return { ...(Object.fromEntries(defaults) as GateHyperparameters), ...given };
}
