// `lab validate DOMAIN PROBLEM PLAN`: runs a plan on a planning problem and says whether it is valid, or which step fails
// and why. Exit 1 means that the plan is not valid, and nothing else: a domain or problem that cannot be read is bad usage.

import { readFile, stat } from 'node:fs/promises';
import { LabError } from '../src/lab-error.ts';
import { parseDomain } from '../src/worlds/strips/domain.ts';
import { LIMITS } from '../src/worlds/strips/limits.ts';
import { parseProblem } from '../src/worlds/strips/problem.ts';
import { type Verdict, validatePlanText } from '../src/worlds/strips/validate.ts';
import type { Command } from './main.ts';

export const command: Command = {
  usage: 'validate DOMAIN PROBLEM PLAN [--json]',
  async run(args) {
    args.refuseUnknown();
    if (args.words.length !== 3)
      throw new LabError('bad-argument', 'validate takes a domain, a problem and a plan.');
    const [domainFile, problemFile, planFile] = args.words;
    const domain = await reading(domainFile, parseDomain);
    const problem = await reading(problemFile, (text) => parseProblem(domain, text));
    const verdict = await reading(planFile, (text) => validatePlanText(problem, text));
    return { json: reportOf(verdict), text: textOf(verdict), ok: verdict.valid };
  },
};

/** What `read` makes of a file's text. @throws LabError bad-argument, its message beginning with the file's name */
async function reading<T>(file: string, read: (text: string) => T): Promise<T> {
  try {
    return read(await textOfFile(file));
  } catch (error) {
    const { message, hint } = LabError.from(error);
    throw new LabError('bad-argument', `${file.slice(0, 200)}: ${message}`, hint, error);
  }
}

/** A file's text, its size checked before it is read. */
async function textOfFile(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new LabError('not-found', 'There is no such file.');
  if (found.size > 4 * LIMITS.characters) throw new LabError('too-large', 'It is too large.');
  return readFile(file, 'utf8');
}

function reportOf(verdict: Verdict): { valid: boolean; failedStep?: number; reason?: string } {
  if (verdict.valid) return { valid: true };
  const { failedStep, reason } = verdict;
  return { valid: false, ...(failedStep !== undefined && { failedStep }), reason };
}

function textOf(verdict: Verdict): string {
  return verdict.valid ? `valid: ${verdict.steps} steps` : `NOT VALID: ${verdict.reason}`;
}
