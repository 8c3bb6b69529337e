// What a training is set up from, in one table like Play's and Plan's: where it starts, when it may plan, what a plan's token
// costs, and every dial of PPO with its default and source. The form, the address (`#/train?price=0.01&lanes=8`) and the
// training are read from it.

import { SHIPPED_MODELS } from '../../language/pocket/shipped.ts';
import { PPO_HYPERPARAMETERS } from '../../learning/ppo/hyperparameters.ts';
import type { DialName, RlVariant, TrainingOptions, TrainingSetup } from '../../services/learner-service.ts';
import { DIAL_NAMES, dialRange, MOST_SEED, VALIDATION_SEEDS } from '../../training/rl/rl-plan.ts';
import {
  type FormNumberKnob,
  initialValues,
  type KnobState,
  type KnobTable,
  type KnobValues,
  readKnobs,
  writeKnobs,
} from '../knobs.ts';
import { modelName } from '../labels.ts';
import { KNOBS } from '../settings.ts';

/** Models that can be trained: those with weights of their own. */
export const STARTS: readonly string[] = Object.keys(SHIPPED_MODELS).filter(
  (id) => SHIPPED_MODELS[id].base === undefined,
);
/** Dials above the others, with words of their own. */
const ABOVE: readonly DialName[] = ['price', 'lanes'];
/** Where two cores without a GPU want other values than the table's, which suit a long run. */
const PAGE_DEFAULTS: Partial<Record<DialName, number>> = { lanes: 16, horizon: 32, epochs: 1 };
/** Plans of a few words at every tenth step or so: at this price they cost as much as the agent earns. */
const MOST_PRICE = 0.2;

export const VARIANT_LABELS: Readonly<Record<RlVariant, string>> = {
  dynamic: 'when it wants to',
  never: 'never',
  always: 'at every step',
};

/** `targetKl` → `Target kl`. */
function dialLabel(name: DialName): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bkl\b/, 'KL');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A knob for a dial: its sentence and its source from the learner's own table. */
function dialKnob(name: DialName): FormNumberKnob {
  const { meaning, source, default: usual } = PPO_HYPERPARAMETERS[name];
  const initial = PAGE_DEFAULTS[name] ?? usual;
  const other = initial === usual ? '' : ` Long runs take ${usual}.`;
  const sentence = `${meaning}${other} Source: ${source}`;
  return { kind: 'number', label: dialLabel(name), sentence, initial, ...dialRange(name), typed: true };
}

const MORE = Object.fromEntries(
  DIAL_NAMES.filter((name) => !ABOVE.includes(name)).map((name) => [name, dialKnob(name)]),
) as unknown as Readonly<Record<Exclude<DialName, 'price' | 'lanes'>, FormNumberKnob>>;

/** In the form's order; keys are the address's keys. */
export const TRAIN_KNOBS = {
  start: {
    kind: 'choice',
    label: 'Start from',
    sentence: 'Training goes on from this model; your own checkpoints stand below the shipped ones.',
    initial: 'pocket-crafter',
    choices: STARTS.map((id) => [id, startLabel(id)] as const),
  },
  variant: {
    kind: 'choice',
    label: 'It may plan',
    sentence: 'While it learns: by its own choice, never, or before every action.',
    initial: 'dynamic',
    choices: Object.entries(VARIANT_LABELS),
  },
  price: {
    kind: 'number',
    label: 'Price of a plan token',
    sentence:
      'Reward that one token of a plan costs; an achievement is worth 1. At 0 plans are free. A high price ends all planning, so raise it step by step.',
    initial: 0,
    min: 0,
    max: MOST_PRICE,
    step: 0.001,
  },
  lanes: {
    kind: 'number',
    label: 'Lanes',
    sentence: 'Worlds played side by side. More make steadier updates, and each takes longer.',
    initial: PAGE_DEFAULTS.lanes!,
    ...dialRange('lanes'),
  },
  steps: {
    kind: 'number',
    label: 'Steps',
    sentence:
      'World steps to learn from; the learning rate falls over them. A clear change takes 100,000 or more.',
    initial: 20_000,
    min: 1,
    max: 100_000_000,
    step: 1,
  },
  evaluateEvery: {
    kind: 'number',
    label: 'Evaluate every … updates',
    sentence: 'Plays worlds that training never sees, and keeps the best policy so far. 0: never.',
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
    sentence: 'Fixes worlds, dice and the order of learning: the same seed trains the same policy.',
    initial: 1,
    min: 0,
    max: MOST_SEED,
    step: 1,
  },
  ...MORE,
  runtime: { ...KNOBS.runtime, label: 'Plays on' },
  device: { ...KNOBS.runtime, label: 'Learns on' },
} as const satisfies KnobTable;

export type TrainKey = keyof typeof TRAIN_KNOBS;
/** Knobs that are always seen; the others are under “More”. */
export const FIRST_KEYS = [
  'start',
  'variant',
  'price',
  'lanes',
  'steps',
  'evaluateEvery',
  'validated',
] as const;
export const MORE_KEYS = (Object.keys(TRAIN_KNOBS) as TrainKey[]).filter(
  (key) => !(FIRST_KEYS as readonly string[]).includes(key),
);

export type TrainValues = KnobValues<typeof TRAIN_KNOBS>;
export const INITIAL_TRAIN: TrainValues = initialValues(TRAIN_KNOBS);

/** The paper's names beside the lab's. */
export function startLabel(id: string): string {
  const names: Readonly<Record<string, string>> = {
    'pocket-crafter': 'Primed-Dynamic',
    'pocket-crafter-naive': 'Primed-Naive',
    'pocket-crafter-base': 'Base',
  };
  return names[id] ? `${names[id]}: ${modelName(id)}` : modelName(id);
}

/** Reads `price=0.01&lanes=8`. Never throws. */
export function readTrain(query: string): KnobState<TrainValues> {
  return readKnobs(TRAIN_KNOBS, query);
}

/** The query for these values; defaults are left out, and so is a start that only this browser has. */
export function writeTrain(values: TrainValues): string {
  const start = STARTS.includes(values.start) ? values.start : TRAIN_KNOBS.start.initial;
  return writeKnobs(TRAIN_KNOBS, { ...values, start });
}

/** The address of a set-up. */
export function trainAddress(values: TrainValues): string {
  const query = writeTrain(values);
  return `#/train${query ? `?${query}` : ''}`;
}

/** Updates as small as the defaults': the time to a first point was measured with those. */
export function isQuick({ lanes, horizon }: TrainValues): boolean {
  return lanes * horizon <= INITIAL_TRAIN.lanes * INITIAL_TRAIN.horizon;
}

/** The training that these values ask for. @param startName of a stored checkpoint */
export function trainingOf(values: TrainValues, startName = modelName(values.start)): TrainingSetup {
  const { start, variant, seed, steps, cap: maxSteps, evaluateEvery, validated, price } = values;
  const hyper = Object.fromEntries(DIAL_NAMES.map((name) => [name, values[name]])) as Record<
    DialName,
    number
  >;
  const plans = { dynamic: 'own plans', never: 'no plans', always: 'plans at every step' }[variant];
  return {
    name: `${startName}, ${plans}, price ${price}`.slice(0, 80),
    start,
    validated,
    plan: { variant: variant as RlVariant, seed, steps, maxSteps, evaluateEvery, hyper },
  };
}

/** The values that lead to this training. */
export function valuesOf({ start, validated, plan }: TrainingSetup, options: TrainingOptions): TrainValues {
  const { variant, seed, steps, maxSteps: cap, evaluateEvery, hyper } = plan;
  return { ...hyper, start, validated, variant, seed, steps, cap, evaluateEvery, ...options } as TrainValues;
}

export function optionsOf({ runtime, device }: TrainValues): TrainingOptions {
  return { runtime, device } as TrainingOptions;
}
