// Every knob of the Speculate page in one table: what is played, by whom, how far A runs ahead, and the clock. The form, the
// address and the set-up are read from it. Which models there are depends on the world, and the clock's defaults on its preset,
// so the table is made for a world and a preset.

import { shippedFor } from '../../language/pocket/shipped.ts';
import type { ClockPreset } from '../../speculation/clock-model.ts';
import { parseSetting, STANDARD_SETTINGS } from '../../speculation/settings.ts';
import { DEFAULT_SETUP, MOST_TASKS, type SpeculationWorld, USUAL_MODEL } from '../../speculation/setup.ts';
import type { KnobTable, KnobValues } from '../knobs.ts';
import { modelName } from '../labels.ts';
import { KNOBS } from '../settings.ts';
import { clockKnobs, PRESET_KNOB } from './clock-knobs.ts';
import { settingLabel } from './names.ts';
import { SETTING_KNOBS } from './setting-knobs.ts';

const MOST_SEED = 2 ** 31;

export const WORLD_KNOB = {
  kind: 'choice',
  label: 'World',
  sentence:
    'Toolchain asks for a plan of tools, a few steps long, as in the paper’s OpenAGI; Crafter is the game of the other pages; POGS walks on a graph it sees little of.',
  initial: DEFAULT_SETUP.world,
  choices: [
    ['Toolchain-v1', 'Toolchain: plan with tools'],
    ['Crafter-v1', 'Crafter: the game'],
    ['POGS-v0', 'POGS: search a graph'],
    ['HardPOGS-v0', 'HardPOGS: search, and turn back'],
  ],
} as const;

const PLAYED = {
  pair: {
    kind: 'choice',
    label: 'How A and T answer',
    sentence:
      'Setting 1 of the paper: A answers at once, T thinks first. Setting 2: A thinks once, T takes a vote of five thoughts.',
    initial: DEFAULT_SETUP.pair,
    choices: [
      ['direct-react', 'A: at once, T: a thought first'],
      ['thought-vote', 'A: one thought, T: a vote of five'],
    ],
  },
  tasks: {
    kind: 'number',
    label: 'Tasks',
    sentence: 'How many tasks are played, one by one. The paper has 312; the predictor learns from each.',
    initial: DEFAULT_SETUP.tasks,
    min: 1,
    max: MOST_TASKS,
    step: 1,
  },
  first: {
    kind: 'number',
    label: 'First task',
    sentence:
      'Tasks count up from here: 0 to 184 are all of OpenAGI’s grammar, what follows is longer. Own tasks are played from their first line.',
    initial: DEFAULT_SETUP.firstTask,
    min: 0,
    max: MOST_SEED,
    step: 1,
  },
  steps: {
    kind: 'number',
    label: 'Steps of a task at the most',
    sentence:
      'An episode of Crafter is cut here; a task of Toolchain has its own limit of 16, one of POGS of 30.',
    initial: DEFAULT_SETUP.maxSteps,
    min: 1,
    max: 1000,
    step: 1,
  },
  temperature: {
    ...KNOBS.temperature,
    sentence:
      'How freely both models choose their words. The result is T’s own at any temperature: its dice are seeded by the place.',
    initial: DEFAULT_SETUP.temperature,
  },
  seed: {
    kind: 'number',
    label: 'Seed',
    sentence: 'Fixes the models’ dice, the latencies and the predictor: the same seed plays the same.',
    initial: DEFAULT_SETUP.seed,
    min: 0,
    max: MOST_SEED,
    step: 1,
  },
  match: {
    kind: 'choice',
    label: 'When a guess counts',
    sentence:
      'Exact keeps T’s own steps. Fuzzy also takes names that are spelled alike and keeps A’s, as the paper’s code for TravelPlanner does.',
    initial: DEFAULT_SETUP.match,
    choices: [
      ['exact', 'exactly equal: lossless'],
      ['fuzzy', 'spelled alike: not lossless'],
    ],
  },
} as const satisfies KnobTable;

const CLOCK = {
  clock: {
    kind: 'choice',
    label: 'Clock',
    sentence:
      'Simulated: latencies from the sliders below, the same on every machine. Real: time on this device; only the prices count then.',
    initial: DEFAULT_SETUP.clock,
    choices: [
      ['simulated', 'simulated'],
      ['real', 'real: this device'],
    ],
  },
  preset: PRESET_KNOB,
} as const satisfies KnobTable;

const PLACE = {
  runtime: KNOBS.runtime,
  keep: {
    kind: 'choice',
    label: 'The predictor',
    sentence:
      'A run can begin with what earlier runs in this browser have taught the predictor. A study always begins anew.',
    initial: 'new',
    choices: [
      ['new', 'starts anew and is forgotten'],
      ['kept', 'goes on with the kept one'],
    ],
  },
} as const satisfies KnobTable;

const STUDY = {
  settings: {
    kind: 'many',
    label: 'Settings of the study',
    sentence: 'Each plays all tasks. The paper’s figures are relative to fixed 2, so leave that in.',
    initial: STANDARD_SETTINGS,
    choices: STANDARD_SETTINGS.map((word) => [word, settingLabel(word)] as const),
    alsoReads: isSetting,
  },
} as const satisfies KnobTable;

/** The whole table. @param preset gives the clock's knobs their defaults */
export function tableFor(world: SpeculationWorld, preset: ClockPreset) {
  const usual = USUAL_MODEL[world];
  const choices = [...new Set([usual, ...shippedFor(world)])].map((id) => [id, modelName(id)] as const);
  const model = (label: string, sentence: string) =>
    ({ kind: 'choice', label, sentence, initial: usual, choices }) as const;
  return {
    world: WORLD_KNOB,
    modelA: model('Model of A', 'The approximation agent: quick and cheap, it guesses what T will say.'),
    modelT: model('Model of T', 'The target agent: slow and trusted, its steps are the result.'),
    ...PLAYED,
    ...SETTING_KNOBS,
    ...CLOCK,
    ...clockKnobs(preset),
    ...PLACE,
    ...STUDY,
  } as const satisfies KnobTable;
}

export type SpeculateTable = ReturnType<typeof tableFor>;
export type SpeculateValues = KnobValues<SpeculateTable>;

function isSetting(word: string): boolean {
  try {
    parseSetting(word);
    return true;
  } catch {
    return false;
  }
}
