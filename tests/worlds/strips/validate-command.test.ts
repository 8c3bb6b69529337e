// `lab validate` for real, in a process of its own: what it prints and how it exits.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatPlan } from '../../../src/worlds/strips/plan.ts';
import { domainText, drawnProblem } from '../../../src/worlds/strips/strips.ts';
import { lab, testFolder } from '../../cli/run-lab.ts';
import { referenceExists, referencePath } from './shared-files.ts';

const folder = testFolder('validate');

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const validate = (...words: string[]) => lab('validate', ...words);

const { text, plan } = drawnProblem('Blocksworld-v1', 3, { blocks: 5 });
const domain = file('domain.pddl', domainText('Blocksworld-v1'));
const problem = file('problem.pddl', text);
const solution = file('solution.plan', formatPlan(plan));

describe('lab validate', () => {
  test('of a valid plan prints so and exits 0', async () => {
    const { code, stdout } = await validate(domain, problem, solution, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { valid: true }]);
    expect((await validate(domain, problem, solution)).stdout).toBe(`valid: ${plan.length} steps\n`);
  });

  test('of a plan that fails prints the step and the reason, and exits 1', async () => {
    const doubled = file('doubled.plan', formatPlan([plan[0], ...plan]));
    const { code, stdout } = await validate(domain, problem, doubled, '--json');
    const reason = expect.stringMatching(/^Step 2, \(.*\): .* do not hold\.$/);
    expect([code, JSON.parse(stdout)]).toEqual([1, { valid: false, failedStep: 2, reason }]);
  });

  test('of a plan that leaves the goal open, or is none, prints a reason without a step, and exits 1', async () => {
    for (const [content, reason] of [
      [formatPlan(plan.slice(0, -1)), /^After all \d+ steps the goal is open: \(.*\)\.$/],
      ['I would unstack b1.', /^Line 1, column 1: "i" is not a step\.$/],
    ] as const) {
      const { code, stdout } = await validate(domain, problem, file('bad.plan', content), '--json');
      expect([code, JSON.parse(stdout)]).toEqual([
        1,
        { valid: false, reason: expect.stringMatching(reason) },
      ]);
    }
  });

  test.each([
    ['too few files', [domain, problem], 'validate takes a domain, a problem and a plan.'],
    ['a missing file', [domain, join(folder, 'none'), solution], `${folder}/none: There is no such file.`],
    [
      'a domain that is a problem',
      [problem, problem, solution],
      `${problem}: Line 3, column 9: this is not a domain`,
    ],
    ['an unknown option', [domain, problem, solution, '--fast', '1'], '--fast is not an option here.'],
  ])('with %s exits 2 with one clear line and its usage', async (_, words, line) => {
    const { code, stdout, stderr } = await validate(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`lab validate: ${line}`);
  });

  test.skipIf(!referenceExists)('accepts a reference plan', async () => {
    const files = ['domain.pddl', 'problems/p60.pddl', 'plans/p60.plan'].map((name) =>
      referencePath('rovers', name),
    );
    expect((await validate(...files, '--json')).stdout).toBe('{"valid":true}\n');
  });
});
