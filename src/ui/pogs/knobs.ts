// Every knob of the POGS page in one table: the graph, who walks on it and when it plans, how it is shown, and the comparison. The
// form, the address and the set-up are read from it. What the world itself can be set to comes from its own dials.

import { MAX_NODES } from '../../agents/pogs/vocabulary.ts';
import { FIRST_UNSEEN } from '../../experiments/seeds.ts';
import { shippedFor } from '../../language/pocket/shipped.ts';
import { MOST_GRAPHS, MOST_SEED } from '../../services/pogs-setup.ts';
import { POGS_DIALS } from '../../worlds/pogs/options.ts';
import type { FormNumberKnob, KnobTable, KnobValues } from '../knobs.ts';
import { modelName } from '../labels.ts';
import { KNOBS } from '../settings.ts';

const dial = (
  name: keyof typeof POGS_DIALS,
  label: string,
  limits: Partial<FormNumberKnob> = {},
): FormNumberKnob => {
  const { usual, least, most, about } = POGS_DIALS[name];
  return {
    kind: 'number',
    label,
    sentence: about,
    initial: usual,
    min: least,
    max: most,
    step: 1,
    slider: true,
    ...limits,
  };
};
const seed = (label: string, initial: number, sentence: string): FormNumberKnob => ({
  kind: 'number',
  label,
  sentence,
  initial,
  min: 0,
  max: MOST_SEED,
  step: 1,
});

const MODELS = shippedFor('HardPOGS-v0').map((id) => [id, modelName(id)] as const);

const GRAPH = {
  world: {
    kind: 'choice',
    label: 'World',
    sentence: 'POGS draws any tree; HardPOGS only trees on which even the oracle has to turn back.',
    initial: 'HardPOGS-v0',
    choices: [
      ['HardPOGS-v0', 'HardPOGS: turning back is needed'],
      ['POGS-v0', 'POGS: any tree'],
    ],
  },
  graph: seed(
    'Graph seed',
    105,
    'Fixes the tree, the start and the goal, on every machine. No model was trained on seeds from 100 on.',
  ),
  nodes: dial('nodes', 'Nodes', {
    max: MAX_NODES,
    sentence: `Nodes of the tree; the model knows ${MAX_NODES} labels.`,
  }),
  radius: dial('radius', 'Radius of sight, hops', { max: 6 }),
  length: dial('length', 'Step limit', { max: 200 }),
  backtracks: dial('minBacktracks', 'Backtracks at the least'),
  penalty: dial('expertPenalty', 'Expert penalty', { step: 0.5, min: -20 }),
} as const satisfies KnobTable;

const AGENT = {
  model: {
    kind: 'choice',
    label: 'Model',
    sentence: 'An embedded language model that was trained on such graphs by this project’s own pipeline.',
    initial: MODELS[0]?.[0] ?? 'pocket-pogs',
    choices: MODELS,
  },
  schedule: {
    kind: 'choice',
    label: 'Plans',
    sentence: 'Who decides when to plan: a fixed rhythm, or the model itself.',
    initial: 'every',
    choices: [
      ['never', 'never'],
      ['every', 'every k steps'],
      ['dynamic', 'when it wants to'],
      ['always', 'at every step'],
    ],
  },
  k: { ...KNOBS.k, max: 30, slider: true },
  recall: {
    kind: 'choice',
    label: 'The model is told',
    sentence:
      'All that it has seen so far, or the latest view alone: then only its plan can carry what lies behind.',
    initial: 'on',
    choices: [
      ['on', 'all that was seen'],
      ['off', 'the latest view alone'],
    ],
  },
  temperature: { ...KNOBS.temperature, initial: 1 },
  luck: seed('Agent seed', 0, 'Fixes the agent’s own dice: change it to see another walk on the same graph.'),
  runtime: KNOBS.runtime,
} as const satisfies KnobTable;

const VIEW = {
  speed: {
    kind: 'choice',
    label: 'Speed, steps per second',
    sentence: 'Steps per second at the most; the machine may be slower.',
    initial: '2',
    choices: KNOBS.speed.choices,
  },
  show: {
    kind: 'many',
    label: 'Show as well',
    sentence: 'What the agent does not know.',
    initial: [] as readonly string[],
    choices: [
      ['hidden', 'what the agent cannot see'],
      ['oracle', 'the oracle’s way'],
    ],
  },
  at: {
    kind: 'number',
    label: 'Step',
    sentence: 'The step that is shown.',
    initial: 0,
    min: 0,
    max: 1000,
    step: 1,
  },
} as const satisfies KnobTable;

const COMPARISON = {
  schedules: {
    kind: 'many',
    label: 'Schedules',
    sentence: 'Each plays the same graphs; differences are told against the first.',
    initial: ['never', 'every-8', 'every-4', 'every-2', 'dynamic', 'always'],
    choices: [
      ['never', 'never'],
      ['every-8', 'every 8'],
      ['every-4', 'every 4'],
      ['every-2', 'every 2'],
      ['dynamic', 'dynamic'],
      ['always', 'always'],
    ],
  },
  graphs: {
    kind: 'number',
    label: 'Graphs',
    sentence:
      'How many graphs each schedule plays. With 40 the intervals are wide; a claim needs 400 or more.',
    initial: 40,
    min: 1,
    max: MOST_GRAPHS,
    step: 1,
  },
  first: seed('First graph', FIRST_UNSEEN, 'Seeds count up from here.'),
} as const satisfies KnobTable;

export const POGS_KNOBS = { ...GRAPH, ...AGENT, ...VIEW, ...COMPARISON } as const satisfies KnobTable;

export type PogsKnobValues = KnobValues<typeof POGS_KNOBS>;
/** Knobs that change what is played: with them the episode starts anew. */
export const EPISODE_KEYS = [...Object.keys(GRAPH), ...Object.keys(AGENT)] as (keyof PogsKnobValues)[];
