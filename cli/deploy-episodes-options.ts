// The options of `lab deploy --domain Crafter-v1`, read and checked.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSchedule } from '../src/agents/schedule.ts';
import type { EpisodeCuration } from '../src/deployment/crafter/episode-curation.ts';
import { readEpisodePool } from '../src/deployment/crafter/episode-files.ts';
import type { EpisodePool } from '../src/deployment/crafter/episode-pool.ts';
import type { EpisodePlan } from '../src/deployment/crafter/episode-run.ts';
import {
  EPISODE_DEFAULTS,
  FINE_TUNE_HYPERPARAMETERS,
  fineTuneHyperparameters,
} from '../src/deployment/hyperparameters.ts';
import { FIRST_HELD_OUT, seedsFrom } from '../src/deployment/tasks.ts';
import { LabError } from '../src/lab-error.ts';
import { ADAPTER_FILE } from '../src/language/pocket/adapter-file.ts';
import { loadModelFiles, type ModelFiles } from '../src/language/pocket/model-files.ts';
import { folderReader } from '../src/language/pocket/model-files-node.ts';
import { WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import { MAX_RECORD_STEPS } from '../src/records/record.ts';
import { ACTIONS } from '../src/worlds/crafter/names.ts';
import { DEFAULT_MODEL, modelFolder } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { log, optionOf } from './rl-log.ts';

/** Worlds that no shipped model was trained or scored on. */
const FIRST_WORLD = 600_000;
const MAX_LANES = 64;
const MOST_SAMPLES = 32;
const MAX_WORKERS = 64;

export interface AskedEpisodes {
  readonly plan: EpisodePlan;
  /** Name of the model as it was typed, for threads to open. */
  readonly name: string;
  readonly files: ModelFiles;
  /** Pools to begin with. */
  readonly pools: readonly EpisodePool[];
  readonly work: string;
  /** Episodes side by side in each thread. */
  readonly lanes: number;
  readonly workers: number;
  /** File of a person's decisions; '' where none decides. */
  readonly thumbs: string;
  /** Where the last pool goes; '' for nowhere. */
  readonly exported: string;
}

/** @throws LabError bad-argument, model-missing, bad-model, and what a pool's file may be wrong in */
export async function askedEpisodes(args: Arguments): Promise<AskedEpisodes> {
  args.text('domain', '');
  const name = args.text('model', DEFAULT_MODEL);
  const files = await baseFiles(name);
  const { card } = files;
  if (!ACTIONS.every((action) => card.vocabulary.actions.includes(action)))
    throw new LabError('bad-argument', `"${card.id}" does not play Crafter-v1.`);
  const { curation, thumbs } = curationOf(args.text('curation', 'best'));
  const runs = within(args, 'runs', 1, 1, MOST_SAMPLES);
  const heldOut = args.integer('held-out', 64);
  const plan: EpisodePlan = {
    model: card.id,
    weights: card.files.weights.sha256.slice(0, WEIGHTS_DIGITS),
    source: {
      world: 'Crafter-v1',
      schedule: scheduleOf(args),
      maxSteps: within(args, 'max-steps', 500, 1, MAX_RECORD_STEPS),
    },
    seeds: seedsFrom(args.integer('first-task', FIRST_WORLD), args.integer('tasks', 64)),
    heldOut: heldOut === 0 ? [] : seedsFrom(FIRST_HELD_OUT, heldOut),
    generations: args.integer('generations', 3),
    samples: Math.max(runs, within(args, 'samples', 2, 1, MOST_SAMPLES)),
    runs,
    temperature: args.number('temperature', 0.6),
    curation,
    hyper: dialsOf(args),
    seed: args.integer('seed', 1),
  };
  const paths = args
    .text('pool', '')
    .split(',')
    .filter((file) => file !== '');
  return {
    plan,
    name,
    files,
    pools: await Promise.all(paths.map(importPool)),
    work: args.text('work', `.cache/deploy/${card.id}-${curation.by}-${plan.seed}`),
    lanes: within(args, 'lanes', 16, 1, MAX_LANES),
    workers: within(args, 'workers', 1, 1, MAX_WORKERS),
    thumbs,
    exported: args.text('export', ''),
  };
}

/** @throws LabError bad-argument, bad-model */
function baseFiles(name: string): Promise<ModelFiles> {
  const folder = modelFolder(name);
  if (existsSync(join(folder, ADAPTER_FILE)))
    throw new LabError(
      'bad-argument',
      `"${name}" is an adapter; a deployment begins from a model of its own weights.`,
    );
  return loadModelFiles(folderReader(folder));
}

/** Who decides must be written down with the model: neither a gate nor a person is part of a plan. */
function scheduleOf(args: Arguments): EpisodePlan['source']['schedule'] {
  const schedule = parseSchedule(args.text('schedule', 'dynamic'));
  if (schedule !== 'gate' && schedule !== 'human') return schedule;
  throw new LabError('bad-argument', 'A deployment plays under never, always, dynamic or every-k.');
}

function within(args: Arguments, name: string, usual: number, least: number, most: number): number {
  const value = args.integer(name, usual);
  if (value >= least && value <= most) return value;
  throw new LabError('bad-argument', `--${name} is ${least} to ${most}.`);
}

function dialsOf(args: Arguments): EpisodePlan['hyper'] {
  const usual = fineTuneHyperparameters(EPISODE_DEFAULTS);
  const names = Object.keys(FINE_TUNE_HYPERPARAMETERS) as (keyof typeof usual)[];
  const dials = names.map((key) => [key, args.number(optionOf(key), usual[key])]);
  return fineTuneHyperparameters(Object.fromEntries(dials));
}

/** `progress:>=40`, `best`, `none`, `person:FILE` (a JSON list of episodes' keys). @throws LabError bad-argument */
function curationOf(text: string): { curation: EpisodeCuration; thumbs: string } {
  if (text === 'best' || text === 'none') return { curation: { by: text }, thumbs: '' };
  const least = Number(/^progress:>=(\d+(?:\.\d+)?)$/.exec(text)?.[1]);
  if (least <= 100) return { curation: { by: 'progress', least }, thumbs: '' };
  const person = /^person:(.+)$/.exec(text);
  if (person) return { curation: { by: 'person', name: 'a person', kept: [] }, thumbs: person[1] };
  throw new LabError('bad-argument', '--curation is progress:>=P, best, person:FILE or none.');
}

/** @throws LabError bad-argument */
export async function keptIn(file: string): Promise<string[]> {
  const kept: unknown = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  if (Array.isArray(kept) && kept.every((key) => /^[0-9a-f]{16}$/.test(String(key)))) return kept;
  throw new LabError('bad-argument', `${file} is no list of kept episodes.`);
}

async function importPool(file: string): Promise<EpisodePool> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new LabError('bad-argument', `There is no file ${file}.`, '', cause);
  });
  const { pool, invalid } = readEpisodePool(bytes);
  log(`${file}: ${pool.traces.size} episodes, ${invalid} left out because they do not replay as they claim`);
  return pool;
}
