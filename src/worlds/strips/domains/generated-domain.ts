// What the three generated domains have in common: a PDDL domain, sizes with their published ranges, and a generator that
// gives, from a seed, a problem together with a plan that solves it. The plan is the proof that the problem is solvable
// (it comes from the construction, not from a search) and the material that a planner is primed on; it is not the shortest.

import { LabError } from '../../../lab-error.ts';
import type { Random } from '../../../random.ts';
import type { PlanStep } from '../plan.ts';

/** Sizes of one problem by name, `{ rovers: 2, waypoints: 5, … }`. */
export type Sizes = Readonly<Record<string, number>>;

/** Least and most of each size, both included. */
export type Ranges = Readonly<Record<string, readonly [least: number, most: number]>>;

export interface GeneratedProblem {
  /** PDDL, to be read by `parseProblem`. */
  readonly text: string;
  /** A plan that solves it, not the shortest one. */
  readonly plan: readonly PlanStep[];
}

export interface GeneratedDomain {
  /** The domain in PDDL. */
  readonly text: string;
  /** The published "easy" ranges (../shared/papers/iterative-deployment.md). */
  readonly ranges: Ranges;
  /** What a size may be at all. */
  readonly bounds: Ranges;
  /** Why some sizes within these ranges cannot go together, as a sentence; null if all can. */
  conflict(ranges: Ranges): string | null;
  /** A problem of these sizes that is not solved at the start. @param name e.g. `blocksworld-7` */
  generate(random: Random, sizes: Sizes, name: string): GeneratedProblem;
  /** A problem in which everything is possible that is possible in any of these sizes or smaller: it numbers actions. */
  universe(sizes: Sizes): string;
}

/**
 * Sizes for one problem: a single difficulty is drawn and every range follows it, since the published problems grow in all
 * sizes at once (one box on 8×8 cells, four on 13×13).
 */
export function drawSizes(random: Random, ranges: Ranges): Sizes {
  const difficulty = random.uniform();
  const size = ([least, most]: readonly [number, number]) =>
    least + Math.floor(difficulty * (most - least + 1));
  return Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, size(range)]));
}

/** The ranges' upper ends. */
export function largest(ranges: Ranges): Sizes {
  return Object.fromEntries(Object.entries(ranges).map(([name, [, most]]) => [name, most]));
}

/** The published ranges with some of them replaced. @throws LabError bad-argument */
export function rangesFor(domain: GeneratedDomain, wanted: Readonly<Record<string, unknown>>): Ranges {
  const ranges: Record<string, readonly [number, number]> = { ...domain.ranges };
  for (const [name, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(domain.ranges, name))
      throw new LabError('bad-argument', `"${name}" is not a size of this world.`, sizesHint(domain));
    ranges[name] = rangeOf(name, value, domain.bounds[name]);
  }
  const conflict = domain.conflict(ranges);
  if (conflict) throw new LabError('bad-argument', conflict);
  return ranges;
}

/** A number, or a pair of the least and the most. */
function rangeOf(
  name: string,
  value: unknown,
  [least, most]: readonly [number, number],
): readonly [number, number] {
  const pair = Array.isArray(value) ? value : [value, value];
  const [from, to] = pair as number[];
  const sound =
    pair.length === 2 &&
    Number.isInteger(from) &&
    Number.isInteger(to) &&
    least <= from &&
    from <= to &&
    to <= most;
  if (sound) return [from, to];
  throw new LabError(
    'bad-argument',
    `"${name}" must be a whole number from ${least} to ${most}, or a pair of them, the smaller one first.`,
  );
}

function sizesHint({ ranges }: GeneratedDomain): string {
  return `Sizes here: ${Object.keys(ranges).join(', ')}.`;
}
