// The reader takes typed STRIPS, refuses everything else by name with its line and column, and is bounded.

import { describe, expect, test } from 'vitest';
import { parseDomain } from '../../../src/worlds/strips/domain.ts';
import { LIMITS } from '../../../src/worlds/strips/limits.ts';
import { parseProblem } from '../../../src/worlds/strips/problem.ts';
import { DRAWN_WORLDS, domainText } from '../../../src/worlds/strips/strips.ts';
import { referenceDomain, referenceExists } from './shared-files.ts';

/** A domain of one action, line 6 its precondition and line 7 its effect. */
function domainWith({
  precondition = '(and (in ?p ?a))',
  effect = '(not (in ?p ?a))',
  more = '',
} = {}): string {
  return `(define (domain mail)
(:requirements :strips :typing)
(:types place parcel - object letter - parcel)
(:constants depot - place)
(:predicates (in ?p - parcel ?a - place) (open ?a - place))
(:action take :parameters (?p - parcel ?a - place) :precondition ${precondition}
:effect ${effect})
${more})`;
}

function problemWith({
  objects = 'a - place l - letter',
  init = '(in l depot)',
  goal = '(in l a)',
  more = '',
} = {}) {
  return `(define (problem one) (:domain mail)
(:objects ${objects})
(:init ${init})
(:goal ${goal})
${more})`;
}

const refusal = (line: number, column: number, words: string) =>
  expect.objectContaining({
    code: 'bad-argument',
    message: expect.stringMatching(new RegExp(`^Line ${line}, column ${column}: .*${words}`)),
  });

describe('a domain', () => {
  test('is read with its types, constants, predicates and schemas, in lower case', () => {
    const domain = parseDomain(domainWith({ effect: '(and (OPEN depot) (not (In ?p ?a)))' }));
    const take = domain.actions.get('take');
    expect(take?.preconditions).toEqual([{ predicate: 'in', terms: [0, 1] }]);
    expect(take?.add).toEqual([{ predicate: 'open', terms: ['depot'] }]);
    expect(take?.delete).toEqual([{ predicate: 'in', terms: [0, 1] }]);
    expect([...domain.constants]).toEqual([['depot', 'place']]);
    expect(domain.types.isA('letter', 'parcel')).toBe(true);
    expect(domain.types.isA('parcel', 'letter')).toBe(false);
  });

  test('knows which predicates no action changes', () => {
    expect([...parseDomain(domainWith()).statics]).toEqual(['open']);
  });

  test('may leave out requirements, types, parameters and preconditions', () => {
    const domain = parseDomain('(define (domain d) (:predicates (p)) (:action a :effect (p)))');
    expect(domain.actions.get('a')).toMatchObject({ parameters: [], preconditions: [], delete: [] });
  });

  test('the shipped domains are typed STRIPS', () => {
    for (const id of DRAWN_WORLDS) expect(parseDomain(domainText(id)).actions.size).toBeGreaterThan(1);
  });

  test.skipIf(!referenceExists)('the shipped domains are the reference domains', () => {
    const shipped = DRAWN_WORLDS.map((id) => parseDomain(domainText(id)));
    const reference = (['blocksworld', 'rovers', 'sokoban'] as const).map(referenceDomain);
    expect(shipped).toEqual(reference);
  });
});

const REFUSED_CONDITIONS: [feature: string, condition: string, words: string][] = [
  ['a negative precondition', '(not (in ?p ?a))', 'a negative condition \\(not\\)'],
  ['a disjunction', '(or (open ?a))', 'a disjunction \\(or\\)'],
  ['an implication', '(imply (open ?a) (open ?a))', 'an implication'],
  ['an existential quantifier', '(exists (?x) (open ?x))', 'an existential quantifier'],
  ['a universal quantifier', '(forall (?x) (open ?x))', 'a universal quantifier'],
  ['equality', '(= ?p ?p)', 'equality'],
  ['a numeric condition', '(>= (fuel) 1)', 'a numeric condition'],
  ['a preference', '(preference x (open ?a))', 'a preference'],
];

const REFUSED_EFFECTS: [feature: string, effect: string, words: string][] = [
  ['a conditional effect', '(when (open ?a) (open ?a))', 'a conditional effect \\(when\\)'],
  ['a universal effect', '(forall (?x) (open ?x))', 'a universal quantifier'],
  ['a numeric effect', '(increase (total-cost) 1)', 'a numeric effect \\(increase\\)'],
  ['a chance effect', '(probabilistic 0.5 (open ?a))', 'a probabilistic effect'],
  ['a negation of a negation', '(not (not (open ?a)))', 'a negative condition'],
];

const REFUSED_SECTIONS: [feature: string, section: string, words: string][] = [
  ['functions', '(:functions (fuel))', 'numeric functions \\(:functions\\)'],
  ['a derived predicate', '(:derived (open ?a) (in ?p ?a))', 'derived predicates'],
  ['a durative action', '(:durative-action fly)', 'durative actions'],
  ['constraints', '(:constraints (and))', 'trajectory constraints'],
  ['an unknown section', '(:magic)', '":magic" is not a part'],
  ['a section twice', '(:types x)', 'two sections :types'],
];

describe('what is not typed STRIPS is refused by name, with its place', () => {
  test.each(REFUSED_CONDITIONS)('%s', (_, precondition, words) => {
    expect(() => parseDomain(domainWith({ precondition }))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(`^Line 6, column \\d+: ${words}`) }),
    );
  });

  test.each(REFUSED_EFFECTS)('%s', (_, effect, words) => {
    expect(() => parseDomain(domainWith({ effect }))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(`^Line 7, column \\d+: ${words}`) }),
    );
  });

  test.each(REFUSED_SECTIONS)('%s', (_, more, words) => {
    expect(() => parseDomain(domainWith({ more }))).toThrow(refusal(8, 2, words));
  });

  test('a requirement beyond :strips and :typing', () => {
    const text = domainWith().replace(':typing', ':typing :equality');
    expect(() => parseDomain(text)).toThrow(refusal(2, 32, 'the requirement :equality is not typed STRIPS'));
  });

  test('a choice of types', () => {
    const text = domainWith().replace('?p - parcel ?a', '?p - (either parcel place) ?a');
    expect(() => parseDomain(text)).toThrow(refusal(5, 23, 'a choice of types \\(either\\)'));
  });

  test('a metric and a timed fact in a problem', () => {
    const domain = parseDomain(domainWith());
    const metric = problemWith({ more: '(:metric minimize (total-cost))' });
    expect(() => parseProblem(domain, metric)).toThrow(refusal(5, 2, 'a metric \\(:metric\\)'));
    const timed = problemWith({ init: '(at 5 (open a))' });
    expect(() => parseProblem(domain, timed)).toThrow(refusal(3, 8, 'a timed fact'));
  });
});

const MISTAKES: [what: string, text: string, line: number, column: number, words: string][] = [
  ['an unknown predicate', domainWith({ effect: '(shut ?a)' }), 7, 10, 'no predicate "shut"'],
  ['too few arguments', domainWith({ effect: '(in ?p)' }), 7, 9, '"in" takes 2 arguments, not 1'],
  ['an unknown parameter', domainWith({ effect: '(open ?z)' }), 7, 15, 'no parameter "\\?z"'],
  ['an unknown constant', domainWith({ effect: '(open z)' }), 7, 15, 'no object "z"'],
  ['a wrong type', domainWith({ effect: '(open ?p)' }), 7, 15, '"\\?p" is of type parcel, but place'],
  ['an unknown type', domainWith().replace('depot - place', 'depot - plaice'), 4, 21, 'no type "plaice"'],
  ['types in a circle', '(define (domain d)\n(:types a - b b - a))', 2, 9, 'subtype of itself'],
  ['a parameter twice', '(define (domain d)\n(:predicates (p ?x ?x)))', 2, 20, 'declared twice'],
  ['a "(" that is never closed', '(define (domain d)\n (:predicates (p)', 2, 2, 'never closed'],
  ['a ")" too many', '(define (domain d)))', 1, 20, 'closes nothing'],
  ['a problem in place of a domain', '(define (problem p))', 1, 9, 'not a domain'],
  ['an empty file', '', 1, 1, 'a domain must stand in parentheses'],
  ['a name that is none', '(define (domain 5d))', 1, 17, '"5d" is not a name'],
];

test.each(MISTAKES)('%s is refused where it stands', (_, text, line, column, words) => {
  expect(() => parseDomain(text)).toThrow(refusal(line, column, words));
});

describe('a problem', () => {
  const domain = parseDomain(domainWith());

  test('is read with constants among its objects, static facts apart, and each goal once', () => {
    const problem = parseProblem(
      domain,
      problemWith({ init: '(in l depot) (open a)', goal: '(and (in l a) (and (IN l  a)))' }),
    );
    expect([...problem.objects]).toEqual([
      ['depot', 'place'],
      ['a', 'place'],
      ['l', 'letter'],
    ]);
    expect([[...problem.init], [...problem.statics], problem.goal]).toEqual([
      ['(in l depot)'],
      ['(open a)'],
      ['(in l a)'],
    ]);
  });

  test.each([
    ['an unknown object', { init: '(in l moon)' }, 3, 14, 'no object "moon"'],
    ['an object of the wrong type', { init: '(in a a)' }, 3, 12, 'of type place, but parcel'],
    ['a negative goal', { goal: '(not (in l a))' }, 4, 9, 'a negative condition'],
    ['a variable in a fact', { init: '(open ?a)' }, 3, 14, 'no parameter'],
    ['a constant declared again', { objects: 'depot - place' }, 2, 1, 'a constant of the domain'],
    ['two goals', { goal: '(open a) (open a)' }, 4, 17, 'a goal is one condition'],
  ])('with %s is refused where it stands', (_, parts, line, column, words) => {
    expect(() => parseProblem(domain, problemWith(parts))).toThrow(refusal(line, column, words));
  });

  test('of another domain, or without a goal, is refused', () => {
    const other = problemWith().replace('(:domain mail)', '(:domain post)');
    expect(() => parseProblem(domain, other)).toThrow(refusal(1, 23, 'of the domain "post", not of "mail"'));
    const aimless = problemWith().replace(/\(:goal.*/, '');
    expect(() => parseProblem(domain, aimless)).toThrow(/has no :goal/);
  });
});

describe('hostile files end in a clear error, soon', () => {
  test.each([
    ['too many characters', ' '.repeat(LIMITS.characters + 1), 'too-large'],
    ['too many words', 'a '.repeat(LIMITS.nodes + 1), 'too-large'],
    ['a hundred thousand open parentheses', '('.repeat(100_000), 'bad-argument'],
    ['a word of a million letters', 'a'.repeat(1_000_000), 'bad-argument'],
    ['too many types', `(define (domain d) (:types ${names(LIMITS.types + 1)}))`, 'too-large'],
    ['too many constants', `(define (domain d) (:constants ${names(LIMITS.objects + 1)}))`, 'too-large'],
    [
      'too many parameters',
      `(define (domain d) (:predicates (p ${names(LIMITS.parameters + 1, '?')})))`,
      'too-large',
    ],
    [
      'too many literals',
      domainWith({ effect: `(and ${'(open ?a)'.repeat(LIMITS.literals + 1)})` }),
      'too-large',
    ],
    ['half a million characters on one line', `(define (domain d)${' ()'.repeat(200_000)})`, 'bad-argument'],
  ])('%s', (_, text, code) => {
    expect(() => parseDomain(text)).toThrow(expect.objectContaining({ code }));
  });

  test('a hostile name is only a name', () => {
    const text =
      '(define (domain d) (:predicates (constructor ?x) (toString)) (:action hasownproperty :effect (tostring)))';
    expect([...parseDomain(text).predicates.keys()]).toEqual(['constructor', 'tostring']);
  });
});

function names(count: number, prefix = ''): string {
  return Array.from({ length: count }, (_, i) => `${prefix}n${i}`).join(' ');
}
