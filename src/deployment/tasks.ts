// What a model is deployed on: problems of one drawn world, each named by its seed, so that tasks are a few numbers and
// the same for everybody. Problems are drawn and read when they are first asked for.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { parseDomain } from '../worlds/strips/domain.ts';
import { type Problem, parseProblem } from '../worlds/strips/problem.ts';
import { DRAWN_WORLDS, type DrawnWorldId, domainText, drawnProblem } from '../worlds/strips/strips.ts';

/** Problems of a world, by their sizes: with a seed, one problem. */
export interface TaskSource {
  readonly world: DrawnWorldId;
  /** Sizes of the world that differ from its published ranges. */
  readonly sizes: Readonly<Record<string, number | readonly [least: number, most: number]>>;
}

/** Seeds of the tasks that are collected on, unless others are asked for; the paper takes 1,000 a domain. */
export const COLLECTING_SEEDS = { first: 0, count: 1000 } as const;
/** Where held-out tasks begin: far from the collecting ones, and below the problems that models are primed on. */
export const FIRST_HELD_OUT = 500_000;
/** Most tasks of one deployment. */
export const MOST_TASKS = 10_000;

const MAX_SIZE = 1000;
const size = z.int().check(z.minimum(0), z.maximum(MAX_SIZE));

/** A source as a file may hold it; whether the world has such sizes, `drawnProblem` says. */
export const SOURCE_SCHEMA = z.strictObject({
  world: z.enum(DRAWN_WORLDS as unknown as [DrawnWorldId, ...DrawnWorldId[]]),
  sizes: z.record(z.string().check(z.maxLength(32)), z.union([size, z.readonly(z.tuple([size, size]))])),
});

export class Tasks {
  readonly source: TaskSource;
  readonly #domain;
  readonly #problems = new Map<number, Problem>();

  constructor(source: TaskSource) {
    this.source = source;
    this.#domain = parseDomain(domainText(source.world));
  }

  /** @throws LabError bad-seed, bad-argument (sizes that the world does not have) */
  problem(seed: number): Problem {
    const known = this.#problems.get(seed);
    if (known) return known;
    const { world, sizes } = this.source;
    const problem = parseProblem(this.#domain, drawnProblem(world, seed, sizes).text);
    if (this.#problems.size >= MOST_TASKS) this.#problems.clear();
    this.#problems.set(seed, problem);
    return problem;
  }
}

/** Whether both draw the same problem from every seed. */
export function isSameSource(a: TaskSource, b: TaskSource): boolean {
  return sourceText(a) === sourceText(b);
}

/** `count` seeds from `first`. @throws LabError bad-argument */
export function seedsFrom(first: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_TASKS)
    throw new LabError('bad-argument', `A deployment has 1 to ${MOST_TASKS} tasks.`);
  return Array.from({ length: count }, (_, i) => first + i);
}

function sourceText({ world, sizes }: TaskSource): string {
  const named = Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    world,
    named.map(([name, value]) => [name, ...(Array.isArray(value) ? value : [value, value])]),
  ]);
}
