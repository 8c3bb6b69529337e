// The validator's verdicts by example, on plans a person can follow.

import { describe, expect, test } from 'vitest';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { formatPlan, parsePlan } from '../../../src/worlds/strips/plan.ts';
import { parseProblem } from '../../../src/worlds/strips/problem.ts';
import { domainText, drawnProblem } from '../../../src/worlds/strips/strips.ts';
import { validatePlan, validatePlanText } from '../../../src/worlds/strips/validate.ts';

const blocksworld = parseDomain(domainText('Blocksworld-v1'));

/** b1 stands on b2; it is to be the other way round. */
const swap = parseProblem(
  blocksworld,
  `(define (problem swap) (:domain blocksworld) (:objects b1 b2)
   (:init (arm-empty) (clear b1) (on b1 b2) (on-table b2)) (:goal (and (on b2 b1) (on-table b1))))`,
);
const PLAN = '(unstack b1 b2)\n(putdown b1)\n(pickup b2)\n(stack b2 b1)\n; cost = 4 (unit cost)';

describe('a plan', () => {
  test('is valid if every step can be taken and the goal holds', () => {
    expect(validatePlanText(swap, PLAN)).toEqual({ valid: true, steps: 4 });
  });

  test('may be written in upper case, over several lines, with comments', () => {
    expect(validatePlanText(swap, `; mine\n${PLAN.toUpperCase().replaceAll(' B', '\n  B')}`).valid).toBe(
      true,
    );
  });

  test('fails at the first step that lacks a precondition, which is named', () => {
    expect(validatePlanText(swap, PLAN.replace('(putdown b1)\n', ''))).toEqual({
      valid: false,
      kind: 'precondition',
      steps: 1,
      failedStep: 2,
      missing: ['(arm-empty)'],
      reason: 'Step 2, (pickup b2): (arm-empty) does not hold.',
    });
  });

  test('with an open goal names the goal, and no step', () => {
    const verdict = validatePlanText(swap, '(unstack b1 b2) (putdown b1)');
    expect(verdict).toEqual({
      valid: false,
      kind: 'goal',
      steps: 2,
      missing: ['(on b2 b1)'],
      reason: 'After all 2 steps the goal is open: (on b2 b1).',
    });
  });

  test('of no steps leaves every goal open that did not hold', () => {
    expect(validatePlanText(swap, '')).toMatchObject({
      kind: 'goal',
      missing: ['(on b2 b1)', '(on-table b1)'],
    });
  });

  test.each([
    ['an unknown action', '(fly b1)', 'unknown-action', 'Step 1, (fly b1): there is no action "fly".'],
    [
      'too many objects',
      '(putdown b1 b2)',
      'arguments',
      'Step 1, (putdown b1 b2): "putdown" takes 1 objects, not 2.',
    ],
    ['an unknown object', '(pickup b9)', 'unknown-object', 'Step 1, (pickup b9): there is no object "b9".'],
    ['a variable', '(pickup ?ob)', 'unknown-object', 'Step 1, (pickup ?ob): there is no object "?ob".'],
  ])('with %s fails there', (_, text, kind, reason) => {
    expect(validatePlanText(swap, text)).toMatchObject({ valid: false, kind, failedStep: 1, reason });
  });

  test('with an object of the wrong type fails there', () => {
    const { text } = drawnProblem('Sokoban-v1', 1);
    const problem = parseProblem(parseDomain(domainText('Sokoban-v1')), text);
    const verdict = validatePlanText(problem, '(move box1 loc_2_2 up)');
    expect(verdict).toMatchObject({ kind: 'type', reason: expect.stringContaining('"box1" is of type box') });
  });

  test.each([
    ['prose', 'First pick up b1.', 'Line 1, column 1: "first" is not a step.'],
    ['a step never closed', '(pickup b1', 'Line 1, column 1: this "(" is never closed.'],
    ['a step of nothing', '()', 'Line 1, column 1: this step names no action.'],
  ])('that is %s is not valid, and no error', (_, text, reason) => {
    expect(validatePlanText(swap, text)).toEqual({
      valid: false,
      kind: 'unreadable',
      steps: 0,
      missing: [],
      reason,
    });
  });

  test('too long to read is not valid, and no error', () => {
    expect(validatePlanText(swap, '(a)'.repeat(100_001))).toMatchObject({ kind: 'unreadable' });
  });
});

test('what an action both deletes and adds is true afterwards', () => {
  const domain = parseDomain(
    '(define (domain d) (:predicates (p) (q)) (:action a :effect (and (p) (q) (not (p)))))',
  );
  const problem = parseProblem(domain, '(define (problem x) (:domain d) (:init) (:goal (and (p) (q))))');
  expect(validatePlanText(problem, '(a)').valid).toBe(true);
});

test('a plan is written as it is read', () => {
  const steps = parsePlan(PLAN);
  expect(formatPlan(steps)).toBe(`${PLAN}\n`);
  expect(parsePlan(formatPlan(steps))).toEqual(steps);
});

test('a plan of 1,000 steps over 100 blocks validates in 50 ms, reading included', () => {
  const { text } = drawnProblem('Blocksworld-v1', 1, { blocks: 100 });
  const bottom = /\(on-table (b\d+)\)/.exec(text)?.[1];
  const top = /\(clear (b\d+)\)/.exec(text)?.[1] as string;
  const below = new RegExp(`\\(on ${top} (b\\d+)\\)`).exec(text)?.[1] as string;
  expect(bottom).toBeDefined();
  const plan = `(unstack ${top} ${below})\n(stack ${top} ${below})\n`.repeat(500);
  const validate = () => {
    const start = performance.now();
    const verdict = validatePlanText(parseProblem(blocksworld, text), plan);
    expect(verdict).toMatchObject({ kind: 'goal', steps: 1_000 });
    return performance.now() - start;
  };
  const times = Array.from({ length: 7 }, validate).sort((a, b) => a - b);
  console.log(
    `1,000 steps over 100 blocks: ${times[3].toFixed(1)} ms (median of 7, the first ${times[6].toFixed(1)})`,
  );
  expect(times[3]).toBeLessThan(50);
});

test('the plan that a generator gives is valid, and its text survives being written and read', () => {
  const { text, plan } = drawnProblem('Blocksworld-v1', 5);
  const problem = parseProblem(blocksworld, text);
  expect(validatePlan(problem, plan).valid).toBe(true);
  expect(validatePlanText(problem, formatPlan(plan)).valid).toBe(true);
});
