// A deployment on worlds between the form, the address (`#/deploy?domain=Crafter-v1&maxSteps=300`) and the plan itself, by one table
// of knobs. The defaults are an example's: two generations in some minutes on two cores without a GPU.

import type { EpisodeCuration } from '../../deployment/crafter/episode-curation.ts';
import type { EpisodePlan } from '../../deployment/crafter/episode-run.ts';
import { EPISODE_DEFAULTS } from '../../deployment/hyperparameters.ts';
import { FIRST_HELD_OUT, seedsFrom } from '../../deployment/tasks.ts';
import { SHIPPED_MODELS, shippedFor } from '../../language/pocket/shipped.ts';
import { MAX_RECORD_STEPS } from '../../records/record.ts';
import type { DeploymentOptions, EpisodeSetup } from '../../services/deployment-service.ts';
import {
  initialValues,
  type KnobState,
  type KnobTable,
  type KnobValues,
  readKnobs,
  writeKnobs,
} from '../knobs.ts';
import { modelName, plural } from '../labels.ts';
import { DIAL_KNOBS, DIAL_NAMES, MORE_KNOBS, PLACE_KNOBS, TASK_KNOBS } from './knobs.ts';

/** The domain's name in the form. */
export const CRAFTER = 'Crafter-v1';
/** Worlds that no shipped model was trained or scored on. */
const FIRST_WORLD = 600_000;
const MOST_WORLDS = 1000;

/** Models with weights of their own: an adapter lies over one. */
const bases = () => shippedFor(CRAFTER).filter((id) => SHIPPED_MODELS[id].base === undefined);

export const CURATIONS: Readonly<Record<EpisodeCuration['by'], string>> = {
  best: 'progress: the best of each world, if above the mean',
  progress: 'progress: all that reach a bar',
  person: 'a person’s thumb',
  none: 'nobody: everything is kept',
};

const whole = (label: string, initial: number, min: number, max: number, sentence: string) =>
  ({ kind: 'number', label, sentence, initial, min, max, step: 1 }) as const;

const FIRST_KNOBS = {
  domain: TASK_KNOBS.domain,
  model: {
    kind: 'choice',
    label: 'Base model',
    sentence: 'Every generation is an adapter over it, trained from it anew.',
    initial: bases()[0],
    choices: bases().map((id) => [id, modelName(id)] as const),
  },
  tasks: whole('Worlds', 16, 1, MOST_WORLDS, 'Worlds that every generation plays and learns from.'),
  heldOut: whole(
    'Held-out worlds',
    16,
    0,
    MOST_WORLDS,
    'Worlds that nothing is learned from: progress here was learned, not remembered. 0: none.',
  ),
  maxSteps: whole(
    'Steps of an episode',
    200,
    1,
    MAX_RECORD_STEPS,
    'An episode ends by death or after these.',
  ),
  generations: { ...TASK_KNOBS.generations, initial: 2 },
  curation: {
    kind: 'choice',
    label: 'Who curates',
    sentence: 'What is kept teaches the next generation, every step of it: what was seen, planned and done.',
    initial: 'best',
    choices: Object.entries(CURATIONS),
  },
  least: whole('Progress that is kept, %', 60, 0, 100, 'Achievements unlocked, of Crafter’s 22.'),
} as const satisfies KnobTable;

const MORE = {
  schedule: {
    kind: 'choice',
    label: 'Planning',
    sentence: 'When the model plans while it plays.',
    initial: 'dynamic',
    choices: [
      ['dynamic', 'the model decides'],
      ['never', 'never'],
      ['every-4', 'every 4 steps'],
      ['every-16', 'every 16 steps'],
      ['always', 'at every step'],
    ],
  },
  samples: { ...MORE_KNOBS.samples, initial: 2 },
  runs: { ...MORE_KNOBS.runs, initial: 1 },
  temperature: MORE_KNOBS.temperature,
  first: { ...MORE_KNOBS.first, initial: FIRST_WORLD, max: 2 * FIRST_WORLD, label: 'First world' },
  seed: MORE_KNOBS.seed,
} as const satisfies KnobTable;

const DIALS = Object.fromEntries(
  DIAL_NAMES.map((name) => {
    const initial = (EPISODE_DEFAULTS as Partial<Record<string, number>>)[name];
    return [name, initial === undefined ? DIAL_KNOBS[name] : { ...DIAL_KNOBS[name], initial }];
  }),
) as typeof DIAL_KNOBS;

export const EPISODE_KNOBS = {
  ...FIRST_KNOBS,
  ...MORE,
  ...DIALS,
  ...PLACE_KNOBS,
} as const satisfies KnobTable;

export type EpisodeValues = KnobValues<typeof EPISODE_KNOBS>;

export const INITIAL_EPISODES: EpisodeValues = { ...initialValues(EPISODE_KNOBS), domain: CRAFTER };

/** Knobs in the form's order: always seen, under “More”, and the dials of the training. */
export function episodeKeys({
  curation,
}: EpisodeValues): Readonly<Record<'first' | 'more' | 'dials', readonly string[]>> {
  return {
    first: Object.keys(FIRST_KNOBS).filter((key) => key !== 'least' || curation === 'progress'),
    more: [...Object.keys(MORE), ...Object.keys(PLACE_KNOBS)],
    dials: DIAL_NAMES,
  };
}

/** The values of an address; null for one that is about something else. Never throws. */
export function readEpisodes(query: string): KnobState<EpisodeValues> | null {
  const read = new URLSearchParams(query).get('domain') === CRAFTER ? readKnobs(EPISODE_KNOBS, query) : null;
  return read && { ...read, setup: { ...read.setup, domain: CRAFTER } };
}

export function episodeAddress(values: EpisodeValues): string {
  return `#/deploy?${writeKnobs(EPISODE_KNOBS, { ...values, domain: CRAFTER })}`;
}

/** @param curator a person's name, for the lineage @throws LabError bad-argument */
export function episodeSetupOf(values: EpisodeValues, curator: string): EpisodeSetup {
  const { model, generations, samples, temperature, seed, heldOut } = values;
  const plan: EpisodePlan = {
    model,
    weights: SHIPPED_MODELS[model].weights,
    source: {
      world: CRAFTER,
      schedule: values.schedule as EpisodePlan['source']['schedule'],
      maxSteps: values.maxSteps,
    },
    seeds: seedsFrom(values.first, values.tasks),
    heldOut: heldOut === 0 ? [] : seedsFrom(FIRST_HELD_OUT, heldOut),
    generations,
    samples,
    runs: Math.min(values.runs, samples),
    temperature,
    curation: curationOf(values, curator),
    hyper: Object.fromEntries(DIAL_NAMES.map((name) => [name, values[name]])) as EpisodePlan['hyper'],
    seed,
  };
  return { name: nameOf(plan), plan };
}

/** The same without curation: the paper's control. */
export function uncuratedEpisodes(plan: EpisodePlan): EpisodeSetup {
  const control: EpisodePlan = { ...plan, curation: { by: 'none' } };
  return { name: nameOf(control), plan: control };
}

/** The values that lead to this plan. */
export function episodeValuesOf(plan: EpisodePlan, options: DeploymentOptions): EpisodeValues {
  const { source, seeds, heldOut, generations, samples, runs, temperature, curation, hyper, seed } = plan;
  return {
    ...INITIAL_EPISODES,
    ...{ model: plan.model, schedule: source.schedule, maxSteps: source.maxSteps },
    ...{ tasks: seeds.length, first: seeds[0], heldOut: heldOut.length },
    ...{ generations, samples, runs, temperature, seed, curation: curation.by },
    ...(curation.by === 'progress' && { least: curation.least }),
    ...hyper,
    ...options,
  };
}

const SHORT: Readonly<Record<EpisodeCuration['by'], string>> = {
  best: 'the best kept',
  progress: 'kept by progress',
  person: 'kept by thumb',
  none: 'uncurated',
};

function nameOf({ seeds, curation }: EpisodePlan): string {
  return `Crafter, ${plural(seeds.length, 'world')}, ${SHORT[curation.by]}`;
}

function curationOf({ curation, least }: EpisodeValues, curator: string): EpisodeCuration {
  const by = curation as EpisodeCuration['by'];
  if (by === 'progress') return { by, least };
  if (by === 'person') return { by, name: curator.trim().slice(0, 60) || 'a person', kept: [] };
  return { by };
}
