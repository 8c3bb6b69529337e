// Every knob of the Deploy page in one table: which tasks, how many generations, how attempts are made and who curates, and every
// dial of the retraining. The form, the address and what is started are read from it. The defaults are the example's: three
// generations in a few minutes on two cores without a GPU.

import type { Curation } from '../../deployment/curation.ts';
import { FINE_TUNE_HYPERPARAMETERS, FINE_TUNE_RANGES } from '../../deployment/hyperparameters.ts';
import type { TaskSource } from '../../deployment/tasks.ts';
import { MOST_GENERATIONS, MOST_SAMPLES } from '../../services/deployment-service.ts';
import { LIMITS } from '../../worlds/strips/limits.ts';
import { type DrawnWorldId, GIVEN_WORLD } from '../../worlds/strips/strips.ts';
import type { FormNumberKnob, KnobTable, KnobValues } from '../knobs.ts';
import { isChatModelId, KNOBS } from '../settings.ts';

/** The value of the knob `model` that is no model's id: whichever planner ships for the domain. */
export const SHIPPED_PLANNER = 'shipped';

const MOST_SEED = 2 ** 31;
const MOST_PAGE_TASKS = 5000;

export const WORLD_LABELS: Readonly<Record<TaskSource['world'], string>> = {
  'Blocksworld-v1': 'Blocksworld',
  'Rovers-v1': 'Rovers',
  'Sokoban-v1': 'Sokoban',
  [GIVEN_WORLD]: 'Own files (PDDL)',
};

/**
 * Sizes that leave a planner of half a million parameters somewhere to begin; the published ones are the worlds' own. Of 100 tasks
 * with 3 samples at temperature 0.6 the base solves 38 % in Blocksworld, 30 % in Rovers and 32 % in Sokoban.
 */
export const SMALL_SIZES: Readonly<
  Record<DrawnWorldId, Readonly<Record<string, readonly [number, number]>>>
> = {
  'Blocksworld-v1': { blocks: [5, 14] },
  'Rovers-v1': { rovers: [1, 2], waypoints: [4, 7], cameras: [1, 2], objectives: [1, 4] },
  'Sokoban-v1': { grid: [7, 10], boxes: [1, 2] },
};

export const CURATION_LABELS: Readonly<Record<Curation['by'], string>> = {
  valid: 'the validator keeps what is valid',
  person: 'a person keeps and discards',
  rule: 'the validator, and a rule',
  none: 'nobody: everything is kept',
};

const whole = (label: string, initial: number, min: number, max: number, sentence: string) =>
  ({ kind: 'number', label, sentence, initial, min, max, step: 1 }) as const;

export const TASK_KNOBS = {
  domain: {
    kind: 'choice',
    label: 'Domain',
    sentence:
      'What is planned: towers of blocks, a mission of rovers, boxes to be pushed, or problems that you bring. Or what is played: Crafter, where whole episodes are kept.',
    initial: 'Blocksworld-v1',
    choices: [...Object.entries(WORLD_LABELS), ['Crafter-v1', 'Crafter, whole episodes'] as const],
  },
  model: {
    kind: 'choice',
    label: 'Model',
    sentence:
      'What writes the plans: a small planner, which learns here, or a chat model, whose plans are curated into a pool.',
    initial: SHIPPED_PLANNER,
    choices: [[SHIPPED_PLANNER, 'the planner that ships for the domain']],
    alsoReads: isChatModelId,
  },
  answers: {
    kind: 'choice',
    label: 'Answers',
    sentence:
      'Free, or held to well-formed steps by the model’s server: then no plan fails by its form, which is another measurement.',
    initial: 'free',
    choices: [
      ['free', 'free'],
      ['constrained', 'held to well-formed steps'],
    ],
  },
  sizes: {
    kind: 'choice',
    label: 'Size of the problems',
    sentence:
      'Small: what the base solves about a third of, as Blocksworld with 5 to 14 blocks. Published: the ranges of the paper, up to 30 blocks, which take several times as long.',
    initial: 'small',
    choices: [
      ['small', 'small'],
      ['published', 'as published'],
    ],
  },
  tasks: whole(
    'Tasks',
    200,
    1,
    MOST_PAGE_TASKS,
    'Problems that every generation is deployed on and learns from. The paper has 1,000.',
  ),
  heldOut: whole(
    'Held-out tasks',
    100,
    0,
    MOST_PAGE_TASKS,
    'Problems that nothing is learned from: what is solved here was learned, not remembered. 0: none.',
  ),
  ownHeldOut: whole(
    'Held-out problems',
    0,
    0,
    LIMITS.problems - 1,
    'So many of your problems, the last ones by their files’ names, are only tried and never learned from.',
  ),
  generations: whole(
    'Generations',
    3,
    0,
    MOST_GENERATIONS,
    'Models after the base. The paper has about five.',
  ),
  curation: {
    kind: 'choice',
    label: 'Who curates',
    sentence:
      'What is kept teaches the next generation. Without curation a model learns its own mistakes: the paper’s control.',
    initial: 'valid',
    choices: Object.entries(CURATION_LABELS),
  },
} as const satisfies KnobTable;

export const RULE_KNOBS = {
  feature: {
    kind: 'choice',
    label: 'Of the valid plans, keep those whose',
    sentence: 'A rule is a taste. What else it rewards, the page shows afterwards.',
    initial: 'steps',
    choices: [
      ['steps', 'steps'],
      ['tokens', 'tokens'],
      ['steps per goal', 'steps per goal'],
      ['repeated steps', 'repeated steps'],
      ['objects', 'objects in the problem'],
      ['goals', 'goals in the problem'],
    ],
  },
  bound: {
    kind: 'choice',
    label: 'are',
    sentence: 'Whether the value below is the most or the least that is kept.',
    initial: 'most',
    choices: [
      ['most', 'at most'],
      ['least', 'at least'],
    ],
  },
  value: { ...whole('this many', 30, 0, 10_000, 'The bound itself.'), step: 0.5, typed: true },
} as const satisfies KnobTable;

export const MORE_KNOBS = {
  samples: whole(
    'Samples per task',
    3,
    1,
    MOST_SAMPLES,
    'Attempts at each task, all of which are curated. More find more plans, and take longer.',
  ),
  runs: whole(
    'Runs that are scored',
    3,
    1,
    MOST_SAMPLES,
    'Of the samples, those that figures are about; unanimous@3 needs three, as in the paper.',
  ),
  temperature: {
    ...KNOBS.temperature,
    label: 'Temperature',
    sentence: 'How freely a model writes; higher finds more plans, and more mistakes. The paper takes 0.6.',
    initial: 0.6,
  },
  stopAtFault: {
    kind: 'choice',
    label: 'Stop at the first illegal step',
    sentence:
      'The verdict on a plan is the same, and a model that plans badly writes far less. What it would have written behind the fault is not seen.',
    initial: 'no',
    choices: [
      ['no', 'no: plans are written to their end'],
      ['yes', 'yes: faster'],
    ],
  },
  first: whole(
    'First task',
    0,
    0,
    400_000,
    'Tasks are numbered by their seeds and count up from here: a class can share them out.',
  ),
  seed: whole(
    'Seed',
    1,
    0,
    MOST_SEED,
    'Fixes every attempt and every training: the same seed deploys the same.',
  ),
} as const satisfies KnobTable;

/** How finely a dial is set; its limits and what it means stand in the core's own tables. */
const DIAL_STEPS: Readonly<Record<keyof typeof FINE_TUNE_HYPERPARAMETERS, number>> = {
  rank: 1,
  alpha: 1,
  learningRate: 0.0001,
  finalLearningRate: 0.01,
  warmupSteps: 1,
  epochs: 1,
  rowsPerStep: 1,
  weightDecay: 0.001,
  clipNorm: 0.001,
};

export type DialName = keyof typeof DIAL_STEPS;
export const DIAL_NAMES = Object.keys(DIAL_STEPS) as readonly DialName[];

export const DIAL_KNOBS = Object.fromEntries(DIAL_NAMES.map((name) => [name, dialKnob(name)])) as Readonly<
  Record<DialName, FormNumberKnob>
>;

export const PLACE_KNOBS = {
  runtime: { ...KNOBS.runtime, label: 'Plans are written on' },
  device: { ...KNOBS.runtime, label: 'Learns on' },
} as const satisfies KnobTable;

export const DEPLOY_KNOBS = {
  ...TASK_KNOBS,
  ...RULE_KNOBS,
  ...MORE_KNOBS,
  ...DIAL_KNOBS,
  ...PLACE_KNOBS,
} as const satisfies KnobTable;

export type DeployValues = KnobValues<typeof DEPLOY_KNOBS>;

function dialKnob(name: DialName): FormNumberKnob {
  const { default: initial, meaning, source } = FINE_TUNE_HYPERPARAMETERS[name];
  const { least: min, most: max } = FINE_TUNE_RANGES[name];
  const step = DIAL_STEPS[name];
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const label = words.charAt(0).toUpperCase() + words.slice(1);
  return {
    kind: 'number',
    label,
    sentence: `${meaning} Source: ${source}`,
    initial,
    min,
    max,
    step,
    typed: true,
  };
}
