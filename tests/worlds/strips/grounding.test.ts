// Ground actions on demand, against the full product of objects where that is small enough to be taken.

import { describe, expect, test } from 'vitest';
import { type Domain, parseDomain } from '../../../src/worlds/strips/domain.ts';
import { Grounder } from '../../../src/worlds/strips/grounding.ts';
import { type PlanStep, parsePlan, stepText } from '../../../src/worlds/strips/plan.ts';
import { type Problem, parseProblem } from '../../../src/worlds/strips/problem.ts';
import { State } from '../../../src/worlds/strips/state.ts';
import { type DrawnWorldId, domainText, drawnProblem } from '../../../src/worlds/strips/strips.ts';
import {
  referenceDomain,
  referenceExists,
  referenceNames,
  referenceProblem,
  referenceText,
} from './shared-files.ts';

/** Every step that any choice of objects of the right types gives. */
function product({ domain, objects }: Problem): PlanStep[] {
  const ofType = (type: string) =>
    [...objects].filter(([, own]) => domain.types.isA(own, type)).map(([o]) => o);
  return [...domain.actions.values()].flatMap(({ name, parameters }) =>
    parameters
      .map(({ type }) => ofType(type))
      .reduce<string[][]>((found, choice) => found.flatMap((args) => choice.map((o) => [...args, o])), [[]])
      .map((args) => ({ name, args })),
  );
}

const SMALL: [DrawnWorldId, Record<string, number>][] = [
  ['Blocksworld-v1', { blocks: 6 }],
  ['Rovers-v1', { rovers: 1, waypoints: 2, cameras: 1, objectives: 1 }],
];

describe('the applicable steps', () => {
  test.each(SMALL)('of %s are those of the full product that can be taken, all along a plan', (id, sizes) => {
    const { text, plan } = drawnProblem(id, 4, sizes);
    const problem = parseProblem(parseDomain(domainText(id)), text);
    const all = product(problem);
    const grounder = new Grounder(problem);
    const state = new State(problem);
    for (const step of plan) {
      const legal = all.filter((candidate) => new State(problem, state.facts()).take(candidate) === null);
      expect(grounder.applicable(state).map(stepText).sort()).toEqual(legal.map(stepText).sort());
      expect(state.take(step)).toBeNull();
    }
  });

  test.skipIf(!referenceExists)('hold the next step of every reference plan of Sokoban', () => {
    const domain = referenceDomain('sokoban');
    for (const name of referenceNames('sokoban', 'plans').filter((_, i) => i % 10 === 0)) {
      const problem = referenceProblem(domain, 'sokoban', `problems/${name}`);
      const state = new State(problem);
      const grounder = new Grounder(problem);
      for (const step of parsePlan(referenceText('sokoban', `plans/${name}.plan`))) {
        expect(grounder.applicable(state).map(stepText)).toContain(stepText(step));
        state.take(step);
      }
    }
  });
});

describe('the reachable steps', () => {
  const corridor = parseDomain(`(define (domain corridor) (:predicates (at ?x) (next ?x ?y) (lamp))
    (:action go :parameters (?x ?y) :precondition (and (at ?x) (next ?x ?y)) :effect (and (at ?y) (not (at ?x))))
    (:action jump :parameters (?x) :precondition (lamp) :effect (at ?x)))`);
  const inCorridor = (init: string) =>
    parseProblem(
      corridor,
      `(define (problem p) (:domain corridor) (:objects a b c d) (:init ${init}) (:goal (at d)))`,
    );

  test('are found through what earlier steps make true, in the order of actions and objects', () => {
    const steps = new Grounder(inCorridor('(at b) (next b a) (next b c) (next d a)')).reachable();
    expect(steps.map(stepText)).toEqual(['(go b a)', '(go b c)']);
  });

  test('fill parameters that no precondition mentions with every object', () => {
    const steps = new Grounder(inCorridor('(at b) (lamp)')).reachable();
    expect(steps.map(stepText)).toEqual(['(jump a)', '(jump b)', '(jump c)', '(jump d)']);
  });

  test('of a type with subtypes take objects of all of them, and no others', () => {
    const domain =
      parseDomain(`(define (domain t) (:types small large - thing other) (:predicates (in ?x - object) (done))
      (:action use :parameters (?x - thing) :precondition (in ?x) :effect (done)))`);
    const text = `(define (problem p) (:domain t) (:objects s - small l - large t - thing o - other)
      (:init (in s) (in l) (in t) (in o)) (:goal (done)))`;
    const steps = new Grounder(parseProblem(domain, text)).reachable();
    expect(steps.map(stepText)).toEqual(['(use s)', '(use l)', '(use t)']);
  });

  test('of 100 blocks are 20,200, and a state offers a few of them', () => {
    const { text } = drawnProblem('Blocksworld-v1', 1, { blocks: 100 });
    const problem = parseProblem(parseDomain(domainText('Blocksworld-v1')), text);
    const grounder = new Grounder(problem);
    expect(grounder.reachable()).toHaveLength(2 * 100 + 2 * 100 ** 2);
    expect(grounder.applicable(new State(problem)).length).toBeLessThanOrEqual(100);
  });
});

describe('a hostile problem', () => {
  const objects = Array.from({ length: 60 }, (_, i) => `o${i}`);
  const problemOf = (domain: Domain, init: string) =>
    parseProblem(
      domain,
      `(define (problem p) (:domain d) (:objects ${objects.join(' ')}) (:init ${init}) (:goal (g)))`,
    );

  test('with more ground actions than can be held is refused', () => {
    const domain = parseDomain(
      '(define (domain d) (:predicates (g)) (:action a :parameters (?a ?b ?c ?d ?e) :effect (g)))',
    );
    expect(() => new Grounder(problemOf(domain, '')).reachable()).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  test('whose joins find nothing for hours is refused in seconds', () => {
    const domain = parseDomain(`(define (domain d) (:predicates (g) (e ?x ?y))
      (:action a :parameters (?a ?b ?c ?d ?e ?f ?h) :effect (g) :precondition
       (and (e ?a ?b) (e ?b ?c) (e ?c ?d) (e ?d ?e) (e ?e ?f) (e ?f ?h) (e ?h ?a))))`);
    // Edges lead from odd to even objects and back: there are 10^10 walks of seven edges, and none of them closes.
    const edges = objects.flatMap((x, i) =>
      objects.filter((_, j) => (i + j) % 2 === 1).map((y) => `(e ${x} ${y})`),
    );
    const problem = problemOf(domain, edges.join(' '));
    const start = performance.now();
    expect(() => new Grounder(problem).reachable()).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
