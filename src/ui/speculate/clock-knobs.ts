// The simulated clock's knobs: what a call of either agent takes in time and money, one slider each, made from one table. A
// preset moves all of them; the address then names only what differs from the preset.

import {
  type AgentCost,
  CLOCK_PRESETS,
  type ClockModel,
  type ClockPreset,
} from '../../speculation/clock-model.ts';
import type { Who } from '../../speculation/segment.ts';
import type { FormNumberKnob } from '../knobs.ts';

type CostField = keyof AgentCost;
export type ClockKey = `a${Capitalize<CostField>}` | `t${Capitalize<CostField>}` | 'predictor';
export type ClockKnobs = Readonly<Record<ClockKey, FormNumberKnob>>;

const OURS = 'The presets are ours, not measured at anybody’s endpoint.';
const PRICE =
  'The paper’s runs paid 0.4 for a million prompt tokens and 1.6 for a million completion tokens.';

type CostKnob = Omit<FormNumberKnob, 'initial' | 'kind'>;

/** In the form's order; the first four are always seen. */
const COST_KNOBS: Readonly<Record<CostField, CostKnob>> = {
  firstToken: {
    label: 'first token, ms',
    sentence: `Median time until a call writes its first token. ${OURS}`,
    min: 0,
    max: 3000,
    step: 10,
  },
  perToken: {
    label: 'each further token, ms',
    sentence: `Time per token that a call writes. ${OURS}`,
    min: 0,
    max: 100,
    step: 0.5,
  },
  promptPrice: {
    label: 'price of a million prompt tokens',
    sentence: `Money for what a call reads, cancelled calls included. ${PRICE}`,
    min: 0,
    max: 20,
    step: 0.1,
  },
  generatedPrice: {
    label: 'price of a million generated tokens',
    sentence: `Money for what a call writes, up to its cancellation. ${PRICE}`,
    min: 0,
    max: 80,
    step: 0.1,
  },
  spread: {
    label: 'spread of the first token',
    sentence:
      'Standard deviation of the logarithm of that time: 0 is always the same, 0.25 is a busy endpoint.',
    min: 0,
    max: 2,
    step: 0.05,
  },
  tail: {
    label: 'share of late calls',
    sentence: 'So many calls come much later than usual, as remote endpoints do now and then.',
    min: 0,
    max: 0.5,
    step: 0.01,
  },
  tailFactor: {
    label: 'how much later those are',
    sentence: 'Their first token takes so many times as long.',
    min: 1,
    max: 50,
    step: 0.5,
  },
  promptScale: {
    label: 'prompt tokens per real one',
    sentence: 'The pocket model reads few tokens; a chat model reads about 20 for each of them.',
    min: 0,
    max: 100,
    step: 0.5,
  },
  generatedScale: {
    label: 'generated tokens per real one',
    sentence: 'The pocket model writes few tokens; a chat model writes about 10 for each of them.',
    min: 0,
    max: 100,
    step: 0.5,
  },
};

const FIELDS = Object.keys(COST_KNOBS) as CostField[];
/** Fields that are always seen. */
const FIRST_FIELDS: readonly CostField[] = ['firstToken', 'perToken', 'promptPrice', 'generatedPrice'];

export const PRESET_KNOB = {
  kind: 'choice',
  label: 'Preset of the clock',
  sentence: 'Sets all latencies and prices at once; each can then be moved by itself.',
  initial: 'remote',
  choices: [
    ['remote', 'remote: both are large models behind an API'],
    ['local-ahead', 'local-ahead: a small local A, a large remote T'],
    ['local', 'local: both are small and on this device'],
  ],
} as const;

/** The knobs with a preset's values as their defaults. */
export function clockKnobs(preset: ClockPreset): ClockKnobs {
  const model: ClockModel = CLOCK_PRESETS[preset];
  const ofAgent = (who: Who) =>
    FIELDS.map((field) => [
      clockKey(who, field),
      {
        kind: 'number',
        ...COST_KNOBS[field],
        label: `${who}: ${COST_KNOBS[field].label}`,
        initial: model[who][field],
      },
    ]);
  const predictor = {
    kind: 'number',
    label: 'Time of a prediction, ms',
    sentence: 'Until k is known, A is only one step ahead. The predictor runs beside A’s first call.',
    initial: model.predictor,
    min: 0,
    max: 2000,
    step: 5,
  };
  return Object.fromEntries([...ofAgent('A'), ...ofAgent('T'), ['predictor', predictor]]) as ClockKnobs;
}

/** Keys of one agent's knobs: those that are always seen, and the others. */
export function clockKeys(who: Who): {
  readonly first: readonly ClockKey[];
  readonly more: readonly ClockKey[];
} {
  const keyed = (fields: readonly CostField[]) => fields.map((field) => clockKey(who, field));
  return { first: keyed(FIRST_FIELDS), more: keyed(FIELDS.filter((field) => !FIRST_FIELDS.includes(field))) };
}

export function clockModelOf(values: Readonly<Record<ClockKey, number>>): ClockModel {
  const cost = (who: Who) =>
    Object.fromEntries(FIELDS.map((field) => [field, values[clockKey(who, field)]])) as unknown as AgentCost;
  return { A: cost('A'), T: cost('T'), predictor: values.predictor };
}

function clockKey(who: Who, field: CostField): ClockKey {
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}` as Capitalize<CostField>;
  return `${who === 'A' ? 'a' : 't'}${name}`;
}
