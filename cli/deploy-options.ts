// What `lab deploy` is asked for: tasks, curation, dials, pools to begin with, and the model that they are about.

import { readFile } from 'node:fs/promises';
import type { Curation } from '../src/deployment/curation.ts';
import type { DeploymentPlan } from '../src/deployment/deployment-run.ts';
import { FINE_TUNE_HYPERPARAMETERS, fineTuneHyperparameters } from '../src/deployment/hyperparameters.ts';
import type { Pool } from '../src/deployment/pool.ts';
import { readPool } from '../src/deployment/pool-file.ts';
import { COLLECTING_SEEDS, FIRST_HELD_OUT, seedsFrom, type TaskSource } from '../src/deployment/tasks.ts';
import { LabError } from '../src/lab-error.ts';
import { loadModelFiles, type ModelFiles } from '../src/language/pocket/model-files.ts';
import { folderReader } from '../src/language/pocket/model-files-node.ts';
import { WEIGHTS_DIGITS } from '../src/language/pocket/shipped.ts';
import { PLANNER_RECIPES } from '../src/training/planner/recipes.ts';
import { modelFolder } from './agents.ts';
import type { Arguments } from './arguments.ts';
import { log, optionOf } from './rl-log.ts';
import { isPlannerWorld } from './train-planner.ts';

const MAX_WORKERS = 64;

export interface Asked {
  readonly plan: DeploymentPlan;
  readonly files: ModelFiles;
  /** Pools to begin with. */
  readonly pools: readonly Pool[];
  readonly work: string;
  /** Name of the model as it was typed, for workers to open. */
  readonly name: string;
  readonly workers: number;
  /** Where the last pool goes; '' for nowhere. */
  readonly exported: string;
}

/** @throws LabError bad-argument, model-missing, bad-model, and what a pool's file may be wrong in */
export async function askedFor(args: Arguments): Promise<Asked> {
  const world = args.text('domain', 'Blocksworld-v1');
  if (!isPlannerWorld(world))
    throw new LabError('bad-argument', '--domain is Blocksworld-v1, Rovers-v1 or Sokoban-v1.');
  const name = args.text('model', PLANNER_RECIPES[world].name);
  const files = await loadModelFiles(folderReader(modelFolder(name)));
  const { card } = files;
  if (card.training.world !== undefined && card.training.world !== world)
    throw new LabError('bad-argument', `"${card.id}" plans for ${card.training.world}, not for ${world}.`);
  const runs = atLeastOne(args, 'runs', 3);
  const curation = await curationOf(args.text('curation', 'valid'));
  const heldOut = args.integer('held-out', COLLECTING_SEEDS.count);
  const plan: DeploymentPlan = {
    model: card.id,
    weights: card.files.weights.sha256.slice(0, WEIGHTS_DIGITS),
    source: { world, sizes: sizesOf(args.text('sizes', '')) },
    seeds: seedsFrom(
      args.integer('first-task', COLLECTING_SEEDS.first),
      args.integer('tasks', COLLECTING_SEEDS.count),
    ),
    heldOut: heldOut === 0 ? [] : seedsFrom(FIRST_HELD_OUT, heldOut),
    generations: args.integer('generations', 5),
    samples: Math.max(runs, atLeastOne(args, 'samples', runs)),
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
  const pools = await Promise.all(paths.map(importPool));
  const work = args.text('work', `.cache/deploy/${card.id}-${curation.by}-${plan.seed}`);
  const workers = atLeastOne(args, 'workers', 1);
  if (workers > MAX_WORKERS) throw new LabError('bad-argument', `--workers is 1 to ${MAX_WORKERS}.`);
  return { plan, files, pools, work, name, workers, exported: args.text('export', '') };
}

/** `blocks=4..9,grid=8`; '' for the published ranges. @throws LabError bad-argument */
function sizesOf(text: string): TaskSource['sizes'] {
  const parts = text.split(',').filter((part) => part !== '');
  return Object.fromEntries(
    parts.map((part) => {
      const match = /^([a-z]+)=(\d{1,4})(?:\.\.(\d{1,4}))?$/.exec(part);
      if (!match)
        throw new LabError('bad-argument', '--sizes takes NAME=N or NAME=LEAST..MOST, with commas.');
      const [, name, least, most = least] = match;
      return [name, [Number(least), Number(most)] as const];
    }),
  );
}

function atLeastOne(args: Arguments, name: string, usual: number): number {
  const value = args.integer(name, usual);
  if (value > 0) return value;
  throw new LabError('bad-argument', `--${name} is a whole number above 0.`);
}

function dialsOf(args: Arguments): DeploymentPlan['hyper'] {
  const dials = Object.entries(FINE_TUNE_HYPERPARAMETERS).map(([key, dial]) => [
    key,
    args.number(optionOf(key), dial.default),
  ]);
  return fineTuneHyperparameters(Object.fromEntries(dials));
}

/** `valid`, `none`, `rule:steps<=30`, `person:FILE` (a JSON list of attempt keys). @throws LabError bad-argument */
async function curationOf(text: string): Promise<Curation> {
  if (text === 'valid' || text === 'none') return { by: text };
  const rule = /^rule:([a-z_ ]+)(<=|>=)(-?\d+(?:\.\d+)?)$/.exec(text);
  if (rule) {
    const bound = rule[2] === '<=' ? 'most' : 'least';
    return { by: 'rule', rule: { feature: rule[1].trim(), bound, value: Number(rule[3]) } };
  }
  const person = /^person:(.+)$/.exec(text);
  if (person) return { by: 'person', name: 'a person', kept: await keptIn(person[1]) };
  throw new LabError('bad-argument', '--curation is valid, none, rule:FEATURE<=N or person:FILE.');
}

async function keptIn(file: string): Promise<string[]> {
  const kept: unknown = await readFile(file, 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  if (Array.isArray(kept) && kept.every((key) => /^[0-9a-f]{16}$/.test(String(key)))) return kept;
  throw new LabError('bad-argument', `${file} is no list of kept attempts.`);
}

async function importPool(file: string): Promise<Pool> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new LabError('bad-argument', `There is no file ${file}.`, '', cause);
  });
  const { pool, invalid } = readPool(bytes);
  log(`${file}: ${pool.traces.size} traces, ${invalid} left out because their plan is not valid`);
  return pool;
}
