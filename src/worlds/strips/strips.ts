// The folder's door: the four planning worlds under their ids, and the options each takes.
//
//   createWorld('Blocksworld-v1', { blocks: [5, 12] })     problems drawn from the seed; sizes as ranges or numbers
//   createWorld('Rovers-v1')                               the published ranges
//   createWorld('Sokoban-v1', { grid: 8, boxes: 1, length: 200 })
//   createWorld('Strips-v1', { domain, problems: [text] }) a person's own files; seed s plays problem s mod n

import { LabError } from '../../lab-error.ts';
import { registerWorld } from '../world.ts';
import { BLOCKSWORLD } from './domains/blocksworld.ts';
import { type GeneratedProblem, rangesFor } from './domains/generated-domain.ts';
import { ROVERS } from './domains/rovers.ts';
import { SOKOBAN } from './domains/sokoban.ts';
import { drawnProblems, drawProblem, givenProblems, type ProblemSource } from './problem-source.ts';
import { DEFAULT_LENGTH, StripsWorld } from './strips-world.ts';

/** The worlds that draw their problems, with the names that their problems carry. */
const DRAWN = {
  'Blocksworld-v1': { domain: BLOCKSWORLD, name: 'blocksworld' },
  'Rovers-v1': { domain: ROVERS, name: 'rover' },
  'Sokoban-v1': { domain: SOKOBAN, name: 'sokoban' },
} as const;

export type DrawnWorldId = keyof typeof DRAWN;

/** Ids of the worlds that draw their problems from a seed. */
export const DRAWN_WORLDS = Object.keys(DRAWN) as readonly DrawnWorldId[];

/** Id of the world that plays a person's own problems. */
export const GIVEN_WORLD = 'Strips-v1';

/** Longest episode that may be asked for: what a record can hold. */
const MOST_STEPS = 10_000;
/** Sources kept for worlds that are created again with the same options, so that their actions are found once. */
const KEPT_SOURCES = 8;

export interface StripsOptions {
  /** Steps until an episode is cut. */
  readonly length?: number;
  /** Sizes of a drawn world by name (`blocks`; `rovers`, `waypoints`, `cameras`, `objectives`; `grid`, `boxes`). */
  readonly [size: string]: unknown;
}

export interface GivenOptions {
  /** PDDL. */
  readonly domain: string;
  readonly problems: readonly string[];
  readonly length?: number;
}

/** A world of drawn problems. @throws LabError bad-argument */
export function createDrawnWorld(id: DrawnWorldId, options?: StripsOptions | null): StripsWorld {
  const { length, ...sizes } = options ?? {};
  const { domain, name } = DRAWN[id];
  const ranges = rangesFor(domain, sizes);
  const source = keptSource(`${id} ${JSON.stringify(ranges)}`, () => drawnProblems(id, name, domain, ranges));
  return new StripsWorld(source, lengthOf(length));
}

/** A world of a person's own problems. @throws LabError bad-argument (with line and column), too-large */
export function createGivenWorld({ domain, problems, length }: GivenOptions): StripsWorld {
  return new StripsWorld(givenProblems(GIVEN_WORLD, domain, problems), lengthOf(length));
}

/**
 * The problem that a drawn world plays with this seed, and a plan that solves it (not the shortest).
 * @throws LabError bad-argument, bad-seed
 */
export function drawnProblem(
  id: DrawnWorldId,
  seed: number,
  sizes: Readonly<Record<string, unknown>> = {},
): GeneratedProblem {
  const { domain, name } = DRAWN[id];
  return drawProblem(domain, rangesFor(domain, sizes), seed, name);
}

/** The PDDL of a drawn world's domain. */
export function domainText(id: DrawnWorldId): string {
  return DRAWN[id].domain.text;
}

const kept = new Map<string, ProblemSource>();

function keptSource(key: string, create: () => ProblemSource): ProblemSource {
  const source = kept.get(key) ?? create();
  kept.delete(key);
  kept.set(key, source);
  if (kept.size > KEPT_SOURCES) kept.delete(kept.keys().next().value as string);
  return source;
}

function lengthOf(length: unknown = DEFAULT_LENGTH): number {
  if (Number.isInteger(length) && (length as number) >= 1 && (length as number) <= MOST_STEPS)
    return length as number;
  throw new LabError('bad-argument', `The length of an episode is a whole number from 1 to ${MOST_STEPS}.`);
}

function givenOptions(options: unknown): GivenOptions {
  const { domain, problems, length } = (options ?? {}) as Partial<GivenOptions>;
  const texts = Array.isArray(problems) && problems.every((text) => typeof text === 'string');
  if (typeof domain === 'string' && texts) return { domain, problems, length };
  throw new LabError('bad-argument', 'Strips-v1 needs a domain and a list of problems, both as PDDL text.');
}

for (const id of DRAWN_WORLDS)
  registerWorld(id, (options) => createDrawnWorld(id, options as StripsOptions | null | undefined));
registerWorld(GIVEN_WORLD, (options) => createGivenWorld(givenOptions(options)));
