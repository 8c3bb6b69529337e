// The tasks of `lab deploy`: drawn by a world, or a person's own files. Of own files each must be readable: a run that leaves some
// out without being asked to would answer another question.

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DeploymentPlan } from '../src/deployment/deployment-run.ts';
import {
  givenSource,
  MOST_OWN_CHARACTERS,
  type NamedText,
  readOwnProblems,
  splitTasks,
} from '../src/deployment/own-problems.ts';
import { COLLECTING_SEEDS, FIRST_HELD_OUT, seedsFrom } from '../src/deployment/tasks.ts';
import { LabError } from '../src/lab-error.ts';
import { LIMITS } from '../src/worlds/strips/limits.ts';
import type { Arguments } from './arguments.ts';
import { listOf, sizesOf } from './sizes.ts';
import { isPlannerWorld } from './train-planner.ts';

export const TASKS_USAGE =
  '[--domain Blocksworld-v1 | Rovers-v1 | Sokoban-v1] [--tasks 1000] [--first-task 0] [--sizes blocks=4..9,…] [--held-out 1000]' +
  ' [--domain-file DOMAIN.pddl --problems P1.pddl,P2.pddl,… [--held-out 0]]';

export type AskedTasks = Pick<DeploymentPlan, 'source' | 'seeds' | 'heldOut'>;

/** @throws LabError bad-argument, not-found, too-large */
export async function askedTasks(args: Arguments): Promise<AskedTasks> {
  const domain = args.text('domain-file', '');
  const problems = listOf(args.text('problems', ''));
  if (domain === '' && problems.length === 0) return drawnTasks(args);
  if (domain === '' || problems.length === 0)
    throw new LabError('bad-argument', '--domain-file and --problems go together.');
  return ownTasks(domain, problems, args.integer('held-out', 0));
}

function drawnTasks(args: Arguments): AskedTasks {
  const world = args.text('domain', 'Blocksworld-v1');
  if (!isPlannerWorld(world))
    throw new LabError('bad-argument', '--domain is Blocksworld-v1, Rovers-v1 or Sokoban-v1.');
  const heldOut = args.integer('held-out', COLLECTING_SEEDS.count);
  return {
    source: { world, sizes: sizesOf(args.text('sizes', '')) },
    seeds: seedsFrom(
      args.integer('first-task', COLLECTING_SEEDS.first),
      args.integer('tasks', COLLECTING_SEEDS.count),
    ),
    heldOut: heldOut === 0 ? [] : seedsFrom(FIRST_HELD_OUT, heldOut),
  };
}

async function ownTasks(domain: string, problems: readonly string[], heldOut: number): Promise<AskedTasks> {
  if (problems.length > LIMITS.problems)
    throw new LabError('too-large', `There are at most ${LIMITS.problems} problems.`);
  const domainFile = await textOf(domain);
  const files: NamedText[] = [];
  for (const path of problems) files.push(await textOf(path));
  const own = readOwnProblems(domainFile, files);
  const [fault] = own.faults;
  if (fault) throw named(fault.file, fault.error);
  const source = givenSource(own);
  return { source, ...splitTasks(source, heldOut) };
}

/** @throws LabError not-found, too-large, its message beginning with the file's name */
async function textOf(path: string): Promise<NamedText> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw named(path, new LabError('not-found', 'There is no such file.'));
  if (found.size > Math.min(4 * LIMITS.characters, 4 * MOST_OWN_CHARACTERS))
    throw named(path, new LabError('too-large', 'It is too large.'));
  return { name, text: await readFile(path, 'utf8') };
}

function named(file: string, { message, hint }: LabError): LabError {
  return new LabError('bad-argument', `${file.slice(0, 200)}: ${message}`, hint);
}
