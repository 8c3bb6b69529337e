// What `lab deploy` is asked for: tasks, curation, dials, pools to begin with, and the model that they are about.

import { readFile } from 'node:fs/promises';
import { isChatModel } from '../src/agents/chat-models.ts';
import { checkGenerations } from '../src/deployment/chat-surroundings.ts';
import type { Curation } from '../src/deployment/curation.ts';
import type { DeploymentPlan } from '../src/deployment/deployment-run.ts';
import { FINE_TUNE_HYPERPARAMETERS, fineTuneHyperparameters } from '../src/deployment/hyperparameters.ts';
import type { Pool } from '../src/deployment/pool.ts';
import { readPool } from '../src/deployment/pool-file.ts';
import { MAX_GENERATIONS } from '../src/deployment/state-file.ts';
import { LabError } from '../src/lab-error.ts';
import type { Arguments } from './arguments.ts';
import { type Base, baseFor } from './deploy-models.ts';
import { askedTasks } from './deploy-tasks.ts';
import { log, optionOf } from './rl-log.ts';
import { listOf } from './sizes.ts';

const MAX_WORKERS = 64;

export interface Asked {
  readonly plan: DeploymentPlan;
  readonly from: Base['from'];
  /** Pools to begin with. */
  readonly pools: readonly Pool[];
  readonly work: string;
  readonly workers: number;
  /** Where the last pool goes; '' for nowhere. */
  readonly exported: string;
}

/** @throws LabError bad-argument, model-missing, bad-model, and what a pool's file may be wrong in */
export async function askedFor(args: Arguments): Promise<Asked> {
  const tasks = await askedTasks(args);
  const { from, ...model } = await baseFor(args, tasks);
  const runs = atLeastOne(args, 'runs', 3);
  const curation = await curationOf(args.text('curation', 'valid'));
  const plan: DeploymentPlan = {
    ...model,
    ...tasks,
    generations: args.integer('generations', 'files' in from ? 5 : 0),
    samples: Math.max(runs, atLeastOne(args, 'samples', runs)),
    runs,
    temperature: args.number('temperature', 0.6),
    curation,
    hyper: dialsOf(args),
    seed: args.integer('seed', 1),
    ...(args.flag('stop-at-fault') && { stopAtFault: true }),
    ...(isChatModel(model.model) && args.flag('constrained') && { constrained: true }),
  };
  if (plan.generations > MAX_GENERATIONS)
    throw new LabError('bad-argument', `--generations is 0 to ${MAX_GENERATIONS}.`);
  if (isChatModel(model.model)) checkGenerations(plan.generations);
  const paths = listOf(args.text('pool', ''));
  const pools = await Promise.all(paths.map(importPool));
  const work = args.text('work', `.cache/deploy/${folderOf(plan)}`);
  const workers = atLeastOne(args, 'workers', 1);
  if (workers > MAX_WORKERS) throw new LabError('bad-argument', `--workers is 1 to ${MAX_WORKERS}.`);
  return { plan, from, pools, work, workers, exported: args.text('export', '') };
}

/** Without what a folder's name may not have. */
function folderOf({ model, curation, seed }: DeploymentPlan): string {
  return `${model.replaceAll(/[^a-z0-9.-]/gi, '-')}-${curation.by}-${seed}`;
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
