// What a model is deployed on: problems that a world draws, each named by its seed, or a person's own, each named by its
// content, so that tasks are a few numbers and the same for everybody. Problems are drawn and read when they are first asked
// for.

import * as z from 'zod/mini';
import { PLANNER_DOMAINS } from '../agents/planner/domains.ts';
import type { PlannerDomain } from '../agents/planner/planner-domain.ts';
import { checkReads, plannerWorld } from '../agents/planner/planner-for.ts';
import { LabError } from '../lab-error.ts';
import { sha256Hex } from '../sha256.ts';
import { type Domain, parseDomain } from '../worlds/strips/domain.ts';
import { type Problem, parseProblem } from '../worlds/strips/problem.ts';
import {
  DRAWN_WORLDS,
  type DrawnWorldId,
  domainText,
  drawnProblem,
  GIVEN_WORLD,
} from '../worlds/strips/strips.ts';
import { GIVEN_SCHEMA, type GivenSource, hashText, taskOf } from './own-problems.ts';

/** Problems of a world, by their sizes: with a seed, one problem. */
export interface DrawnSource {
  readonly world: DrawnWorldId;
  /** Sizes of the world that differ from its published ranges. */
  readonly sizes: Readonly<Record<string, number | readonly [least: number, most: number]>>;
}

export type TaskSource = DrawnSource | GivenSource;

/** Seeds of the tasks that are collected on, unless others are asked for; the paper takes 1,000 a domain. */
export const COLLECTING_SEEDS = { first: 0, count: 1000 } as const;
/** Where held-out tasks begin: far from the collecting ones, and below the problems that models are primed on. */
export const FIRST_HELD_OUT = 500_000;
/** Most tasks of one deployment. */
export const MOST_TASKS = 10_000;

const MAX_SIZE = 1000;
const size = z.int().check(z.minimum(0), z.maximum(MAX_SIZE));

/** A source as a file may hold it; whether the world has such sizes, or the texts are problems, `Tasks` says. */
export const SOURCE_SCHEMA = z.discriminatedUnion('world', [
  z.strictObject({
    world: z.enum(DRAWN_WORLDS as unknown as [DrawnWorldId, ...DrawnWorldId[]]),
    sizes: z.record(z.string().check(z.maxLength(32)), z.union([size, z.readonly(z.tuple([size, size]))])),
  }),
  GIVEN_SCHEMA,
]);

export class Tasks {
  readonly source: TaskSource;
  readonly domain: Domain;
  readonly #problems = new Map<number, Problem>();
  /** A person's own, by their tasks. */
  readonly #given: ReadonlyMap<number, string>;

  /** @throws LabError bad-argument for a domain that cannot be read, too-large */
  constructor(source: TaskSource) {
    this.source = source;
    this.domain = parseDomain(domainTextOf(source));
    const given = source.world === GIVEN_WORLD ? source.problems : [];
    this.#given = new Map(given.map((text) => [taskOf(text), text]));
  }

  /** @throws LabError bad-seed, bad-argument (sizes that the world does not have, a text that is no problem), too-large */
  problem(task: number): Problem {
    const known = this.#problems.get(task);
    if (known) return known;
    const problem = parseProblem(this.domain, this.#textOf(task));
    if (this.#problems.size >= MOST_TASKS) this.#problems.clear();
    this.#problems.set(task, problem);
    return problem;
  }

  /** For people: a seed, or an own problem's name and the first digits of its hash, since two may have one name. */
  nameOf(task: number): string {
    if (this.source.world !== GIVEN_WORLD) return String(task);
    return `${this.problem(task).name} (${hashText(task).slice(0, 4)})`;
  }

  #textOf(task: number): string {
    const { source } = this;
    if (source.world !== GIVEN_WORLD) return drawnProblem(source.world, task, source.sizes).text;
    const text = this.#given.get(task);
    if (text !== undefined) return text;
    throw new LabError('bad-seed', `None of these problems is the task ${hashText(task)}.`);
  }
}

/** In PDDL. */
export function domainTextOf(source: TaskSource): string {
  return source.world === GIVEN_WORLD ? source.domain : domainText(source.world);
}

/** The world whose planner plays these tasks. @throws LabError model-missing for own problems that none plays, bad-argument */
export function plannerWorldFor(source: TaskSource): DrawnWorldId {
  return source.world === GIVEN_WORLD ? plannerWorld(parseDomain(source.domain)) : source.world;
}

/** How a pocket model reads and writes these tasks. @throws as `plannerWorldFor` */
export function plannerDomainFor(source: TaskSource): PlannerDomain {
  return PLANNER_DOMAINS[plannerWorldFor(source)];
}

/**
 * Reads what is told of tasks for the first time: a source, and the tasks of a deployment on it.
 * @param planner that is to read own problems; null where a chat model does
 * @throws LabError bad-argument (sizes that the world does not have, an own problem that cannot be read), bad-seed, too-large
 */
export function checkTasks(
  source: TaskSource,
  asked: readonly number[],
  planner: PlannerDomain | null,
): void {
  const tasks = new Tasks(source);
  // Drawn problems are all of one make.
  if (source.world !== GIVEN_WORLD) tasks.problem(asked[0]);
  else
    for (const task of asked) {
      const problem = tasks.problem(task);
      if (planner) naming(tasks.nameOf(task), () => checkReads(planner, problem));
    }
}

/** Names the problem that an error is about. */
function naming(problem: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code, message, hint } = LabError.from(error);
    throw new LabError(code, `The problem ${problem}: ${message}`, hint, error);
  }
}

/** Whether a task is the same problem in both. */
export function isSameSource(a: TaskSource, b: TaskSource): boolean {
  return sourceText(a) === sourceText(b);
}

/** `count` seeds from `first`. @throws LabError bad-argument */
export function seedsFrom(first: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_TASKS)
    throw new LabError('bad-argument', `A deployment has 1 to ${MOST_TASKS} tasks.`);
  return Array.from({ length: count }, (_, i) => first + i);
}

function sourceText(source: TaskSource): string {
  if (source.world === GIVEN_WORLD) {
    // In whatever order the files came.
    const tasks = source.problems.map(taskOf).sort((a, b) => a - b);
    return JSON.stringify([source.world, sha256Hex(new TextEncoder().encode(source.domain)), tasks]);
  }
  const named = Object.entries(source.sizes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    source.world,
    named.map(([name, value]) => [name, ...(Array.isArray(value) ? value : [value, value])]),
  ]);
}
