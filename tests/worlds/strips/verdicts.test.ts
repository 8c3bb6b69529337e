// The proof that the validator is right: every reference problem and plan, and every plan with one step dropped, doubled or
// swapped with the next, against the verdicts of an independent checker (golden/make-verdicts.py).

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/crc32.ts';
import { type PlanStep, parsePlan } from '../../../src/worlds/strips/plan.ts';
import type { Problem } from '../../../src/worlds/strips/problem.ts';
import { validatePlan } from '../../../src/worlds/strips/validate.ts';
import {
  REFERENCE_DOMAINS,
  referenceDomain,
  referenceExists,
  referenceNames,
  referenceProblem,
  referenceText,
} from './shared-files.ts';

type Change = 'dropped' | 'doubled' | 'swapped';
type Golden = Record<
  string,
  { kinds: Record<string, number>; plans: Record<string, Record<Change, [count: number, crc: number]>> }
>;

const golden: Golden = JSON.parse(readFileSync(new URL('golden/verdicts.json', import.meta.url), 'utf8'));

const CHANGES: Record<Change, (plan: PlanStep[]) => PlanStep[][]> = {
  dropped: (plan) => plan.map((_, i) => plan.toSpliced(i, 1)),
  doubled: (plan) => plan.map((step, i) => plan.toSpliced(i, 0, step)),
  swapped: (plan) => plan.slice(1).map((step, i) => plan.toSpliced(i, 2, step, plan[i])),
};

/** The verdict in the golden file's words. */
function verdictLine(problem: Problem, steps: PlanStep[]): string {
  const verdict = validatePlan(problem, steps);
  if (verdict.valid) return 'valid';
  const { kind, failedStep, missing } = verdict;
  return [kind, ...(failedStep === undefined ? [] : [failedStep]), ...[...missing].sort()].join(' ');
}

describe.skipIf(!referenceExists)('the reference problems', () => {
  test.each(REFERENCE_DOMAINS)('every problem of %s can be read, base cases too', (name) => {
    const domain = referenceDomain(name);
    for (const folder of ['problems', 'base'] as const)
      for (const file of referenceNames(name, folder)) {
        const problem = referenceProblem(domain, name, `${folder}/${file}`);
        expect(problem.goal.length, `${folder}/${file}`).toBeGreaterThan(0);
      }
    expect(referenceNames(name, 'problems')).toHaveLength(99);
  });

  test.each(REFERENCE_DOMAINS)('every reference plan of %s is valid', (name) => {
    const domain = referenceDomain(name);
    for (const file of referenceNames(name, 'plans')) {
      const plan = parsePlan(referenceText(name, `plans/${file}.plan`));
      const verdict = validatePlan(referenceProblem(domain, name, `problems/${file}`), plan);
      expect([file, verdict]).toEqual([file, { valid: true, steps: plan.length }]);
    }
  });

  test.each(REFERENCE_DOMAINS)(
    'every plan of %s with a step dropped, doubled or swapped gets the independent verdict',
    (name) => {
      const domain = referenceDomain(name);
      const kinds: Record<string, number> = {};
      for (const file of referenceNames(name, 'plans')) {
        const problem = referenceProblem(domain, name, `problems/${file}`);
        const plan = parsePlan(referenceText(name, `plans/${file}.plan`));
        for (const [change, expected] of Object.entries(golden[name].plans[file])) {
          const lines = CHANGES[change as Change](plan).map((steps) => verdictLine(problem, steps));
          const crc = crc32(new TextEncoder().encode(lines.join('\n')));
          expect([file, change, lines.length, crc]).toEqual([file, change, ...expected]);
          for (const line of lines) kinds[line.split(' ')[0]] = (kinds[line.split(' ')[0]] ?? 0) + 1;
        }
      }
      expect(kinds).toEqual(golden[name].kinds);
    },
  );
});
