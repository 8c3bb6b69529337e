// What can be set in a training, in tables like Play's and Plan's. A policy and a gate have a table each, with the same keys
// for what both have; the learners' own dials come from dials.ts.

import { isKeptModel, shippedFor } from '../../language/pocket/shipped.ts';
import { GATE_HYPERPARAMETERS } from '../../learning/gate/hyperparameters.ts';
import { PPO_HYPERPARAMETERS } from '../../learning/ppo/hyperparameters.ts';
import { dialRange, MOST_SEED, type RlVariant, VALIDATION_SEEDS } from '../../training/rl/rl-plan.ts';
import type { KnobTable } from '../knobs.ts';
import { modelName } from '../labels.ts';
import { KNOBS } from '../settings.ts';
import { GATE_DIALS, POLICY_DIALS } from './dials.ts';

/** Models that training starts from, beside those that only this browser keeps. */
export const STARTS: readonly string[] = shippedFor('Crafter-v1');
/** Plans of a few words at every tenth step or so: at this price they cost as much as the agent earns. */
const MOST_PRICE = 0.2;

export const VARIANT_LABELS: Readonly<Record<RlVariant, string>> = {
  dynamic: 'when it wants to',
  never: 'never',
  always: 'at every step',
};

const PRICE = {
  kind: 'number',
  label: 'Price of a plan token',
  sentence:
    'Reward that one token of a plan costs; an achievement is worth 1. At 0 plans are free. A high price ends all planning, so raise it step by step.',
  min: 0,
  max: MOST_PRICE,
  step: 0.001,
} as const;
const LANES = {
  kind: 'number',
  label: 'Lanes',
  sentence: 'Worlds played side by side. More make steadier updates, and each takes longer.',
  ...dialRange('lanes'),
} as const;
/** A policy's on two cores without a GPU; the learner's own default suits a long run. */
const FEW_LANES = 16;
const STEPS = { kind: 'number', label: 'Steps', min: 1, max: 100_000_000, step: 1 } as const;

/** In the form's order, before what only one kind of training has. */
export const FIRST = {
  trains: {
    kind: 'choice',
    label: 'What is trained',
    sentence:
      'An adapter is a small change of the model. A gate is a tiny network that decides when to plan, for a model whose weights stay as they are.',
    initial: 'adapter',
    choices: [
      ['adapter', 'an adapter over the model'],
      ['weights', 'all weights of the model'],
      ['gate', 'a gate: the model stays as it is'],
    ],
  },
  start: {
    kind: 'choice',
    label: 'Start from',
    sentence:
      'Training goes on from this model; your own models and checkpoints stand below the shipped ones.',
    initial: 'pocket-crafter',
    choices: STARTS.map((id) => [id, startLabel(id)] as const),
    alsoReads: isKeptModel,
  },
} as const satisfies KnobTable;

/** After the price, the lanes and the steps. */
const LATER = {
  evaluateEvery: {
    kind: 'number',
    label: 'Evaluate every … updates',
    sentence: 'Plays worlds that training never sees, and keeps the best so far. 0: never.',
    initial: 5,
    min: 0,
    max: 1_000_000,
    step: 1,
  },
  validated: {
    kind: 'number',
    label: 'Worlds of an evaluation',
    sentence: 'Four times as many make an interval half as wide, and take four times as long.',
    initial: 8,
    min: 1,
    max: VALIDATION_SEEDS.most,
    step: 1,
  },
  cap: {
    kind: 'number',
    label: 'Step limit of an episode',
    sentence: 'Episodes are cut here if the player lives that long.',
    initial: 500,
    min: 1,
    max: 10_000,
    step: 1,
  },
  seed: {
    kind: 'number',
    label: 'Seed',
    sentence: 'Fixes worlds, dice and the order of learning: the same seed trains the same.',
    initial: 1,
    min: 0,
    max: MOST_SEED,
    step: 1,
  },
} as const satisfies KnobTable;

const PLACES = {
  runtime: { ...KNOBS.runtime, label: 'Plays on' },
  device: { ...KNOBS.runtime, label: 'Learns on' },
} as const satisfies KnobTable;

/** Keys are the address's keys. */
export const POLICY_KNOBS = {
  ...FIRST,
  variant: {
    kind: 'choice',
    label: 'It may plan',
    sentence: 'While it learns: by its own choice, never, or before every action.',
    initial: 'dynamic',
    choices: Object.entries(VARIANT_LABELS),
  },
  price: { ...PRICE, initial: PPO_HYPERPARAMETERS.price.default },
  lanes: { ...LANES, initial: FEW_LANES },
  steps: {
    ...STEPS,
    sentence:
      'World steps to learn from; the learning rate falls over them. A clear change takes 100,000 or more.',
    initial: 20_000,
  },
  ...LATER,
  ...POLICY_DIALS,
  ...PLACES,
} as const satisfies KnobTable;

/** A gate's own; an update of it costs little beside its play. */
export const GATE_KNOBS = {
  ...FIRST,
  start: {
    ...FIRST.start,
    label: 'A gate for',
    sentence: 'This model plays as it is, and learns nothing; your own models stand below the shipped ones.',
  },
  price: { ...PRICE, initial: GATE_HYPERPARAMETERS.price.default },
  lanes: { ...LANES, initial: GATE_HYPERPARAMETERS.lanes.default },
  steps: {
    ...STEPS,
    sentence:
      'World steps to learn from; the learning rate falls over them. The gate of the lab took 300,000.',
    initial: 100_000,
  },
  ...LATER,
  ...GATE_DIALS,
  ...PLACES,
} as const satisfies KnobTable;

/** The paper's names beside the lab's. */
export function startLabel(id: string): string {
  const names: Readonly<Record<string, string>> = {
    'pocket-crafter': 'Primed-Dynamic',
    'pocket-crafter-naive': 'Primed-Naive',
    'pocket-crafter-base': 'Base',
  };
  return names[id] ? `${names[id]}: ${modelName(id)}` : modelName(id);
}
