// Where the reference problems and plans lie, beside the repository; tests that need them are skipped, by name, on machines
// that do not have them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Domain, parseDomain } from '../../../src/worlds/strips/domain.ts';
import { type Problem, parseProblem } from '../../../src/worlds/strips/problem.ts';

const FOLDER = new URL('../../../../shared/pddl/', import.meta.url);

export const REFERENCE_DOMAINS = ['blocksworld', 'rovers', 'sokoban'] as const;
export type ReferenceDomain = (typeof REFERENCE_DOMAINS)[number];

/** false where the reference problems are missing. */
export const referenceExists = existsSync(new URL('blocksworld/domain.pddl', FOLDER));

if (!referenceExists) console.warn(`SKIPPED: there are no reference problems in ${FOLDER.pathname}`);

/** Path of a file, `referencePath('rovers', 'plans/p01.plan')`. */
export function referencePath(domain: ReferenceDomain, file: string): string {
  return new URL(`${domain}/${file}`, FOLDER).pathname;
}

export function referenceText(domain: ReferenceDomain, file: string): string {
  return readFileSync(referencePath(domain, file), 'utf8');
}

/** File names of a folder without their endings; none where the data is missing. */
export function referenceNames(domain: ReferenceDomain, folder: 'problems' | 'base' | 'plans'): string[] {
  if (!referenceExists) return [];
  return readdirSync(new URL(`${domain}/${folder}/`, FOLDER)).map((file) => file.replace(/\.\w+$/, ''));
}

export function referenceDomain(domain: ReferenceDomain): Domain {
  return parseDomain(referenceText(domain, 'domain.pddl'));
}

/** @param file without its ending, `problems/p01` */
export function referenceProblem(domain: Domain, folder: ReferenceDomain, file: string): Problem {
  return parseProblem(domain, referenceText(folder, `${file}.pddl`));
}
