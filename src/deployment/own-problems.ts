// A person's own domain and problems as tasks. A task is named by the first 48 bits of the SHA-256 of its problem's text: the
// same file is the same task for everybody, in whatever order files come.
//
// Files may come from anybody: they are counted and measured before they are read, and each one that cannot be read is named
// with what is wrong where.

import * as z from 'zod/mini';
import { LabError } from '../lab-error.ts';
import { sha256Hex } from '../sha256.ts';
import { type Domain, parseDomain } from '../worlds/strips/domain.ts';
import { LIMITS } from '../worlds/strips/limits.ts';
import { type Problem, parseProblem } from '../worlds/strips/problem.ts';
import { GIVEN_WORLD } from '../worlds/strips/strips.ts';

/** PDDL texts of one domain and of problems in it. */
export interface GivenSource {
  readonly world: typeof GIVEN_WORLD;
  readonly domain: string;
  readonly problems: readonly string[];
}

/** Characters of a domain and all its problems together: they are part of every stored stage and of every pool. */
export const MOST_OWN_CHARACTERS = 4 << 20;
const HASH_DIGITS = 12;

const pddl = z.string().check(z.maxLength(LIMITS.characters));

/** Bounded, not read yet. */
export const GIVEN_SCHEMA = z
  .strictObject({
    world: z.literal(GIVEN_WORLD),
    domain: pddl,
    problems: z.readonly(z.array(pddl).check(z.minLength(1), z.maxLength(LIMITS.problems))),
  })
  .check(z.refine((source) => charactersOf(source) <= MOST_OWN_CHARACTERS));

/** The task that a problem's text is: a whole number below 2^48. */
export function taskOf(text: string): number {
  return Number.parseInt(sha256Hex(new TextEncoder().encode(text)).slice(0, HASH_DIGITS), 16);
}

/** A task as the digits of its hash. */
export function hashText(task: number): string {
  return task.toString(16).padStart(HASH_DIGITS, '0');
}

/** A file by its name. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** What is wrong with a file; the sentence has the line and column where there is one. */
export interface FileFault {
  readonly file: string;
  readonly error: LabError;
}

export interface OwnProblems {
  /** null where the domain cannot be read, or not be played. */
  readonly domain: Domain | null;
  readonly domainText: string;
  /** Those that can be read, each once, in the order of their files. */
  readonly problems: readonly (NamedText & { readonly problem: Problem })[];
  readonly faults: readonly FileFault[];
}

/**
 * Reads a domain and problems; what cannot be read is left out and named. Never throws for a text, however wrong.
 * @param checkFor further demands on the domain, and on each problem, as a planner may have them; they throw LabErrors
 */
export function readOwnProblems(
  domainFile: NamedText,
  files: readonly NamedText[],
  checkFor: (domain: Domain) => (problem: Problem) => void = () => () => {},
): OwnProblems {
  const faults: FileFault[] = [];
  const reading = <Result>(file: string, read: () => Result): Result | null => {
    try {
      return read();
    } catch (error) {
      faults.push({ file, error: LabError.from(error) });
      return null;
    }
  };
  const begun = reading(domainFile.name, () => {
    const domain = parseDomain(domainFile.text);
    return { domain, check: checkFor(domain) };
  });
  const known = new Map<number, string>();
  let characters = domainFile.text.length;
  const read = ({ name, text }: NamedText, { domain, check }: NonNullable<typeof begun>) => {
    if (known.size >= LIMITS.problems || characters + text.length > MOST_OWN_CHARACTERS)
      throw new LabError(
        'too-large',
        `It is one too many: there are at most ${LIMITS.problems} problems, of ${MOST_OWN_CHARACTERS >> 20} MiB together.`,
      );
    const problem = parseProblem(domain, text);
    const task = taskOf(text);
    const twin = known.get(task);
    if (twin !== undefined) throw new LabError('bad-argument', `It is the same problem as ${twin}.`);
    check(problem);
    known.set(task, name);
    characters += text.length;
    return { name, text, problem };
  };
  const problems = begun ? files.flatMap((file) => reading(file.name, () => read(file, begun)) ?? []) : [];
  return { domain: begun?.domain ?? null, domainText: domainFile.text, problems, faults };
}

/** @throws LabError bad-argument without any problem */
export function givenSource({ domainText, problems }: OwnProblems): GivenSource {
  if (problems.length === 0) throw new LabError('bad-argument', 'There is no problem to plan for.');
  return { world: GIVEN_WORLD, domain: domainText, problems: problems.map(({ text }) => text) };
}

/**
 * Own problems as tasks: the last `count` are held out.
 * @throws LabError bad-argument unless one is left to collect on
 */
export function splitTasks(
  { problems }: GivenSource,
  count: number,
): { readonly seeds: number[]; readonly heldOut: number[] } {
  if (count >= problems.length)
    throw new LabError(
      'bad-argument',
      `Of ${problems.length} problems ${count} cannot be held out: one at least is collected on.`,
    );
  const tasks = problems.map(taskOf);
  return { seeds: tasks.slice(0, problems.length - count), heldOut: tasks.slice(problems.length - count) };
}

function charactersOf({ domain, problems }: Pick<GivenSource, 'domain' | 'problems'>): number {
  return problems.reduce((sum, { length }) => sum + length, domain.length);
}
