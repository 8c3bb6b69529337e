// Where a STRIPS world's problems come from: drawn by a seed, or a person's own files. Either way the source also knows the
// largest problems, because their reachable ground actions are what the world's actions are numbered by.

import { crc32 } from '../../crc32.ts';
import { LabError } from '../../lab-error.ts';
import { Random } from '../../random.ts';
import { parseDomain } from './domain.ts';
import {
  drawSizes,
  type GeneratedDomain,
  type GeneratedProblem,
  largest,
  type Ranges,
} from './domains/generated-domain.ts';
import { Grounder } from './grounding.ts';
import { checkCount, LIMITS } from './limits.ts';
import { type PlanStep, stepText } from './plan.ts';
import { type Problem, parseProblem } from './problem.ts';

export interface ProblemSource {
  /** The world's id. */
  readonly id: string;
  /** Differs between sources whose problems differ. */
  readonly key: number;
  /** The problem of a seed; the same one every time. */
  problemOf(seed: number): Problem;
  /** Every step that may be taken in some problem of the source; found at the first call. @throws LabError too-large */
  actions(): NumberedActions;
}

/** Steps, each once; a step's place is its number. */
export interface NumberedActions {
  readonly steps: readonly PlanStep[];
  /** As plans write them, `(stack b1 b2)`. */
  readonly names: readonly string[];
  /** Name → number. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Problems that a seed draws. @param name of the problems, before their seed: `blocksworld-7` */
export function drawnProblems(
  id: string,
  name: string,
  domain: GeneratedDomain,
  ranges: Ranges,
): ProblemSource {
  const parsed = parseDomain(domain.text);
  return {
    id,
    key: keyOf([id, ranges]),
    problemOf: (seed) => parseProblem(parsed, drawProblem(domain, ranges, seed, name).text),
    actions: once(() => reachableIn([parseProblem(parsed, domain.universe(largest(ranges)))])),
  };
}

/** @throws LabError bad-seed unless `seed` is an integer 0..2^53-1 */
export function checkSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw new LabError('bad-seed', `${seed} is not a seed.`, 'A seed is a whole number from 0 to 2^53 - 1.');
}

/** The problem that a seed draws, with a plan that solves it. @throws LabError bad-seed */
export function drawProblem(
  domain: GeneratedDomain,
  ranges: Ranges,
  seed: number,
  name: string,
): GeneratedProblem {
  checkSeed(seed);
  const random = new Random(seed);
  return domain.generate(random, drawSizes(random, ranges), `${name}-${seed}`);
}

/** A person's problems: seed s plays number s modulo their count. @throws LabError bad-argument, too-large */
export function givenProblems(id: string, domainText: string, texts: readonly string[]): ProblemSource {
  if (texts.length === 0) throw new LabError('bad-argument', 'At least one problem is needed.');
  checkCount(texts.length, LIMITS.problems, 'problems');
  const domain = parseDomain(domainText);
  const problems = texts.map((text) => parseProblem(domain, text));
  return {
    id,
    key: keyOf([id, domainText, texts]),
    problemOf: (seed) => problems[seed % problems.length],
    actions: once(() => reachableIn(problems)),
  };
}

function reachableIn(problems: readonly Problem[]): NumberedActions {
  const steps = new Map<string, PlanStep>();
  for (const problem of problems) {
    for (const step of new Grounder(problem).reachable()) steps.set(stepText(step), step);
    checkCount(steps.size, LIMITS.groundActions, 'ground actions');
  }
  const names = [...steps.keys()];
  return { steps: [...steps.values()], names, numbers: new Map(names.map((name, i) => [name, i])) };
}

function keyOf(parts: unknown): number {
  return crc32(new TextEncoder().encode(JSON.stringify(parts)));
}

function once<T>(compute: () => T): () => T {
  let value: { readonly is: T } | null = null;
  return () => {
    value ??= { is: compute() };
    return value.is;
  };
}
